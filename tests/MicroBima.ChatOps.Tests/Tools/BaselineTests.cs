using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>What the permanent probe keeps, over the real wire and on a real disk.</summary>
public sealed class BaselineTests : IAsyncLifetime
{
    private readonly LoopbackServer _app = new();
    private readonly Prober _prober = new(TimeProvider.System);
    private readonly FlyMetrics _metrics = new();
    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _prober.Dispose();
        _metrics.Dispose();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task N05_H6_what_was_seen_before_a_restart_is_there_after_it()
    {
        using var around = new Surroundings("/nonexistent", app: _app.HttpUrl);
        _app.Answers(_ => new HttpAnswer(200));
        await using (var before = Of(around))
        {
            await before.AskAsync(around.Environment, CancellationToken.None);
            await before.AskAsync(around.Environment, CancellationToken.None);
        }

        await using var after = Of(around);

        Assert.Equal(2, after.Samples(around.Environment, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).Length);
    }

    [Fact]
    public async Task Memory_is_read_where_metrics_are_configured_and_still_known_after_a_restart()
    {
        using var around = new Surroundings("/nonexistent", app: _app.HttpUrl);
        around.Environment = around.Environment with
        {
            App = around.Environment.App with { MetricsUrl = new Uri(_app.HttpUrl + "/") },
        };
        _app.Answers(_ => new HttpAnswer(200, """{"data":{"result":[{"value":[1,"0.5"]}]}}"""));
        await using var baseline = Of(around);

        await baseline.LookAsync(around.Environment, CancellationToken.None);

        var reading = Assert.Single(baseline.Readings(around.Environment, DateTimeOffset.MinValue));
        Assert.Equal((GaugeKind.Memory, 0.5), (reading.Kind, reading.Share));
        await using var afterRestart = Of(around);
        Assert.Equal(reading, Assert.Single(afterRestart.Readings(around.Environment, DateTimeOffset.MinValue)));
    }

    [Fact]
    public async Task G14_secrets_that_somebody_is_just_exchanging_leave_levels_unknown_and_end_nothing()
    {
        using var around = new Surroundings("/nonexistent", app: _app.HttpUrl);
        around.Environment = around.Environment with
        {
            App = around.Environment.App with
            {
                MetricsUrl = new Uri(_app.HttpUrl + "/"),
                FlyTokenFile = "/nonexistent/token",
            },
            Database = new DatabaseSettings("/nonexistent/connection", "prisma/migrations"),
        };
        await using var baseline = Of(around);

        await baseline.AskAsync(around.Environment, CancellationToken.None);
        await baseline.LookAsync(around.Environment, CancellationToken.None);

        Assert.Empty(baseline.Readings(around.Environment, DateTimeOffset.MinValue));
        Assert.Null(baseline.Database(around.Environment));
        Assert.Single(baseline.Incidents(around.Environment, DateTimeOffset.MinValue));
    }

    [Fact]
    public async Task O10_a_peer_that_has_no_name_any_more_is_asked_on()
    {
        using var around = new Surroundings("/nonexistent", app: _app.HttpUrl);
        var away = around.Environment with
        {
            Name = "staging",
            App = around.Environment.App with { Url = new Uri("http://no-such-peer.invalid/") },
        };
        await using var baseline = Of(around);
        using var stop = new CancellationTokenSource();

        var running = baseline.ProbeAsync(away, stop.Token);
        await OtherProcesses.UntilAsync(
            () => Task.FromResult(baseline.Samples(away, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)),
            seen => seen.Length >= 2 * away.App.Endpoints.Length
        );
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        Assert.All(
            baseline.Samples(away, DateTimeOffset.MinValue, DateTimeOffset.MaxValue),
            sample => Assert.Null(sample.Status)
        );
    }

    [Fact]
    public async Task O10_a_tool_that_keeps_the_probe_waiting_takes_no_answers_from_it()
    {
        using var around = new Surroundings("/nonexistent", app: _app.HttpUrl);
        around.Environment = around.Environment with
        {
            Watch = TimeSpan.FromSeconds(1),
            App = around.Environment.App with { MetricsUrl = new Uri($"{_app.HttpUrl}/metrics/") },
        };
        var isAsked = new TaskCompletionSource();
        _app.OnRequest = call =>
        {
            if (!call.Target.Contains("/metrics/", StringComparison.Ordinal))
                return Task.FromResult(new HttpAnswer(200));

            isAsked.TrySetResult();
            return new TaskCompletionSource<HttpAnswer>().Task;
        };
        await using var baseline = new Baseline(around.List, around.Tools, _prober, _metrics, new FastTime(10));
        using var stop = new CancellationTokenSource();

        var running = baseline.ProbeAsync(around.Environment, stop.Token);
        await isAsked.Task;
        var asked = _app.Calls.Count;
        await OtherProcesses.UntilAsync(
            () => Task.FromResult(_app.Calls.Count),
            calls => calls >= asked + 3 * around.Environment.App.Endpoints.Length
        );

        Assert.Single(_app.Calls, call => call.Target.Contains("/metrics/", StringComparison.Ordinal));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public void The_file_keeps_the_newest_samples_and_no_more()
    {
        var file = new ProbeFile(_folder.Path, "production", most: 10);
        foreach (var number in Enumerable.Range(1, 37))
            file.Append([new ChatOps.Health.Sample(Infra.Sample.Now, "/health", number, 200)]);

        var kept = new ProbeFile(_folder.Path, "production", most: 10).Read();

        Assert.InRange(kept.Length, 5, 10);
        Assert.Equal(37, kept[^1].Milliseconds);
    }

    [Fact]
    public async Task Each_sample_knows_how_late_the_bot_was_itself_after_a_restart_too()
    {
        using var around = new Surroundings("/nonexistent", app: _app.HttpUrl);
        _app.Answers(_ => new HttpAnswer(200));
        await using (var baseline = Of(around))
            await baseline.AskAsync(around.Environment, CancellationToken.None);

        await using var later = Of(around);
        var seen = later.Samples(around.Environment, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

        Assert.NotEmpty(seen);
        Assert.All(seen, sample => Assert.True(sample.OwnDelay > 0));
    }

    [Fact]
    public void A_line_of_a_bot_that_did_not_look_at_itself_is_read_as_such()
    {
        var old = SampleFile.Line(new ChatOps.Health.Sample(Infra.Sample.Now, "/health", 41.5, 200)).TrimEnd(',');

        Assert.Null(Assert.Single(SampleFile.ReadLines([old])).OwnDelay);
    }

    [Fact]
    public void A_line_that_a_crash_cut_off_is_left_out()
    {
        var whole = SampleFile.Line(new ChatOps.Health.Sample(Infra.Sample.Now, "/health", 41.5, null));

        Assert.Single(SampleFile.ReadLines([whole, whole[..20], "", "a,b,c,d"]));
    }

    private Baseline Of(Surroundings around) => new(around.List, around.Tools, _prober, _metrics, TimeProvider.System);
}
