using System.Collections.Immutable;

namespace MicroBima.ChatOps.Health;

/// <summary>One question to one endpoint: when, how long, which status (null: no answer).</summary>
public sealed record Sample(DateTimeOffset At, string Endpoint, double Milliseconds, int? Status)
{
    /// <summary>True where the app answered as it should.</summary>
    public bool IsGood => Status is >= 200 and < 400;
}

/// <summary>What the watch came to.</summary>
public enum Verdict
{
    /// <summary>As before.</summary>
    Healthy,

    /// <summary>Somebody should look.</summary>
    Warn,

    /// <summary>Roll back.</summary>
    Fail,

    /// <summary>Not enough data; never the same as healthy.</summary>
    Inconclusive,
}

/// <summary>One number before and after, and what it says.</summary>
public sealed record Signal(string Name, string Before, string After, int CountBefore, int CountAfter, Verdict Tier);

/// <summary>The verdict with its numbers and reasons, and since when things went wrong.</summary>
public sealed record Judgement(
    Verdict Verdict,
    ImmutableArray<string> Reasons,
    ImmutableArray<Signal> Signals,
    DateTimeOffset? Since
);
