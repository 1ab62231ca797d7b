using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>The line is dialled early; whoever answers late has missed nothing.</summary>
public sealed class DiscordLineTests : IAsyncLifetime
{
    private readonly LoopbackServer _server = new();
    private readonly TemporaryFolder _folder = new();
    private readonly GatewayPeers _peers;

    public DiscordLineTests() => _peers = new GatewayPeers(_server);

    public Task InitializeAsync()
    {
        _server.Answers(_ => new HttpAnswer(200, """{"id":"8","username":"bot"}"""));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _peers.LetGo();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Whoever_answers_gets_the_interactions_and_the_notices()
    {
        var (handled, told) = (new TaskCompletionSource<Interaction>(), new Notices());
        await using var line = Dial();
        var peer = await _peers.NextAsync(CancellationToken.None);
        await peer.HelloAsync();

        line.Answer((interaction, _, _) => Task.FromResult(handled.TrySetResult(interaction)), told.Add);
        await peer.HearAsync(op: 2);
        await peer.ReadyAsync(_server.SocketUrl);
        await peer.SayAsync(Samples.Wrap(Samples.Command(id: 1), sequence: 2));

        Assert.Equal(new Snowflake(1), (await handled.Task).Id);
        await told.NextAsync<DiscordNotice.Online>();
    }

    [Fact]
    public async Task A_line_that_nobody_answered_leaves_the_kept_session_for_the_next_process()
    {
        const string Kept = """{"Id":"abc","ResumeUrl":null,"Sequence":7,"Application":9}""";
        var file = _folder.In("gateway.json");
        await File.WriteAllTextAsync(file, Kept);

        await using (Dial())
            await (await _peers.NextAsync(CancellationToken.None)).HelloAsync();

        Assert.Equal(Kept, await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task A_bot_that_takes_long_to_load_leaves_no_connection_without_heartbeats_and_connects_when_it_is_ready()
    {
        using var inTime = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var time = new TestTime();
        await using var line = Dial(time);
        var first = await _peers.NextAsync(inTime.Token);
        await first.HelloAsync();

        await time.PassAsync(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)).WaitAsync(inTime.Token);
        var code = await first.HearCloseAsync().WaitAsync(inTime.Token);
        line.Answer((_, _, _) => Task.CompletedTask, _ => { });
        var next = _peers.NextAsync(inTime.Token).AsTask();
        while (!next.IsCompleted)
        {
            // More than what is waited for: timers know whole milliseconds only.
            await Task.WhenAny(next, time.WaitedForAsync(TimeSpan.Zero, TimeSpan.FromSeconds(1)));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        var second = await next;
        await second.HelloAsync();

        Assert.Equal(4900, code);
        Assert.NotNull(await second.HearAsync(op: 2).WaitAsync(inTime.Token));
    }

    [Fact]
    public async Task A_session_that_cannot_be_read_is_an_identify_more()
    {
        await File.WriteAllTextAsync(_folder.In("gateway.json"), "{ torn");
        await using var line = Dial();
        var peer = await _peers.NextAsync(CancellationToken.None);
        await peer.HelloAsync();

        line.Answer((_, _, _) => Task.CompletedTask, _ => { });

        Assert.NotNull(await peer.HearAsync(op: 2));
    }

    private DiscordLine Dial(TimeProvider? time = null) =>
        DiscordLine.Dial(
            new DiscordSettings(_server.HttpUrl, _server.SocketUrl, "bot-secret", 1, 2, _folder.Path),
            time ?? TimeProvider.System
        );
}
