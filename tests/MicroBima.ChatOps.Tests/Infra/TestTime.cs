using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A clock that stands still and tells when somebody starts to wait, so that a test advances it at the right moment.</summary>
internal sealed class TestTime : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Waits until somebody waits for a time in this range, and answers how long.</summary>
    public async Task<TimeSpan> WaitedForAsync(TimeSpan from, TimeSpan to)
    {
        await foreach (var due in _timers.Reader.ReadAllAsync())
        {
            if (due >= from && due <= to)
                return due;
        }

        throw new InvalidOperationException("The clock was disposed.");
    }

    /// <summary>Waits until somebody waits for a time in this range, and lets it pass.</summary>
    public async Task<TimeSpan> PassAsync(TimeSpan from, TimeSpan to)
    {
        var due = await WaitedForAsync(from, to);
        Advance(due);
        return due;
    }
}
