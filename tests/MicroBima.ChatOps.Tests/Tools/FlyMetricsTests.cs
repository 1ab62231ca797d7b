using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

public sealed class FlyMetricsTests : IAsyncLifetime
{
    private readonly LoopbackServer _prometheus = new();
    private readonly FlyMetrics _metrics = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _metrics.Dispose();
        await _prometheus.DisposeAsync();
    }

    [Fact]
    public async Task The_fullest_machine_is_asked_for_with_the_token()
    {
        _prometheus.Answers(_ => new HttpAnswer(
            200,
            """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1795356000.5,"0.8125"]}]}}"""
        ));

        Assert.Equal(0.8125, await AskAsync("fm2_abc"));
        Assert.Equal(0.8125, await AskAsync("FlyV1 fm2_def"));

        Assert.Equal(
            ["Bearer fm2_abc", "FlyV1 fm2_def"],
            _prometheus.Calls.Select(call => call.Headers["authorization"])
        );
        Assert.All(
            _prometheus.Calls,
            call => Assert.Contains("app%3D%22internal-api%22", call.Target, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData(401, "{}")]
    [InlineData(500, "")]
    [InlineData(200, "not json")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"data":{"result":[]}}""")]
    [InlineData(200, """{"data":{"result":[{"value":[1]}]}}""")]
    [InlineData(200, """{"data":{"result":[{"value":[1,"NaN"]}]}}""")]
    [InlineData(200, """{"data":{"result":[{"value":[1,"17"]}]}}""")]
    public async Task E17_whatever_is_no_level_is_unknown(int status, string body)
    {
        _prometheus.Answers(_ => new HttpAnswer(status, body));

        Assert.Null(await AskAsync(null));
    }

    [Fact]
    public async Task A_server_that_hangs_up_is_unknown()
    {
        _prometheus.Answers(_ => HttpAnswer.HangUp);

        Assert.Null(await AskAsync(null));
    }

    private Task<double?> AskAsync(string? token) =>
        _metrics.MemoryAsync(new Uri(_prometheus.HttpUrl + "/"), "internal-api", token, CancellationToken.None);
}
