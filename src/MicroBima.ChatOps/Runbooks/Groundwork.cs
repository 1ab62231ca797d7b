using System.Collections.Immutable;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rehearsals;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>How the proofs of the database report: each item of the checklist by itself, and what completes the plan before any of it can be approved.</summary>
public sealed record Reporting(
    Func<ChecklistItem, Standing, Task> Report,
    Func<ImmutableArray<Rehearsal>, Task> Complete,
    Action<StepKind, string> Say
);

/// <summary>Proves the backup and rehearses the migrations of a plan, one on the copy that the other restored.</summary>
public sealed class Groundwork(
    Toolbox tools,
    Vault vault,
    ScratchRoom scratch,
    Copies copies,
    Desk desk,
    Redactor redactor,
    TimeProvider time
)
{
    private Checks Checks => new(redactor, time);

    /// <summary>Does what the checklist still waits for. What goes wrong is on the items; only being stopped passes through.</summary>
    public async Task ProveAsync(
        Plan plan,
        Checklist first,
        DeploymentEnvironment environment,
        Reporting reporting,
        CancellationToken cancellationToken
    )
    {
        var waiting = new[] { ChecklistItem.Backup, ChecklistItem.Migrations, ChecklistItem.Rollback }
            .Where(item => first.Items[item] is Standing.Checking)
            .ToList();
        if (waiting.Count == 0)
            return;

        async Task Report(ChecklistItem item, Standing standing)
        {
            if (waiting.Remove(item))
                await reporting.Report(item, standing);
        }

        try
        {
            var database = tools.Database(environment)!;
            var identity = await database.IdentityAsync(cancellationToken);
            await using var lease = new ScratchLease(() =>
                environment.Database!.Rehearsal is RehearsalMode.Off
                    ? Task.FromResult<ScratchResult>(new ScratchResult.None("Database:Rehearsal is Off"))
                    : scratch.TakeAsync(identity, cancellationToken)
            );
            var work = new Work(plan, environment, database, lease, reporting, Report);
            var copy = await BackUpAsync(work, waiting.Contains(ChecklistItem.Backup), cancellationToken);
            if (waiting.Contains(ChecklistItem.Migrations))
                await RehearseAsync(work, copy, cancellationToken);

            await Report(ChecklistItem.Rollback, AskForRollback(plan));
        }
        catch (Exception dark) when (!cancellationToken.IsCancellationRequested)
        {
            foreach (var item in waiting.ToArray())
                await Report(item, Checks.NotMade(dark));
        }
    }

    /// <summary>The restored copy, or null where there is none.</summary>
    private async Task<string?> BackUpAsync(Work work, bool isAsked, CancellationToken cancellationToken)
    {
        var (environment, database) = (work.Environment, work.Database);
        var mayRestore = environment.Database!.MayCopyRows;
        Task<ScratchResult> Scratch(CancellationToken token) =>
            mayRestore
                ? work.Lease.TakeAsync(token)
                : Task.FromResult<ScratchResult>(
                    new ScratchResult.None("no data may be copied here (Database:Rehearsal)")
                );

        void Say(string line) => work.Reporting.Say(StepKind.Backup, line);

        // The server starts while the dump is being made.
        if (mayRestore)
            _ = work.Lease.TakeAsync(cancellationToken);

        VaultResult result;
        if (isAsked)
        {
            var order = new BackupOrder(environment.Name, database, work.Plan.Base.ToString(), [], Say);
            result = await vault.MakeAsync(order, Scratch, made => RecordAsync(environment, made), cancellationToken);
        }
        else if (mayRestore && await vault.Shelf.NewestAsync(environment.Name, cancellationToken) is { } newest)
        {
            result = await vault.VerifyAsync(newest, Scratch, Say, cancellationToken);
        }
        else
        {
            return null;
        }

        var warning = vault.DiskWarning is { } disk ? $"; {disk}" : "";
        await work.Report(
            ChecklistItem.Backup,
            result switch
            {
                VaultResult.Proven proven => Checks.Proven(
                    environment,
                    $"{proven.Proof.Describe()}; {proven.Backup.Backup.Describe()}{warning}"
                ),
                VaultResult.Unproven unproven => Checks.Open(
                    $"made and read in full, not restored: {unproven.Why}. Prove that {unproven.Backup.Id} restores{warning}."
                ),
                VaultResult.Failed failed => Checks.Failed($"{failed.What} {failed.Detail}".Trim()),
            }
        );
        return (result as VaultResult.Proven)?.Database;
    }

    private async Task RehearseAsync(Work work, string? copy, CancellationToken cancellationToken)
    {
        var count = work.Plan.Migrations.Length;
        var taken = work.Environment.Database!.Rehearsal switch
        {
            RehearsalMode.Restored
                when copy is null && (await work.Lease.TakeAsync(cancellationToken)) is ScratchResult.Ready =>
                new ScratchResult.None("there is no proven backup to rehearse on"),
            _ => await work.Lease.TakeAsync(cancellationToken),
        };
        if (taken is ScratchResult.None { Why: var why })
        {
            await work.Report(
                ChecklistItem.Migrations,
                Checks.Open($"{count} pending, not rehearsed: {why}. Read the SQL (Read plan).")
            );
            return;
        }

        var server = ((ScratchResult.Ready)taken).Server;
        void Say(string line) => work.Reporting.Say(StepKind.Migrate, line);
        var (applied, pending) = await FilesAsync(work, cancellationToken);
        var stage = copy is not null
            ? new Stage(copy, work.Database.Parts.User, "the restored backup", null)
            : new Stage(
                await copies.SchemaAsync(work.Database, server, cancellationToken),
                work.Database.Parts.User,
                "the schema without rows",
                work.Database
            );
        stage = stage with { SearchPath = work.Database.SearchPath };
        Say("comparing the database with its migrations");
        var drift = await new Drift(server).FindAsync(stage, applied, cancellationToken);
        var results = await new Rehearser(server, time).RunAsync(
            stage,
            pending,
            Say,
            migrated => JudgeRollbackAsync(work, migrated, cancellationToken),
            cancellationToken
        );
        await work.Reporting.Complete([.. results.Select((result, index) => Told(result, index == 0 ? drift : []))]);
        await work.Report(ChecklistItem.Migrations, StandingOf(results, count));
    }

    /// <summary>Whether the code that runs now could live with the schema that the migrations leave: seen on the copy, before anybody approves.</summary>
    private async Task JudgeRollbackAsync(Work work, Postgres migrated, CancellationToken cancellationToken)
    {
        using var git = tools.Git(work.Environment);
        var repository = work.Environment.Repository;
        await git.FetchAsync([repository.Base, repository.Head], cancellationToken);
        var verdict = await RollbackJudge.LookAsync(
            git,
            migrated,
            work.Environment,
            work.Plan.Base,
            work.Plan.Head,
            cancellationToken
        );
        var words = RollbackWords.Sentence(verdict, work.Plan.Base.Short);
        await work.Report(
            ChecklistItem.Rollback,
            verdict switch
            {
                RollbackVerdict.Safe => Checks.Proven(
                    work.Environment,
                    $"{words} Code goes back by revert, the migrations stay"
                ),
                RollbackVerdict.Loss => Checks.Open($"{words} Sign that a rollback may cost that."),
                RollbackVerdict.Refuse => Checks.Open(
                    $"{words} After this release there is no way back for the code: only forward, or /restore. Sign that this is understood."
                ),
                RollbackVerdict.Unknown => Checks.Open($"{words} Does the old code run on the new schema?"),
            }
        );
    }

    /// <summary>The question to people where no copy can be asked.</summary>
    public static Standing.Open AskForRollback(Plan plan) =>
        new(
            $"code goes back to {plan.Base.Short} by revert; {Stay(plan.Migrations.Length)}. Does the old code run on the new schema?"
        );

    private static string Stay(int count) => count == 1 ? "the migration stays" : $"{count} migrations stay";

    private Standing StandingOf(ImmutableArray<RehearsalResult> results, int count) =>
        results[^1] switch
        {
            RehearsalResult.Failed failed => Checks.Failed(
                $"{failed.Found.Migration} fails on {failed.Found.On}: {failed.Why}{(failed.Violations.IsEmpty ? "" : $"; {string.Join("; ", failed.Violations)}")}"
            ),
            RehearsalResult.Unknown unknown => Checks.Open(
                $"{count} pending; {unknown.Found.Migration} could not be rehearsed: {unknown.Why}. Read the SQL (Read plan)."
            ),
            RehearsalResult.Passed => Checks.Open(
                $"{count} pending, rehearsed in {Words.For(results.Aggregate(TimeSpan.Zero, (sum, one) => sum + one.Found.Took))} on {results[^1].Found.On}: read the SQL (Read plan)."
            ),
        };

    /// <summary>The files as the approved commit holds them; the pending ones must be those of the plan.</summary>
    private async Task<(ImmutableArray<MigrationFile> Applied, ImmutableArray<MigrationFile> Pending)> FilesAsync(
        Work work,
        CancellationToken cancellationToken
    )
    {
        var (plan, environment) = (work.Plan, work.Environment);
        using var git = tools.Git(environment);
        var commit = await MergeBuilder.RebuildAsync(
            git,
            isRollback: false,
            plan,
            environment.Repository,
            cancellationToken
        );
        var state = await MigrationReader.StateAsync(git, work.Database, environment, commit, null, cancellationToken);
        var isSame = state
            .Pending.Select(file => (file.Name, file.Checksum))
            .SequenceEqual(plan.Migrations.Select(migration => (migration.Name, migration.Checksum)));
        return isSame
            ? (state.Applied, state.Pending)
            : throw new InvalidOperationException(
                "the pending migrations are not those of the plan any more; press Retry"
            );
    }

    private Task<Answer> RecordAsync(DeploymentEnvironment environment, ShelvedBackup made) =>
        desk.RecordAsync(environment.Name, made.Id, made.Manifest, by: null, CancellationToken.None); // What lies on the shelf is on record.

    private Rehearsal Told(RehearsalResult result, ImmutableArray<string> drift) =>
        result.Found with
        {
            Losses = [.. result.Found.Losses.Select(redactor.Mask)],
            Cautions = [.. drift.Concat(result.Found.Cautions).Select(redactor.Mask)],
            Trouble = result switch
            {
                RehearsalResult.Passed => "",
                RehearsalResult.Failed failed => redactor.Mask($"fails: {failed.Why}"),
                RehearsalResult.Unknown unknown => redactor.Mask($"could not be rehearsed: {unknown.Why}"),
            },
        };

    private sealed record Work(
        Plan Plan,
        DeploymentEnvironment Environment,
        Postgres Database,
        ScratchLease Lease,
        Reporting Reporting,
        Func<ChecklistItem, Standing, Task> Report
    );
}
