using System.Globalization;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Deployments;
using MicroBima.ChatOps.Tests.Discord;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Somebody who stole the bot's token starts a session of their own, or answers before the bot does.</summary>
public sealed class TokenWatchTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly LoopbackServer _server = new();
    private readonly TemporaryFolder _folder = new();
    private readonly TestTime _time = new();
    private readonly Desk _desk;
    private readonly TaskCompletionSource<string> _told = new();
    private int _startsLeft = 990;
    private bool _isChannelGone;

    public TokenWatchTests()
    {
        _time.SetUtcNow(Sample.Now);
        _desk = new Desk(new MemoryStore(), _time);
        _server.Answers(call =>
        {
            if (call.Target.EndsWith("/gateway/bot", StringComparison.Ordinal))
                return new(
                    200,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $$$"""{"url":"{{{_server.SocketUrl}}}","session_start_limit":{"total":1000,"remaining":{{{_startsLeft}}},"reset_after":80000000,"max_concurrency":1}}"""
                    )
                );

            _told.TrySetResult(call.Text);
            return _isChannelGone ? new(404, """{"message":"Unknown Channel","code":10003}""") : RestFixture.Posted();
        });
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _desk.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task P02_A_session_that_somebody_else_started_shuts_the_desk_and_the_channel_is_told()
    {
        using var stop = new CancellationTokenSource();
        using var bot = Bot("token");
        var running = bot.Watch.RunAsync(stop.Token);
        for (var look = 1; look <= 2; look++)
            await _time.PassAsync(Minute, Minute);

        await _time.WaitedForAsync(Minute, Minute);
        Assert.True(await _desk.IsTrustedAsync(CancellationToken.None));

        _startsLeft--;
        _time.Advance(Minute);
        var told = await _told.Task.WaitAsync(Minute, stop.Token);

        Assert.Contains("1 session with Discord that this bot did not start", told, StringComparison.Ordinal);
        Assert.Contains("shared-token.txt", told, StringComparison.Ordinal);
        Assert.False(await _desk.IsTrustedAsync(CancellationToken.None));
        Assert.IsType<Refusal.TokenShared>(
            Assert.IsType<Answer.Refused>(await DeskTalk.OpenAsync(_desk, "open")).Refusal
        );
        await stop.CancelAsync();
        await Task.WhenAny(running);
    }

    [Fact]
    public async Task P02_What_the_bot_itself_had_begun_is_still_recorded()
    {
        await DeskTalk.OpenAsync(_desk, "open");
        _desk.ShutFor(new Refusal.TokenShared("somebody else answered", "file"));

        Assert.IsType<Answer.Done>(
            await _desk.AskAsync(
                _desk.Ledger.Sessions.Values.First().Number,
                new SessionRequest.GiveUp(Ending.Aborted, "no plan"),
                "",
                default
            )
        );
    }

    [Fact]
    public async Task P02_It_holds_after_a_restart_until_the_token_is_another_though_the_channel_could_not_be_told()
    {
        _isChannelGone = true;
        using var before = Bot("token");
        before.Watch.Hear(new DiscordNotice.AnsweredElsewhere(IdOf(_time.GetUtcNow() + 2 * Minute)), default);
        await _told.Task.WaitAsync(Minute);
        using var other = new Desk(new MemoryStore(), _time);
        using (var bot = Bot("another token", other))
            bot.Watch.Recall();

        Assert.Null(other.Shut);
        using (var bot = Bot("token", other))
            bot.Watch.Recall();

        Assert.Contains("somebody else answered interaction", other.Shut!.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void P02_What_an_earlier_process_may_have_answered_is_no_proof()
    {
        using var bot = Bot("token");

        bot.Watch.Hear(new DiscordNotice.AnsweredElsewhere(IdOf(_time.GetUtcNow())), default);

        Assert.Null(_desk.Shut);
    }

    [Fact]
    public async Task P02_B14_Where_another_process_answered_first_nothing_is_done_any_more_and_whoever_watches_the_container_is_told()
    {
        await using var talk = new ChatOnLine();
        await talk.StartAsync();
        talk.OnAnswer = new HttpAnswer(400, """{"message":"Already acknowledged.","code":40060}""");
        var first = talk.Command("status", ("environment", "production"));
        first["id"] = IdOf(Sample.Now + 2 * Minute).ToString();

        await talk.SayAsync(first);
        await talk.PostedAsync("believe no card");
        talk.OnAnswer = new HttpAnswer(204);
        var answer = await talk.TypeAsync("lock", ("environment", "production"), ("reason", "it writes rubbish"));

        Assert.Contains("Somebody else uses this bot's token", answer, StringComparison.Ordinal);
        Assert.Empty(talk.Desk.Ledger.Locks);
        Assert.Contains(
            "somebody else uses the bot's token",
            new Beat(Sample.Now, HearsDiscord: true, CanRecord: true, IsShut: true).Trouble(Sample.Now),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Starts_of_our_own_and_a_new_day_are_nobody_elses()
    {
        var starts = new SessionStarts();

        int[] others =
        [
            starts.ByOthers(Left(990, hours: 9), own: 1),
            starts.ByOthers(Left(989, hours: 8), own: 1), // Counted late.
            starts.ByOthers(Left(989, hours: 7), own: 1),
            starts.ByOthers(Left(987, hours: 6), own: 1), // Two of somebody else.
            starts.ByOthers(Left(986, hours: 5), own: 2),
            starts.ByOthers(Left(985, hours: 4), own: 3),
            starts.ByOthers(Left(985, hours: 3), own: 3),
            starts.ByOthers(Left(985, hours: 2), own: 3),
            starts.ByOthers(Left(40, hours: 24), own: 3), // A new day, with another budget.
            starts.ByOthers(Left(39, hours: 23), own: 3),
            starts.ByOthers(Left(38, hours: 22), own: 3), // One of somebody else.
        ];

        Assert.Equal([0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1], others);
    }

    private static GatewayInfo Left(int starts, double hours) =>
        new(new Uri("ws://127.0.0.1:1/"), starts, TimeSpan.FromHours(hours), 1);

    /// <summary>The id that Discord gives at a moment.</summary>
    private static Snowflake IdOf(DateTimeOffset at) =>
        new((ulong)(at.ToUnixTimeMilliseconds() - 1_420_070_400_000) << 22);

    private WatchedBot Bot(string token, Desk? desk = null)
    {
        var settings = new DiscordSettings(_server.HttpUrl, null, token, 1, 5, _folder.Path);
        var options = new DiscordOptions { Token = token, ApiUrl = settings.ApiUrl };
        var rest = new DiscordRest(options, TimeProvider.System, Random.Shared, _ => { });
        var gateway = new Gateway(options, rest, _time, Random.Shared, _ => { });
        return new WatchedBot(
            rest,
            gateway,
            new TokenWatch(
                rest,
                gateway,
                desk ?? _desk,
                new Payloads(new Redactor(), desk ?? _desk, Sample.Channel, _folder.Path),
                settings,
                _time,
                NullLogger.Instance
            )
        );
    }

    private sealed record WatchedBot(DiscordRest Rest, Gateway Gateway, TokenWatch Watch) : IDisposable
    {
        public void Dispose()
        {
            Gateway.Dispose();
            Rest.Dispose();
        }
    }
}
