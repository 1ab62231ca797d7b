using System.Collections.Immutable;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Backups;

/// <summary>Restores dumps into empty databases and compares what came of it with the manifest. Only custom format and only pg_restore: SQL text never goes to a program that obeys it.</summary>
public sealed class Restorer(BackupRoom room, Shell shell, BackupTools tools)
{
    /// <summary>How a backup comes back in production: the first error ends it. Owners and rights belong to it; a subscription would begin to fetch rows by itself.</summary>
    private static readonly ImmutableArray<string> Faithful =
    [
        "--exit-on-error",
        "--no-subscriptions",
        "--jobs=2",
        "--verbose",
    ];

    /// <summary>Restores into an empty database of production's own server: null where all went well, otherwise what went wrong.</summary>
    public Task<ProofResult.Refuted?> IntoAsync(
        ShelvedBackup backup,
        Postgres empty,
        Action<string>? onLine,
        CancellationToken cancellationToken
    ) => IntoAsync(backup, empty, Faithful, onLine, cancellationToken);

    /// <summary>The same with other words.</summary>
    internal async Task<ProofResult.Refuted?> IntoAsync(
        ShelvedBackup backup,
        Postgres empty,
        ImmutableArray<string> how,
        Action<string>? onLine,
        CancellationToken cancellationToken
    )
    {
        if (tools.PgRestore is not { } pgRestore)
            return new ProofResult.Refuted("pg_restore is not installed.", "Set Tools:PgRestore.");

        var folder = room.Shelf.NewWorkFolder();
        try
        {
            var dump = await room.OpenAsync(backup.Path, folder, cancellationToken);
            var restored = await new PostgresClient(shell, folder).RunAsync(
                pgRestore,
                [.. how, dump],
                empty,
                run => run with { OnLine = onLine },
                cancellationToken
            );
            cancellationToken.ThrowIfCancellationRequested();
            return restored.IsSuccess
                ? null
                : new ProofResult.Refuted($"{backup.Id} cannot be restored: {restored.Ending}.", restored.LastLines(5));
        }
        catch (IOException sealedOff)
        {
            return new ProofResult.Refuted($"{backup.Id} cannot be opened: {sealedOff.Message}", "");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the copy holds, and what is wrong with it; null where it is what the manifest says.</summary>
    public async Task<(Contents Found, ProofResult.Refuted? Wrong)> CompareAsync(
        ShelvedBackup backup,
        Postgres copy,
        CancellationToken cancellationToken
    )
    {
        await using var reader = await ContentsReader.BeginAsync(
            copy,
            tools.Limits with
            {
                Patience = tools.Limits.Patience * 2,
            },
            cancellationToken
        );
        var found = await reader.ReadAsync(cancellationToken);
        var differences = Comparison.Differences(backup.Backup.Contents, found);
        return (
            found,
            differences.IsEmpty
                ? null
                : new ProofResult.Refuted(
                    $"{backup.Id} was restored, but it is not the database: {string.Join("; ", differences.Take(5))}.",
                    string.Join('\n', differences.Skip(5))
                )
        );
    }
}
