using System.Collections.Concurrent;

namespace MicroBima.ChatOps.Deployments;

/// <summary>
/// The time that a session has lived through: the wall clock, and never less than its last event plus what has passed since. A clock that is
/// set back extends nothing, one that leaps ahead ends it early.
/// </summary>
internal sealed class SessionClock(TimeProvider time)
{
    private readonly ConcurrentDictionary<int, Mark> _marks = new();

    /// <summary>Now, for a session.</summary>
    public DateTimeOffset Now(SessionNumber number)
    {
        var wall = time.GetUtcNow();
        return
            _marks.TryGetValue(number.Value, out var mark)
            && mark.At + time.GetElapsedTime(mark.Timestamp) is var lived
            && lived > wall
            ? lived
            : wall;
    }

    /// <summary>A session is as it was at that moment, or later.</summary>
    public void Saw(SessionNumber number, DateTimeOffset at)
    {
        var now = Now(number);
        _marks[number.Value] = new Mark(at > now ? at : now, time.GetTimestamp());
    }

    /// <summary>A session is over; nothing of it can expire any more.</summary>
    public void Forget(SessionNumber number) => _marks.TryRemove(number.Value, out _);

    /// <summary>A moment of a session, and the monotonic clock at that moment.</summary>
    private readonly record struct Mark(DateTimeOffset At, long Timestamp);
}
