using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Health;

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

/// <summary>What a number counts.</summary>
public enum SignalUnit
{
    /// <summary>Milliseconds.</summary>
    Milliseconds,

    /// <summary>A share of all, 0 to 1.</summary>
    Share,

    /// <summary>A count.</summary>
    Count,
}

/// <summary>One number before and after, over how many readings, and what it says.</summary>
public sealed record Signal(
    string Name,
    SignalUnit Unit,
    double? Before,
    double? After,
    int CountBefore,
    int CountAfter,
    Verdict Tier
)
{
    /// <summary>What it says to people: of what has no number after the release nobody knows that it is well.</summary>
    public Verdict Word => Tier is Verdict.Healthy && After is null ? Verdict.Inconclusive : Tier;

    /// <summary>A value of this signal as people read it.</summary>
    public string Show(double? value) =>
        (value, Unit) switch
        {
            (null, _) => "–",
            (< 10 and var number, SignalUnit.Milliseconds) => string.Create(
                CultureInfo.InvariantCulture,
                $"{number:0.#} ms"
            ),
            ({ } number, SignalUnit.Milliseconds) => string.Create(CultureInfo.InvariantCulture, $"{number:0} ms"),
            ({ } number, SignalUnit.Share) => string.Create(CultureInfo.InvariantCulture, $"{number * 100:0.##} %"),
            ({ } number, SignalUnit.Count) => string.Create(CultureInfo.InvariantCulture, $"{number:0}"),
        };
}

/// <summary>One thing that is not as before.</summary>
/// <param name="Signal">The signal that it belongs to.</param>
/// <param name="Since">When it began, as far as one can tell afterwards.</param>
/// <param name="RaisedAt">When there was enough evidence.</param>
public sealed record Alarm(string Signal, Verdict Tier, DateTimeOffset Since, DateTimeOffset RaisedAt, string Reason);

/// <summary>The verdict with its numbers and reasons, when it began and when the alarm was raised; both null where there is none.</summary>
public sealed record Judgement(
    Verdict Verdict,
    ImmutableArray<string> Reasons,
    ImmutableArray<Signal> Signals,
    ImmutableArray<Alarm> Alarms,
    DateTimeOffset? Since,
    DateTimeOffset? RaisedAt
)
{
    /// <summary>The most that was taken off the times of answers, in milliseconds, since the bot's own machine was busy.</summary>
    public double TakenOff { get; init; }
}
