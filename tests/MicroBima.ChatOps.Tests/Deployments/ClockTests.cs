using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;
using static MicroBima.ChatOps.Tests.Deployments.DeskTalk;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>What expires after half an hour expires after half an hour at most, whatever somebody does to the clock.</summary>
public sealed class ClockTests
{
    private static readonly TimeSpan Most = Team.Policy().Expires;

    private readonly LeapingTime _time = new();
    private readonly MemoryStore _store = new();

    [Theory]
    [InlineData(-1)]
    [InlineData(-24)]
    public async Task N02_A_clock_that_is_set_back_extends_no_session_and_ends_none(int hours)
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk, people: 3);
        _time.Advance(Most / 2);
        _time.Leap = TimeSpan.FromHours(hours);

        _time.Advance(Most / 2 - TimeSpan.FromSeconds(1));
        var inTime = await ApproveAsync(desk, session, Team.Ben);
        _time.Advance(TimeSpan.FromSeconds(1));
        var tooLate = await ApproveAsync(desk, session, Team.Cara);
        await AskAsync(desk, session.Number, new SessionRequest.Tick(), "");

        Assert.IsType<Answer.Done>(inTime);
        Assert.IsType<Refusal.TooLate>(Assert.IsType<Answer.Refused>(tooLate).Refusal);
        Assert.Equal("expired", desk.Ledger.Find(session.Number)!.State);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    public async Task N02_A_clock_that_leaps_ahead_ends_a_session_early(int hours)
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk);
        _time.Leap = TimeSpan.FromHours(hours);

        var answer = await ApproveAsync(desk, session, Team.Ben);

        Assert.IsType<Refusal.TooLate>(Assert.IsType<Answer.Refused>(answer).Refusal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public async Task N02_An_approval_that_was_given_while_the_clock_was_ahead_is_good_for_no_longer(int minutes)
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk);
        _time.Leap = TimeSpan.FromMinutes(minutes);
        await ApproveAsync(desk, session, Team.Ben);
        _time.Leap = TimeSpan.FromHours(-1);

        _time.Advance(Most);
        await AskAsync(desk, session.Number, new SessionRequest.Begin(StepKind.Backup, Recheck.Clear), "");

        Assert.Empty(desk.Ledger.Find(session.Number)!.CountedApprovals);
        Assert.DoesNotContain(_store.Facts, fact => fact is SessionEvent.StepIntended);
    }

    [Fact]
    public async Task N02_After_a_restart_a_session_is_at_least_as_old_as_its_last_event()
    {
        using (var before = new Desk(_store, _time))
        {
            var opened = await ProposedAsync(before, people: 3);
            _time.Advance(Most / 2);
            await ApproveAsync(before, opened, Team.Ben);
        }

        _time.Leap = TimeSpan.FromDays(-1);
        using var desk = new Desk(_store, _time);
        await desk.LoadAsync(CancellationToken.None);
        var session = Assert.Single(desk.Ledger.Sessions.Values);

        _time.Advance(Most / 2);

        Assert.IsType<Answer.Refused>(await ApproveAsync(desk, session, Team.Cara));
    }

    [Fact]
    public async Task N02_What_another_process_wrote_does_not_make_a_session_younger()
    {
        using var desk = new Desk(_store, _time);
        using var other = new Desk(_store, _time);
        var session = await ProposedAsync(desk, people: 4);
        await other.LoadAsync(CancellationToken.None);
        await ApproveAsync(other, session, Team.Ben);
        _time.Advance(Most / 2);
        _time.Leap = TimeSpan.FromDays(-1);
        await ApproveAsync(desk, session, Team.Cara);

        _time.Advance(Most / 2);

        Assert.IsType<Answer.Refused>(await ApproveAsync(desk, session, Team.Dan));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task N02_A_clock_that_leaps_takes_a_failed_release_back_neither_earlier_nor_later(int hours)
    {
        var after = TimeSpan.FromMinutes(2);
        var story = new Story(Team.Policy() with { RollsBackAfter = after })
            .Started()
            .RunUpTo(StepKind.Watch)
            .BeginStep();
        _time.SetUtcNow(story.Now);
        await _store.AppendAsync("session-57", 0, [.. story.Events], "", CancellationToken.None);
        using var desk = new Desk(_store, _time);
        await desk.LoadAsync(CancellationToken.None);
        var report = new WatchReport("p50 1 → 2 ms", "watch.png", "a picture", "SAFE");
        await AskAsync(
            desk,
            new SessionNumber(57),
            new SessionRequest.Report(StepKind.Watch, 1, new StepOutcome.Judged(Ending.Failed, "it is down", report)),
            ""
        );
        var failed = desk.Ledger.Find(new SessionNumber(57))!;
        _time.Leap = TimeSpan.FromHours(hours);

        var early = await TakeBackAsync(desk, failed, "1");
        _time.Advance(after);
        var due = await TakeBackAsync(desk, failed, "2");

        Assert.IsType<Answer.Refused>(early);
        Assert.IsType<Answer.Done>(due);
    }

    [Theory]
    [InlineData(-1, 6)]
    [InlineData(1, 0)]
    public async Task N02_A_clock_that_leaps_makes_no_button_good_for_longer(int hours, int minutes)
    {
        using var desk = new Desk(_store, _time);
        var order = new AppOrder(
            "production",
            Team.Ben.Person,
            AppAct.Stop,
            "it writes rubbish",
            "seal",
            default,
            OrderStage.Asked
        );
        await desk.OrderAsync(order, Team.Ben, Team.Policy(), "ask", CancellationToken.None);
        _time.Leap = TimeSpan.FromHours(hours);
        _time.Advance(TimeSpan.FromMinutes(minutes));

        var answer = await desk.BeginOrderAsync(order, Team.Ben, Team.Policy(), "begin", CancellationToken.None);

        Assert.IsType<Answer.Refused>(answer);
    }

    private static Task<Answer> TakeBackAsync(Desk desk, Session failed, string cause) =>
        desk.OpenAsync(SelfRollback.Request(failed, Team.Policy(), "seal"), cause, CancellationToken.None);

    private static Task<Answer> ApproveAsync(Desk desk, Session session, Actor by) =>
        AskAsync(
            desk,
            session.Number,
            new SessionRequest.Approve(by, session.Proposal!.Plan.Digest, []),
            $"approve {by.Person}"
        );
}
