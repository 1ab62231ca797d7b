using System.Collections.Immutable;
using System.Threading.Channels;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Discord;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroBima.ChatOps.Tests.Chat;

public sealed class BoardTests
{
    [Fact]
    public async Task What_cannot_be_shown_does_not_end_the_showing_of_what_comes_after_it()
    {
        var told = new TaskCompletionSource<string>();
        await using var server = new LoopbackServer();
        server.Answers(call =>
        {
            told.TrySetResult(call.Text);
            return RestFixture.Posted();
        });
        using var folder = new TemporaryFolder();
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var settings = new DiscordSettings(server.HttpUrl, null, "x", 1, 50, folder.Path);
        await using var client = new DiscordClient(
            new DiscordOptions { Token = "x", ApiUrl = server.HttpUrl },
            (_, _, _) => Task.CompletedTask,
            TimeProvider.System,
            Random.Shared,
            _ => { }
        );
        var board = new Board(
            client,
            desk,
            new Payloads(new Redactor(), desk, folder.Path),
            settings,
            TimeProvider.System,
            NullLogger.Instance
        );
        var (feed, by) = (Channel.CreateUnbounded<Notice>(), new PersonName("Ana"));
        using var stop = new CancellationTokenSource();
        var following = board.FollowAsync(feed.Reader, stop.Token);

        Tell(null!, new EnvironmentEvent.AppBegun(Sample.Now, by));
        Tell(Ledger.Empty, new EnvironmentEvent.Locked(Sample.Now, by, "the cause is not known"));

        Assert.Contains("the cause is not known", await told.Task, StringComparison.Ordinal);
        Assert.False(following.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following);

        void Tell(Ledger after, EnvironmentEvent happened) =>
            feed.Writer.TryWrite(new Notice.Declared("production", after, ImmutableArray.Create(happened)));
    }
}
