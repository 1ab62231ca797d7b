using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Waits for the deploy workflow's run of exactly the pushed commit.</summary>
public sealed class ActionsStep(Toolbox tools, TimeProvider time) : IStep
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestWithoutRun = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan LongestUntilRerun = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    public StepKind Kind => StepKind.Actions;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Repeat;

    /// <inheritdoc />
    public bool CanBeInterrupted => true;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        $"Watch the run of {context.Environment.Actions.DeployWorkflow} for {context.Plan.Result.Short} in the Actions tab until every step is green.";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var actions = tools.Actions(context.Environment);
        var (began, quietSince) = (time.GetTimestamp(), time.GetTimestamp());
        var commit = await Released.CommitAsync(tools, context, cancellationToken);
        var isRetry = context.IsRetry;
        var pause = Pause;
        long? rerunAt = null;
        var trouble = "";
        while (time.GetElapsedTime(began) < Longest)
        {
            try
            {
                var state = await actions.RunOfAsync(
                    commit,
                    context.Environment.Actions.DeployWorkflow,
                    cancellationToken
                );
                (trouble, pause) = ("", Pause);
                if (state is RunState.Going)
                    rerunAt = null;

                if (state is RunState.None { IsExpected: true })
                    quietSince = time.GetTimestamp();

                if (state is RunState.Red red && isRetry)
                {
                    isRetry = false;
                    context.Say($"starting run {red.Id} again");
                    if (await WhyNoRerunAsync(actions, red, cancellationToken) is { } refused)
                        return refused;

                    rerunAt = time.GetTimestamp();
                }
                else if (
                    state is RunState.Red
                    && rerunAt is { } asked
                    && time.GetElapsedTime(asked) < LongestUntilRerun
                )
                {
                    // GitHub shows the old result until the new attempt is on its way.
                    context.Say("waiting for the run to begin again");
                }
                else if (Judge(state, commit, context, time.GetElapsedTime(quietSince)) is { } outcome)
                {
                    return outcome;
                }
            }
            catch (GitHubException silent)
            {
                // GitHub is away: that is unknown, not red and not green. It may want to be asked less often, or with a newer token.
                trouble = silent.Message;
                context.Say($"GitHub does not answer: {trouble}");
                pause = Pauses.Longer(pause, LongestPause);
                actions = tools.Actions(context.Environment);
            }

            await Task.Delay(pause, time, cancellationToken);
        }

        return Outcome.Failed(
            $"The deploy run of {commit.Short} did not finish within {Words.For(Longest)}.",
            trouble,
            "Look at the Actions tab, then retry."
        );
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        RunAsync(context, cancellationToken);

    /// <summary>Starts a run again; where GitHub does not take that, the same red run would be no answer to whoever pressed Retry.</summary>
    private static async Task<StepOutcome?> WhyNoRerunAsync(
        GitHubActions actions,
        RunState.Red red,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await actions.RerunAsync(red.Id, cancellationToken);
            return null;
        }
        catch (GitHubException refused)
        {
            return Outcome.Failed(
                $"Run {red.Id} ended with {red.Conclusion}, and GitHub did not start it again: {refused.Message}",
                red.Url,
                "Start it in the Actions tab, or let the token write to Actions, then retry."
            );
        }
    }

    private static StepOutcome? Judge(RunState state, CommitSha commit, StepContext context, TimeSpan waited)
    {
        switch (state)
        {
            case RunState.Green green:
                return new StepOutcome.Succeeded($"run {green.Id} is green for {commit.Short}");
            case RunState.Red red:
                return Outcome.Failed(
                    $"Run {red.Id} of {commit.Short} ended with {red.Conclusion} at {red.At}.",
                    red.Url,
                    "Retry starts the run again; roll back if the code is at fault."
                );
            case RunState.Going going:
                context.Say($"run {going.Id}: {going.At}");
                return null;
            case RunState.None when waited > LongestWithoutRun:
                return Outcome.Failed(
                    $"GitHub started no run of {context.Environment.Actions.DeployWorkflow} for {commit.Short} within {Words.For(LongestWithoutRun)}.",
                    "",
                    "See whether Actions is enabled and the workflow listens to the branch, then retry."
                );
            default:
                context.Say("waiting for GitHub to start the run");
                return null;
        }
    }
}
