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
    public sealed record Made(Plan Plan, ImmutableArray<string> MigrationObstacles) : PlanResult;

    /// <summary>Nothing to run, or nothing that could be run.</summary>
    public sealed record None(Ending How, string Why) : PlanResult;
}

/// <summary>Looks at repository and database and writes down everything that would run.</summary>
public sealed class PlanMaker(Toolbox tools, Redactor redactor, Approvals.Directory people)
{
    private static readonly string[] Delicate =
    [
        ".github/workflows/", "Dockerfile", "fly.toml", "CODEOWNERS", ".github/CODEOWNERS", "prisma.config.ts", "prisma/schema.prisma", "package.json",
    ];

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
        await git.FetchAsync(repository.Base, repository.Head, cancellationToken);
        var @base = await git.HeadAsync(repository.Base, cancellationToken);
        var head = await git.HeadAsync(repository.Head, cancellationToken);
        if (session.Kind is SessionKind.Deploy)
        {
            var merge = await MergeBuilder.MergeAsync(git, repository, @base, head, cancellationToken);
            return merge switch
            {
                BuiltCommit.Ready ready => await DeployAsync(git, environment, @base, head, ready, cancellationToken),
                BuiltCommit.Nothing nothing => new PlanResult.None(Ending.Aborted, $"Nothing to deploy. {nothing.Why}"),
                BuiltCommit.Impossible impossible => new PlanResult.None(Ending.Failed, impossible.Why),
            };
        }

