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
        Assert.True(new ProbeFile(_around.Folder, "production").Read().Length < 60);
    }

    [Fact]
    [Trait("Slow", "watches until the app is down")]
    public async Task H7_A_failure_is_told_though_Fly_and_git_say_nothing()
    {
        var around = new Surroundings(
            "/nonexistent/repository",
            app: _app.HttpUrl,
            flyctl: _folder.Script("flyctl", "exec sleep 25"),
            git: _folder.Script("git", "exec sleep 25")
        );
        around.Environment = around.Environment with { Watch = TimeSpan.FromSeconds(3) };
        _around.Dispose();
        (_around, _baseline) = (around, around.Baseline());
        _app.Answers(_ => new HttpAnswer(500));

        var judged = await WatchAsync().WaitAsync(TimeSpan.FromSeconds(15));

        Assert.Equal(Ending.Failed, judged.Ending);
        Assert.Contains("/health is down", judged.Fact, StringComparison.Ordinal);
        Assert.Contains("the logs could not be read", judged.Fact, StringComparison.Ordinal);
        Assert.Equal("unknown", judged.Report!.Rollback);
        Assert.Contains("gave no answer within 3 s", judged.Report.RollbackWhy, StringComparison.Ordinal);
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
        new ProbeFile(_around.Folder, "production").Append([
            .. Enumerable
                .Range(-60 * 4, 60 * 4)
                .Select(quarter => now.AddSeconds(quarter * 15))
                .Select(
                    (at, index) =>
                        new ChatOps.Health.Sample(at, "/health", 40, at > failed.Now && index % 2 == 0 ? 500 : 200)
                ),
        ]);

        var judged = await WatchAsync(store: store);

        Assert.Equal(Ending.Failed, judged.Ending);
        Assert.Contains("requests failed, 0 of 80 before", judged.Fact, StringComparison.Ordinal);
        Assert.Matches(
            @"compared with \d+ min before \(80 probes, (39|40) min of a bad time left out\)",
            judged.Report!.Numbers
        );
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [Trait("Slow", "watches for as long as it was told to")]
    public async Task N02_A_clock_that_leaps_in_a_watch_hides_nothing_that_it_probes(int hours)
    {
        var clock = new WrongClock();
        _around.Environment = _around.Environment with { Watch = TimeSpan.FromSeconds(6) };
        LogSays("LOG:  checkpoint complete");
        await KnowTheTimeBeforeAsync();

        var judged = await WatchAsync(
            clock,
            _ =>
            {
                clock.Leap = TimeSpan.FromHours(hours);
                _app.Answers(_ => new HttpAnswer(500));
            }
        );

        Assert.Equal(Ending.Failed, judged.Ending);
        Assert.Contains("/health is down", judged.Fact, StringComparison.Ordinal);
        Assert.Contains("the clock leapt", judged.Fact, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [Trait("Slow", "watches for as long as it was told to")]
    public async Task N02_A_clock_that_leaps_in_a_watch_takes_no_baseline_and_no_probe_away(int hours)
    {
        var clock = new WrongClock();
        _around.Environment = _around.Environment with { Watch = TimeSpan.FromSeconds(6) };
        LogSays("LOG:  checkpoint complete");
        await KnowTheTimeBeforeAsync();

        var judged = await WatchAsync(clock, _ => clock.Leap = TimeSpan.FromHours(hours));

        Assert.NotEqual(Ending.Inconclusive, judged.Ending);
        Assert.Matches(@"compared with \d+ min before \(40 probes\) · \d\d probes after", judged.Report!.Numbers);
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

    [Fact]
    [Trait("Slow", "watches for as long as it was told to")]
    public async Task N02_N05_After_a_restart_and_a_clock_set_back_a_watch_takes_no_longer_than_a_watch()
    {
        _around.Environment = _around.Environment with { Watch = TimeSpan.FromSeconds(3) };
        LogSays("LOG:  checkpoint complete");
        var ahead = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var step = new WatchStep(_around.Tools, _baseline, desk, _around.Redactor, TimeProvider.System);
        var session = Sample.Of([
            .. Sample.Started(Sample.Plan with { Steps = [new(StepKind.Watch, StepMode.Auto)] }),
            new SessionEvent.StepIntended(ahead, StepKind.Watch, 1),
        ]);

        var outcome = await step.InspectAsync(
            new StepContext(session, Sample.Plan, _around.Environment, _ => { }),
            patience.Token
        );

        Assert.Matches(@"\d probes after", Assert.IsType<StepOutcome.Judged>(outcome).Report!.Numbers);
    }

    [Fact]
    [Trait("Slow", "waits for the first look at the log")]
    public async Task L05_A_picture_that_cannot_be_kept_takes_no_verdict_away()
    {
        LogSays("FATAL:  sorry, too many clients already");
        await File.WriteAllTextAsync(Path.Combine(_around.Folder, "pictures"), "no folder can be made here");

        var judged = await WatchAsync();

        Assert.Equal(Ending.Failed, judged.Ending);
        Assert.Contains("the picture could not be kept", judged.Fact, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"oom_killed\":true,\"requested_stop\":false", "", true)]
    [InlineData("\"oom_killed\":true,\"requested_stop\":true", "", false)]
    [InlineData("\"oom_killed\":true", "\"oom_killed\":true", false)]
    [InlineData("\"oom_killed\":true", "\"exit_code\":1", true)]
    [Trait("Slow", "watches for as long as it was told to")]
    public async Task A_machine_that_ran_out_of_memory_as_it_did_not_before_fails_its_release(
        string exit,
        string before,
        bool isFailed
    )
    {
        const string Says = """
            [ "$1" = status ] || exit 1
            at() { printf '{"type":"exit","timestamp":%s,"request":{"exit_event":{%s}}}' "$(/bin/date -d "$1" +%s%3N)" "$2"; }
            printf '{"Machines":[{"id":"m1","state":"started","events":[%s,%s]}]}' "$(at '10 minutes ago' 'BEFORE')" "$(at now 'EXIT')"
            """;
        _around.Environment = _around.Environment with { Watch = TimeSpan.FromSeconds(1) };
        _folder.Script(
            "flyctl",
            Says.Replace("BEFORE", before.Length > 0 ? before : "\"requested_stop\":true", StringComparison.Ordinal)
                .Replace("EXIT", exit, StringComparison.Ordinal)
        );

        var judged = await WatchAsync();

        Assert.Equal(isFailed, judged.Ending is Ending.Failed);
        Assert.Equal(isFailed, judged.Fact.Contains("machine m1 was out of memory", StringComparison.Ordinal));
    }

    private async Task<StepOutcome.Judged> WatchAsync(
        TimeProvider? clock = null,
        Action<string>? say = null,
        MemoryStore? store = null
    )
    {
        var time = clock ?? TimeProvider.System;
        await using var ofTheClock = _around.Baseline(time);
        using var desk = new Desk(store ?? new MemoryStore(), time);
        await desk.LoadAsync(CancellationToken.None);
        var baseline = clock is null ? _baseline : ofTheClock;
        var step = new WatchStep(_around.Tools, baseline, desk, _around.Redactor, time);
        var session = Sample.Of(Sample.Started(Sample.Plan)) with { StartedAt = time.GetUtcNow() };
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
                + string.Join(
                    '\n',
                    lines.Select((line, index) => $"echo \"$at.{index:000}Z app[148e] jnb [info]{line}\"")
                )
        );

    /// <summary>What the probe saw in the twenty minutes before the release.</summary>
    private async Task KnowTheTimeBeforeAsync()
    {
        Directory.CreateDirectory(Path.Combine(_around.Folder, "probes"));
        await File.WriteAllLinesAsync(
            Path.Combine(_around.Folder, "probes", "production.csv"),
            Enumerable
                .Range(1, 40)
                .Reverse()
                .Select(number => Sample.Now - TimeSpan.FromSeconds(30 * number))
                .Select(at => ChatOps.Health.SampleFile.Line(new ChatOps.Health.Sample(at, "/health", 5, 200)))
        );
    }

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
