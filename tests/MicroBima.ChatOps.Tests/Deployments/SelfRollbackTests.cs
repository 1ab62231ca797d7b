using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>A release that failed its watch is taken back without a click only where the team agreed to it, it is SAFE, and nobody keeps it.</summary>
public sealed class SelfRollbackTests
{
    private static readonly TimeSpan After = TimeSpan.FromMinutes(1);

    [Fact]
    public void It_is_due_after_the_agreed_time_and_not_for_ever()
    {
        var story = Failed();

        Assert.False(SelfRollback.IsDue(story.Session, story.Now + After - TimeSpan.FromSeconds(1)));
        Assert.True(SelfRollback.IsDue(story.Session, story.Now + After));
        Assert.False(SelfRollback.IsDue(story.Session, story.Now + TimeSpan.FromHours(1)));
    }

    [Theory]
    [InlineData(Ending.Failed, "LOSS")]
    [InlineData(Ending.Failed, "REFUSE")]
    [InlineData(Ending.Failed, "unknown")]
    [InlineData(Ending.Failed, "")]
    [InlineData(Ending.Warn, "SAFE")]
    [InlineData(Ending.Inconclusive, "SAFE")]
    [InlineData(Ending.Healthy, "SAFE")]
    public void Never_where_it_is_not_surely_safe_or_did_not_surely_fail(Ending how, string verdict)
    {
        Assert.Null(SelfRollback.DueAt(Failed(how, verdict).Session));
    }

    [Fact]
    public void Never_where_the_settings_do_not_say_so()
    {
        Assert.Null(SelfRollback.DueAt(Failed(after: null).Session));
    }

    [Fact]
    public void Never_where_somebody_keeps_the_release_and_looks()
    {
        var story = Failed();

        story.Does(new SessionRequest.Keep(Team.Ben));
        story.Does(new SessionRequest.Keep(Team.Cara));

        Assert.Equal(Team.Ben.Person, story.Session.Keeper);
        Assert.Single(story.Events.OfType<SessionEvent.Kept>());
        Assert.Null(SelfRollback.DueAt(story.Session));
    }

    [Fact]
    public void Strangers_keep_nothing_and_a_healthy_release_needs_no_keeper()
    {
        Assert.IsType<Refusal.NotPermitted>(Failed().Refused(new SessionRequest.Keep(Team.Stranger)));
        Assert.IsType<Refusal.NotNow>(Failed(Ending.Healthy).Refused(new SessionRequest.Keep(Team.Ben)));
    }

    [Fact]
    public async Task It_is_opened_once_and_never_over_what_came_later()
    {
        var story = Failed();
        var (store, time) = (new MemoryStore(), new TestTime());
        time.SetUtcNow(story.Now + After);
        await store.AppendAsync("session-57", 0, [.. story.Events], "", CancellationToken.None);
        using var desk = new Desk(store, time);
        await desk.LoadAsync(CancellationToken.None);
        var request = SelfRollback.Request(story.Session, Team.Policy(), "seal");

        var first = await desk.OpenAsync(request, "self-rollback/57", CancellationToken.None);
        var again = await desk.OpenAsync(request, "self-rollback/57", CancellationToken.None);
        var opened = Assert.IsType<Answer.Done>(first).Session;
        await desk.AskAsync(
            opened.Number,
            new SessionRequest.GiveUp(Ending.Aborted, "no plan"),
            "",
            CancellationToken.None
        );
        var later = await desk.OpenAsync(request, "another cause", CancellationToken.None);

        Assert.IsType<Answer.Repeated>(again);
        Assert.Equal((SelfRollback.Bot.Person, 2), (opened.Requester.Person, opened.Needed));
        Assert.IsType<Refusal.NotPermitted>(Assert.IsType<Answer.Refused>(later).Refusal);
    }

    [Fact]
    public void The_bot_takes_back_the_release_that_failed_and_no_other()
    {
        var failed = Failed();
        var request = SelfRollback.Request(failed.Session, Team.Policy(), "seal");
        var due = failed.Now + After;

        Assert.IsType<Decision.Accepted>(Opening.Decide(request, null, failed.Session, null, null, due));
        Assert.IsType<Decision.Refused>(
            Opening.Decide(request with { Returns = new SessionNumber(56) }, null, failed.Session, null, null, due)
        );
    }

    [Fact]
    public void Nobody_else_who_is_no_person_may_ask_for_anything()
    {
        var request = SelfRollback.Request(Failed().Session, Team.Policy(), "seal") with { By = Team.Robot };

        var decision = Opening.Decide(request, null, null, null, null, DateTimeOffset.UnixEpoch);

        Assert.IsType<Refusal.NotPermitted>(Assert.IsType<Decision.Refused>(decision).Refusal);
    }

    [Fact]
    public void It_starts_by_itself_where_everything_is_proven()
    {
        var session = Rollback(
            new Standing.Proven(new Evidence("SAFE", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue))
        );

        var decision = Decide.On(session, new SessionRequest.Tick(), session.OpenedAt);

        Assert.IsType<SessionEvent.Started>(Assert.Single(Assert.IsType<Decision.Accepted>(decision).Events));
    }

    [Fact]
    public void A_signature_does_not_replace_the_proof_that_it_is_safe()
    {
        var session = Rollback(new Standing.Signed(Team.Ben.Person, DateTimeOffset.UnixEpoch, "LOSS. Sign"));

        var decision = Decide.On(session, new SessionRequest.Tick(), session.OpenedAt);

        Assert.Empty(Assert.IsType<Decision.Accepted>(decision).Events);
    }

