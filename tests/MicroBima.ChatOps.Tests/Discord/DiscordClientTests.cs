using System.Collections.Concurrent;
using System.Threading.Channels;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

/// <summary>Gateway, REST and workers together, against a real server for both.</summary>
public sealed class DiscordClientTests : IAsyncLifetime
{
    private readonly LoopbackServer _server = new();
    private readonly Notices _notices = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<HttpCall> _answers = Channel.CreateUnbounded<HttpCall>();
    private readonly GatewayPeers _peers;
    private DiscordClient? _client;
    private Task<GatewayStop>? _run;

    public DiscordClientTests() => _peers = new GatewayPeers(_server);

    public Task InitializeAsync()
    {
        _server.Answers(call =>
        {
            if (call.Target == "/users/@me")
                return new HttpAnswer(200, """{"id":"8","username":"bot"}""");
            _answers.Writer.TryWrite(call);
            return call.Target.EndsWith("/callback", StringComparison.Ordinal)
                ? new HttpAnswer(204)
                : RestFixture.Posted();
        });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_run is not null)
            await _run;
        if (_client is not null)
            await _client.DisposeAsync();
        _peers.LetGo();
        await _server.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task A_slow_handler_delays_nobody_else()
    {
        var isReleased = new TaskCompletionSource();
        var peer = await StartAsync(
            async (interaction, responder, stop) =>
            {
                if (interaction.Id == new Snowflake(1))
                    await isReleased.Task.WaitAsync(stop);
                await responder.ReplyAsync(MessagePayload.Text("done"), stop);
            }
        );

        await peer.SayAsync(Samples.Wrap(Samples.Command(id: 1), 2));
        await peer.SayAsync(Samples.Wrap(Samples.Command(id: 2), 3));

        Assert.Contains(
            "/interactions/2/",
            (await _answers.Reader.ReadAsync(_stop.Token)).Target,
            StringComparison.Ordinal
        );
        isReleased.SetResult();
        Assert.Contains(
            "/interactions/1/",
            (await _answers.Reader.ReadAsync(_stop.Token)).Target,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Clicks_on_one_message_are_handled_in_order_and_one_after_the_other()
    {
        var seen = new ConcurrentQueue<ulong>();
        var active = 0;
        var peer = await StartAsync(
            async (interaction, responder, stop) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref active));
                seen.Enqueue(interaction.Id.Value);
                await responder.ReplyAsync(MessagePayload.Text("done"), stop);
                Interlocked.Decrement(ref active);
            }
        );

        for (ulong n = 1; n <= 50; n++)
            await peer.SayAsync(Samples.Wrap(Samples.Button(id: n), (long)n + 1));
        for (var n = 0; n < 50; n++)
            await _answers.Reader.ReadAsync(_stop.Token);

