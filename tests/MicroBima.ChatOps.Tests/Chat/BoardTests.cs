using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.Channels;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Discord;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What the channel is told, whatever Discord does.</summary>
public sealed class BoardTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly LoopbackServer _server = new();
    private readonly Desk _desk = new(new MemoryStore(), TimeProvider.System);
    private readonly Channel<Notice> _feed = Channel.CreateUnbounded<Notice>();
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _inTime = new(TimeSpan.FromSeconds(60));
    private DiscordClient _client = null!;
    private Task _following = Task.CompletedTask;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
        );
        await _client.DisposeAsync();
        await _server.DisposeAsync();
        _stop.Dispose();
        _inTime.Dispose();
        _desk.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_cannot_be_shown_does_not_end_the_showing_of_what_comes_after_it()
    {
        var told = new TaskCompletionSource<string>();
        _server.Answers(call =>
        {
            told.TrySetResult(call.Text);
            return RestFixture.Posted();
        });
        Follow();

        Tell(null!, new EnvironmentEvent.AppBegun(Sample.Now, new PersonName("Ana")));
        Tell(Ledger.Empty, Locked("the cause is not known"));

        Assert.Contains("the cause is not known", await told.Task, StringComparison.Ordinal);
        Assert.False(_following.IsCompleted);
    }

    [Fact]
    public async Task O01_what_happened_while_Discord_was_away_is_told_on_its_return_once_and_in_order()
    {
        var (calls, told, all) = (0, new ConcurrentQueue<string>(), new TaskCompletionSource());
        _server.Answers(call =>
        {
            if (Interlocked.Increment(ref calls) <= 5)
                return RestFixture.Error(503, 0);

            told.Enqueue(call.Text);
            if (call.Text.Contains("the last", StringComparison.Ordinal))
                all.TrySetResult();

            return RestFixture.Posted();
        });
        Follow();

        Tell(Ledger.Empty, Locked("the first"));
        Tell(Ledger.Empty, Locked("the second"));
        Tell(Ledger.Empty, Locked("the last"));
        await all.Task;

        Assert.Equal(["the first", "the second", "the last"], told.Select(text => text.Split('“')[1].Split('”')[0]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task O01_how_a_session_ended_is_told_after_a_restart_unless_it_was_told_before(bool wasTold)
    {
        var (told, all) = (new ConcurrentQueue<string>(), new TaskCompletionSource());
        _server.Answers(call =>
        {
            told.Enqueue(call.Text);
            if (call.Text.Contains("the last", StringComparison.Ordinal))
                all.TrySetResult();

            return RestFixture.Posted();
        });
        Fact[] end =
        [
            new SessionEvent.CardPosted(Sample.Now, new CardPlace(60, 61)),
            new SessionEvent.Finished(Sample.Now, Ending.Failed, "it is down"),
        ];
        Fact[] announced = wasTold ? [new SessionEvent.Announced(Sample.Now)] : [];
        var store = new KeptStore([.. Sample.Started(Sample.Plan), .. end, .. announced]);
        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        Follow(desk);

        Tell(Ledger.Empty, Locked("the last"));
        await all.Task;

        Assert.Equal(wasTold ? 0 : 1, told.Count(text => text.Contains("<@11> <@12>", StringComparison.Ordinal)));
        Assert.Single(store.Facts, fact => fact is SessionEvent.Announced);
    }

    [Fact]
    public async Task R3_A_card_is_changed_with_the_bots_own_token_however_old_the_command_is()
    {
        var shown = new TaskCompletionSource<HttpCall>();
        _server.Answers(call =>
        {
            shown.TrySetResult(call);
            return RestFixture.Posted();
        });
        var opened = new SessionEvent.Opened(
            Sample.Now - TimeSpan.FromHours(3),
            SessionKind.Deploy,
            "production",
            Sample.Ana,
            "release",
            "",
            Surroundings.Policy,
            "seal",
            null
        );
        using var desk = new Desk(
            new KeptStore([opened, new SessionEvent.CardPosted(Sample.Now, new CardPlace(60, 61))]),
            TimeProvider.System
        );
        await desk.LoadAsync(CancellationToken.None);
        Follow(desk);

        var call = await shown.Task;

        Assert.Equal("PATCH /channels/50/messages/60", call.Line);
        Assert.Equal("Bot x", call.Headers["authorization"]);
    }

    [Fact]
    public async Task A_card_that_somebody_deleted_is_posted_again_and_the_new_one_counts()
    {
        _server.Answers(call =>
            call.Method is "PATCH" ? RestFixture.Error(404, 10008)
            : call.Line is "POST /channels/50/messages"
                ? new HttpAnswer(200, """{"id":"70","channel_id":"50","author":{"id":"8"}}""")
            : RestFixture.Posted()
        );
        var store = new KeptStore([
            .. Sample.Proposed(Sample.Plan, Sample.Complete),
            new SessionEvent.CardPosted(Sample.Now, new CardPlace(60, 61)),
        ]);
        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        var feed = desk.Listen();
        Follow(desk);

        var changed = Assert.IsType<Notice.Changed>(await feed.ReadAsync(_inTime.Token));

        Assert.Equal(new CardPlace(70, 61), changed.After.Card);
    }

    [Fact]
    public async Task What_the_channel_refuses_for_a_while_is_told_once_the_bot_may_write_again()
    {
        RefusesTheFirst(call => call.Method is "POST");
        var store = new KeptStore([
            .. Sample.Started(Sample.Plan),
            new SessionEvent.CardPosted(Sample.Now, new CardPlace(60, 61)),
            new SessionEvent.Finished(Sample.Now, Ending.Failed, "it is down"),
        ]);
        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        var feed = desk.Listen();
        Follow(desk);

        await feed.ReadAsync(_inTime.Token);

        var told = _server.Calls.Count(call => call.Text.Contains("<@11> <@12>", StringComparison.Ordinal));
        Assert.Equal((2, 1), (told, store.Facts.Count(fact => fact is SessionEvent.Announced)));
    }

    [Fact]
    public async Task A_card_that_the_channel_refused_is_posted_once_the_bot_may_write_again()
    {
        var asked = RefusesTheFirst(call => call.Line is "POST /channels/50/messages");
        using var desk = new Desk(
            new KeptStore([.. Sample.Proposed(Sample.Plan, Sample.Complete)]),
            TimeProvider.System
        );
        await desk.LoadAsync(CancellationToken.None);
        var feed = desk.Listen();
        Follow(desk);

        var changed = Assert.IsType<Notice.Changed>(await feed.ReadAsync(_inTime.Token));

        Assert.NotNull(changed.After.Card);
        Assert.Equal(2, asked());
    }

    [Fact]
    public async Task L05_A_card_whose_place_could_not_be_stored_is_known_once_there_is_room_and_posted_once()
    {
        var (store, attempts) = (new MemoryStore(), 0);
        await store.AppendAsync(
            "session-1",
            0,
            Sample.Proposed(Sample.Plan, Sample.Complete),
            "",
            CancellationToken.None
        );
        store.BeforeAppend = () =>
        {
            if (Interlocked.Increment(ref attempts) <= 3)
                throw new IOException("The disk is full.");
        };
        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        _server.Answers(_ => RestFixture.Posted());
        var feed = desk.Listen();
        Follow(desk);

        await feed.ReadAsync(_inTime.Token);

        Assert.NotNull(desk.Ledger.Find(new SessionNumber(1))!.Card);
        Assert.Single(_server.Calls, call => call.Line is "POST /channels/50/messages");
    }

    [Fact]
    public async Task A_card_offers_no_way_back_from_a_release_once_a_later_session_pushes()
    {
        var shown = Channel.CreateUnbounded<string>();
        _server.Answers(call =>
        {
            if (call.Line is "PATCH /channels/50/messages/60")
                shown.Writer.TryWrite(call.Text);

            return RestFixture.Posted();
        });
        var store = new MemoryStore();
        foreach (
            var (stream, facts, card) in new[]
            {
                ("session-1", Sample.Released(Sample.Plan), 60ul),
                ("session-2", Sample.Started(Sample.Plan), 70ul),
            }
        )
            await store.AppendAsync(
                stream,
                0,
                [.. facts, new SessionEvent.CardPosted(Sample.Now, new CardPlace(card, 61))],
                "",
                CancellationToken.None
            );

        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        var feed = desk.Listen();
        Follow(desk);
        var before = await shown.Reader.ReadAsync(_inTime.Token);
        var push = new SessionRequest.Begin(StepKind.Push, Recheck.Clear, "");
        await desk.AskAsync(new SessionNumber(2), push, "", CancellationToken.None);
        while (await feed.ReadAsync(_inTime.Token) is var notice)
        {
            _feed.Writer.TryWrite(notice);
            if (notice is Notice.Changed { After.Number.Value: 2 })
                break;
        }

        var after = await shown.Reader.ReadAsync(_inTime.Token);

        Assert.Equal(
            (true, false),
            (
                before.Contains("\"Roll back\"", StringComparison.Ordinal),
                after.Contains("\"Roll back\"", StringComparison.Ordinal)
            )
        );
    }

    /// <summary>Refuses the first of some calls; how many there were.</summary>
    private Func<int> RefusesTheFirst(Func<HttpCall, bool> isMeant)
    {
        var asked = 0;
        _server.Answers(call =>
            isMeant(call) && Interlocked.Increment(ref asked) == 1
                ? RestFixture.Error(403, 50013)
                : RestFixture.Posted()
        );
        return () => asked;
    }

    private void Follow(Desk? desk = null)
    {
        var time = new FastTime(20);
        var settings = new DiscordSettings(_server.HttpUrl, null, "x", 1, 50, _folder.Path);
        _client = new DiscordClient(
            new DiscordOptions { Token = "x", ApiUrl = _server.HttpUrl },
            (_, _, _) => Task.CompletedTask,
            time,
            Random.Shared,
            _ => { }
        );
        var board = new Board(
            _client,
            desk ?? _desk,
            new Payloads(new Redactor(), desk ?? _desk, Sample.Channel, _folder.Path),
            new Pings(new PossibleApprovers(new([]), new Members(), time)),
            settings,
            time,
            NullLogger.Instance
        );
        _following = board.FollowAsync(_feed.Reader, _stop.Token);
    }

    private void Tell(Ledger after, EnvironmentEvent happened) =>
        _feed.Writer.TryWrite(new Notice.Declared("production", after, ImmutableArray.Create(happened)));

    private static EnvironmentEvent.Locked Locked(string why) => new(Sample.Now, new PersonName("Ana"), why);
}
