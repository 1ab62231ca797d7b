using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>What a restart between intent and outcome means for a step.</summary>
public enum RestartRule
{
    /// <summary>Look at the world: it says whether the effect happened.</summary>
    Inspect,

    /// <summary>Begin again: a second time is harmless.</summary>
    Repeat,

    /// <summary>Nobody but a person can say.</summary>
    AskPerson,
}

/// <summary>What a step is given: the session as it was when the step began, its plan, its environment, and a way to say how it is getting on.</summary>
public sealed record StepContext(Session Session, Plan Plan, DeploymentEnvironment Environment, Action<string> Say)
{
    /// <summary>True where a person asked for the step again; a beginning anew after a restart is none.</summary>
    public bool IsRetry { get; init; }

    /// <summary>What the person chose where the step had stopped.</summary>
    public Remedy Remedy { get; init; }

    /// <summary>The session of the database that they want ended, or null.</summary>
    public Blocker? Blocker { get; init; }
}

/// <summary>One effect of the runbook.</summary>
public interface IStep
{
    /// <summary>Which one.</summary>
    StepKind Kind { get; }

    /// <summary>What a restart in the middle of it means.</summary>
    RestartRule Restart { get; }

    /// <summary>True where stopping it half way leaves nothing behind.</summary>
    bool CanBeInterrupted { get; }

    /// <summary>What a person has to do where the step is manual; words of the guide.</summary>
    string Instructions(StepContext context);

    /// <summary>Has the effect, and looks at the world afterwards: the outcome is what was seen, not what a tool returned.</summary>
    Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken);

    /// <summary>Looks at the world without changing it: has the effect happened?</summary>
    Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken);
}

/// <summary>Outcomes that many steps share.</summary>
internal static class Outcome
{
    /// <summary>It ran and failed.</summary>
    public static StepOutcome Failed(string what, string detail, string next) =>
        new StepOutcome.Failed(new Problem(what, detail, next, ProblemNature.Failed));

    /// <summary>Nobody knows.</summary>
    public static StepOutcome Unknown(string what, string next) =>
        new StepOutcome.Failed(new Problem(what, "", next, ProblemNature.Unknown));
}
