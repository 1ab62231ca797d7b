using System.Collections.Immutable;

namespace MicroBima.ChatOps.Deployments;

/// <summary>The answer to a request: events to store, or why not.</summary>
public abstract record Decision
{
    private Decision() { }

    /// <summary>These happened.</summary>
    public sealed record Accepted(ImmutableArray<SessionEvent> Events) : Decision;

    /// <summary>It was not done; what is to be stored all the same.</summary>
    public sealed record Refused(Refusal Refusal, ImmutableArray<SessionEvent> Events) : Decision;

    /// <summary>One event.</summary>
    public static Decision Yes(params ReadOnlySpan<SessionEvent> events) => new Accepted([.. events]);

    /// <summary>A refusal.</summary>
    public static Decision No(Refusal refusal, params ReadOnlySpan<SessionEvent> events) =>
        new Refused(refusal, [.. events]);
}
