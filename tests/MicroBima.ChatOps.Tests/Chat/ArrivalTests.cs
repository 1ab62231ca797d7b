using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Deployments;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>A bot comes to a channel whose history it may not read.</summary>
public sealed class ArrivalTests : IAsyncLifetime
{
    private readonly LoopbackServer _server = new();
    private readonly TemporaryFolder _folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task L02_Without_the_right_to_read_the_history_nothing_is_done_and_it_says_which_right_is_missing()
    {
        _server.Answers(call =>
            call.Target.Contains("/messages", StringComparison.Ordinal)
                ? new(403, """{"message":"Missing Access","code":50001}""")
                : new(200, """{"id":"8","username":"bot"}""")
        );
        var settings = new DiscordSettings(_server.HttpUrl, null, "token", 1, 5, _folder.Path);
        var options = new DiscordOptions { Token = settings.Token, ApiUrl = settings.ApiUrl };
        using var rest = new DiscordRest(options, TimeProvider.System, Random.Shared, _ => { });
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        desk.AwaitProof();

        await new Arrival(
            rest,
            desk,
            new Payloads(new Redactor(), desk, Sample.Channel, _folder.Path),
            settings,
            TimeProvider.System,
            NullLogger.Instance
        ).ProveAsync(CancellationToken.None);

        var refusal = Assert.IsType<Answer.Refused>(await DeskTalk.OpenAsync(desk, "open")).Refusal;
        Assert.Contains("Missing Access", refusal.Why, StringComparison.Ordinal);
        Assert.Contains("read the message history", refusal.Next, StringComparison.Ordinal);
    }
}
