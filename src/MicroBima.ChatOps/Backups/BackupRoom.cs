using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Backups;

/// <summary>What a backup came to.</summary>
public abstract record BackupResult
{
    private BackupResult() { }

    /// <summary>Written, read back, and on record.</summary>
    public sealed record Made(BackupFile File) : BackupResult;

    /// <summary>There is no backup; nothing of it is left on the disk.</summary>
    public sealed record Failed(string What, string Detail) : BackupResult;
}

/// <summary>Makes dumps with <c>pg_dump</c> in custom format and proves them by reading all of it back: a listing alone accepts truncated files.</summary>
public sealed class BackupRoom(Shell shell, TimeProvider time, string folder, string? pgDump, string? pgRestore)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan Silent = TimeSpan.FromMinutes(15);

    /// <summary>Dumps a database. Each attempt has a name of its own, so a second one can never damage the first.</summary>
    public async Task<BackupResult> MakeAsync(
        string environment,
        Postgres database,
        Action<string>? onLine,
        CancellationToken cancellationToken
    )
    {
        if (pgDump is null || pgRestore is null)
            return new BackupResult.Failed(
                "pg_dump and pg_restore are not installed.",
                "Set Tools:PgDump and Tools:PgRestore."
            );

        var identity = await database.IdentityAsync(cancellationToken);
        if (await OlderClientAsync(identity, cancellationToken) is { } older)
            return new BackupResult.Failed(older, "Install the client of the server's version.");

        Prepare();
        var started = time.GetUtcNow();
        var id = string.Create(
            CultureInfo.InvariantCulture,
            $"{environment}-{started:yyyyMMdd'T'HHmmssfff}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}"
        );
        var part = Path.Combine(folder, id + ".part");
        var (host, port, name, user, _) = database.Parts;
        try
        {
            var dump = await RunAsync(
                pgDump,
                [
                    "--format=custom",
                    "--no-password",
                    "--verbose",
                    $"--host={host}",
                    $"--port={port}",
                    $"--username={user}",
                    $"--file={part}",
                    $"--dbname={name}",
                ],
                database,
                onLine,
                cancellationToken
            );
            if (!dump.IsSuccess)
                return new BackupResult.Failed($"pg_dump failed: {dump.Ending}.", dump.LastLines(5));

            var read = await ReadBackAsync(part, cancellationToken);
            if (!read.IsSuccess)
                return new BackupResult.Failed($"The dump cannot be read back: {read.Ending}.", read.LastLines(5));

            File.SetUnixFileMode(part, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            var file = new BackupFile(
                id,
                environment,
                identity.ToString(),
                Path.Combine(folder, id + ".dump"),
                new FileInfo(part).Length,
                await HashAsync(part, cancellationToken),
                await EntriesAsync(part, cancellationToken),
                started,
                time.GetUtcNow()
            );
            await KeepAsync(part, file);
            return new BackupResult.Made(file);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>The newest backup of an environment whose file is still as it was when it was proven, or null.</summary>
    public async Task<BackupFile?> NewestAsync(string environment, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
            return null;

        foreach (
            var manifest in Directory
                .EnumerateFiles(folder, $"{environment}-*.json")
                .OrderDescending(StringComparer.Ordinal)
        )
        {
            var file = await TryReadAsync(manifest, cancellationToken);
            var isWhole =
                file is not null
                && string.Equals(file.Environment, environment, StringComparison.Ordinal)
                && File.Exists(file.Path)
                && new FileInfo(file.Path).Length == file.Size
                && string.Equals(await HashAsync(file.Path, cancellationToken), file.Sha256, StringComparison.Ordinal);
            if (isWhole)
                return file;
        }

        return null;
    }

    /// <summary>The folder is for us alone, and holds nothing that an attempt of a killed bot left behind.</summary>
    private void Prepare()
    {
        const UnixFileMode ForUsAlone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder, ForUsAlone);
        File.SetUnixFileMode(folder, ForUsAlone);
        var old = (time.GetUtcNow() - 2 * Longest).UtcDateTime;
        foreach (
            var left in Directory.EnumerateFiles(folder, "*.part").Concat(Directory.EnumerateFiles(folder, ".pgpass-*"))
        )
        {
            if (File.GetLastWriteTimeUtc(left) < old)
                File.Delete(left);
        }
    }

    /// <summary>Puts a proven dump on record: it is on the disk before it has its name, and has its name and manifest both or neither.</summary>
    private static async Task KeepAsync(string part, BackupFile file)
    {
        await using (var dump = new FileStream(part, FileMode.Open, FileAccess.ReadWrite))
            dump.Flush(flushToDisk: true);

        try
        {
            File.Move(part, file.Path);
            await WriteManifestAsync(file, CancellationToken.None); // A proven dump without a manifest would be lost.
        }
        catch (Exception full) when (full is IOException or UnauthorizedAccessException)
        {
            File.Delete(file.Path);
            File.Delete(Path.ChangeExtension(file.Path, ".json"));
            throw;
        }
    }

    private static async Task<BackupFile?> TryReadAsync(string manifest, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(manifest);
            var file = await JsonSerializer.DeserializeAsync(
                stream,
                BackupFormat.Default.BackupFile,
                cancellationToken
            );

            // The dump lies beside its manifest, whatever that says.
            return file is null ? null : file with { Path = Path.ChangeExtension(manifest, ".dump") };
        }
        catch (Exception unusable) when (unusable is JsonException or IOException)
        {
            return null;
        }
    }

    private async Task<string?> OlderClientAsync(DatabaseIdentity identity, CancellationToken cancellationToken)
    {
        var version = await RunAsync(pgDump!, ["--version"], null, null, cancellationToken);
        var client = version
            .Output.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Split('.')[0])
            .Where(word => int.TryParse(word, CultureInfo.InvariantCulture, out _))
            .Select(word => int.Parse(word, CultureInfo.InvariantCulture))
            .FirstOrDefault();
        var server = identity.ServerVersion / 10000;
        return client < server ? $"pg_dump is version {client}, the server is {server}." : null;
    }

    private Task<ProgramResult> ReadBackAsync(string path, CancellationToken cancellationToken) =>
        RunAsync(pgRestore!, ["--verbose", "--file=/dev/null", path], null, null, cancellationToken);

    private async Task<int> EntriesAsync(string path, CancellationToken cancellationToken)
    {
        var list = await RunAsync(pgRestore!, ["--list", path], null, null, cancellationToken);
        return list.Output.Split('\n').Count(line => line.Length > 0 && line[0] != ';');
    }

    private async Task<ProgramResult> RunAsync(
        string program,
        ImmutableArray<string> arguments,
        Postgres? database,
        Action<string>? onLine,
        CancellationToken cancellationToken
    )
    {
        var environment = ImmutableDictionary<string, string>.Empty;
        string? passwords = null;
        if (database is not null)
            environment = database.Variables;

        if (database?.Parts.Password is { } password)
        {
            // A file that only we can read, not the arguments or the environment, which others can.
            passwords = Path.Combine(folder, $".pgpass-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
            await using (
                var stream = new FileStream(
                    passwords,
                    new FileStreamOptions
                    {
                        Mode = FileMode.CreateNew,
                        Access = FileAccess.Write,
                        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    }
                )
            )
            await using (var writer = new StreamWriter(stream))
                await writer.WriteAsync(
                    $"*:*:*:*:{password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal)}\n"
                );

            environment = environment.Add("PGPASSFILE", passwords);
        }

        try
        {
            return await shell.RunAsync(
                new ProgramRun(program, arguments, environment, "/", Longest, Silent) { OnLine = onLine },
                cancellationToken
            );
        }
        finally
        {
            if (passwords is not null)
                File.Delete(passwords);
        }
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private static async Task WriteManifestAsync(BackupFile file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(
            Path.ChangeExtension(file.Path, ".json"),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        await JsonSerializer.SerializeAsync(stream, file, BackupFormat.Default.BackupFile, cancellationToken);
        stream.Flush(flushToDisk: true);
    }
}

/// <summary>How a manifest is written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BackupFile))]
internal sealed partial class BackupFormat : JsonSerializerContext;
