using System.Threading.Channels;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

/// <summary>The socket loop against a real WebSocket server.</summary>
public sealed class GatewayLoopTests : IAsyncLifetime
{
    private readonly LoopbackServer _server = new();
    private readonly Notices _notices = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Interaction> _delivered = Channel.CreateUnbounded<Interaction>();
    private readonly GatewayPeers _peers;
    private readonly List<IDisposable> _owned = [];

    public GatewayLoopTests() => _peers = new GatewayPeers(_server);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        _peers.LetGo();
        await _server.DisposeAsync();
        _owned.ForEach(o => o.Dispose());
        _stop.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_session_starts_and_delivers_interactions_plain_and_compressed(bool isCompressed)
    {
        var gateway = Make(isCompressed);
        var run = gateway.RunAsync(null, _stop.Token);

        var peer = await ConnectedAsync();
        await peer.HelloAsync();
        var identify = await peer.HearAsync(op: 2);
        await peer.ReadyAsync(_server.SocketUrl);
        await _notices.NextAsync<DiscordNotice.Online>();
        await peer.SayAsync(Samples.Wrap(Samples.Command(id: 1), sequence: 2));
        await peer.SayAsync(Samples.Wrap(Samples.Button(id: 2), sequence: 3));

        Assert.Equal(isCompressed ? "/?v=10&encoding=json&compress=zlib-stream" : "/?v=10&encoding=json", peer.Target);
        Assert.Equal("bot-secret", (string?)identify["d"]!["token"]);
        Assert.Equal(0, (int)identify["d"]!["intents"]!);
        Assert.IsType<Interaction.Command>(await _delivered.Reader.ReadAsync(_stop.Token));
        Assert.IsType<Interaction.Button>(await _delivered.Reader.ReadAsync(_stop.Token));
        Assert.Equal(new Snowflake(7), gateway.ApplicationId);
        Assert.True(gateway.IsConnected);
        Assert.NotNull(gateway.LastAckAge);
        Assert.False(run.IsCompleted);
    }

    [Fact]
    public async Task Beats_carry_the_sequence_and_a_missing_acknowledgement_leads_to_a_resume()
    {
        var gateway = Make();
        _ = gateway.RunAsync(null, _stop.Token);
        var first = await OnlineAsync(interval: 50);
        await first.SayAsync("""{"op":0,"s":9,"t":"SOMETHING","d":{}}""");

        while ((long?)(await first.HearAsync())!["d"] != 9)
            await first.SayAsync("""{"op":11}""");
        var code = await first.HearCloseAsync();
        var second = await ConnectedAsync();
        await second.HelloAsync();
        var resume = await second.HearAsync(op: 6);

        Assert.Equal(CloseCode.BackSoon, code);
        Assert.Equal("abc", (string?)resume["d"]!["session_id"]);
        Assert.Equal(9, (long)resume["d"]!["seq"]!);
    }

    [Fact]
    public async Task A_fatal_close_code_ends_the_run_with_a_sentence()
    {
        var run = Make().RunAsync(null, _stop.Token);
        var peer = await ConnectedAsync();
        await peer.HelloAsync();
        await peer.HearAsync(op: 2);

        await peer.CloseAsync(4014);

        Assert.Equal(4014, Assert.IsType<GatewayStop.Refused>(await run).Code);
    }

