using System.Globalization;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>Fly's log over HTTP, page by page.</summary>
public sealed class FlyLogsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Since = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);
    private static readonly Period Ever = new(Since, DateTimeOffset.MaxValue);
    private readonly LoopbackServer _server = new();
    private readonly HttpClient _client = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Pages_are_read_until_there_are_no_more()
    {
        var first = (Since.ToUnixTimeSeconds() * 1_000_000_000).ToString(CultureInfo.InvariantCulture);
        _server.Answers(call => new HttpAnswer(
            200,
            call.Target.EndsWith($"={first}", StringComparison.Ordinal) ? Page("one", "9")
                : call.Target.EndsWith("=9", StringComparison.Ordinal) ? Page("two", "10")
                : """{"data":[],"meta":{"next_token":"10"}}"""
        ));

        var log = await Logs("fo1_token").ReadAsync(Ever, null, CancellationToken.None);

        Assert.Equal(
            "2026-11-22T10:00:00.5Z app[148e] jnb [info]one\n2026-11-22T10:00:00.5Z app[148e] jnb [info]two\n",
            log.Text
        );
        Assert.Equal(("", null), (log.Gap, log.Problem));
        Assert.Equal(3, _server.Calls.Count);
        Assert.All(_server.Calls, call => Assert.Equal("Bearer fo1_token", call.Headers["authorization"]));
        Assert.StartsWith(
            "GET /api/v1/apps/internal-api/logs?next_token=",
            _server.Calls.First().Line,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task O11_a_log_that_never_ends_is_bounded_and_the_gap_is_told()
    {
        var page = 0;
        var long1000 = new string('x', 1000);
        _server.Answers(_ => new HttpAnswer(200, Page(long1000, $"{++page}", lines: 1000)));

        var log = await Logs("t").ReadAsync(Ever, null, CancellationToken.None);

        Assert.InRange(log.Text.Length, 1 << 24, 1 << 25);
        Assert.Contains("not read", log.Gap, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_Flys_own_kind_is_sent_as_one()
    {
        _server.Answers(_ => new HttpAnswer(200, """{"data":[],"meta":{"next_token":"1"}}"""));

        await Logs("FlyV1 fm2_abc,fm2_def").ReadAsync(Ever, null, CancellationToken.None);

        Assert.Equal("FlyV1 fm2_abc,fm2_def", Assert.Single(_server.Calls).Headers["authorization"]);
    }

    [Theory]
    [InlineData("7", 1, 1)]
    [InlineData("8", 0, 0)]
    public async Task A_page_that_leads_to_itself_or_beyond_the_end_is_the_last(string next, int minutes, int lines)
    {
        _server.Answers(_ => new HttpAnswer(200, Page("one", next)));
        var period = Ever with { To = Since.AddMinutes(minutes) };

        var log = await Logs("t").ReadAsync(period, "7", CancellationToken.None);

        Assert.Single(_server.Calls);
        Assert.Equal((lines, next), (log.Text.Count(letter => letter == '\n'), log.Next));
    }

    [Theory]
    [InlineData(401, "{}")]
    [InlineData(200, "not JSON")]
    [InlineData(200, "null")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"data":null,"meta":null}""")]
    [InlineData(200, """{"data":[null]}""")]
    [InlineData(200, """{"data":[{"id":"1"}]}""")]
    [InlineData(200, """{"data":[{"attributes":{"timestamp":"2026-11-22T10:00:00Z"}}]}""")]
    public async Task What_cannot_be_read_is_a_sentence(int status, string body)
    {
        _server.Answers(_ => new HttpAnswer(status, body));

        var log = await Logs("t").ReadAsync(Ever, null, CancellationToken.None);

        Assert.StartsWith("Fly's log API: ", log.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_names_no_machine_is_a_line()
    {
        _server.Answers(_ => new HttpAnswer(200, """{"data":[{"attributes":{"message":"one"}}]}"""));

        Assert.Equal(" app[]  []one\n", (await Logs("t").ReadAsync(Ever, null, CancellationToken.None)).Text);
    }

    private FlyLogs Logs(string token) => new(_client, new Uri(_server.HttpUrl, "/"), "internal-api", token);

    private static string Page(string message, string next, int lines = 1)
    {
        var line =
            "{'id':'1','type':'log','attributes':{'timestamp':'2026-11-22T10:00:00.5Z','message':'"
            + message
            + "','level':'info','instance':'148e','region':'jnb','meta':{'event':{'provider':'app'}}}}";
        var page =
            "{'data':[" + string.Join(',', Enumerable.Repeat(line, lines)) + "],'meta':{'next_token':'" + next + "'}}";
        return page.Replace('\'', '"');
    }
}
