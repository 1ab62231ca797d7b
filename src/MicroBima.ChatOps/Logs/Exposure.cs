namespace MicroBima.ChatOps.Logs;

/// <summary>How much was seen, and over how long.</summary>
public sealed class Exposure
{
    private long _first = Moments.None;
    private long _last = Moments.None;

    /// <summary>How many events.</summary>
    public long Events { get; private set; }

    /// <summary>How many lines they have.</summary>
    public long Lines { get; private set; }

    /// <summary>From the first to the last of them; zero where they say no time.</summary>
    public TimeSpan Length => _first == Moments.None ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_last - _first);

    /// <summary>When the first of them was; null where they say no time.</summary>
    public DateTimeOffset? First => _first == Moments.None ? null : DateTimeOffset.FromUnixTimeMilliseconds(_first);

    internal void Add(LogEvent one)
    {
        Events++;
        Lines += one.Lines;
        var at = one.At;
        if (at == Moments.None)
            return;

        if (_first == Moments.None || at < _first)
            _first = at;

        if (at > _last)
            _last = at;
    }
}
