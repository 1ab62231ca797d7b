using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Backups;

/// <summary>What the proof of a backup came to.</summary>
public abstract record ProofResult
{
    private ProofResult() { }

    /// <summary>It was restored and is what it should be; the copy is still there.</summary>
    public sealed record Proven(ProofRecord Proof, string Database) : ProofResult;

    /// <summary>It is no backup.</summary>
    public sealed record Refuted(string What, string Detail) : ProofResult;
}

/// <summary>Proves backups: size and hash, a full read, a restore into a scratch database, and a comparison with the manifest.</summary>
public sealed class Prover(BackupRoom room, Shell shell, BackupTools tools, TimeProvider time)
{
    private readonly Restorer _restorer = new(room, shell, tools);

    /// <summary>Size, hash and full read of a backup: null where it is whole, otherwise what is wrong with it.</summary>
    public async Task<ProofResult.Refuted?> ReadAsync(ShelvedBackup backup, CancellationToken cancellationToken) =>
        (await ReadAsync(backup, [], cancellationToken)).Refuted;

    /// <summary>The same, and of these roles those that own anything in the backup.</summary>
    public async Task<(ProofResult.Refuted? Refuted, ImmutableArray<string> Owners)> ReadAsync(
        ShelvedBackup backup,
        ImmutableArray<string> roles,
        CancellationToken cancellationToken
    )
    {
        if (tools.PgRestore is null)
            return No("pg_restore is not installed.", "Set Tools:PgRestore.");

        try
        {
            if (!File.Exists(backup.Path))
                return No($"The file of {backup.Id} is gone.");

            if (!await BackupShelf.IsWholeAsync(backup, cancellationToken))
                return No($"The file of {backup.Id} is not what it was when it was made.");

            if (!await room.IsCustomAsync(backup.Path, cancellationToken))
                return No(
                    $"{backup.Id} is no dump in pg_dump's custom format.",
                    "SQL text is never restored: it would have to go to psql, which obeys commands that are hidden in it."
                );

            var (read, entries, list) = await room.ReadAsync(backup.Path, cancellationToken);
            if (!read.IsSuccess)
                return No($"{backup.Id} cannot be read: {read.Ending}.", read.LastLines(5));

            if (entries != backup.Backup.Entries)
                return No(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{backup.Id} holds {entries} objects instead of {backup.Backup.Entries}."
                    )
                );

            return roles.IsEmpty
                ? (null, [])
                : (null, Restorable.Owners(list ?? await room.EntriesAsync(backup.Path, cancellationToken), roles));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            return No($"{backup.Id} cannot be read: {unreadable.Message}");
        }

        static (ProofResult.Refuted, ImmutableArray<string>) No(string what, string detail = "") =>
            (new ProofResult.Refuted(what, detail), []);
    }

    /// <summary>Restores a backup on a scratch server and compares. The copy stays until the server is given back.</summary>
    public async Task<ProofResult> RestoreAsync(
        ShelvedBackup backup,
        ScratchServer server,
        Action<string>? say,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        var expected = backup.Backup.Contents;
        await server.AddRolesAsync(expected.Roles, cancellationToken);
        var database = await server.CreateAsync(expected.Encoding, cancellationToken);
        var copy = new Postgres(server.To(database).ConnectionString);
        say?.Invoke($"restoring {backup.Id}");
        if (await _restorer.IntoScratchAsync(backup, server, database, cancellationToken) is { } failed)
            return failed;

        say?.Invoke("comparing the copy with the manifest");
        var (found, wrong) = await _restorer.CompareAsync(backup, copy, cancellationToken);
        if (wrong is not null)
            return wrong;

        var proof = new ProofRecord(
            backup.Manifest,
            time.GetUtcNow(),
            time.GetElapsedTime(began),
            found.Tables.Length,
            found.Rows
        );
        return new ProofResult.Proven(proof, database);
    }
}
