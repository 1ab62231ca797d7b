using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>A watch over a real app on the wire and a real log, short enough to be waited for.</summary>
public sealed class WatchStepTests : IAsyncLifetime
{
    private static readonly TimeSpan Watch = TimeSpan.FromMinutes(1);

    private readonly LoopbackServer _app = new();
    private readonly TemporaryFolder _folder = new();
    private Surroundings _around = null!;
    private Baseline _baseline = null!;

    public Task InitializeAsync()
    {
        _app.Answers(_ => new HttpAnswer(200));

        // The repository is away on purpose: what a watch saw is told all the same.
        _around = new Surroundings("/nonexistent/repository", app: _app.HttpUrl, flyctl: _folder.In("flyctl"));
        _around.Environment = _around.Environment with { Watch = Watch };
        _baseline = _around.Baseline();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _baseline.DisposeAsync();
        _around.Dispose();
        _folder.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    [Trait("Slow", "waits for the first look at the log")]
    public async Task H7_A_new_fatal_line_ends_the_watch_before_its_time()
    {
        LogSays("FATAL:  sorry, too many clients already");

        var judged = await WatchAsync();

        Assert.Equal(Ending.Failed, judged.Ending);
        Assert.Contains("too many clients", judged.Fact, StringComparison.Ordinal);
        Assert.Equal("unknown", judged.Report!.Rollback);
        Assert.True(_baseline.Samples(_around.Environment, default, DateTimeOffset.MaxValue).Length < 60);
    }

    [Fact]
    [Trait("Slow", "watches for as long as it was told to")]
    public async Task N02_A_clock_that_leaps_ahead_does_not_end_a_watch_before_its_time()
    {
        var (watch, clock) = (TimeSpan.FromSeconds(6), new WrongClock());
        _around.Environment = _around.Environment with { Watch = watch };
        LogSays("LOG:  checkpoint complete");
        var began = clock.GetTimestamp();

        await WatchAsync(clock, _ => clock.Leap = TimeSpan.FromHours(1));

        Assert.True(clock.GetElapsedTime(began) >= watch);
    }

    [Fact]
    [Trait("Slow", "watches until the failures are no chance any more")]
    public async Task A_release_after_a_bad_one_is_compared_with_the_time_before_that()
    {
        var (now, asked) = (DateTimeOffset.UtcNow, 0);
        _around.Environment = _around.Environment with { Watch = TimeSpan.FromSeconds(20) };
        LogSays("LOG:  checkpoint complete");
        _app.Answers(_ => new HttpAnswer(Interlocked.Increment(ref asked) % 2 == 0 ? 500 : 200));
        var failed = new Story(at: now.AddMinutes(-40)).Started().RunUpTo(StepKind.Watch).BeginStep();
        failed.Reports(new StepOutcome.Judged(Ending.Failed, "half of all requests fail"));
        var store = new MemoryStore();
        await store.AppendAsync("session-57", 0, [.. failed.Events], "", CancellationToken.None);
        new ProbeFile(_around.Folder, "production", 8_000).Append([
            .. Enumerable
                .Range(-60 * 4, 60 * 4)
                .Select(quarter => now.AddSeconds(quarter * 15))
                .Select((at, index) => new ChatOps.Health.Sample(at, "/health", 40, at > failed.Now && index % 2 == 0 ? 500 : 200)),
        ]);

        var judged = await WatchAsync(store: store);

        Assert.Equal(Ending.Failed, judged.Ending);
        Assert.Contains("requests failed, 0 of 80 before", judged.Fact, StringComparison.Ordinal);
        Assert.Matches(@"compared with \d+ min before \(80 probes, (39|40) min of a bad time left out\)", judged.Report!.Numbers);
    }

    [Fact]
    [Trait("Slow", "watches for as long as it was told to")]
    public async Task An_error_of_the_time_before_is_known_though_flyctl_no_longer_has_it_at_hand()
    {
        _around.Environment = _around.Environment with { Watch = TimeSpan.FromSeconds(3) };
        var error = Enumerable.Range(1, 20).Select(number => $"ERROR:  could not reach payment partner {number}");
        LogSays([.. error], ago: "2 minutes ago");
        await _baseline.LogAsync(_around.Environment, [], CancellationToken.None);
        LogSays([.. error], ago: "now");

        var judged = await WatchAsync();

        Assert.Contains("0 new error lines", judged.Fact, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Slow", "watches for as long as it was told to")]
    public async Task Without_the_log_of_the_time_before_nothing_is_called_new_and_it_is_said()
    {
        _around.Environment = _around.Environment with { Watch = TimeSpan.FromSeconds(3) };
        LogSays([.. Enumerable.Range(1, 20).Select(number => $"ERROR:  could not reach partner {number}")], ago: "now");

        var judged = await WatchAsync();

        Assert.NotEqual(Ending.Failed, judged.Ending);
        Assert.Contains("nothing of the log of the time before was seen", judged.Fact, StringComparison.Ordinal);
        Assert.DoesNotContain("new error", judged.Fact, StringComparison.Ordinal);
    }

    private async Task<StepOutcome.Judged> WatchAsync(
        TimeProvider? clock = null,
        Action<string>? say = null,
        MemoryStore? store = null
    )
    {
        var time = clock ?? TimeProvider.System;
        using var desk = new Desk(store ?? new MemoryStore(), time);
        await desk.LoadAsync(CancellationToken.None);
        var step = new WatchStep(_around.Tools, _baseline, desk, _around.Redactor, time);
        var session = Sample.Of(Sample.Started(Sample.Plan));
        var outcome = await step.RunAsync(
            new StepContext(session, Sample.Plan, _around.Environment, say ?? (_ => { })),
            CancellationToken.None
        );
        return Assert.IsType<StepOutcome.Judged>(outcome);
    }

    /// <summary>A flyctl that has nothing but these lines of one moment at hand.</summary>
    private void LogSays(string[] lines, string ago) =>
        _folder.Script(
            "flyctl",
            $"[ \"$1\" = logs ] || exit 1\nat=$(/bin/date -u -d '{ago}' +%Y-%m-%dT%H:%M:%S)\n"
                + string.Join('\n', lines.Select((line, index) => $"echo \"$at.{index:000}Z app[148e] jnb [info]{line}\""))
        );

    /// <summary>A flyctl whose log holds calm lines of the time before, and now this one.</summary>
    private void LogSays(string line)
    {
        File.WriteAllText(
            _folder.In("flyctl"),
            $$"""
            #!/bin/sh
            [ "$1" = logs ] || exit 1
            for minute in 20 15 10 5; do
              echo "$(/bin/date -u -d "$minute minutes ago" +%Y-%m-%dT%H:%M:%SZ) app[148e] jnb [info]LOG:  checkpoint complete"
            done
            echo "$(/bin/date -u +%Y-%m-%dT%H:%M:%SZ) app[148e] jnb [info]{{line}}"
            """
        );
        File.SetUnixFileMode(
            _folder.In("flyctl"),
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
    }

    /// <summary>The real clock, but for its hands.</summary>
    private sealed class WrongClock : TimeProvider
    {
        public TimeSpan Leap { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Leap;
    }
}