    [Fact]
    public void It_does_not_start_by_itself_over_a_blocker_of_its_plan()
    {
        var session = Rollback(
            new Standing.Proven(new Evidence("SAFE", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue))
        );
        var proposal = session.Proposal!;
        session = session with
        {
            Proposal = proposal with
            {
                Plan = proposal.Plan with { Notes = [.. proposal.Plan.Notes, new(NoteLevel.Blocker, "look first")] },
            },
        };

        var decision = Decide.On(session, new SessionRequest.Tick(), session.OpenedAt);

        Assert.Empty(Assert.IsType<Decision.Accepted>(decision).Events);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void It_starts_by_itself_only_while_its_proof_is_fresh(int secondsLeft, bool starts)
    {
        var session = Rollback(
            new Standing.Proven(new Evidence("SAFE", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue))
        );
        var now = session.OpenedAt;
        var list = session.Proposal!.Checklist.With(
            ChecklistItem.Rollback,
            new Standing.Proven(new Evidence("SAFE", now, now.AddSeconds(secondsLeft)))
        );
        session = session with { Proposal = session.Proposal with { Checklist = list } };

        var decision = Decide.On(session, new SessionRequest.Tick(), now);

        Assert.Equal(starts, Assert.IsType<Decision.Accepted>(decision).Events is [SessionEvent.Started]);
    }

    [Fact]
    public void It_needs_nobody_also_where_danger_needs_more_people_or_another_team_or_no_author()
    {
        var proven = new Standing.Proven(new Evidence("SAFE", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue));
        var policy = Team.Policy(authorsNeedAnother: true) with
        {
            PeopleForDanger = 3,
            Teams = [new(Team.Ana.Person, "app"), new(Team.Ben.Person, "data")],
        };
        var session = Rollback(proven, policy);
        session = Apply.To(session, new SessionEvent.Started(session.OpenedAt));

        var decision = Running.Begin(
            session,
            new SessionRequest.Begin(session.Current!.Kind, Recheck.Clear),
            session.OpenedAt
        );

        Assert.Equal(0, session.Needed);
        Assert.IsType<SessionEvent.StepIntended>(Assert.Single(Assert.IsType<Decision.Accepted>(decision).Events));
    }

    [Fact]
    public void What_is_not_proven_takes_two_people_although_the_bot_asked_for_it()
    {
        var session = Rollback(new Standing.Signed(Team.Ben.Person, DateTimeOffset.UnixEpoch, "LOSS. Sign"));
        SessionRequest.Approve Yes(Actor by) => new(by, session.Proposal!.Plan.Digest, []);

        var first = Decide.On(session, Yes(Team.Ben), session.OpenedAt);
        var approved = Assert.Single(Assert.IsType<Decision.Accepted>(first).Events);
        session = Apply.To(session, approved);
        var second = Decide.On(session, Yes(Team.Cara), session.OpenedAt);

        Assert.IsType<SessionEvent.Approved>(approved);
        Assert.IsType<SessionEvent.Started>(Assert.IsType<Decision.Accepted>(second).Events[^1]);
        var card = string.Concat(
            SessionCard.Render(session, session.OpenedAt, null).Blocks.Select(block => block.Source)
        );
        Assert.Contains("⏳ 1 of 2 approvals: ", card, StringComparison.Ordinal);
        Assert.Contains(
            "(1 more than usual: not everything is proven, and the bot counts as nobody)",
            card,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_rollback_of_a_person_waits_for_its_approvals_however_much_is_proven()
    {
        var story = new Story(kind: SessionKind.Rollback).Proposed();

        story.Does(new SessionRequest.Tick());

        Assert.False(story.Session.HasStarted);
    }

    /// <summary>A rollback that the bot asked for, with its plan and this standing of the way back.</summary>
    private static Session Rollback(Standing wayBack) => Rollback(wayBack, Team.Policy());

    private static Session Rollback(Standing wayBack, ApprovalPolicy policy)
    {
        var failed = Failed();
        var request = SelfRollback.Request(failed.Session, policy, "seal");
        var decision = Opening.Decide(request, null, failed.Session, null, null, failed.Now + After);
        var opened = (SessionEvent.Opened)Assert.Single(Assert.IsType<Decision.Accepted>(decision).Events);
        var session = Apply.First(new SessionNumber(58), opened);
        return Apply.To(
            session,
            new SessionEvent.Proposed(
                opened.At,
                SamplePlans.Release(migrations: 0),
                failed.Complete().With(ChecklistItem.Rollback, wayBack)
            )
        );
    }

    private static Story Failed(Ending how = Ending.Failed, string verdict = "SAFE") => Failed(how, verdict, After);

    private static Story Failed(TimeSpan? after) => Failed(Ending.Failed, "SAFE", after);

    private static Story Failed(Ending how, string verdict, TimeSpan? after)
    {
        var story = new Story(Team.Policy() with { RollsBackAfter = after })
            .Started()
            .RunUpTo(StepKind.Watch)
            .BeginStep();
        return story.Reports(
            new StepOutcome.Judged(how, "judged", new WatchReport("p50 1 → 2 ms", "watch.png", "a picture", verdict))
        );
    }
}
