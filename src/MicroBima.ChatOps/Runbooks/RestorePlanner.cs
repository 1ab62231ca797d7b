using System.Collections.Immutable;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Writes down what a restore would do: which backup, what is lost by it, and which names the databases have before and after. It needs no repository: on such a day that may be away too.</summary>
public sealed class RestorePlanner(Toolbox tools, Vault vault)
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
        var rows = await BackupRoom.RowsAsync(database, cancellationToken);
        var (writes, _) = await BackupRoom.SinceAsync(backup, database, cancellationToken);
        var applied = await database.MigrationsAsync(cancellationToken) ?? [];
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
                [],
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
                    GapsBetween(backup.Contents, rows),
                    writes,
                    [
                        .. applied
                            .Where(row => row.FinishedAt > backup.StartedAt && row.RolledBackAt is null)
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

    private static PlanResult.None No(string why) => new(Ending.Aborted, $"{why} Nothing was changed.");
}
