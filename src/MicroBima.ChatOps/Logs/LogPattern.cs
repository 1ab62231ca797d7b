namespace MicroBima.ChatOps.Logs;

/// <summary>When an event happened, as seen from a release.</summary>
public enum LogWindow
{
    /// <summary>Not of interest.</summary>
    Outside,

    /// <summary>In the time that is compared with.</summary>
    Before,

    /// <summary>In the time that is asked about.</summary>
    Now,
}

/// <summary>Events that say the same apart from their values, and are equally bad.</summary>
/// <param name="Id">The same in every run, as long as the pattern is the same.</param>
/// <param name="Text">The message with its values taken out; masked.</param>
/// <param name="Example">One event in full; masked.</param>
public sealed record LogPattern(
    string Id,
    LogLevel Level,
    string Text,
    long Before,
    long Now,
    DateTimeOffset? First,
    DateTimeOffset? Last,
    string Example
)
{
    /// <summary>In how many separate minutes it came in the time before.</summary>
    public long ClumpsBefore { get; init; } = Before;

    /// <summary>In how many separate minutes, or pairs of them, it comes now: what one start or one nightly job says at once is one piece of news.</summary>
    public long ClumpsNow { get; init; } = Now;
}
