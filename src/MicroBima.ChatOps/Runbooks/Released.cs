using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Which commit the app is built from: the approved one, or, where a person merged by hand, their commit of the same tree.</summary>
internal static class Released
{
    /// <summary>The commit that was released in a session.</summary>
    public static async Task<CommitSha> CommitAsync(
        Toolbox tools,
        StepContext context,
        CancellationToken cancellationToken
    )
    {
        var plan = context.Plan;
        if (!context.Session.Steps.Any(step => step is { Kind: StepKind.Push, Mode: StepMode.Manual }))
            return plan.Result;

        using var git = tools.Git(context.Environment);
        await git.FetchAsync([plan.Targets.BaseBranch], cancellationToken);
        var head = await git.HeadAsync(plan.Targets.BaseBranch, cancellationToken);
        return await git.TreeAsync(head, cancellationToken) == plan.ResultTree ? head : plan.Result;
    }
}
