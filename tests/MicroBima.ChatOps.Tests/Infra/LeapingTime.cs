using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A clock whose hands somebody moves: the wall clock leaps, what has really passed does not.</summary>
internal sealed class LeapingTime : FakeTimeProvider
{
    /// <summary>By how much the wall clock is wrong.</summary>
    public TimeSpan Leap { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Leap;

    public override long GetTimestamp() => base.GetUtcNow().Ticks;
}