    [Fact]
    public async Task A_refused_token_ends_the_run_before_a_socket_is_opened()
    {
        _server.Answers(_ => new HttpAnswer(401, """{"code":0,"message":"401: Unauthorized"}"""));

        var stop = await Make(asksForUrl: true).RunAsync(null, _stop.Token);

        Assert.Contains("Set the token", Assert.IsType<GatewayStop.Refused>(stop).Text, StringComparison.Ordinal);
        Assert.Equal("GET /gateway/bot", Assert.Single(_server.Calls).Line);
    }

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("\"soon\"")]
    public async Task A_limit_of_starts_that_makes_no_sense_keeps_nobody_from_connecting(string resetAfter)
    {
        _server.Answers(_ => new HttpAnswer(
            200,
            $$$"""{"url":"{{{_server.SocketUrl}}}","session_start_limit":{"remaining":9,"reset_after":{{{resetAfter}}}}}"""
        ));

        _ = Make(asksForUrl: true).RunAsync(null, _stop.Token);
        var peer = await ConnectedAsync();
        await peer.HelloAsync();

        Assert.NotNull(await peer.HearAsync(op: 2));
    }

    [Fact]
    public async Task The_session_is_taken_only_when_the_bot_is_ready()
    {
        var ready = new TaskCompletionSource();
        _ = Make(ready: ready.Task).RunAsync(null, _stop.Token);
        var peer = await ConnectedAsync();
        await peer.HelloAsync();

        var heard = peer.HearAsync(op: 2);
        await Task.Delay(TimeSpan.FromMilliseconds(300), CancellationToken.None);
        var early = heard.IsCompleted;
        ready.SetResult();

        Assert.False(early);
        Assert.Equal("bot-secret", (string?)(await heard)["d"]!["token"]);
    }

    [Fact]
    public async Task A_bot_that_is_stopped_before_it_is_ready_takes_no_session_and_loses_none()
    {
        var kept = Conversation.Session() with { ResumeUrl = _server.SocketUrl };
        using var run = new CancellationTokenSource();
        var gateway = Make(ready: new TaskCompletionSource().Task);
        var running = gateway.RunAsync(kept, run.Token);
        var peer = await ConnectedAsync();
        await peer.HelloAsync();

        await run.CancelAsync();

        Assert.Null(await peer.HearAsync());
        await running;
        Assert.Equal(kept, gateway.Session);
    }

    [Fact]
    public async Task A_stopped_session_stays_alive_and_the_next_process_resumes_it()
    {
        using var firstRun = new CancellationTokenSource();
        var first = Make();
        var run = first.RunAsync(null, firstRun.Token);
        var peer = await OnlineAsync();

        await firstRun.CancelAsync();
        var code = await peer.HearCloseAsync();
        await run;
        _ = Make().RunAsync(first.Session, _stop.Token);
        var next = await ConnectedAsync();
        await next.HelloAsync();
        var resume = await next.HearAsync(op: 6);

        Assert.Equal(CloseCode.BackSoon, code);
        Assert.Equal(1, (long)resume["d"]!["seq"]!);
    }

    [Fact]
    public async Task A_broken_zlib_stream_is_left_and_the_session_resumed_with_a_new_one()
    {
        _ = Make(isCompressed: true).RunAsync(null, _stop.Token);
        var first = await OnlineAsync();

        await first.SayRawAsync([0xff, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        var second = await ConnectedAsync();
        await second.HelloAsync();

        Assert.Equal("abc", (string?)(await second.HearAsync(op: 6))["d"]!["session_id"]);
    }

    [Fact]
    public async Task Discords_question_for_a_beat_is_answered_at_once()
    {
        _ = Make().RunAsync(null, _stop.Token);
        var peer = await OnlineAsync();

        await peer.SayAsync("""{"op":1,"d":null}""");

        Assert.Equal(1, (long)(await peer.HearAsync(op: 1))["d"]!);
    }

    private Gateway Make(bool isCompressed = false, bool asksForUrl = false, Task? ready = null)
    {
        var options = new DiscordOptions
        {
            Token = "bot-secret",
            ApiUrl = _server.HttpUrl,
            GatewayUrl = asksForUrl ? null : _server.SocketUrl,
            Compress = isCompressed,
            Ready = ready ?? Task.CompletedTask,
        };
        var rest = new DiscordRest(options, TimeProvider.System, Random.Shared, _notices.Add);
        var gateway = new Gateway(options, rest, TimeProvider.System, Random.Shared, _notices.Add)
        {
            Deliver = (interaction, _) => _delivered.Writer.TryWrite(interaction),
        };
        _owned.AddRange([rest, gateway]);
        return gateway;
    }

    private async Task<GatewayPeer> ConnectedAsync() => await _peers.NextAsync(_stop.Token);

    private async Task<GatewayPeer> OnlineAsync(int interval = 40_000)
    {
        var peer = await ConnectedAsync();
        await peer.HelloAsync(interval);
        await peer.HearAsync(op: 2);
        await peer.ReadyAsync(_server.SocketUrl);
        await _notices.NextAsync<DiscordNotice.Online>();
        return peer;
    }
}
