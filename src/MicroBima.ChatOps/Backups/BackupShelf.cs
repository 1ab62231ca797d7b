using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Backups;

/// <summary>The folder of backups: each a dump, its manifest, and its proof. For the bot alone, found by opaque names only.</summary>
public sealed partial class BackupShelf(string folder, TimeProvider time)
{
    private const UnixFileMode OurFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OurFolder = OurFile | UnixFileMode.UserExecute;
    private static readonly TimeSpan Old = TimeSpan.FromHours(2);

    /// <summary>Where it is.</summary>
    public string Folder => folder;

    /// <summary>The folder is for us alone, and holds nothing old that an attempt left behind.</summary>
    public void Prepare() => Clear(Old);

    /// <summary>Takes away what a bot that was killed left behind, its files of passwords first of all: for the start, before anything is begun.</summary>
    public void Sweep()
    {
        if (Directory.Exists(folder))
            Clear(TimeSpan.Zero);
    }

    private void Clear(TimeSpan age)
    {
        Directory.CreateDirectory(folder, OurFolder);
        File.SetUnixFileMode(folder, OurFolder);
        var old = (time.GetUtcNow() - age).UtcDateTime;
        foreach (
            var left in Directory.EnumerateFiles(folder, "*.part").Concat(Directory.EnumerateFiles(folder, ".pgpass-*"))
        )
        {
            if (File.GetLastWriteTimeUtc(left) <= old)
                File.Delete(left);
        }

        // Named, and then the bot was killed: without a manifest nobody ever finds it, and it is full of people's data.
        foreach (var lost in Directory.EnumerateFiles(folder, "*.dump"))
        {
            if (
                OurName().IsMatch(Path.GetFileName(lost))
                && !File.Exists(Path.ChangeExtension(lost, ".json"))
                && File.GetLastWriteTimeUtc(lost) <= old
            )
                File.Delete(lost);
        }

        foreach (var left in Directory.EnumerateDirectories(folder, ".work-*"))
        {
            if (Directory.GetLastWriteTimeUtc(left) <= old)
                Directory.Delete(left, recursive: true);
        }
    }

