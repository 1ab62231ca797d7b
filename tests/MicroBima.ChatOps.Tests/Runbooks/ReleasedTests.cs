using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Which commit the steps after the push look for: a merge by hand counts where it has the approved content, and not else.</summary>
public sealed class ReleasedTests : WithRemote
{
    [Fact]
    public async Task A_merge_by_hand_of_the_approved_content_is_the_release()
    {
        var plan = await PlanAsync();
        var merge = await Remote.MergeAsync("master", plan.Head, "Merged by hand");

        Assert.NotEqual(plan.Result, merge);
        Assert.Equal(merge, await CommitAsync(plan, StepMode.Manual));
        Assert.Equal(plan.Result, await CommitAsync(plan, StepMode.Auto));
    }

    [Fact]
    public async Task A_merge_by_hand_of_something_else_is_not()
    {
        var plan = await PlanAsync();
        await Remote.MergeAsync("master", plan.Head, "Merged by hand");
        await Remote.CommitAsync("master", "and more", ("more", "x"));

        Assert.Equal(plan.Result, await CommitAsync(plan, StepMode.Manual));
    }

    private async Task<Plan> PlanAsync()
    {
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        return await MadePlanAsync();
    }

    private Task<CommitSha> CommitAsync(Plan plan, StepMode push)
    {
        var whole = plan with { Steps = [new(StepKind.Push, push)] };
        var context = new StepContext(Sample.Of(Sample.Started(whole)), whole, Around.Environment, _ => { });
        return Released.CommitAsync(Around.Tools, context, CancellationToken.None);
    }
}
