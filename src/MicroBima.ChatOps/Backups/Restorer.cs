using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Backups;

/// <summary>Restores dumps into empty databases and compares what came of it with the manifest. Only custom format and only pg_restore: SQL text never goes to a program that obeys it.</summary>
public sealed partial class Restorer(BackupRoom room, Shell shell, BackupTools tools)
{
    /// <summary>How a backup comes back in production: the first error ends it. Owners and rights belong to it; a subscription would begin to fetch rows by itself.</summary>
    private static readonly ImmutableArray<string> Faithful =
    [
        "--exit-on-error",
        "--no-subscriptions",
        "--jobs=2",
        "--verbose",
    ];

    // Who shut a damaged database, or the bot's role, against writing did not mean its successor.
    private const string Writing = "-c default_transaction_read_only=off";

    /// <summary>Restores into an empty database of production's own server: null where all went well, otherwise what went wrong.</summary>
    /// <param name="forbidden">Which of these extensions nobody may make there: the restore goes on without them.</param>
    public Task<ProofResult.Refuted?> IntoAsync(
        ShelvedBackup backup,
        Postgres empty,
        Func<ImmutableArray<string>, Task<ImmutableArray<string>>> forbidden,
        Action<string>? onLine,
        CancellationToken cancellationToken
    ) =>
        OpenedAsync(
            backup,
            async (pgRestore, folder, dump) =>
            {
                var (client, list) = (new PostgresClient(shell, folder), Path.Combine(folder, "list"));
                var listed = await client.ListAsync(pgRestore, dump, list, cancellationToken);
                if (!listed.IsSuccess)
                    return listed;

                var entries = await File.ReadAllLinesAsync(list, cancellationToken);
                var leftOut = await forbidden([.. entries.Select(Made).OfType<string>()]);
                await File.WriteAllLinesAsync(
                    list,
                    entries.Where(entry =>
                        About(entry) is not { } name || !leftOut.Contains(name, StringComparer.Ordinal)
                    ),
                    cancellationToken
                );
                return await client.RunAsync(
                    pgRestore,
                    [.. Faithful, .. leftOut.IsEmpty ? Array.Empty<string>() : [$"--use-list={list}"], dump],
                    empty,
                    run => run with { OnLine = onLine, Environment = run.Environment.SetItem("PGOPTIONS", Writing) },
                    cancellationToken
                );
            },
            cancellationToken
        );

    /// <summary>The same for an empty database of a scratch server.</summary>
    internal Task<ProofResult.Refuted?> IntoScratchAsync(
        ShelvedBackup backup,
        ScratchServer server,
        string database,
        CancellationToken cancellationToken
    ) =>
        OpenedAsync(
            backup,
            (pgRestore, folder, dump) =>
                new ScratchRestore(shell, pgRestore, folder).IntoAsync(dump, server, database, cancellationToken),
            cancellationToken
        );

    private async Task<ProofResult.Refuted?> OpenedAsync(
        ShelvedBackup backup,
        Func<string, string, string, Task<ProgramResult>> restore,
        CancellationToken cancellationToken
    )
    {
        if (tools.PgRestore is not { } pgRestore)
            return new ProofResult.Refuted("pg_restore is not installed.", "Set Tools:PgRestore.");

        var folder = room.Shelf.NewWorkFolder();
        try
        {
            var dump = await room.OpenAsync(backup.Path, folder, cancellationToken);
            var restored = await restore(pgRestore, folder, dump);
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

    /// <summary>The extension that an entry of a dump makes, or null.</summary>
    private static string? Made(string entry) =>
        Extension().Match(entry) is { Success: true } match && !match.Groups["comment"].Success
            ? match.Groups["name"].Value
            : null;

    /// <summary>The extension that an entry makes or describes, or null.</summary>
    private static string? About(string entry) =>
        Extension().Match(entry) is { Success: true } match ? match.Groups["name"].Value : null;

    // 2; 3079 16385 EXTENSION - pageinspect; nobody is named as its owner.
    [GeneratedRegex(
        @"^\d+; \d+ \d+ (?:(?<comment>COMMENT - )EXTENSION|EXTENSION -) (?<name>.+?) *$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Extension();
}
