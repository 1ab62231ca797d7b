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

    [Fact]
    public void R6_An_abort_after_a_migration_step_without_migrations_says_that_the_database_is_as_before()
    {
        var none = new Story().Started(SamplePlans.Release(migrations: 0)).RunUpTo(StepKind.Health);
        var some = new Story().Started().RunUpTo(StepKind.Health);

        Assert.Equal(("as before", "migrated"), (Leaves.Now(none.Session).Database, Leaves.Now(some.Session).Database));
    }
}
