namespace MicroBima.ChatOps.Tools;

/// <summary>Notices that somebody set the wall clock: what has really passed says where its hands should be.</summary>
internal sealed class Leaps(TimeProvider time)
{
    /// <summary>A clock that is corrected by less is no trouble to anybody.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private DateTimeOffset _at = time.GetUtcNow();
    private long _timestamp = time.GetTimestamp();

    /// <summary>By how much the clock leapt since the last look; zero almost always.</summary>
    public TimeSpan Next()
    {
        var (now, timestamp) = (time.GetUtcNow(), time.GetTimestamp());
        var leap = now - _at - time.GetElapsedTime(_timestamp, timestamp);
        (_at, _timestamp) = (now, timestamp);
        return leap.Duration() < Least ? TimeSpan.Zero : leap;
    }
}
