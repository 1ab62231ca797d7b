using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A step whose effects are counted.</summary>
internal sealed class FakeStep(StepKind kind, RestartRule restart = RestartRule.Inspect) : IStep
{
    public StepKind Kind => kind;

    public RestartRule Restart => restart;

    public bool CanBeInterrupted { get; init; }

    public Func<StepContext, CancellationToken, Task<StepOutcome>> Run { get; set; } =
        (_, _) => Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("ran"));

    public Func<StepContext, CancellationToken, Task<StepOutcome>> Inspect { get; set; } =
        (_, _) => Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("was seen"));

    public int Runs { get; private set; }

    public int Inspections { get; private set; }

    public string Instructions(StepContext context) => "do it";

    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        Runs++;
        return Run(context, cancellationToken);
    }

    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken)
    {
        Inspections++;
        return Inspect(context, cancellationToken);
    }
}