        if (RollbackTarget.For(@base, environment.Name, history) is not RollbackTarget.Found found)
        {
            return new PlanResult.None(
                Ending.Aborted,
                $"Nothing to roll back. {repository.Base} is at {@base.Short}, and no deployment on record put it there."
            );
        }

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
                    new PlanNote(NoteLevel.Info, $"Takes back {found.Release.Number}: {found.Plan.Commits.Length} commits. The tree will be exactly that of {found.Plan.Base.Short}."),
                    found.Plan.Migrations.IsEmpty
                        ? new PlanNote(NoteLevel.Info, "The release had no migrations: the database fits.")
                        : new PlanNote(NoteLevel.Warning, $"The database is NOT rolled back: {string.Join(", ", found.Plan.Migrations.Select(migration => migration.Name))} stay. Make sure that the old code runs on it."),
                ],
                [],
                environment.PolicyHash
            ),
            []
        );
    }

    /// <summary>Pending migrations of a commit, against the table of the database.</summary>
    public async Task<MigrationState> MigrationsAsync(
        Git git,
        DeploymentEnvironment environment,
        CommitSha commit,
        CommitSha? since,
        CancellationToken cancellationToken
    )
    {
        var files = await FilesAsync(git, environment, commit, cancellationToken);
        if (tools.Database(environment) is not { } database)
        {
            var before = since is { } old ? await FilesAsync(git, environment, old, cancellationToken) : [];
            return new MigrationState(
                [.. files.ExceptBy(before.Select(file => file.Name), file => file.Name, StringComparer.Ordinal)],
                [],
                ["The bot has no access to the database: these are the migrations that the commits add."]
            );
        }

        var rows = await database.MigrationsAsync(cancellationToken);
        if (rows is null)
            return new MigrationState([], ["the database has no table _prisma_migrations: is it the right one?"], []);

        return MigrationState.Of(
            files,
            [.. rows.Value.Select(row => new AppliedMigration(row.Name, row.Checksum, row.StartedAt, row.FinishedAt, row.RolledBackAt, row.Logs))]
        );
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
        var state = await MigrationsAsync(git, environment, merge.Commit, @base, cancellationToken);
        var identity = tools.Database(environment) is { } database ? await database.IdentityAsync(cancellationToken) : null;
        var steps = environment.Steps.Where(step => step.Kind is not StepKind.Migrate || !state.Pending.IsEmpty);
        if (environment.Database is null)
            steps = steps.Select(step => step.Kind is StepKind.Backup or StepKind.Migrate ? step with { Mode = StepMode.Manual } : step);

        return new PlanResult.Made(
            new Plan(
                environment.Name,
                TargetsOf(environment, identity?.ToString()),
                @base,
                head,
                merge.Commit,
                merge.Tree,
                await CommitsAsync(environment, commits, cancellationToken),
                [.. state.Pending.Select(file => new PlannedMigration(file.Name, file.Checksum, redactor.Mask(file.Sql)))],
                [.. steps],
                [
                    .. await NotesAsync(git, environment, @base, head, merge, cancellationToken),
                    .. state.Warnings.Select(warning => new PlanNote(NoteLevel.Warning, warning)),
                ],
                [
                    .. commits.Select(commit => people.AuthorOf(commit.Author, commit.Email)?.Value).OfType<string>(),
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
                    pull = (await actions.PullRequestsAsync(commit.Sha, cancellationToken)).Cast<int?>().FirstOrDefault();
            }
            catch (Exception silent) when (silent is Octokit.ApiException or HttpRequestException)
            {
                // The number of a pull request is for reading; the plan is whole without it.
            }

            planned.Add(new PlannedCommit(commit.Sha, commit.Author, redactor.Mask(commit.Subject), pull));
        }

        return planned.ToImmutable();
    }

    private static async Task<ImmutableArray<PlanNote>> NotesAsync(
        Git git,
        DeploymentEnvironment environment,
        CommitSha @base,
        CommitSha head,
        BuiltCommit.Ready merge,
        CancellationToken cancellationToken
    )
    {
        var notes = ImmutableArray.CreateBuilder<PlanNote>();
        var repository = environment.Repository;
        if (!merge.BroughtBack.IsEmpty)
            notes.Add(new(NoteLevel.Warning, $"Brings back {merge.BroughtBack.Length} commits that a rollback took out: {string.Join(", ", merge.BroughtBack.Take(5).Select(commit => commit.Subject))}."));

        foreach (var tag in await git.TagsNamedAsync(repository.Base, repository.Head, cancellationToken))
            notes.Add(new(NoteLevel.Warning, $"There is a tag named {tag}. It was ignored; the branch was used."));

        var changed = await git.ChangedFilesAsync(@base, merge.Commit, cancellationToken);
        var delicate = changed.Where(file => Delicate.Any(start => file.StartsWith(start, StringComparison.Ordinal))).ToList();
        if (delicate.Count > 0)
            notes.Add(new(NoteLevel.Warning, $"Changes how the app is built, deployed or started: {string.Join(", ", delicate.Take(8))}."));

        if (await git.TreeAsync(head, cancellationToken) != merge.Tree)
        {
            var others = await git.ChangedFilesAsync(head, merge.Commit, cancellationToken);
            notes.Add(new(NoteLevel.Warning, $"The result is not what ran on {repository.Head}: {repository.Base} holds changes of its own in {string.Join(", ", others.Take(8))}."));
        }

        if (await MigratesByItselfAsync(git, merge.Commit, cancellationToken))
            notes.Add(new(NoteLevel.Warning, "This release migrates the database by itself when it is deployed: backup and migration review come before the push."));

        notes.Add(new(NoteLevel.Info, $"Not included: anything that reaches {repository.Head} after {head.Short}."));
        return notes.ToImmutable();
    }

    private static async Task<bool> MigratesByItselfAsync(Git git, CommitSha commit, CancellationToken cancellationToken)
    {
        foreach (var path in await git.FilesAsync(commit, ".", cancellationToken))
        {
            if (path is not ("fly.toml" or "Dockerfile"))
                continue;

            var text = await git.ReadAsync(commit, path, cancellationToken);
            if (text.Contains("prisma migrate", StringComparison.Ordinal) || text.Contains("migrate:deploy", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static async Task<ImmutableArray<MigrationFile>> FilesAsync(
        Git git,
        DeploymentEnvironment environment,
        CommitSha commit,
        CancellationToken cancellationToken
    )
    {
        var folder = environment.Database?.PrismaFolder ?? "prisma/migrations";
        var files = ImmutableArray.CreateBuilder<MigrationFile>();
        foreach (var path in await git.FilesAsync(commit, folder, cancellationToken))
        {
            var parts = path[(folder.Length + 1)..].Split('/');
            if (parts is [var name, "migration.sql"])
                files.Add(new MigrationFile(name, await git.ReadAsync(commit, path, cancellationToken)));
        }

        return files.ToImmutable();
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
