using System.Collections.Immutable;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Writes down what a restore would do: which backup, what is lost by it, and which names the databases have before and after. It needs no repository: on such a day that may be away too.</summary>
public sealed class RestorePlanner(Toolbox tools, Vault vault, Redactor redactor)
{
    private static readonly ImmutableArray<StepKind> Order =
    [
        StepKind.Safety,
        StepKind.Stop,
        StepKind.Restore,
        StepKind.Verify,
        StepKind.Swap,
        StepKind.Start,
        StepKind.Health,
    ];

    /// <summary>The plan, or why there is none.</summary>
    public async Task<PlanResult> MakeAsync(
        Session session,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        if (tools.Database(environment) is not { } database)
            return No($"The bot has no access to the database of {environment.Name}: it cannot restore it.");

        if (await FindAsync(session, environment, cancellationToken) is not { } found)
            return No(
                session.Backup.Length > 0
                    ? $"There is no backup {session.Backup}."
                    : $"There is no backup of {environment.Name} whose restore was proven. See /backup list, then /backup verify."
            );

        var keeper = new DatabaseKeeper(database);
        var server = await keeper.ServerAsync(cancellationToken);
        var (live, backup) = (database.Parts.Database, found.Backup);
        var (fresh, kept) = PlannedRestore.NamesFor(live, session.Number.Value);
        var seen = await LookAsync(backup, database, cancellationToken);
        return new PlanResult.Made(
            new Plan(
                environment.Name,
                new Targets(
                    $"{environment.Repository.Owner}/{environment.Repository.Name}",
                    environment.Repository.Base,
                    environment.Repository.Head,
                    environment.App.Name,
                    server.ToString()
                ),
                default,
                default,
                default,
                default,
                [],
                [],
                [.. Order.Select(kind => new PlannedStep(kind, StepMode.Auto))],
                seen.Notes,
                [],
                environment.PolicyHash
            )
            {
                Restore = new PlannedRestore(
                    backup.Id,
                    found.Manifest,
                    backup.Sha256,
                    backup.Commit,
                    backup.StartedAt,
                    backup.Contents.Tables.Length,
                    backup.Contents.Rows,
                    live,
                    fresh,
                    kept,
                    GapsBetween(backup.Contents, seen.Rows),
                    seen.Writes,
                    [
                        .. seen
                            .Applied.Where(row => row.IsApplied && row.FinishedAt > backup.StartedAt)
                            .Select(row => row.Name),
                    ]
                ),
            },
            []
        );
    }

    /// <summary>Tables whose number of rows is another now, or that exist on one side only; those that differ most come first.</summary>
    public static ImmutableArray<TableGap> GapsBetween(Contents backup, IReadOnlyDictionary<string, long?> now)
    {
        var before = backup.Tables.ToDictionary(table => table.Name, table => table.Rows, StringComparer.Ordinal);
        return
        [
            .. before
                .Keys.Union(now.Keys, StringComparer.Ordinal)
                .Select(name => new TableGap(name, before.GetValueOrDefault(name), now.GetValueOrDefault(name)))
                .Where(gap => gap.InBackup is null || gap.Now is null || gap.InBackup != gap.Now)
                .OrderByDescending(gap => Math.Abs((gap.Now ?? 0) - (gap.InBackup ?? 0)))
                .ThenBy(gap => gap.Table, StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// What the present database still says of itself. It may be damaged, for that is why it is replaced: what cannot be read is noted, and keeps nobody from
    /// restoring.
    /// </summary>
    private async Task<Seen> LookAsync(Backup backup, Postgres database, CancellationToken cancellationToken)
    {
        var notes = ImmutableArray.CreateBuilder<PlanNote>();
        async Task<T> TryAsync<T>(Task<T> look, T otherwise, string what)
        {
            try
            {
                return await look;
            }
            catch (NpgsqlException unread)
            {
                notes.Add(
                    new PlanNote(NoteLevel.Warning, $"{what} could not be read: {redactor.Mask(unread.Message)}")
                );
                return otherwise;
            }
        }

        return new Seen(
            await TryAsync(
                BackupRoom.RowsAsync(database, cancellationToken),
                ImmutableDictionary<string, long?>.Empty,
                "The tables of the present database"
            ),
            (
                await TryAsync(
                    BackupRoom.SinceAsync(backup, database, cancellationToken),
                    (null, false),
                    "What was written since"
                )
            ).Writes,
            await TryAsync(
                database.MigrationsAsync(cancellationToken),
                null,
                "Which migrations were applied since, and will be pending again,"
            ) ?? [],
            notes.ToImmutable()
        );
    }

    private async Task<ShelvedBackup?> FindAsync(
        Session session,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    ) =>
        session.Backup.Length > 0
            ? await vault.Shelf.FindAsync(session.Backup, cancellationToken)
            : (await vault.Shelf.AllAsync(environment.Name, cancellationToken)).FirstOrDefault(one =>
                one.Proof is not null
            );

    private sealed record Seen(
        IReadOnlyDictionary<string, long?> Rows,
        long? Writes,
        ImmutableArray<MigrationRow> Applied,
        ImmutableArray<PlanNote> Notes
    );

    private static PlanResult.None No(string why) => new(Ending.Aborted, $"{why} Nothing was changed.");
}
