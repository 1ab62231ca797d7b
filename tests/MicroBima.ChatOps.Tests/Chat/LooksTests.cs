using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>The answer to /health over a real app on the wire.</summary>
public sealed class LooksTests : IAsyncLifetime
{
    private readonly LoopbackServer _app = new();
    private readonly Prober _prober = new(TimeProvider.System);
    private Surroundings _around = null!;

    public Task InitializeAsync()
    {
        _app.Answers(_ => new HttpAnswer(200));
        _around = new Surroundings("/nonexistent", app: _app.HttpUrl);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _around.Dispose();
        _prober.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_a_release_that_failed_did_is_not_called_usual()
    {
        var now = DateTimeOffset.UtcNow;
        var failed = new Story(at: now.AddMinutes(-40)).Started().RunUpTo(StepKind.Watch).BeginStep();
        failed.Reports(new StepOutcome.Judged(Ending.Failed, "ten times as slow"));
        Saw(minute => now.AddMinutes(-minute) < failed.Now ? 40 : 400, now);

        Assert.Contains("(usual 40–40)", await HealthAsync(failed), StringComparison.Ordinal);
        Assert.Contains("(usual 40–400)", await HealthAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_enough_that_was_seen_nothing_is_called_usual()
    {
        Assert.DoesNotContain("usual", await HealthAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(302)]
    public async Task An_app_that_does_not_answer_itself_is_not_healthy(int status)
    {
        _app.Answers(_ => new HttpAnswer(status));

        var text = await HealthAsync();

        Assert.Contains("🔴 **production** · not healthy", text, StringComparison.Ordinal);
        Assert.Contains($"{status}", text, StringComparison.Ordinal);
        Assert.Contains("machines: Fly did not say", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_of_which_one_endpoint_fails_is_not_healthy()
    {
        _app.Answers(call => new HttpAnswer(call.Target.Contains("policies", StringComparison.Ordinal) ? 500 : 200));
        Assert.Contains("🟢 **production** · healthy", await HealthAsync(), StringComparison.Ordinal);
        _around.Environment = _around.Environment with
        {
            App = _around.Environment.App with { Endpoints = ["/health", "/policies"] },
        };

        var text = await HealthAsync();

        Assert.Contains("🔴 **production** · not healthy", text, StringComparison.Ordinal);
        Assert.Contains("/policies", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_answer_in_time_is_said_to_be_silent_and_nobody_waits_for_it()
    {
        using var folder = new TemporaryFolder();
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        _around.Dispose();
        _around = new Surroundings(
            "/nonexistent",
            $"postgresql://a:b@127.0.0.1:{((System.Net.IPEndPoint)silent.LocalEndpoint).Port}/c",
            app: _app.HttpUrl,
            flyctl: folder.Script("flyctl", "exec sleep 25")
        );
        var time = new TestTime();
        var asking = HealthAsync(time: time);
        await time.PassAsync(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));

        var lines = (await asking.WaitAsync(TimeSpan.FromSeconds(5))).Split('\n');

        Assert.StartsWith("🟢 **production** · healthy", lines[0], StringComparison.Ordinal);
        Assert.Equal(["machines: Fly did not say", "🔴 database: no answer"], lines[^2..]);
    }

    [Fact]
    public async Task The_card_says_what_runs_since_when_on_which_machines_and_how_full_they_are()
    {
        var now = DateTimeOffset.UtcNow;
        using var folder = new TemporaryFolder();
        _around.Dispose();
        _around = new Surroundings(
            "/nonexistent",
            app: _app.HttpUrl,
            flyctl: folder.Script("flyctl", $"echo '{Status(now)}'")
        );
        _app.Answers(_ => new HttpAnswer(200, """{"version":"1.2","commit":"0123456789abcdef"}"""));
        var levels = new LevelFile(_around.Folder, "production");
        levels.Append([
            new Reading(now.AddMinutes(-61), GaugeKind.Memory, 0.9),
            new Reading(now.AddMinutes(-2), GaugeKind.Memory, 0.52),
            new Reading(now.AddMinutes(-1), GaugeKind.Connections, 0.7),
        ]);

        var lines = (await HealthAsync()).Split('\n');

        Assert.Equal("🟢 **production** · healthy · v1.2 · 0123456 · up 3 d 4 h", lines[0]);
        Assert.Matches(@"^`/health`   200   \d+ ms$", lines[1]);
        Assert.Equal(
            [
                "machines 1/2 · checks 1/3 · 2 restarts in 24 h: machine m1 was out of memory",
                "memory ▓▓▓▓▓░░░░░ 52 %",
                "database: the bot has no access",
            ],
            lines[2..]
        );
    }

    /// <summary>Two machines, of which one rests, and four exits: one that somebody wanted, and one of the day before yesterday.</summary>
    private static string Status(DateTimeOffset now)
    {
        string Exit(double hours, string how) =>
            $$"""{"type":"exit","timestamp":{{now.AddHours(-hours).ToUnixTimeMilliseconds()}},"request":{"exit_event":{ {{how}} } } }""";
        var exits = string.Join(
            ',',
            Exit(1, "\"exit_code\":137,\"oom_killed\":true"),
            Exit(2, "\"exit_code\":1"),
            Exit(0.5, "\"exit_code\":0,\"requested_stop\":true"),
            Exit(25, "\"exit_code\":1")
        );
        return $$"""{"Machines":[{"id":"m1","state":"started","updated_at":"{{now.AddHours(-76.5):O}}","checks":[{"status":"passing"},{"status":"critical"}],"events":[{{exits}}]},{"id":"m2","state":"stopped","checks":[{"status":"warning"}]}]}""";
    }

    /// <summary>What the probe saw once a minute in the last two hours, in milliseconds.</summary>
    private void Saw(Func<int, double> took, DateTimeOffset now) =>
        new ProbeFile(_around.Folder, "production").Append([
            .. Enumerable
                .Range(1, 119)
                .Reverse()
                .Select(minute => new ChatOps.Health.Sample(now.AddMinutes(-minute), "/health", took(minute), 200)),
        ]);

    private async Task<string> HealthAsync(Story? before = null, TimeProvider? time = null)
    {
        var store = new MemoryStore();
        if (before is not null)
            await store.AppendAsync("session-57", 0, [.. before.Events], "", CancellationToken.None);

        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        await using var baseline = _around.Baseline(TimeProvider.System);
        var looks = new Looks(desk, _around.Tools, baseline, _prober, time ?? TimeProvider.System);
        var card = await looks.HealthAsync(_around.Environment, CancellationToken.None);
        return Markdown.Join("\n", card.Blocks).Source;
    }
}
