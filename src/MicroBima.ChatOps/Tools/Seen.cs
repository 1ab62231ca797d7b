using System.Collections.Immutable;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>What was seen of one environment in the last day. Where the clock leaps, what is there moves with it, and stays as long ago as it is.</summary>
internal sealed class Seen
{
    private readonly Lock _lock = new();
    private readonly ProbeFile _probes;
    private readonly LevelFile _levels;
    private readonly TimeProvider _time;
    private readonly Leaps _leaps;
    private ImmutableArray<Sample> _samples;
    private ImmutableArray<Reading> _readings;
    private ImmutableArray<Incident> _incidents = [];
    private TimeSpan _leapt;

    public Seen(ProbeFile probes, LevelFile levels, DatabasePulse? pulse, TimeProvider time)
    {
        (_probes, _levels, Pulse) = (probes, levels, pulse);
        (_time, Log, _leaps) = (time, new LogTail(time), new Leaps(time));

        // What a clock that was ahead wrote before a restart would be taken for what is yet to come.
        var now = time.GetUtcNow();
        _samples = [.. probes.Read().Where(sample => sample.At <= now && !IsOld(sample.At))];
        _readings = [.. levels.Read().Where(reading => reading.At <= now && !IsOld(reading.At))];
    }

    public DatabasePulse? Pulse { get; }

    public LogTail Log { get; }

    public long? Deadlocks { get; set; }

    public DatabaseReading? Database { get; set; }

    /// <summary>By how much the clock has leapt, all leaps together.</summary>
    public TimeSpan Leapt => Look(() => _leapt);

    public ImmutableArray<Sample> Samples => Look(() => _samples);

    public ImmutableArray<Reading> Readings => Look(() => _readings);

    public ImmutableArray<Incident> Incidents => Look(() => _incidents);

    public void Add(ImmutableArray<Sample> asked)
    {
        lock (_lock)
        {
            FollowLocked();
            _samples = [.. _samples.SkipWhile(sample => IsOld(sample.At)).TakeLast(ProbeFile.Most), .. asked];
            _probes.Append(asked);
        }
    }

    public void Add(Reading reading)
    {
        lock (_lock)
        {
            FollowLocked();
            _readings = [.. _readings.SkipWhile(one => IsOld(one.At)).TakeLast(ProbeFile.Most), reading];
            _levels.Append([reading]);
        }
    }

    public void Add(Incident incident)
    {
        lock (_lock)
        {
            FollowLocked();
            _incidents = [.. _incidents.SkipWhile(one => IsOld(one.At)).TakeLast(ProbeFile.Most), incident];
        }
    }

    private T Look<T>(Func<T> look)
    {
        lock (_lock)
        {
            FollowLocked();
            return look();
        }
    }

    private void FollowLocked()
    {
        if (_leaps.Next() is not { Ticks: not 0 } leap)
            return;

        _leapt += leap;
        _samples = [.. _samples.Select(sample => sample with { At = sample.At + leap })];
        _readings = [.. _readings.Select(reading => reading with { At = reading.At + leap })];
        _incidents = [.. _incidents.Select(incident => incident with { At = incident.At + leap })];
        _probes.Replace(_samples);
        _levels.Replace(_readings);
    }

    private bool IsOld(DateTimeOffset at) => at < _time.GetUtcNow() - Baseline.Kept;
}
