using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Pushes the approved commit by its SHA, only where the branch is still where the plan found it.</summary>
public sealed class PushStep(Toolbox tools) : IStep
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Push;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Inspect;

    /// <inheritdoc />
    public bool CanBeInterrupted => false;

    /// <inheritdoc />
    public string Instructions(StepContext context)
    {
        var repository = context.Environment.Repository;
        return $"git fetch origin, then push exactly this commit: the tree must be {context.Plan.ResultTree}. "
            + $"git checkout {repository.Base} && git merge --no-ff {context.Plan.Head} && git push origin {repository.Base}";
    }

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var plan = context.Plan;
        var branch = context.Environment.Repository.Base;
        using var git = tools.Git(context.Environment);
        if (await TroubleAsync(git, context, cancellationToken) is { } trouble)
            return Outcome.Failed($"Nothing was pushed: {trouble}", "", "Retry, or abort and ask again.");

        context.Say($"pushing {plan.Result.Short} to {branch}");
        var push = await git.PushAsync(plan.Result, branch, plan.Base, cancellationToken);
        var remote = await git.RemoteHeadAsync(branch, cancellationToken);
        if (remote == plan.Result)
            return new StepOutcome.Succeeded($"{branch} is {plan.Result.Short}");

        if (push.IsSuccess || remote != plan.Base && await HoldsAsync(git, branch, plan.Result, cancellationToken))
            return MovedOn(branch, plan, remote);

        return Outcome.Failed(
            remote == plan.Base
                ? $"The push was refused; {branch} is unchanged at {plan.Base.Short}."
                : $"The push was refused; {branch} has moved to {remote?.Short ?? "nothing"} meanwhile.",
            string.Join('\n', push.LastLines(6), Rejection(push)).Trim(),
            remote == plan.Base
                ? "See what the server says (branch protection?), then retry."
                : "Abort and ask again: the plan does not fit any more."
        );
    }

    /// <inheritdoc />
    public async Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken)
    {
        var plan = context.Plan;
        var branch = context.Environment.Repository.Base;
        using var git = tools.Git(context.Environment);
        var remote = await git.RemoteHeadAsync(branch, cancellationToken);
        if (remote == plan.Result)
            return new StepOutcome.Succeeded($"{branch} is {plan.Result.Short}");

        if (remote == plan.Base)
            return new StepOutcome.NotStarted($"{branch} is still {plan.Base.Short}: nothing was pushed");

        if (remote is { } other)
        {
            // A manual merge has its own SHA: what counts is that it is the approved tree on the approved base.
            await git.FetchAsync([branch], cancellationToken);
            if (
                await git.TreeAsync(other, cancellationToken) == plan.ResultTree
                && await git.IsAncestorAsync(plan.Base, other, cancellationToken)
            )
                return new StepOutcome.Succeeded($"{branch} is {other.Short}, with the approved tree");

            if (await git.IsAncestorAsync(plan.Result, other, cancellationToken))
                return MovedOn(branch, plan, other);
        }

        return Outcome.Unknown(
            $"{branch} is at {remote?.Short ?? "nothing"}, which is neither the release before nor the approved one.",
            "Look at who pushed; abort, or roll back by hand."
        );
    }

    /// <summary>Builds the approved commit in the clone; it must come out as it was approved.</summary>
    private static async Task<string?> TroubleAsync(Git git, StepContext context, CancellationToken cancellationToken)
    {
        var plan = context.Plan;
        try
        {
            var again = await MergeBuilder.RebuildAsync(
                git,
                context.Session.Kind is SessionKind.Rollback,
                plan,
                context.Environment.Repository,
                cancellationToken
            );
            return again == plan.Result
                ? null
                : $"the commit that was approved ({plan.Result.Short}) cannot be built again, it came out as {again.Short}.";
        }
        catch (GitException refused)
        {
            return refused.Message;
        }
    }

    private static async Task<bool> HoldsAsync(
        Git git,
        string branch,
        CommitSha commit,
        CancellationToken cancellationToken
    )
    {
        await git.FetchAsync([branch], cancellationToken);
        return await git.IsAncestorAsync(commit, await git.HeadAsync(branch, cancellationToken), cancellationToken);
    }

    private static StepOutcome MovedOn(string branch, Plan plan, CommitSha? remote) =>
        Outcome.Unknown(
            $"{plan.Result.Short} was pushed, but somebody has pushed to {branch} since: it is at {remote?.Short ?? "nothing"}.",
            "Look at who pushed. What runs in production is not what was approved: roll back by hand, or abort and deploy again."
        );

    /// <summary>The line in which git says why a branch was not changed.</summary>
    private static string Rejection(ProgramResult push) =>
        push.Output.Split('\n').FirstOrDefault(line => line.StartsWith('!')) ?? "";
}
