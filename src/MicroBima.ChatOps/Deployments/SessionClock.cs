using System.Collections.Concurrent;

namespace MicroBima.ChatOps.Deployments;

/// <summary>
/// The time that a session, or an order that waits for its button, has lived through: the wall clock, and never less than its last event plus
/// what has passed since. A clock that is set back extends nothing, one that leaps ahead ends it early.
/// </summary>
internal sealed class SessionClock(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Mark> _marks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Mark> _ends = new(StringComparer.Ordinal);

    /// <summary>Now, for what is known under this name.</summary>
    public DateTimeOffset Now(string name)
    {
        var wall = time.GetUtcNow();
        return _marks.TryGetValue(name, out var mark) && Lived(mark) is var lived && lived > wall ? lived : wall;
    }

    /// <summary>Now, for what comes some time after an end: only what has really passed brings it nearer, whatever the wall clock says.</summary>
    public DateTimeOffset SinceEnd(string name) =>
        _ends.TryGetValue(name, out var mark) ? Lived(mark) : time.GetUtcNow();

    /// <summary>It is as it was at that moment, or later.</summary>
    public void Saw(string name, DateTimeOffset at)
    {
        var now = Now(name);
        _marks[name] = new Mark(at > now ? at : now, time.GetTimestamp());
    }

    /// <summary>It begins anew at that moment.</summary>
    public void Begin(string name, DateTimeOffset at) => _marks[name] = new Mark(at, time.GetTimestamp());

    /// <summary>It ended at that moment; nothing of it can expire any more. The first end counts.</summary>
    public void End(string name, DateTimeOffset at)
    {
        _marks.TryRemove(name, out _);
        _ends.TryAdd(name, new Mark(at, time.GetTimestamp()));
    }

    private DateTimeOffset Lived(Mark mark) => mark.At + time.GetElapsedTime(mark.Timestamp);

    /// <summary>A moment on record, and the monotonic clock at that moment.</summary>
    private readonly record struct Mark(DateTimeOffset At, long Timestamp);
}
