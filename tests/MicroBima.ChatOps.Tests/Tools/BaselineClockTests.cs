using System.Collections.Immutable;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>What was seen stays where it was in time, whatever somebody does to the clock.</summary>
public sealed class BaselineClockTests : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly LeapingTime _time = new();
    private readonly LoopbackServer _app = new();
    private readonly Prober _prober;
    private readonly FlyMetrics _metrics = new();
    private readonly Surroundings _around;

    public BaselineClockTests()
    {
        _app.Answers(_ => new HttpAnswer(200));
        _prober = new Prober(_time);
        _around = new Surroundings("/nonexistent", app: _app.HttpUrl);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _around.Dispose();
        _prober.Dispose();
        _metrics.Dispose();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData(-24 * 3600)]
    [InlineData(-3600)]
    [InlineData(-3)]
    [InlineData(3)]
    [InlineData(3600)]
    [InlineData(24 * 3600)]
    public async Task N02_What_was_seen_before_a_clock_leapt_is_as_long_ago_as_it_is(int seconds)
    {
        await using var baseline = Of();
        await baseline.AskAsync(_around.Environment, CancellationToken.None);
        _time.Advance(Pause);
        _time.Leap = TimeSpan.FromSeconds(seconds);
        await baseline.AskAsync(_around.Environment, CancellationToken.None);
        _time.Leap *= 2;

        var seen = Seen(baseline).Select(sample => _time.GetUtcNow() - sample.At);

        Assert.Equal([Pause, TimeSpan.Zero], seen);
    }

    [Fact]
    public async Task N02_What_a_restart_finds_after_a_leap_is_as_long_ago_as_it_is()
    {
        await using (var before = Of())
        {
            await before.AskAsync(_around.Environment, CancellationToken.None);
            _time.Advance(Pause);
            _time.Leap = TimeSpan.FromHours(-1);
            await before.AskAsync(_around.Environment, CancellationToken.None);
        }

        await using var after = Of();

        Assert.Equal([Pause, TimeSpan.Zero], Seen(after).Select(sample => _time.GetUtcNow() - sample.At));
    }

    [Fact]
    public async Task N02_What_a_clock_that_was_ahead_wrote_before_a_restart_is_not_taken_for_what_comes()
    {
        _time.Leap = TimeSpan.FromHours(1);
        await using (var before = Of())
            await before.AskAsync(_around.Environment, CancellationToken.None);
        _time.Leap = TimeSpan.Zero;

        await using var after = Of();

        Assert.Empty(Seen(after));
    }

    [Fact]
    public async Task N02_A_damaged_line_of_long_ago_is_no_trouble_when_the_clock_is_set_back()
    {
        new ProbeFile(_around.Folder, "production").Append([new(DateTimeOffset.MinValue, "/health", 5, 200)]);
        new LevelFile(_around.Folder, "production").Append([
            new(DateTimeOffset.MinValue, ChatOps.Health.GaugeKind.Memory, 0.5),
        ]);
        await using var baseline = Of();
        Assert.Empty(Seen(baseline));
        Assert.Empty(baseline.Readings(_around.Environment, DateTimeOffset.MinValue));

        _time.Leap = TimeSpan.FromHours(-1);
        await baseline.AskAsync(_around.Environment, CancellationToken.None);

        Assert.Single(Seen(baseline));
    }

    private Baseline Of() => new(_around.List, _around.Tools, _prober, _metrics, _time);

    private ImmutableArray<ChatOps.Health.Sample> Seen(Baseline baseline) =>
        baseline.Samples(_around.Environment, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
}