        Assert.Equal(Enumerable.Range(1, 50).Select(n => (ulong)n), seen);
    }

    [Fact]
    public async Task A_handler_that_fails_is_reported_and_the_person_is_told()
    {
        var peer = await StartAsync((_, _, _) => throw new InvalidOperationException("bug"));

        await peer.SayAsync(Samples.Wrap(Samples.Command(), 2));
        var failed = await _notices.NextAsync<DiscordNotice.HandlerFailed>();
        var answer = await _answers.Reader.ReadAsync(_stop.Token);

        Assert.Equal("bug", failed.Error.Message);
        Assert.Contains("Something went wrong", answer.Text, StringComparison.Ordinal);
        Assert.Contains("\"flags\":64", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B21_a_click_that_the_handler_leaves_unanswered_is_at_least_noted()
    {
        var peer = await StartAsync((_, _, _) => Task.CompletedTask);

        await peer.SayAsync(Samples.Wrap(Samples.Button(), 2));

        Assert.Equal("""{"type":6}""", (await _answers.Reader.ReadAsync(_stop.Token)).Text);
    }

    [Fact]
    public async Task When_too_many_wait_the_next_one_is_dropped_with_a_notice()
    {
        var isStarted = new TaskCompletionSource();
        var peer = await StartAsync(
            async (_, _, stop) =>
            {
                isStarted.TrySetResult();
                await Task.Delay(Timeout.Infinite, stop);
            },
            workers: 1,
            capacity: 2
        );

        for (ulong n = 1; n <= 3; n++)
            await peer.SayAsync(Samples.Wrap(Samples.Command(id: n), (long)n + 1));

        Assert.Equal(new Snowflake(3), (await _notices.NextAsync<DiscordNotice.QueueFull>()).Interaction);
        await isStarted.Task.WaitAsync(_stop.Token);
    }

    [Fact]
    public async Task B10_the_session_that_is_handed_over_starts_before_what_was_not_handled()
    {
        var isStarted = new TaskCompletionSource();
        var peer = await StartAsync(
            async (interaction, responder, stop) =>
            {
                if (interaction.Id == new Snowflake(2))
                {
                    isStarted.SetResult();
                    await Task.Delay(Timeout.Infinite, stop);
                }

                await responder.ReplyAsync(MessagePayload.Text("done"), stop);
            }
        );
        for (ulong n = 1; n <= 3; n++)
            await peer.SayAsync(Samples.Wrap(Samples.Command(id: n), (long)n + 10));
        await isStarted.Task.WaitAsync(_stop.Token);
        await _answers.Reader.ReadAsync(_stop.Token);
        await _answers.Reader.ReadAsync(_stop.Token);
        // An answer arrives a moment before its handler is done.
        while (_client!.Session!.Sequence < 11)
            await Task.Delay(10, _stop.Token);

        await _stop.CancelAsync();
        await _run!;

        Assert.Equal(11, _client.Session.Sequence);
    }

    [Fact]
    public async Task O03_and_B09_when_the_gateway_drops_again_and_again_no_click_is_lost_or_doubled()
    {
        const int Drops = 6;
        const int Clicks = 5;
        var seen = new ConcurrentBag<ulong>();
        var peer = await StartAsync(
            async (interaction, responder, stop) =>
            {
                seen.Add(interaction.Id.Value);
                await responder.ReplyAsync(MessagePayload.Text("done"), stop);
            },
            time: new FastTime(factor: 20)
        );
        var sequence = 1L;

        for (var drop = 0; drop < Drops; drop++)
        {
            for (var click = 0; click < Clicks; click++)
                await peer.SayAsync(Samples.Wrap(Samples.Button(id: (ulong)++sequence), sequence));
            await peer.CloseAsync(4000);
            peer = await _peers.NextAsync(_stop.Token);
            await peer.HelloAsync();
            var resume = await peer.HearAsync(op: 6);
            for (var missed = (long)resume["d"]!["seq"]! - 1; missed <= sequence; missed++)
                await peer.SayAsync(Samples.Wrap(Samples.Button(id: (ulong)missed), missed));
            await peer.ResumedAsync(++sequence);
        }

        var expected = Enumerable.Range(2, Drops * (Clicks + 1)).Where(n => (n - 1) % (Clicks + 1) != 0).ToArray();
        while (seen.Distinct().Count(n => expected.Contains((int)n)) < expected.Length)
            await _answers.Reader.ReadAsync(_stop.Token);

        Assert.Equal(seen.Count, seen.Distinct().Count());
    }

    [Fact]
    public async Task The_first_click_does_not_pay_for_the_first_connection()
    {
        await StartAsync((_, _, _) => Task.CompletedTask);
        var isWarm = new TaskCompletionSource();
        var inner = _server.OnRequest;
        _server.OnRequest = call =>
        {
            isWarm.TrySetResult();
            return inner(call);
        };

        if (_server.Calls.Count == 0)
            await isWarm.Task.WaitAsync(_stop.Token);

        Assert.Equal("GET /users/@me", Assert.Single(_server.Calls).Line);
    }

    private async Task<GatewayPeer> StartAsync(
        InteractionHandler handler,
        int workers = 8,
        int capacity = 1000,
        TimeProvider? time = null
    )
    {
        var options = new DiscordOptions
        {
            Token = "bot-secret",
            ApiUrl = _server.HttpUrl,
            GatewayUrl = _server.SocketUrl,
            Workers = workers,
            QueueCapacity = capacity,
            DeferAfter = TimeSpan.FromHours(1),
            RequestTimeout = TimeSpan.FromHours(1),
        };
        _client = new DiscordClient(options, handler, time ?? TimeProvider.System, Random.Shared, _notices.Add);
        _run = _client.RunAsync(null, _stop.Token);
        var peer = await _peers.NextAsync(_stop.Token);
        await peer.HelloAsync();
        await peer.HearAsync(op: 2);
        await peer.ReadyAsync(_server.SocketUrl);
        await _client.WaitUntilOnlineAsync(_stop.Token);
        return peer;
    }
}