    /// <summary>A folder for us alone, on the same disk, for what must not lie about: whoever asks for it deletes it.</summary>
    public string NewWorkFolder()
    {
        Prepare();
        var path = Path.Combine(folder, $".work-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        return Directory.CreateDirectory(path, OurFolder).FullName;
    }

    /// <summary>Where an attempt of that name writes.</summary>
    public string PartOf(string id) => Path.Combine(folder, id + ".part");

    /// <summary>Puts a dump that was read in full on record: it is on the disk before it has its name, and has its name and manifest both or neither.</summary>
    public async Task<ShelvedBackup> KeepAsync(string part, Backup backup, CancellationToken cancellationToken)
    {
        File.SetUnixFileMode(part, OurFile);
        await using (var dump = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
            dump.Flush(flushToDisk: true);

        var path = Named(backup.Id, ".dump");
        try
        {
            File.Move(part, path);
            var manifest = JsonSerializer.SerializeToUtf8Bytes(backup, BackupFormat.Default.Backup);
            await WriteAsync(Named(backup.Id, ".json.part"), manifest, cancellationToken);
            File.Move(Named(backup.Id, ".json.part"), Named(backup.Id, ".json"));
            return new ShelvedBackup(backup, HashOf(manifest), path, Proof: null, IsPinned: false);
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            File.Delete(path);
            File.Delete(Named(backup.Id, ".json.part"));
            throw;
        }
    }

    /// <summary>All backups of an environment whose manifest can be read, newest first. Their files are not looked into.</summary>
    public async Task<ImmutableArray<ShelvedBackup>> AllAsync(string environment, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return [];

        var all = ImmutableArray.CreateBuilder<ShelvedBackup>();
        foreach (var manifest in Directory.EnumerateFiles(folder, "*.json").OrderDescending(StringComparer.Ordinal))
        {
            if (
                await TryReadAsync(manifest, cancellationToken) is { } shelved
                && string.Equals(shelved.Backup.Environment, environment, StringComparison.Ordinal)
            )
                all.Add(shelved);
        }

        // One that a wrong clock dated ahead would be the newest until then.
        var now = time.GetUtcNow();
        return [.. all.OrderBy(one => one.Backup.StartedAt > now).ThenByDescending(one => one.Backup.StartedAt)];
    }

    /// <summary>The backup of exactly this name in an environment, or null. The name is looked up, never made a path.</summary>
    public async Task<ShelvedBackup?> FindAsync(string environment, string id, CancellationToken cancellationToken) =>
        (await AllAsync(environment, cancellationToken)).FirstOrDefault(one =>
            string.Equals(one.Id, id, StringComparison.Ordinal)
        );

    /// <summary>The backup of exactly this name, whatever environment it is of, or null.</summary>
    public async Task<ShelvedBackup?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return null;

        foreach (var manifest in Directory.EnumerateFiles(folder, "*.json"))
        {
            if (string.Equals(Path.GetFileNameWithoutExtension(manifest), id, StringComparison.Ordinal))
                return await TryReadAsync(manifest, cancellationToken);
        }

        return null;
    }

    /// <summary>The newest backup of an environment whose file is still as it was written, or null.</summary>
    public async Task<ShelvedBackup?> NewestAsync(string environment, CancellationToken cancellationToken)
    {
        foreach (var shelved in await AllAsync(environment, cancellationToken))
        {
            if (await IsWholeAsync(shelved, cancellationToken))
                return shelved;
        }

        return null;
    }

    /// <summary>True where the file is still what its manifest says.</summary>
    public static async Task<bool> IsWholeAsync(ShelvedBackup shelved, CancellationToken cancellationToken) =>
        File.Exists(shelved.Path)
        && new FileInfo(shelved.Path).Length == shelved.Backup.Size
        && string.Equals(
            await HashAsync(shelved.Path, cancellationToken),
            shelved.Backup.Sha256,
            StringComparison.Ordinal
        );

    /// <summary>Writes down that a backup was restored and compared.</summary>
    public async Task<ShelvedBackup> ProveAsync(
        ShelvedBackup shelved,
        ProofRecord proof,
        CancellationToken cancellationToken
    )
    {
        var (path, fresh) = (Named(shelved.Id, ".proof"), Named(shelved.Id, ".proof.part"));
        File.Delete(fresh);
        await WriteAsync(
            fresh,
            JsonSerializer.SerializeToUtf8Bytes(proof, BackupFormat.Default.ProofRecord),
            cancellationToken
        );
        File.Move(fresh, path, overwrite: true);
        return shelved with { Proof = proof };
    }

    /// <summary>Deletes what a rule lets go; the names that went.</summary>
    public async Task<ImmutableArray<string>> PruneAsync(
        string environment,
        Retention retention,
        IReadOnlySet<string> pinned,
        CancellationToken cancellationToken
    )
    {
        var all = await AllAsync(environment, cancellationToken);
        var gone = retention.ToDelete(
            all.Select(one => one with { IsPinned = one.IsPinned || pinned.Contains(one.Id) }),
            time.GetUtcNow()
        );
        return [.. gone.Where(TryDelete).Select(one => one.Id)];
    }

    private bool TryDelete(ShelvedBackup old)
    {
        try
        {
            // The manifest goes last: what cannot be deleted stays on record.
            File.Delete(old.Path);
            File.Delete(Named(old.Id, ".proof"));
            File.Delete(Named(old.Id, ".json"));
            return true;
        }
        catch (Exception stays) when (stays is IOException or UnauthorizedAccessException)
        {
            // The new backup counts all the same; the old one is tried again after the next.
            return false;
        }
    }

    /// <summary>Reads the manifest that lies beside a dump, for exactly this file, whatever its ending; a manifest stands for its own dump.</summary>
    internal static async Task<ShelvedBackup?> TryReadBesideAsync(string file, CancellationToken cancellationToken)
    {
        var manifest = Path.ChangeExtension(file, ".json");
        var shelved = await TryReadAsync(manifest, cancellationToken);
        return string.Equals(file, manifest, StringComparison.Ordinal) ? shelved
            : shelved is null ? null
            : shelved with { Path = file };
    }

    /// <summary>The hash of a file.</summary>
    internal static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private static async Task<ShelvedBackup?> TryReadAsync(string manifest, CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(manifest, cancellationToken);
            if (JsonSerializer.Deserialize(bytes, BackupFormat.Default.Backup) is not { } backup)
                return null;

            // Dump and proof lie beside the manifest, whatever that says; a name that is another's is nobody's.
            if (!string.Equals(Path.GetFileNameWithoutExtension(manifest), backup.Id, StringComparison.Ordinal))
                return null;

            var hash = HashOf(bytes);
            return new ShelvedBackup(
                backup,
                hash,
                Path.ChangeExtension(manifest, ".dump"),
                await TryProofAsync(Path.ChangeExtension(manifest, ".proof"), hash, cancellationToken),
                File.Exists(Path.ChangeExtension(manifest, ".pin"))
            );
        }
        catch (Exception unusable) when (unusable is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static async Task<ProofRecord?> TryProofAsync(
        string path,
        string manifest,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var proof = JsonSerializer.Deserialize(
                await File.ReadAllBytesAsync(path, cancellationToken),
                BackupFormat.Default.ProofRecord
            );
            return string.Equals(proof?.Manifest, manifest, StringComparison.Ordinal) ? proof : null;
        }
        catch (Exception none) when (none is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string HashOf(byte[] manifest) => Convert.ToHexStringLower(SHA256.HashData(manifest));

    private string Named(string id, string ending) => Path.Combine(folder, id + ending);

    // As the room names them: environment, moment, and what nobody can guess.
    [GeneratedRegex(@"-\d{8}T\d{9}-[0-9a-f]{6}\.dump$", RegexOptions.None, 1000)]
    private static partial Regex OurName();

    private static async Task WriteAsync(string path, byte[] bytes, CancellationToken cancellationToken)
    {
        await using var stream = OwnFile.Make(path);
        await stream.WriteAsync(bytes, cancellationToken);
        stream.Flush(flushToDisk: true);
    }
}
