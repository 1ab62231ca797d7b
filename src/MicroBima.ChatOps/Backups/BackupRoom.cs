using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Backups;

/// <summary>What a backup came to.</summary>
public abstract record BackupResult
{
    private BackupResult() { }

    /// <summary>Written, read back, and on record.</summary>
    public sealed record Made(ShelvedBackup Backup) : BackupResult;

    /// <summary>There is no backup; nothing of it is left on the disk.</summary>
    public sealed record Failed(string What, string Detail) : BackupResult;
}

/// <summary>The programs and rules by which backups are made.</summary>
/// <param name="KeyFile">The file of the key that dumps are encrypted with, or null.</param>
public sealed record BackupTools(string? PgDump, string? PgRestore, string? KeyFile, ReadingLimits Limits);

/// <summary>Makes dumps with <c>pg_dump</c> in custom format and reads all of each back: a listing alone accepts truncated files.</summary>
public sealed class BackupRoom(Shell shell, TimeProvider time, BackupShelf shelf, BackupTools tools)
{
    private const int LongestList = 16 * 1024 * 1024;
    private static readonly byte[] CustomFormat = "PGDMP"u8.ToArray();

    private readonly PostgresClient _client = new(shell, shelf.Folder);

    /// <summary>The shelf it puts them on.</summary>
    public BackupShelf Shelf => shelf;

