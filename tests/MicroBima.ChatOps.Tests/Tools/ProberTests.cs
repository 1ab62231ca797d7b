using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>Whatever an endpoint answers is a sample, never an exception.</summary>
public sealed class ProberTests : IAsyncLifetime
{
    private readonly LoopbackServer _app = new();
    private readonly Prober _prober = new(TimeProvider.System);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _prober.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_health_endpoint_names_version_and_commit()
    {
        _app.Answers(_ => new HttpAnswer(200, """{"version":"1.2","commit":"abc","ok":true}"""));

        var answer = await AskAsync("/health");

        Assert.True(answer.Sample.IsGood);
        Assert.Equal(("1.2", "abc", null), (answer.Version, answer.Commit, answer.Error));
    }

    [Theory]
    [InlineData(500, "HTTP 500")]
    [InlineData(404, "HTTP 404")]
    public async Task O08_an_error_is_a_bad_sample(int status, string error)
    {
        _app.Answers(_ => new HttpAnswer(status, "{}"));

        Assert.Equal(error, (await AskAsync("/health")).Error);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("""{"commit":7,"version":[]}""")]
    [InlineData("""{"commit":"","version":""}""")]
    [InlineData("""{"commit":"\ud83d","version":"\ud83d"}""")]
    [InlineData("""{"\ud83d":1}""")]
    public async Task O08_a_body_that_says_nothing_says_nothing(string body)
    {
        _app.Answers(_ => new HttpAnswer(200, body));

        var answer = await AskAsync("/health");

        Assert.True(answer.Sample.IsGood);
        Assert.Equal((null, null), (answer.Version, answer.Commit));
    }

    [Fact]
    public async Task O08_a_character_set_that_nobody_knows_is_no_exception()
    {
        _app.Answers(_ => new HttpAnswer(200, """{"commit":"abc"}""")
        {
            Headers = [("content-type", "text/plain; charset=klingon")],
        });

        Assert.Equal("abc", (await AskAsync("/health")).Commit);
    }

    [Fact]
    public async Task O08_a_body_without_end_and_nesting_without_end_are_bounded()
    {
        // A piece of 2 GiB is announced, and after 2 MB nothing comes any more.
        _app.Answers(call =>
            call.Target == "/big"
                ? new HttpAnswer(200, $"7fffffff\r\n{new string('x', 2_000_000)}", ("transfer-encoding", "chunked"))
                : new HttpAnswer(200, new string('[', 60_000))
        );

        var big = await AskAsync("/big");
        Assert.Equal((200, null), (big.Sample.Status, big.Error));
        Assert.Null((await AskAsync("/deep")).Commit);
    }

    [Theory]
    [InlineData(64 * 1024, "abc")]
    [InlineData(64 * 1024 + 1, null)]
    [InlineData(300_000, null)]
    public async Task O08_a_long_list_of_customers_is_an_answer_as_any_other(int length, string? commit)
    {
        const string Begin = """{"commit":"abc","data":" """;
        _app.Answers(_ => new HttpAnswer(200, $"{Begin}{new string('x', length - Begin.Length - 2)}\"}}"));

        var answer = await AskAsync("/api/internal/customers");

        Assert.Equal((200, null, commit), (answer.Sample.Status, answer.Error, answer.Commit));
    }

    [Fact]
    public async Task O08_an_answer_that_is_not_what_it_says_is_none()
    {
        _app.Answers(_ => new HttpAnswer(200, "no piece", ("transfer-encoding", "chunked")));

        var answer = await AskAsync("/health");

        Assert.Null(answer.Sample.Status);
        Assert.NotNull(answer.Error);
    }

    [Fact]
    public async Task O08_a_closed_connection_is_a_sample_without_a_status()
    {
        _app.Answers(_ => HttpAnswer.HangUp);

        var answer = await AskAsync("/health");

        Assert.Null(answer.Sample.Status);
        Assert.NotNull(answer.Error);
    }

    [Fact]
    public async Task E12_a_redirect_is_not_followed()
    {
        _app.Answers(_ => new HttpAnswer(302, "", ("location", "http://169.254.169.254/")));

        Assert.Equal(302, (await AskAsync("/health")).Sample.Status);
        Assert.Single(_app.Calls);
    }

    [Theory]
    [InlineData("//169.254.169.254/latest")]
    [InlineData("http://169.254.169.254/latest")]
    public async Task E12_a_path_that_leads_to_another_host_is_not_asked(string path)
    {
        var answer = await AskAsync(path);

        Assert.Null(answer.Sample.Status);
        Assert.Contains("is not at", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bot_that_is_stopped_stops_asking()
    {
        using var stop = new CancellationTokenSource();
        _app.OnRequest = async _ =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
            return new HttpAnswer(200);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _prober.AskAsync(_app.HttpUrl, "/health", stop.Token)
        );
    }

    private Task<HealthAnswer> AskAsync(string path) =>
        _prober.AskWholeAsync(_app.HttpUrl, path, CancellationToken.None);
}
