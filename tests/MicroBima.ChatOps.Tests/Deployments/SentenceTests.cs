using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Sentences that depend on where things stand: a wrong one sends people the wrong way.</summary>
public sealed class SentenceTests
{
    [Theory]
    [InlineData(1, 0, "Still needed: 1 of the other approvers.")]
    [InlineData(3, 1, "Still needed: 2 of the other approvers.")]
    [InlineData(1, 2, "Still needed: 0 of the other approvers.")]
    public void A9_The_requester_reads_how_many_others_are_missing(int needed, int given, string next) =>
        Assert.Equal(next, new Refusal.Self(needed, given).Next);

    [Theory]
    [InlineData(1, 1, "Nothing is missing.")]
    [InlineData(2, 1, "Still needed: 1 other people.")]
    public void A9_Who_approves_twice_reads_how_many_others_are_missing(int needed, int given, string next) =>
        Assert.Equal(next, new Refusal.Twice(needed, given).Next);

    [Theory]
    [InlineData(StepKind.Safety, "To restore without a safety backup is a decision of its own", "Go on without it")]
    [InlineData(StepKind.Push, "the run is not safe", "roll back, or abort")]
    public void J07_What_may_not_be_skipped_says_what_can_be_done_instead(StepKind step, string why, string next)
    {
        var refusal = new Refusal.NotToSkip(step);

        Assert.Contains(why, refusal.Why, StringComparison.Ordinal);
        Assert.Contains(next, refusal.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "", "Wait for it, or stop it: /abort session:57")]
    [InlineData(2, "You are number 2 in the queue.", "The channel calls you when it is your turn.")]
    public void L1_Who_finds_an_environment_held_reads_their_place_where_they_have_one(
        int place,
        string why,
        string next
    )
    {
        var held = new Refusal.Held("production", new SessionNumber(57), Team.Ana.Person, default, "running")
        {
            Place = place,
        };

        Assert.EndsWith(why, held.Why, StringComparison.Ordinal);
        Assert.Equal(place > 0, held.Why.Contains("queue", StringComparison.Ordinal));
        Assert.StartsWith(next, held.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        SessionKind.Rollback,
        "ana",
        "Already asked for: #1 is yours (0 s, preparing). Nothing was started twice."
    )]
    [InlineData(SessionKind.Rollback, "dan", "Not started. production is held by #1 (ana, 0 s, preparing).")]
    [InlineData(SessionKind.Deploy, "ana", "Not started. production is held by #1 (ana, 0 s, preparing).")]
    public async Task Who_asks_twice_for_the_same_is_not_told_to_stop_it(SessionKind kind, string who, string why)
    {
        using var desk = new Desk(new MemoryStore(), new TestTime());
        var by = string.Equals(who, "ana", StringComparison.Ordinal) ? Team.Ana : Team.Dan;
        Task<Answer> OpenAsync(SessionKind of, Actor actor, string cause) =>
            desk.OpenAsync(
                new OpenRequest(of, "production", actor, "it fails", "", null, null, Team.Policy(), "seal"),
                cause,
                CancellationToken.None
            );
        await OpenAsync(SessionKind.Rollback, Team.Ana, "one");

        var again = Assert.IsType<Answer.Refused>(await OpenAsync(kind, by, "two")).Refusal;

        Assert.Equal(why, again.Why);
        Assert.Equal(why[0] == 'N', again.Next.Contains("/abort", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SessionKind.Deploy, "ben rejected: “not now”. Nothing was changed.")]
    [InlineData(
        SessionKind.Rollback,
        "ben rejected: “not now”. Nothing was changed. The release stays, and nobody watches it: /health environment:production shows how it is."
    )]
    public void A_rollback_that_was_rejected_says_that_the_release_stays_unwatched(SessionKind kind, string why)
    {
        var story = new Story(kind: kind).Proposed();

        story.Does(new SessionRequest.Reject(Team.Ben, "not now"));

        Assert.Equal(why, Assert.IsType<Phase.Ended>(story.Session.Phase).Why);
    }

    [Fact]
    public void A_watch_that_somebody_ends_and_a_rollback_that_expires_say_that_nobody_watches()
    {
        const string Stays =
            "The release stays, and nobody watches it: /health environment:production shows how it is.";
        var watched = new Story().Started().RunUpTo(StepKind.Watch);
        var early = new Story().Started();
        var late = new Story(kind: SessionKind.Rollback).Proposed().After(TimeSpan.FromDays(1));

        watched.Does(new SessionRequest.Abort(Team.Ben));
        early.Does(new SessionRequest.Abort(Team.Ben));
        late.Does(new SessionRequest.Tick());

        Assert.EndsWith(Stays, Assert.IsType<Phase.Ended>(watched.Session.Phase).Why, StringComparison.Ordinal);
        Assert.EndsWith(Stays, Assert.IsType<Phase.Ended>(late.Session.Phase).Why, StringComparison.Ordinal);
        Assert.DoesNotContain(Stays, Assert.IsType<Phase.Ended>(early.Session.Phase).Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pg_dump", "pid 77 (pg_dump, active)")]
    [InlineData("", "pid 77 (app, active)")]
    public void D3_A_session_in_the_way_is_named_by_its_program_or_else_its_user(string application, string words) =>
        Assert.Equal(words, new Blocker(77, default, "app", application, "active", null, "").Words);

    [Theory]
    [InlineData("the form is broken.", "Rolled back by #57: the form is broken. Fix it, then unlock.")]
    [InlineData("", "Rolled back by #57. Fix it, then unlock.")]
    public void H4_The_lock_after_a_rollback_says_why_where_somebody_said_it(string reason, string why)
    {
        var story = new Story(kind: SessionKind.Rollback).Started().RunToEnd();
        var ledger = story
            .Events.Select(one => one is SessionEvent.Opened opened ? opened with { Reason = reason } : one)
            .Aggregate(
                (Ledger: Ledger.Empty, Version: 0),
                (so, one) => (so.Ledger.With(new Batch("session-57", so.Version + 1, "", [one])), so.Version + 1)
            )
            .Ledger;

        Assert.Equal(why, ledger.Locks["production"].Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_checks_can_be_asked_for_again_where_one_of_them_failed(bool hasFailed)
    {
        var evidence = new Evidence("staging is down", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        Standing staging = hasFailed ? new Standing.Failed(evidence) : new Standing.Open("look");
        var story = new Story().Proposed(list: new Story().Complete().With(ChecklistItem.Staging, staging));

        Assert.Equal(hasFailed, CardButtons.Of(story.Session).Any(button => button.Target.Verb is ButtonVerb.Retry));
    }

    [Fact]
    public void The_end_of_a_restore_says_on_which_database_the_app_runs()
    {
        var done = new Story(kind: SessionKind.Restore).Proposed(SamplePlans.Restore()).Approved(Team.Ben).RunToEnd();

        var ended = Assert.IsType<Phase.Ended>(done.Session.Phase);
        Assert.StartsWith(
            "The app runs again, on the database of 2026-09-10 09:00 UTC.",
            ended.Why,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void J10_The_end_of_a_restore_that_was_stopped_says_who_stopped_it_and_that_nothing_was_lost()
    {
        var story = new Story(kind: SessionKind.Restore).Proposed(SamplePlans.Restore()).Approved(Team.Ben);
        story.RunUpTo(StepKind.Restore).Does(new SessionRequest.Abort(Team.Cara));

        Assert.IsType<StepState.Done>(story.Session.StateOf(StepKind.Stop));
        var ended = Assert.IsType<Phase.Ended>(story.RunToEnd().Session.Phase);
        Assert.StartsWith("cara stopped the restore before the databases were exchanged", ended.Why);
        Assert.Equal([1], story.Intents.Where(one => one.Step is StepKind.Start).Select(one => one.Attempt));
    }

    [Fact]
    public void The_code_after_a_release_is_new_and_after_a_rollback_it_is_back()
    {
        Assert.Equal("new", Leaves.Now(new Story().Started().RunToEnd().Session).Code);
        Assert.Equal("back", Leaves.Now(new Story(kind: SessionKind.Rollback).Started().RunToEnd().Session).Code);
    }

    [Fact]
    public void A9_A_step_that_lost_an_approval_says_how_many_are_missing()
    {
        var story = new Story(Team.Policy(people: 3)).Proposed().Approved(Team.Ben, Team.Cara);

        story.Begin(Story.Lost(Team.Ben));

        var paused = Assert.IsType<Phase.Paused>(story.Session.Phase);
        Assert.Contains("the approval of ben is void", paused.Problem.What, StringComparison.Ordinal);
        Assert.Contains("approvals missing: 1.", paused.Problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void R6_An_abort_after_a_migration_step_without_migrations_says_that_the_database_is_as_before()
    {
        var none = new Story().Started(SamplePlans.Release(migrations: 0)).RunUpTo(StepKind.Health);
        var some = new Story().Started().RunUpTo(StepKind.Health);

        Assert.Equal(("as before", "migrated"), (Leaves.Now(none.Session).Database, Leaves.Now(some.Session).Database));
    }
}
