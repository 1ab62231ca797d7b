using System.Globalization;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>A log that is read on from where the last reading ended, by flyctl or over HTTP.</summary>
public sealed class LogTailTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server = new();
    private readonly HttpClient _client = new();
    private readonly TestTime _time = new();
    private readonly LogTail _tail;

    public LogTailTests()
    {
        _time.SetUtcNow(Noon);
        _tail = new LogTail(_time);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _tail.Dispose();
        _client.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_flyctl_had_at_hand_before_is_not_forgotten_and_nothing_is_there_twice()
    {
        await FlyctlHasAsync(Line(1), Line(2), Line(3));
        var log = await FlyctlHasAsync(Line(2), Line(3), Line(4));

        Assert.Equal(string.Concat(Line(1), Line(2), Line(3), Line(4)), log.Text);
        Assert.Equal(("", null), (log.Gap, log.Problem));
    }

    [Fact]
    public async Task An_error_that_shares_lines_with_another_of_its_second_keeps_them_though_it_came_with_the_next_reading()
    {
        string[] one = [Line(2, "Error:"), Line(2, "Invalid `customer.find()`"), Line(2, "no pool")];
        string[] other = [Line(2, "Error:"), Line(2, "Invalid `policy.find()`"), Line(2, "no pool")];

        await FlyctlHasAsync([Line(1), .. one]);
        var log = await FlyctlHasAsync([Line(1), .. one, .. other]);
        var again = await FlyctlHasAsync([.. one, .. other]);

        Assert.Equal(string.Concat([Line(1), .. one, .. other]), log.Text);
        Assert.Equal(log.Text, again.Text);
    }

    [Fact]
    public async Task Lines_without_a_time_stay_with_the_one_before_and_colours_hide_no_time()
    {
        var error = Line(2, "Error: no pool") + "    at Pool.get (/app/pool.js:9:1)\n";
        await FlyctlHasAsync(Line(1), error);
        var again = "\u001b[2m" + Line(3, "Error: no pool") + "    at Pool.get (/app/pool.js:9:1)\n";

        var log = await FlyctlHasAsync(error, again);

        Assert.Equal(Line(1) + error + again, log.Text);
    }

    [Fact]
    public async Task Where_lines_were_overtaken_between_two_readings_it_is_said_and_when()
    {
        await FlyctlHasAsync(Line(1), Line(2));
        var late = await FlyctlHasAsync(Line(8), Line(9));
        var later = await FlyctlHasAsync(Line(9));
        _time.Advance(TimeSpan.FromHours(2));
        var fresh = await FlyctlHasAsync(Line(7200));

        Assert.Equal("lines before 11:59:08 UTC may be missing: flyctl has only the newest at hand", late.Gap);
        Assert.Equal(new Period(Noon.AddSeconds(-58), Noon.AddSeconds(-52)), late.Missing);
        Assert.Equal(late.Gap, later.Gap);
        Assert.Equal(new Period(Noon.AddSeconds(-51), Noon.AddSeconds(7140)), fresh.Missing);
        Assert.Equal(Line(7200), fresh.Text);
    }

    [Fact]
    public async Task What_a_gap_left_of_a_stack_is_no_event_of_its_own_now_or_later()
    {
        await FlyctlHasAsync(Line(1), Line(2));
        string[] rest = [Line(8, "    at Pool.get (/app/pool.js:9:1)"), Line(8, "  code: 'P2024'"), Line(8, "}")];
        string[] whole = [Line(9, "Error: no pool"), Line(9, "    at Pool.get (/app/pool.js:9:1)")];

        var late = await FlyctlHasAsync([.. rest, .. whole]);
        var later = await FlyctlHasAsync([.. rest[1..], .. whole, Line(10)]);

        Assert.Equal(string.Concat([Line(1), Line(2), .. whole]), late.Text);
        Assert.Equal(late.Text + Line(10), later.Text);
    }

    [Fact]
    public async Task What_cannot_be_read_loses_nothing()
    {
        await FlyctlHasAsync(Line(1));

        var dark = await _tail.ReadAsync(
            FlyOf(_folder.Script("broken", "echo nobody is there >&2; exit 1")),
            [],
            CancellationToken.None
        );
        var log = await FlyctlHasAsync(Line(2));

        Assert.Contains("nobody is there", dark.Problem, StringComparison.Ordinal);
        Assert.StartsWith(Line(1), log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Over_HTTP_nothing_is_asked_for_twice()
    {
        Answers(("one", 2, "two"), ("two", null, "two"));

        var first = await _tail.ReadAsync(OverHttp(), [], CancellationToken.None);
        var second = await _tail.ReadAsync(OverHttp(), [], CancellationToken.None);

        Assert.Equal(Line(1) + Line(2), first.Text);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(4, _server.Calls.Count);
    }

    [Fact]
    public async Task Over_HTTP_what_is_wanted_of_long_ago_comes_too_and_nothing_beyond_it()
    {
        var ago = Noon.AddHours(-6);
        Period[] wanted = [new(ago, ago.AddMinutes(1)), new(Noon.AddMinutes(-5), Noon)];
        Answers(("one", null, "one"), (Token(ago), -6 * 3600 + 60, "more"), ("more", -6 * 3600 + 120, "no more"));

        var log = await _tail.ReadAsync(OverHttp(), [.. wanted], CancellationToken.None);
        var asked = _server.Calls.Count;
        var again = await _tail.ReadAsync(OverHttp(), [.. wanted], CancellationToken.None);

        Assert.Equal(Line(-6 * 3600 + 60) + Line(1), log.Text);
        Assert.Equal(log.Text, again.Text);
        Assert.Equal(asked + 1, _server.Calls.Count);
    }

    [Fact]
    public async Task Over_HTTP_what_is_wanted_of_long_ago_and_cannot_be_read_is_a_problem_and_is_asked_for_again()
    {
        var ago = Noon.AddHours(-6);
        Period[] wanted = [new(ago, ago.AddMinutes(1))];
        var isDark = true;
        _server.Answers(call =>
            call.Target.EndsWith($"={Token(ago)}", StringComparison.Ordinal)
                ? isDark
                    ? new HttpAnswer(500)
                    : new HttpAnswer(200, Page(-6 * 3600 + 60, Token(ago)))
                : new HttpAnswer(200, Page(1, "one"))
        );

        var dark = await _tail.ReadAsync(OverHttp(), [.. wanted], CancellationToken.None);
        isDark = false;
        var light = await _tail.ReadAsync(OverHttp(), [.. wanted], CancellationToken.None);

        Assert.Equal("Fly's log API: HTTP 500", dark.Problem);
        Assert.Null(light.Problem);
        Assert.StartsWith(Line(-6 * 3600 + 60), light.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task O11_over_HTTP_it_is_said_where_what_is_wanted_of_long_ago_has_no_end()
    {
        var (ago, page) = (Noon.AddHours(-6), 0);
        Period[] wanted = [new(ago, ago.AddMinutes(1))];
        _server.Answers(call => new HttpAnswer(
            200,
            call.Target.EndsWith("=one", StringComparison.Ordinal) || _server.Calls.Count == 1
                ? Page(1, "one")
                : Page(-6 * 3600 + 60, $"{++page}")
        ));

        var log = await _tail.ReadAsync(OverHttp(), [.. wanted], CancellationToken.None);

        Assert.EndsWith("that part was not read", log.Gap, StringComparison.Ordinal);
        Assert.EndsWith(Line(1), log.Text, StringComparison.Ordinal);
    }

    /// <summary>A log API: what it has for which token, and the token of what follows. For any other token it has the first line.</summary>
    private void Answers(params (string Token, int? Second, string Next)[] pages) =>
        _server.Answers(call =>
        {
            var page = pages.FirstOrDefault(page => call.Target.EndsWith($"={page.Token}", StringComparison.Ordinal));
            return new HttpAnswer(200, page.Token is null ? Page(1, "one") : Page(page.Second, page.Next));
        });

    private Fly OverHttp() =>
        new(
            Shell(),
            new ToolPaths(_folder.Path, "", "/nonexistent"),
            "internal-api",
            "t",
            new FlyLogs(_client, new Uri(_server.HttpUrl, "/"), "internal-api", "t")
        );

    private static string Token(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.ToUnixTimeSeconds()}000000000");

    private Task<FlyLogText> FlyctlHasAsync(params string[] lines)
    {
        File.WriteAllText(_folder.In("log"), string.Concat(lines));
        var flyctl = _folder.Script("flyctl", $"exec /bin/cat {_folder.In("log")}");
        return _tail.ReadAsync(FlyOf(flyctl), [], CancellationToken.None);
    }

    private Fly FlyOf(string flyctl) => new(Shell(), new ToolPaths(_folder.Path, "", flyctl), "internal-api", null);

    private Shell Shell() => new(TimeProvider.System, _folder.Path);

    private static string Line(int second, string message = "served") =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Noon.AddSeconds(second - 60):yyyy-MM-ddTHH:mm:ssZ} app[148e] jnb [info]{message}\n"
        );

    private static string Page(int? second, string next)
    {
        var line = second is { } at
            ? $$"""{'attributes':{'timestamp':'{{Noon.AddSeconds(at - 60):yyyy-MM-ddTHH:mm:ssZ}}','message':'served','level':'info','instance':'148e','region':'jnb','meta':{'event':{'provider':'app'} } } }"""
            : "";
        return $$"""{'data':[{{line}}],'meta':{'next_token':'{{next}}'} }""".Replace('\'', '"');
    }
}
