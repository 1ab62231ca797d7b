using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A repository of the test's own with two branches, and an environment whose tools work on it.</summary>
public abstract class WithRemote : IAsyncLifetime
{
    private protected Remote Remote { get; private set; } = null!;

    private protected Surroundings Around { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Remote = await Remote.WithBranchesAsync();
        Around = new Surroundings(Remote.Path);
    }

    public virtual Task DisposeAsync()
    {
        Around.Dispose();
        Remote.Dispose();
        return Task.CompletedTask;
    }

    /// <summary>What the bot makes of a deployment of the two branches as they are now.</summary>
    private protected Task<PlanResult> MakePlanAsync() =>
        Around
            .Plans()
            .MakeAsync(
                Sample.Of([Sample.Approved(Sample.Plan)[0]]),
                [],
                Around.Environment,
                null,
                CancellationToken.None
            );

    private protected async Task<Plan> MadePlanAsync() => Assert.IsType<PlanResult.Made>(await MakePlanAsync()).Plan;
}
