using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>The rules of a restore: a safety backup first, the app always brought back, two people whatever the policy says.</summary>
public sealed class RestoringTests
{
    [Theory]
    [InlineData(StepKind.Stop)]
    [InlineData(StepKind.Restore)]
    [InlineData(StepKind.Swap)]
    public void J07_without_a_safety_backup_of_this_session_no_step_begins_and_no_retry_helps(StepKind first)
    {
        var plan = SamplePlans.Restore();
        var story = Restore().Started(plan with { Steps = [.. plan.Steps.SkipWhile(step => step.Kind != first)] });

        story.Begin();
        story.Does(new SessionRequest.Retry(Team.Ben));
        story.Begin();

        Assert.Empty(story.Intents);
        var paused = Assert.IsType<Phase.Paused>(story.Session.Phase);
        Assert.Contains("no safety backup", paused.Problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public void J07_the_safety_backup_cannot_be_skipped()
    {
        var story = Started().BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        var refusal = story.Refused(new SessionRequest.Skip(Team.Ben));

        Assert.Contains("without a safety backup", refusal.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_whole_of_it_ends_as_restored_and_locks_the_door()
    {
        var story = Started().RunToEnd();

        Assert.Equal("restored", story.Session.State);
        Assert.Contains("kept as app_before_57", Leaves.Now(story.Session).Sentence, StringComparison.Ordinal);
        var ledger = Fold(story);
        Assert.Contains("brought back to a backup by #57", ledger.Locks["production"].Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StepKind.Restore)]
    [InlineData(StepKind.Verify)]
    [InlineData(StepKind.Swap)]
    public void J10_stopped_before_the_exchange_the_app_is_brought_back_whatever_became_of_the_approvals(StepKind at)
    {
        var story = Started().RunUpTo(at).BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        story.Does(new SessionRequest.Abort(Team.Ben)).After(TimeSpan.FromHours(9));
        story.Begin(Story.Lost(Team.Ben));

        Assert.Equal(StepKind.Start, story.Intents.Last().Step);
        story.Reports(new StepOutcome.Succeeded("open")).RunToEnd();
        Assert.Equal("aborted", story.Session.State);
        Assert.DoesNotContain(story.Intents, intent => intent.Step is StepKind.Swap && at is not StepKind.Swap);
        Assert.Empty(Fold(story).Locks);
    }

    [Fact]
    public void Stopped_while_a_step_is_at_work_it_turns_back_when_that_has_ended()
    {
        var story = Started().RunUpTo(StepKind.Restore).BeginStep();

        story.Does(new SessionRequest.Abort(Team.Ben)).Reports(Story.Failure(ProblemNature.Failed));

        Assert.True(Restoring.IsTurnedBack(story.Session));
        Assert.Equal(StepKind.Start, story.Session.Current!.Kind);
        Assert.IsType<Phase.Running>(story.Session.Phase);
    }

    [Fact]
    public void Before_the_app_was_stopped_an_abort_ends_it_at_once()
    {
        var story = Started().RunUpTo(StepKind.Stop);

        story.Does(new SessionRequest.Abort(Team.Ben));

        Assert.Equal("aborted", story.Session.State);
        Assert.Contains(
            "app running, database as before",
            Leaves.Now(story.Session).Sentence,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void While_the_names_are_exchanged_nobody_stops_anything()
    {
        var story = Started().RunUpTo(StepKind.Swap).BeginStep();

        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Abort(Team.Ben)));
    }

    [Fact]
    public void What_moves_once_it_has_begun_stops_it_and_never_makes_a_new_plan()
    {
        var story = Started().RunUpTo(StepKind.Restore);

        story.Begin(Story.Moved("the backup production-1 is gone"));

        Assert.IsType<Phase.Paused>(story.Session.Phase);
        Assert.DoesNotContain(story.Events, happened => happened is SessionEvent.Superseded);
    }

    [Theory]
    [InlineData(2, 0, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(2, 3, 2)]
    public void A_restore_needs_as_many_people_as_a_dangerous_migration_and_never_one_alone(
        int people,
        int forDanger,
        int needed
    )
    {
        var story = new Story(Team.Policy(people) with { PeopleForDanger = forDanger }, SessionKind.Restore).Proposed(
            SamplePlans.Restore()
        );

        Assert.Equal(needed, story.Session.Needed);
        Assert.IsType<Refusal.Self>(story.Refused(story.Approval(Team.Ana)));
    }

    [Fact]
    public async Task N04_a_freeze_that_somebody_declared_stops_deployments_at_the_door_and_no_emergency()
    {
        using var desk = new Desk(new MemoryStore(), new FakeTimeProvider());
        await desk.FreezeAsync("production", Team.Ben, Team.Policy(), "audit", null, "a", CancellationToken.None);

        var deploy = await DeskTalk.OpenAsync(desk, "b");
        var restore = await DeskTalk.OpenAsync(desk, "c", SessionKind.Restore);

        var refused = Assert.IsType<Refusal.FrozenByHand>(Assert.IsType<Answer.Refused>(deploy).Refusal);
        Assert.Contains("ben froze production until somebody ends it: audit", refused.Why, StringComparison.Ordinal);
        Assert.IsType<Answer.Done>(restore);
    }

    [Fact]
    public async Task A_freeze_ends_by_itself_or_by_hand_and_is_still_there_after_a_restart()
    {
        var (store, time) = (new MemoryStore(), new FakeTimeProvider());
        using var desk = new Desk(store, time);
        var until = time.GetUtcNow() + TimeSpan.FromHours(2);
        await desk.FreezeAsync("production", Team.Ben, Team.Policy(), "audit", until, "a", CancellationToken.None);
        using var next = new Desk(store, time);
        await next.LoadAsync(CancellationToken.None);

        Assert.NotNull(next.Ledger.FreezeOf("production", until.AddSeconds(-1)));
        Assert.Null(next.Ledger.FreezeOf("production", until));
        await next.ThawAsync("production", Team.Ben, Team.Policy(), "done", "b", CancellationToken.None);
        Assert.IsType<Answer.Done>(await DeskTalk.OpenAsync(next, "c"));
        Assert.IsType<Answer.Refused>(
            await next.ThawAsync("production", Team.Ben, Team.Policy(), "", "d", CancellationToken.None)
        );
    }

    [Fact]
    public async Task A01_who_may_not_act_freezes_nothing_and_a_reason_is_needed()
    {
        using var desk = new Desk(new MemoryStore(), new FakeTimeProvider());

        var stranger = await desk.FreezeAsync(
            "production",
            Team.Stranger,
            Team.Policy(),
            "why not",
            null,
            "a",
            CancellationToken.None
        );
        var silent = await desk.FreezeAsync(
            "production",
            Team.Ben,
            Team.Policy(),
            " ",
            null,
            "b",
            CancellationToken.None
        );

        Assert.IsType<Refusal.NotPermitted>(Assert.IsType<Answer.Refused>(stranger).Refusal);
        Assert.IsType<Refusal.ReasonTooShort>(Assert.IsType<Answer.Refused>(silent).Refusal);
        Assert.Empty(desk.Ledger.Freezes);
    }

    private static Story Restore() => new(kind: SessionKind.Restore);

    private static Story Started() => Restore().Started(SamplePlans.Restore());

    private static Ledger Fold(Story story) =>
        Ledger.Empty.With(new Batch(Batch.StreamOf(story.Session.Number), story.Events.Count, "", [.. story.Events]));

    [Fact]
    public void After_the_exchange_there_is_nothing_to_turn_back_to_and_an_abort_ends_it()
    {
        var story = new Story(kind: SessionKind.Restore).Started(SamplePlans.Restore()).RunUpTo(StepKind.Start);
        story.BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        story.Does(new SessionRequest.Abort(Team.Ben));

        Assert.Equal(Ending.Aborted, Assert.IsType<Phase.Ended>(story.Session.Phase).How);
    }
}
