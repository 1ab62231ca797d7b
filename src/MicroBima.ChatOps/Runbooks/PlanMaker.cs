using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

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
    }

    /// <summary>Nothing to run, or nothing that could be run.</summary>
    public sealed record None(Ending How, string Why) : PlanResult;
}

/// <summary>Looks at repository and database and writes down everything that would run.</summary>
public sealed class PlanMaker(Toolbox tools, Redactor redactor, Approvals.Directory people)
{
    /// <summary>The plan of a session. What git or the database refuse is an exception; the session ends with its sentence.</summary>
    public async Task<PlanResult> MakeAsync(
        Session session,
        IReadOnlyCollection<Session> history,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        using var git = tools.Git(environment);
        var repository = environment.Repository;
        var isDeploy = session.Kind is SessionKind.Deploy;

        // A rollback is for bad days: it must not need the branch that it does not touch.
        await git.FetchAsync(isDeploy ? [repository.Base, repository.Head] : [repository.Base], cancellationToken);
        var @base = await git.HeadAsync(repository.Base, cancellationToken);
        if (isDeploy)
        {
            var head = await git.HeadAsync(repository.Head, cancellationToken);
            var merge = await MergeBuilder.MergeAsync(git, repository, @base, head, cancellationToken);
            return merge switch
            {
                BuiltCommit.Ready ready => await DeployAsync(git, environment, @base, head, ready, cancellationToken),
                BuiltCommit.Nothing nothing => new PlanResult.None(Ending.Aborted, $"Nothing to deploy. {nothing.Why}"),
                BuiltCommit.Impossible impossible => new PlanResult.None(Ending.Failed, impossible.Why),
            };
        }

        var tree = await git.TreeAsync(@base, cancellationToken);
        if (RollbackTarget.For(@base, tree, environment.Name, history) is not RollbackTarget.Found found)
        {
            return new PlanResult.None(
                Ending.Aborted,
                $"Nothing to roll back. {repository.Base} is at {@base.Short}, and no deployment on record put it there."
            );
        }

        var database = tools.Database(environment);
        var verdict =
            database is null && found.Plan.Migrations.IsEmpty
                ? new RollbackVerdict.Safe()
                : await RollbackJudge.LookAsync(git, database, environment, found.Plan.Base, cancellationToken);
        if (verdict is RollbackVerdict.Refuse refuse)
            return new PlanResult.None(Ending.Aborted, RollbackWords.Refusal(found, refuse));

        var revert = (BuiltCommit.Ready)await MergeBuilder.RevertAsync(git, found.Plan, cancellationToken);
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
                        $"Takes back {found.Release.Number}: {found.Plan.Commits.Length} commits. The tree will be exactly that of {found.Plan.Base.Short}."
                    ),
                    new PlanNote(
                        verdict is RollbackVerdict.Safe ? NoteLevel.Info : NoteLevel.Warning,
                        RollbackWords.Database(found, verdict)
                    ),
                ],
                [],
                environment.PolicyHash
            ),
            []
        )
        {
            Verdict = verdict,
        };
    }

    private async Task<PlanResult> DeployAsync(
        Git git,
        DeploymentEnvironment environment,
        CommitSha @base,
        CommitSha head,
        BuiltCommit.Ready merge,
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
        var identity = database is null ? null : await database.IdentityAsync(cancellationToken);
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
                [
                    .. state.Pending.Select(file => new PlannedMigration(
                        file.Name,
                        file.Checksum,
                        redactor.Mask(file.Sql)
                    )),
                ],
                [.. steps],
                [
                    .. await PlanNotes.OfAsync(git, environment, @base, head, merge, cancellationToken),
                    .. state.Warnings.Select(warning => new PlanNote(NoteLevel.Warning, warning)),
                ],
                [
                    .. commits
                        .Concat(merge.BroughtBack)
                        .Select(commit => people.AuthorOf(commit.Author, commit.Email)?.Value)
                        .OfType<string>(),
                ],
                environment.PolicyHash
            ),
            state.Obstacles
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
        foreach (var commit in commits)
        {
            int? pull = null;
            try
            {
                // Asked for the newest only: a release of hundreds of commits must not use up the rate limit.
                if (planned.Count < 20)
                    pull = (await actions.PullRequestsAsync(commit.Sha, cancellationToken))
                        .Cast<int?>()
                        .FirstOrDefault();
            }
            catch (GitHubException)
            {
                // The number of a pull request is for reading; the plan is whole without it.
            }

            planned.Add(new PlannedCommit(commit.Sha, commit.Author, redactor.Mask(commit.Subject), pull, commit.At));
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
