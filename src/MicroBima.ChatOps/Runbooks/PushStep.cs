using MicroBima.ChatOps.Tools;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

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
        using var git = tools.Git(context.Environment);
        var again = await MergeBuilder.RebuildAsync(
            git,
            context.Session.Kind is SessionKind.Rollback,
            plan,
            context.Environment.Repository,
            cancellationToken
        );
        if (again != plan.Result)
        {
            return Outcome.Failed(
                $"The commit that was approved ({plan.Result.Short}) cannot be built again: it came out as {again.Short}.",
                "",
                "Abort and ask again."
            );
        }

        var branch = context.Environment.Repository.Base;
        context.Say($"pushing {plan.Result.Short} to {branch}");
        var push = await git.PushAsync(plan.Result, branch, plan.Base, cancellationToken);
        var remote = await git.RemoteHeadAsync(branch, cancellationToken);
        if (remote == plan.Result)
            return new StepOutcome.Succeeded($"{branch} is {plan.Result.Short}", plan.Result);

        return Outcome.Failed(
            remote == plan.Base
                ? $"The push was refused; {branch} is unchanged at {plan.Base.Short}."
                : $"The push was refused; {branch} has moved to {remote?.Short ?? "nothing"} meanwhile.",
            push.LastLines(6),
            remote == plan.Base ? "See what the server says (branch protection?), then retry." : "Abort and ask again: the plan does not fit any more."
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
            return new StepOutcome.Succeeded($"{branch} is {plan.Result.Short}", plan.Result);

        if (remote == plan.Base)
            return new StepOutcome.NotStarted($"{branch} is still {plan.Base.Short}: nothing was pushed");

        if (remote is { } other)
        {
            // A manual merge has its own SHA: what counts is that it is the approved tree on the approved base.
            await git.FetchAsync(branch, context.Environment.Repository.Head, cancellationToken);
            if (await git.TreeAsync(other, cancellationToken) == plan.ResultTree)
                return new StepOutcome.Succeeded($"{branch} is {other.Short}, with the approved tree", other);
        }

        return Outcome.Unknown(
            $"{branch} is at {remote?.Short ?? "nothing"}, which is neither the release before nor the approved one.",
            "Look at who pushed; abort, or roll back by hand."
        );
    }
}