    /// <summary>Dumps a database. Each attempt has a name of its own, so a second one can never damage the first.</summary>
    /// <param name="commit">The head of the deployed branch, or empty.</param>
    public async Task<BackupResult> MakeAsync(
        string environment,
        Postgres database,
        string commit,
        Action<string>? onLine,
        CancellationToken cancellationToken
    )
    {
        var (means, why) = await MeansAsync(database, cancellationToken);
        if (means is not var (pgDump, key, identity))
            return why!;

        shelf.Prepare();
        var started = time.GetUtcNow();
        var id = string.Create(
            CultureInfo.InvariantCulture,
            $"{environment}-{started:yyyyMMdd'T'HHmmssfff}-{RandomNumberGenerator.GetHexString(6, lowercase: true)}"
        );
        var part = shelf.PartOf(id);
        try
        {
            var (dump, contents, trouble) = await DumpAsync(pgDump, database, part, key, onLine, cancellationToken);
            if (!dump.IsSuccess)
                return new BackupResult.Failed(
                    $"pg_dump failed: {dump.Ending}.",
                    $"{trouble}\n{dump.LastLines(5)}".Trim()
                );

            if (contents is null)
                return new BackupResult.Failed(
                    $"The database was dumped, but its rows cannot be read to compare a copy with them. {trouble}.",
                    "An index or a check there may call a function that looks for its tables along search_path: no restore finds them, so write their schema in front."
                );

            if (!File.Exists(part))
                return new BackupResult.Failed("The dump cannot be read back: there is none.", dump.LastLines(5));

            var (read, entries, _) = await ReadAsync(part, cancellationToken);
            if (!read.IsSuccess)
                return new BackupResult.Failed($"The dump cannot be read back: {read.Ending}.", read.LastLines(5));

            var backup = new Backup(
                id,
                environment,
                identity.ToString(),
                commit,
                key is not null,
                new FileInfo(part).Length,
                await BackupShelf.HashAsync(part, cancellationToken),
                entries,
                started,
                time.GetUtcNow(),
                contents
            );

            // A dump without a manifest would be lost.
            return new BackupResult.Made(await shelf.KeepAsync(part, backup, CancellationToken.None));
        }
        catch (IOException full)
        {
            return new BackupResult.Failed($"The dump cannot be written: {full.Message}", "");
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Why no backup of a database can be made here, or null.</summary>
    public async Task<BackupResult.Failed?> WhyNotAsync(Postgres database, CancellationToken cancellationToken) =>
        (await MeansAsync(database, cancellationToken)).WhyNot;

    private async Task<(Means? Means, BackupResult.Failed? WhyNot)> MeansAsync(
        Postgres database,
        CancellationToken cancellationToken
    )
    {
        if (tools.PgDump is not { } pgDump || tools.PgRestore is null)
            return (
                null,
                new BackupResult.Failed(
                    "pg_dump and pg_restore are not installed.",
                    "Set Tools:PgDump and Tools:PgRestore."
                )
            );

        SealKey? key;
        try
        {
            key = Key();
        }
        catch (Exception unusable) when (unusable is IOException or FormatException or UnauthorizedAccessException)
        {
            return (null, new BackupResult.Failed($"The key of the backups cannot be used: {unusable.Message}", ""));
        }

        var identity = await database.IdentityAsync(cancellationToken);
        var client = await _client.MajorAsync(pgDump, cancellationToken);
        return client < identity.Major
            ? (
                null,
                new BackupResult.Failed(
                    $"pg_dump is version {client}, the server is {identity.Major}.",
                    "Install the client of the server's version."
                )
            )
            : (new Means(pgDump, key, identity), null);
    }

    /// <summary>Reads all of a dump with <c>pg_restore</c>, and counts its objects. Nothing is restored.</summary>
    /// <returns>The list of its objects too; null where it is so long that only its ends were kept.</returns>
    /// <exception cref="SealException">It is encrypted, and does not open.</exception>
    public async Task<(ProgramResult Result, int Entries, string[]? List)> ReadAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        var source = await SourceAsync(path, cancellationToken);
        var read = await PipeAsync(["--file=/dev/null"], path, source, ProgramRun.Usual, cancellationToken);
        if (!read.IsSuccess)
            return (read, 0, null);

        // Of a very long list its beginning and its end are counted, in each version of the bot the same.
        var list = await PipeAsync(["--list"], path, source, ProgramRun.Usual, cancellationToken);
        var lines = list.Output.Split('\n');
        return (read, lines.Count(line => line.Length > 0 && line[0] != ';'), list.IsWhole ? lines : null);
    }

    /// <summary>The objects of a dump, a line each with its owner at the end, as <c>pg_restore --list</c> writes them.</summary>
    public async Task<string[]> EntriesAsync(string path, CancellationToken cancellationToken)
    {
        var source = await SourceAsync(path, cancellationToken);
        return (await PipeAsync(["--list"], path, source, LongestList, cancellationToken)).Output.Split('\n');
    }

    /// <summary>True where a dump, opened where it is sealed, begins as pg_dump's custom format does. Plain SQL and tar do not.</summary>
    /// <exception cref="SealException">It is encrypted, and does not open.</exception>
    public async Task<bool> IsCustomAsync(string path, CancellationToken cancellationToken)
    {
        if (await Unsealing.IsSealedAsync(path, cancellationToken))
            return (await Unsealing.HeadAsync(path, DemandKey(), CustomFormat.Length, cancellationToken)).SequenceEqual(
                CustomFormat
            );

        await using var file = File.OpenRead(path);
        var head = new byte[CustomFormat.Length];
        var read = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return head.AsSpan(0, read).SequenceEqual(CustomFormat);
    }

    /// <summary>A dump as <c>pg_restore</c> takes it with several jobs: the file itself, or a plain copy of a sealed one in a folder that is thrown away.</summary>
    internal async Task<string> OpenAsync(string path, string folder, CancellationToken cancellationToken)
    {
        if (!await Unsealing.IsSealedAsync(path, cancellationToken))
            return path;

        var plain = Path.Combine(folder, "dump");
        await using var to = OwnFile.Make(plain);
        await Unsealing.CopyAsync(path, DemandKey(), to, cancellationToken);
        return plain;
    }

    /// <summary>How many rows were written to a database since a backup, about, and whether its migrations are still those of the backup.</summary>
    public static async Task<(long? Writes, bool HasSameMigrations)> SinceAsync(
        Backup backup,
        Postgres database,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await ContentsReader.BeginAsync(
            database,
            new ReadingLimits(0, TimeSpan.FromSeconds(10)),
            cancellationToken
        );
        var (writes, mark) = await reader.NowAsync(cancellationToken);
        return (
            writes >= backup.Contents.Writes ? writes - backup.Contents.Writes : null,
            string.Equals(mark?.Hash, backup.Contents.Migrations?.Hash, StringComparison.Ordinal)
        );
    }

    /// <summary>How many rows each table of a database holds now; null where that cannot be said. Counting sees no changed rows.</summary>
    public static async Task<ImmutableDictionary<string, long?>> RowsAsync(
        Postgres database,
        CancellationToken cancellationToken
    )
    {
        var limits = new ReadingLimits(0, TimeSpan.FromSeconds(10)) { LockPatience = TimeSpan.FromSeconds(2) };
        var rows = ImmutableDictionary.CreateBuilder<string, long?>(StringComparer.Ordinal);
        var reader = await ContentsReader.BeginAsync(database, limits, cancellationToken);
        try
        {
            foreach (var name in await reader.NamesAsync(cancellationToken))
            {
                if (reader.IsBroken)
                {
                    await reader.DisposeAsync();
                    reader = await ContentsReader.BeginAsync(database, limits, cancellationToken);
                }

                rows.Add(name, await reader.TryCountAsync(name, cancellationToken));
            }

            return rows.ToImmutable();
        }
        finally
        {
            await reader.DisposeAsync();
        }
    }

    private async Task<(ProgramResult Dump, Contents? Contents, string Trouble)> DumpAsync(
        string pgDump,
        Postgres database,
        string part,
        SealKey? key,
        Action<string>? onLine,
        CancellationToken cancellationToken
    )
    {
        // Dump and manifest see the same moment: the transaction of the one lends its snapshot to the other.
        await using var reader = await ContentsReader.BeginAsync(database, tools.Limits, cancellationToken);
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ImmutableArray<string> arguments =
        [
            "--format=custom",
            "--verbose",
            $"--snapshot={reader.Snapshot}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"--lock-wait-timeout={(long)tools.Limits.LockPatience.TotalMilliseconds}"
            ),
            .. key is null ? [$"--file={part}"] : Array.Empty<string>(),
        ];
        var reading = reader.ReadAsync(together.Token);
        ProgramResult dump;
        try
        {
            dump = key is null
                ? await _client.RunAsync(
                    pgDump,
                    arguments,
                    database,
                    run => run with { OnLine = onLine },
                    cancellationToken
                )
                : await SealedAsync(pgDump, arguments, database, part, key, onLine, cancellationToken);
        }
        catch
        {
            await together.CancelAsync();
            await ((Task)reading).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
            );
            throw;
        }

