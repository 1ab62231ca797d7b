using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

/// <summary>A deadline that passes between two looks at the clock is no error: on a busy machine that happens.</summary>
public sealed class FirstOfTests
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-10_000)]
    [InlineData(-10_000_000)]
    [InlineData(long.MinValue)]
    public async Task A_time_that_is_over_is_no_wait(long ticks) =>
        await TimeProvider.System.FirstOfAsync(Never, TimeSpan.FromTicks(ticks), CancellationToken.None);

    [Fact]
    public async Task The_longest_wait_ends_with_its_signal()
    {
        var signal = new TaskCompletionSource();
        var waiting = TimeProvider.System.FirstOfAsync(signal.Task, TimeSpan.MaxValue, CancellationToken.None);

        signal.SetResult();
        await waiting;
    }

    [Fact]
    public async Task A_gateway_on_a_clock_that_leaps_at_every_look_does_not_break_down()
    {
        await using var rest = new RestFixture();
        using var gateway = new Gateway(
            new DiscordOptions { Token = "x", GatewayUrl = new Uri("ws://127.0.0.1:1/") },
            rest.Rest,
            new LeapingTime(),
            Random.Shared,
            _ => { }
        );
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        Assert.IsNotType<GatewayStop.Refused>(await gateway.RunAsync(null, stop.Token));
    }

    /// <summary>Any two looks are a minute apart.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _looks;

        public override long GetTimestamp() => Interlocked.Increment(ref _looks) * 60 * TimestampFrequency;
    }
}
