namespace MicroBima.ChatOps.Health;

/// <summary>How long a release is watched; every other span of the judge follows from it, so that a short watch is judged like a long one.</summary>
/// <param name="Watch">Fifteen minutes is what the limits were measured for; longer watches use the same spans.</param>
public sealed record Pace(TimeSpan Watch)
{
    private static readonly TimeSpan Measured = TimeSpan.FromMinutes(15);

    /// <summary>Below this, the spans would hold too few answers to compare.</summary>
    private const double LeastScale = 0.05;

    /// <summary>A watch that is shorter is for trying the bot out.</summary>
    private static readonly TimeSpan Earnest = TimeSpan.FromMinutes(5);

    /// <summary>A probe that runs for ever is light, however short the watch is.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(0.5);

    private static readonly TimeSpan ShortestWindow = TimeSpan.FromSeconds(3);

    /// <summary>The watch of the deployment guide.</summary>
    public static Pace Normal { get; } = new(Measured);

    /// <summary>One question to each endpoint.</summary>
    public TimeSpan Round => Scaled(TimeSpan.FromSeconds(5));

    /// <summary>Between two looks of the permanent probe. Who tries the bot out does not wait long until it knows what is usual.</summary>
    public TimeSpan Probe =>
        Watch >= Earnest ? Scaled(TimeSpan.FromSeconds(30))
        : Round > ShortestPause ? Round
        : ShortestPause;

    /// <summary>Answers are compared as medians over this span. A busy machine hesitates for seconds, however short the watch is.</summary>
    public TimeSpan Window =>
        Scaled(TimeSpan.FromSeconds(30)) is var span && span < ShortestWindow ? ShortestWindow : span;

    /// <summary>Caches are cold and connections are made: answers may be slow for so long after a release.</summary>
    public TimeSpan Grace => Scaled(TimeSpan.FromSeconds(60));

    /// <summary>Failures of the moment in which the machines change hands.</summary>
    public TimeSpan Handover => Scaled(TimeSpan.FromSeconds(10));

    /// <summary>What failed so long ago, and was no alarm, is usual.</summary>
    public TimeSpan Settled => Scaled(TimeSpan.FromSeconds(150));

    /// <summary>With less than this before the release nothing can be compared.</summary>
    public TimeSpan LeastBefore => Scaled(TimeSpan.FromMinutes(5));

    /// <summary>With less than this after the release nothing can be called healthy.</summary>
    public TimeSpan LeastAfter =>
        Scaled(TimeSpan.FromMinutes(5)) is var least && least < Watch * 0.6 ? least : Watch * 0.6;

    /// <summary>So many milliseconds more are nobody's concern: few in a long watch, more where a hesitation weighs more.</summary>
    public double ToleratedMilliseconds => 3 / Scale;

    private double Scale => Math.Clamp(Watch / Measured, LeastScale, 1);

    private TimeSpan Scaled(TimeSpan span) => span * Scale;
}