        if (!dump.IsSuccess)
            await together.CancelAsync();

        try
        {
            var contents = await reading;
            return (dump, await reader.WithSequencesAsync(contents, cancellationToken), "");
        }
        catch (OperationCanceledException) when (!dump.IsSuccess)
        {
            return (dump, null, "");
        }
        catch (PostgresException refused) when (dump.IsSuccess)
        {
            return (dump, null, $"{reader.At}: {refused.MessageText}");
        }
        catch (NpgsqlException broken) when (!dump.IsSuccess || cancellationToken.IsCancellationRequested)
        {
            // It may have come first, and then pg_dump only says that the snapshot is gone.
            return (dump, null, broken.Message);
        }
    }

    private async Task<ProgramResult> SealedAsync(
        string pgDump,
        ImmutableArray<string> arguments,
        Postgres database,
        string part,
        SealKey key,
        Action<string>? onLine,
        CancellationToken cancellationToken
    )
    {
        await using var file = OwnFile.Make(part);
        await using var sealing = new SealingStream(file, key);
        var dump = await _client.RunAsync(
            pgDump,
            arguments,
            database,
            run => run with { OnLine = onLine, To = sealing },
            cancellationToken
        );
        if (dump.IsSuccess)
            await sealing.FinishAsync(cancellationToken);

        return dump;
    }

    private async Task<Func<Stream, CancellationToken, Task>?> SourceAsync(
        string path,
        CancellationToken cancellationToken
    )
    {
        if (!await Unsealing.IsSealedAsync(path, cancellationToken))
            return null;

        // All of it is genuine before a byte of it is given to a program.
        var key = DemandKey();
        await Unsealing.CopyAsync(path, key, Stream.Null, cancellationToken);
        return (to, token) => Unsealing.CopyAsync(path, key, to, token);
    }

    private Task<ProgramResult> PipeAsync(
        ImmutableArray<string> arguments,
        string path,
        Func<Stream, CancellationToken, Task>? source,
        int kept,
        CancellationToken cancellationToken
    ) =>
        _client.RunAsync(
            tools.PgRestore!,
            source is null ? [.. arguments, path] : arguments,
            null,
            run => run with { From = source, Kept = kept },
            cancellationToken
        );

    private SealKey? Key() => tools.KeyFile is { Length: > 0 } file ? SealKey.Read(file) : null;

    private SealKey DemandKey() => Key() ?? throw new SealException("it is encrypted, and Backup:KeyFile is not set");

    /// <summary>What a backup is made with, and of which database.</summary>
    private sealed record Means(string PgDump, SealKey? Key, DatabaseIdentity Identity);
}
