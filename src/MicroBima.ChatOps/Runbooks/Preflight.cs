using System.Collections.Immutable;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Proves the checklist of a plan, item by item; what no check can prove waits for a person.</summary>
public sealed class Preflight(
    Toolbox tools,
    Groundwork groundwork,
    RestoreCheck restores,
    Prober prober,
    Redactor redactor,
    TimeProvider time
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private Checks Checks => new(redactor, time);

    /// <summary>What stands on the card at once, before any check has run.</summary>
    public Checklist First(Session session, PlanResult.Made made, DeploymentEnvironment environment)
    {
        var plan = made.Plan;
        if (plan.Restore is { } restore)
            return restores.First(restore, environment);

        var list = Checklist.Unchecked;
        if (session.Kind is SessionKind.Rollback)
        {
            return list.With(
                    ChecklistItem.Staging,
                    Checks.Proven(environment, $"{plan.Head.Short} ran in production before")
                )
                .With(ChecklistItem.Backup, Checks.Proven(environment, "code only: the database is not touched"))
                .With(ChecklistItem.Migrations, Checks.Proven(environment, "no migration runs"))
                .With(ChecklistItem.Rollback, WayBack(made, environment))
                .With(ChecklistItem.Team, Checks.Proven(environment, "announced by this card"));
        }

        if (environment.Database is null)
            list = list.With(
                ChecklistItem.Backup,
                Checks.Open("The bot has no access to the database: make a backup by hand and prove that it restores.")
            );

        list = (made.MigrationObstacles, plan.Migrations) switch
        {
            ({ IsEmpty: false } obstacles, _) => list.With(
                ChecklistItem.Migrations,
                Checks.Failed(string.Join("; ", obstacles))
            ),
            (_, { IsEmpty: true }) => list.With(
                ChecklistItem.Migrations,
                Checks.Proven(environment, "no migration is pending")
            ),
            (_, { Length: var count }) when environment.Database is null => list.With(
                ChecklistItem.Migrations,
                Checks.Open($"{count} pending{Worst(plan)}, not rehearsed: read the SQL (Read plan).")
            ),
            _ => list, // The rehearsal says.
        };
        if (plan.Migrations.IsEmpty)
            list = list.With(
                ChecklistItem.Rollback,
                Checks.Proven(
                    environment,
                    $"SAFE: code goes back to {plan.Base.Short} by revert, the database stays as it is"
                )
            );
        else if (environment.Database is null)
            list = list.With(ChecklistItem.Rollback, Groundwork.AskForRollback(plan));

        return list.With(ChecklistItem.Team, Checks.Open("Tell the team that production changes now."));
    }

    private static string Worst(Plan plan) =>
        plan.WorstRisk() switch
        {
            Risk.Safe => "",
            Risk.Caution => ", with care",
            Risk.Danger => ", dangerous",
        };

    /// <summary>Runs the checks that take time, each reporting by itself.</summary>
    public async Task ProveAsync(
        Plan plan,
        Checklist first,
        DeploymentEnvironment environment,
        Reporting reporting,
        CancellationToken cancellationToken
    )
    {
        if (plan.Restore is { } restore)
        {
            await restores.ProveAsync(restore, first, environment, reporting, cancellationToken);
            return;
        }

        await Task.WhenAll(
            Checks.MakeAsync(
                first,
                ChecklistItem.Staging,
                () => StagingAsync(plan, environment, line => reporting.Say(StepKind.Actions, line), cancellationToken),
                reporting,
                cancellationToken
            ),
            groundwork.ProveAsync(plan, first, environment, reporting, cancellationToken)
        );
    }

    private async Task<Standing> StagingAsync(
        Plan plan,
        DeploymentEnvironment environment,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        var actions = tools.Actions(environment);
        var (began, pause) = (time.GetTimestamp(), Pause);
        while (true)
        {
            var (run, silence) = await RunAsync(actions, plan, environment, cancellationToken);
            var isOver = time.GetElapsedTime(began) > Patience;
            if (run is RunState.Red red)
                return Checks.Failed($"CI of {plan.Head.Short} ended with {red.Conclusion} at {red.At}: {red.Url}");

            var health = await prober.AskWholeAsync(
                environment.App.StagingUrl,
                environment.App.HealthPath,
                cancellationToken
            );
            var isOurs = health.Commit is null || plan.Head.IsCalled(health.Commit);
            if (run is RunState.Green green && health.Error is null && isOurs)
            {
                var which = health.Commit is null ? "it does not say on which commit" : $"on {plan.Head.Short}";
                return Checks.Proven(environment, $"CI run {green.Id} is green; staging is healthy, {which}");
            }

            var trouble =
                silence is not null ? $"GitHub does not answer: {silence}"
                : run is RunState.Going going ? $"CI of {plan.Head.Short} is at {going.At}"
                : run is RunState.None ? $"no CI run of {plan.Head.Short} yet"
                : health.Error is { } error ? $"staging: {error}"
                : $"staging still serves {health.Commit![..Math.Min(7, health.Commit!.Length)]}";
            if (isOver)
                return Checks.Failed($"{trouble}, after {Words.For(Patience)}");

            say(trouble);
            pause = silence is null ? Pause : Pauses.Longer(pause, LongestPause);

            // GitHub may want to be asked with a newer token.
            if (silence is not null)
                actions = tools.Actions(environment);

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>The run, or why GitHub could not say: that is waited out, and never taken for green.</summary>
    private static async Task<(RunState? Run, string? Silence)> RunAsync(
        GitHubActions actions,
        Plan plan,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return (await actions.RunOfAsync(plan.Head, environment.Actions.CiWorkflow, cancellationToken), null);
        }
        catch (GitHubException silent)
        {
            return (null, silent.Message);
        }
    }

    /// <summary>What a rollback leaves to people: where data goes out of sight, or nobody could look, somebody signs for it.</summary>
    private Standing WayBack(PlanResult.Made made, DeploymentEnvironment environment)
    {
        var tree = $"the tree is exactly that of {made.Plan.Head.Short}";
        return made.Verdict switch
        {
            null or RollbackVerdict.Safe => Checks.Proven(environment, tree),
            { } verdict => Checks.Open(
                $"{RollbackWords.Sentence(verdict, made.Plan.Head.Short)} Sign if the code has to go back all the same."
            ),
        };
    }
}
