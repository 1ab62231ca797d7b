using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>A session of the database is ended by who may, after it was shown, and only the very one that was shown.</summary>
public sealed class EndBlockerTests : IAsyncLifetime
{
    private static readonly Blocker Shown = new(
        4711,
        new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero),
        "app",
        "",
        "idle in transaction",
        new(2026, 11, 22, 9, 30, 15, TimeSpan.Zero),
        "update customers set token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345' -- ``` @everyone"
    );

    private readonly ChatOnLine _talk = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _talk.DisposeAsync();

    [Fact]
    public async Task D3_what_would_be_ended_is_shown_first_and_what_it_runs_is_masked()
    {
        await _talk.StartAsync(Paused(Shown));

        var answer = await _talk.SayAsync(_talk.Button(Id(ButtonVerb.EndBlocker), "60", "8"));

        var words = ChatOnLine.Words(answer);
        Assert.Contains("pid 4711, connected since 2026-11-22 09:00:00 UTC", words, StringComparison.Ordinal);
        Assert.Contains("User app · application unnamed · idle in transaction", words, StringComparison.Ordinal);
        Assert.Contains("its query began 09:30:15 UTC", words, StringComparison.Ordinal);
        Assert.Contains("update customers", words, StringComparison.Ordinal);
        Assert.DoesNotContain("ghp_", words, StringComparison.Ordinal);
        Assert.Equal(2, words.Split("```").Length - 1);
        Assert.Contains(Id(ButtonVerb.EndBlockerNow, Shown.Key), answer, StringComparison.Ordinal);
        Assert.DoesNotContain(_talk.Store.Facts, fact => fact is SessionEvent.StepRemedied);
    }

    [Fact]
    public async Task A03_who_may_not_act_is_shown_no_session_of_the_database()
    {
        await _talk.StartAsync(Paused(Shown));
        var press = _talk.Button(Id(ButtonVerb.EndBlocker), "60", "8");
        press["member"]!["roles"] = new System.Text.Json.Nodes.JsonArray("999");

        var answer = ChatOnLine.Words(await _talk.SayAsync(press));

        Assert.Contains("do not allow you", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("4711", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task D3_where_none_is_in_the_way_or_none_may_be_ended_none_is_shown(bool isThere, bool mayBeEnded)
    {
        await _talk.StartAsync(Paused(isThere ? Shown : null, mayBeEnded));

        var answer = await _talk.SayAsync(_talk.Button(Id(ButtonVerb.EndBlocker), "60", "8"));

        Assert.Contains("End the blocking session", ChatOnLine.Words(answer), StringComparison.Ordinal);
        Assert.DoesNotContain("4711", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public async Task D3_the_very_session_that_was_shown_is_ended_and_no_later_one_of_its_number(
        int seconds,
        bool isChosen
    )
    {
        await _talk.StartAsync(Paused(Shown));
        var pressed = Shown with { Began = Shown.Began.AddSeconds(seconds) };

        await _talk.SayAsync(_talk.Button(Id(ButtonVerb.EndBlockerNow, pressed.Key), "70", "8"));

        Assert.Equal(isChosen, _talk.Store.Facts.Any(fact => fact is SessionEvent.StepRemedied));
    }

    private static Fact[] Paused(Blocker? blocker, bool mayBeEnded = true) =>
        [
            .. Sample.Started(Sample.Plan with { Steps = [new(StepKind.Migrate, StepMode.Auto)] }),
            new SessionEvent.CardPosted(Sample.Now, new CardPlace(60, 61)),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Migrate, 1),
            new SessionEvent.StepStopped(
                Sample.Now,
                StepKind.Migrate,
                1,
                new Problem("It waits for a lock.", "", "End it or wait.", ProblemNature.Failed)
                {
                    Remedies = mayBeEnded ? [Remedy.Retry, Remedy.EndBlocker] : [Remedy.Retry],
                    Blocker = blocker,
                }
            ),
        ];

    private string Id(ButtonVerb verb, string subject = "")
    {
        var session = _talk.Desk.Ledger.Find(Sample.Number)!;
        return ButtonSeal.IdOf(new ButtonTarget(Sample.Number, session.Revision, verb, subject), session.Seal);
    }
}
