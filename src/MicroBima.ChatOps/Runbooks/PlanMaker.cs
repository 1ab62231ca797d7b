using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>A plan, or why there is none.</summary>
public abstract record PlanResult
{
    private PlanResult() { }

    /// <summary>The plan, and what stands against its migrations.</summary>
    public sealed record Made(Plan Plan, ImmutableArray<string> MigrationObstacles) : PlanResult
    {
        /// <summary>For a rollback: whether the code can live with the database as it is now.</summary>
        public RollbackVerdict? Verdict { get; init; }

        /// <summary>The record of the journal that the branch remembers, or null.</summary>
        public Anchor? Told { get; init; }
    }

    /// <summary>Nothing to run, or nothing that could be run.</summary>
    public sealed record None(Ending How, string Why) : PlanResult;
}

/// <summary>Looks at repository and database and writes down everything that would run.</summary>
public sealed class PlanMaker(
    Toolbox tools,
    Redactor redactor,
    Approvals.Directory people,
    MigrationJudge judge,
    MigrationDoctor doctor,
    RestorePlanner restores
)
{
    /// <summary>The plan of a session, which makes the branch remember the newest record of the journal. What git or the database refuse is an exception; the session ends with its sentence.</summary>
    public async Task<PlanResult> MakeAsync(
        Session session,
        IReadOnlyCollection<Session> history,
        DeploymentEnvironment environment,
        Anchor? newest,
        CancellationToken cancellationToken
    )
    {
        if (session.Kind is SessionKind.Restore)
            return await restores.MakeAsync(session, environment, cancellationToken);

        using var git = tools.Git(environment);
        var repository = environment.Repository;
        var isDeploy = session.Kind is SessionKind.Deploy;

        // A rollback is for bad days: it must not need the branch that it does not touch.
        await git.FetchAsync(isDeploy ? [repository.Base, repository.Head] : [repository.Base], cancellationToken);
        var @base = await git.HeadAsync(repository.Base, cancellationToken);
        var (told, journal) = (await RepositoryMemory.NewestAsync(git, @base, cancellationToken), newest?.Text ?? "");
        if (isDeploy)
        {
            var head = await git.HeadAsync(repository.Head, cancellationToken);
            var merge = await MergeBuilder.MergeAsync(git, repository, @base, head, journal, cancellationToken);
            return merge switch
            {
                BuiltCommit.Ready ready => (
                    await DeployAsync(git, environment, history, @base, head, ready, journal, cancellationToken)
                ) with
                {
                    Told = told,
                },
                BuiltCommit.Nothing nothing => new PlanResult.None(
                    Ending.Aborted,
                    $"Nothing to deploy. {nothing.Why}{await LackingAsync(git, environment, @base, cancellationToken)}"
                ),
                BuiltCommit.Impossible impossible => new PlanResult.None(Ending.Failed, impossible.Why),
            };
        }

        var tree = await git.TreeAsync(@base, cancellationToken);
        if (RollbackTarget.TryFind(@base, tree, environment.Name, history) is not { } found)
            return NothingToTakeBack(repository.Base, @base, history);

        var database = tools.Database(environment);
        var verdict =
            database is null && found.Plan.Migrations.IsEmpty
                ? new RollbackVerdict.Safe()
                : await RollbackJudge.LookAsync(git, database, environment, found.Plan.Base, @base, cancellationToken);
        if (verdict is RollbackVerdict.Refuse refuse)
            return new PlanResult.None(Ending.Aborted, RollbackWords.Refusal(found, refuse));

        if (!session.Requester.IsHuman && verdict is not RollbackVerdict.Safe)
            return new PlanResult.None(
                Ending.Aborted,
                $"The bot takes a release back by itself only where that is SAFE. {RollbackWords.Sentence(verdict, found.Plan.Base.Short)} Decide, then /rollback."
            );

        var revert = (BuiltCommit.Ready)await MergeBuilder.RevertAsync(git, found.Plan, journal, cancellationToken);
        return new PlanResult.Made(
            new Plan(
                environment.Name,
                TargetsOf(environment, found.Plan.Targets.Database),
                @base,
                found.Plan.Base,
                revert.Commit,
                revert.Tree,
                [],
                [],
                [.. environment.Steps.Where(step => step.Kind is StepKind.Push or StepKind.Actions or StepKind.Health)],
                [
                    new PlanNote(
                        NoteLevel.Info,
                        $"Takes back {found.Release.Number}: {Words.Count(found.Plan.Commits.Length, "commit")}. The tree will be exactly that of {found.Plan.Base.Short}."
                    ),
                    new PlanNote(
                        verdict is RollbackVerdict.Safe ? NoteLevel.Info : NoteLevel.Warning,
                        RollbackWords.Database(found, verdict)
                    ),
                    .. found.BroughtBack(history) is { } failed
                        ? [new PlanNote(NoteLevel.Warning, RollbackWords.BringsBack(failed.Number))]
                        : Array.Empty<PlanNote>(),
                ],
                [],
                environment.PolicyHash
            )
            {
                Journal = journal,
            },
            []
        )
        {
            Verdict = verdict,
            Told = told,
        };
    }

    private static PlanResult.None NothingToTakeBack(
        string branch,
        CommitSha head,
        IReadOnlyCollection<Session> history
    )
    {
        var back = history.LastOrDefault(session =>
            session.Kind is SessionKind.Rollback && session.Proposal?.Plan.Result == head
        );
        var why = back is null
            ? "no deployment on record put it there"
            : $"rollback {back.Number} put it there: what it took back is out already";
        return new PlanResult.None(Ending.Aborted, $"Nothing to roll back. {branch} is at {head.Short}, and {why}.");
    }

    private async Task<PlanResult.Made> DeployAsync(
        Git git,
        DeploymentEnvironment environment,
        IReadOnlyCollection<Session> history,
        CommitSha @base,
        CommitSha head,
        BuiltCommit.Ready merge,
        string journal,
        CancellationToken cancellationToken
    )
    {
        var commits = await git.LogAsync(head, @base, cancellationToken);
        var database = tools.Database(environment);
        var state = await MigrationReader.StateAsync(
            git,
            database,
            environment,
            merge.Commit,
            @base,
            cancellationToken
        );
        (state, var repairs) = await new Repairs(git, doctor, redactor).PlanAsync(
            state,
            database,
            environment,
            [merge.Commit, @base],
            cancellationToken
        );
        var identity = await TryIdentityAsync(database, cancellationToken);
        var rows = await RowsToSeedOverAsync(database, environment, cancellationToken);
        var (migrations, blocks) = judge.Judge(state.Pending, identity?.ServerVersion, environment.Database);
        var steps = environment.Steps.Where(step => step.Kind is not StepKind.Migrate || !state.Pending.IsEmpty);
        if (environment.Database is null)
            steps = steps.Select(step =>
                step.Kind is StepKind.Backup or StepKind.Migrate ? step with { Mode = StepMode.Manual } : step
            );

        return new PlanResult.Made(
            new Plan(
                environment.Name,
                TargetsOf(environment, identity?.ToString()),
                @base,
                head,
                merge.Commit,
                merge.Tree,
                await CommitsAsync(environment, commits, cancellationToken),
                migrations,
                [.. steps],
                [
                    .. Masked([
                        .. OtherDatabase(environment.Name, identity, history),
                        .. SeedsOverRows(rows),
                        .. repairs.Select(repair => new PlanNote(
                            NoteLevel.Warning,
                            $"{repair.Name} failed before, and nothing of it is in the database: {repair.Proof}. The migration step marks it as rolled back first."
                        )),
                        .. state.Warnings.Select(warning => new PlanNote(NoteLevel.Warning, warning)),
                        .. await PlanNotes.OfAsync(git, environment, @base, head, merge, redactor, cancellationToken),
                        .. state.Remarks.Select(remark => new PlanNote(NoteLevel.Info, remark)),
                    ]),
                ],
                [
                    .. commits
                        .Concat(merge.BroughtBack)
                        .Select(commit => people.AuthorOf(commit.Author, commit.Email)?.Value)
                        .OfType<string>(),
                ],
                environment.PolicyHash
            )
            {
                Repairs = repairs,
                Journal = journal,
                SeedsOver = rows ?? "",
            },
            [.. state.Obstacles, .. blocks]
        );
    }

    /// <summary>What the database lacks of a branch that has everything, as after a restore, and the way to it; empty where it lacks nothing.</summary>
    private async Task<string> LackingAsync(
        Git git,
        DeploymentEnvironment environment,
        CommitSha @base,
        CancellationToken cancellationToken
    )
    {
        var database = tools.Database(environment);
        var state = await MigrationReader.StateAsync(git, database, environment, @base, @base, cancellationToken);
        var names = string.Join(", ", state.Pending.Select(file => file.Name));
        var (count, them) = (state.Pending.Length, state.Pending.Length is 1 ? "it" : "them");
        return count is 0
            ? ""
            : $" Its database lacks {Words.Count(count, "migration")} of it: {names}. The next /deploy applies {them}: it takes any new commit on {environment.Repository.Head}, an empty one too (git commit --allow-empty).";
    }

    /// <summary>A table that holds rows where the runbook seeds and the settings allow that over rows; null otherwise.</summary>
    private static async Task<string?> RowsToSeedOverAsync(
        Postgres? database,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    ) =>
        database is not null
        && environment.Database!.AllowSeedingOverRows
        && environment.Steps.Any(step => step.Kind is StepKind.Seed)
            ? await database.FilledTableAsync(cancellationToken)
            : null;

    // Subjects, paths and names of migrations are whatever somebody pushed.
    private IEnumerable<PlanNote> Masked(IEnumerable<PlanNote> notes) =>
        notes.Select(note => note with { Text = redactor.Mask(note.Text) });

    private static IEnumerable<PlanNote> SeedsOverRows(string? table)
    {
        if (table is not null)
            yield return new PlanNote(
                NoteLevel.Warning,
                $"Seeds a database that holds rows ({table} among others): what the seed writes may replace them. This counts as danger."
            );
    }

    /// <summary>Who the database is; null without one, and where it does not exist, which is an obstacle of its own.</summary>
    private static async Task<DatabaseIdentity?> TryIdentityAsync(
        Postgres? database,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return database is null ? null : await database.IdentityAsync(cancellationToken);
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            return null;
        }
    }

    /// <summary>Said where the last deployment went to another database: the settings may point to the wrong one.</summary>
    private static IEnumerable<PlanNote> OtherDatabase(
        string environment,
        DatabaseIdentity? identity,
        IReadOnlyCollection<Session> history
    )
    {
        var last = history
            .Where(session =>
                session is { Kind: SessionKind.Deploy, HasStarted: true, Proposal.Plan.Targets.Database: not null }
                && string.Equals(session.Environment, environment, StringComparison.Ordinal)
            )
            .MaxBy(session => session.Number.Value);
        if (
            identity is not null
            && last?.Proposal?.Plan.Targets.Database is { } before
            && !string.Equals(before, identity.ToString(), StringComparison.Ordinal)
        )
            yield return new PlanNote(
                NoteLevel.Warning,
                $"The database is {identity}. The last deployment, {last.Number}, went to {before}: is this the right one?"
            );
    }

    private async Task<ImmutableArray<PlannedCommit>> CommitsAsync(
        DeploymentEnvironment environment,
        ImmutableArray<GitCommit> commits,
        CancellationToken cancellationToken
    )
    {
        var actions = tools.Actions(environment);
        var planned = ImmutableArray.CreateBuilder<PlannedCommit>();
        var answers = true;
        foreach (var commit in commits)
        {
            int? pull = null;
            try
            {
                // Asked for the newest only: a release of hundreds of commits must not use up the rate limit.
                if (answers && planned.Count < 20)
                    pull = (await actions.PullRequestsAsync(commit.Sha, cancellationToken))
                        .Cast<int?>()
                        .FirstOrDefault();
            }
            catch (GitHubException)
            {
                // The number of a pull request is for reading; the plan is whole without it, and waits for no second silence.
                answers = false;
            }

            var (author, subject) = (redactor.Mask(commit.Author), redactor.Mask(commit.Subject));
            planned.Add(new PlannedCommit(commit.Sha, author, subject, pull, commit.At));
        }

        return planned.ToImmutable();
    }

    private static Targets TargetsOf(DeploymentEnvironment environment, string? database) =>
        new(
            $"{environment.Repository.Owner}/{environment.Repository.Name}",
            environment.Repository.Base,
            environment.Repository.Head,
            environment.App.Name,
            database
        );
}
