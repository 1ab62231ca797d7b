using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>What may begin, what an outcome means, and what is left behind.</summary>
public sealed class RunTests
{
    [Fact]
    public void A_release_runs_its_steps_in_order_each_once_and_ends_healthy()
    {
        var story = new Story().Started().RunToEnd();

        Assert.Equal(SamplePlans.AllSteps.Select(step => step.Kind), story.Intents.Select(intent => intent.Step));
        Assert.All(story.Intents, intent => Assert.Equal(1, intent.Attempt));
        Assert.Equal(Ending.Healthy, Assert.IsType<Phase.Ended>(story.Session.Phase).How);
    }

    [Fact]
    public void C19_A_step_cannot_be_begun_before_the_one_in_front_of_it()
    {
        var story = new Story().Started();

        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Begin(StepKind.Migrate, Recheck.Clear)));
        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Confirm(Team.Ben, StepKind.Migrate)));
    }

    [Fact]
    public void A_step_that_waits_for_a_click_is_offered_and_begins_with_the_click()
    {
        var story = new Story().Started().RunUpTo(StepKind.Migrate);

        story.Begin();
        Assert.IsType<StepState.Offered>(story.Session.Current!.State);
        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Begin(StepKind.Migrate, Recheck.Clear)));

        story.Does(new SessionRequest.Confirm(Team.Cara, StepKind.Migrate)).Begin();
        Assert.IsType<StepState.Intended>(story.Session.Current!.State);
    }

    [Fact]
    public void Somebody_may_take_a_session_that_stands_still_upon_themselves_and_another_from_them()
    {
        var story = new Story().Started().BeginStep();
        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Assign(Team.Cara)));
        story.Reports(Story.Failure(ProblemNature.Failed));
        Assert.Null(story.Session.Owner);
        Assert.IsType<Refusal.NotPermitted>(story.Refused(new SessionRequest.Assign(Team.Stranger)));

        story.Does(new SessionRequest.Assign(Team.Cara)).Does(new SessionRequest.Assign(Team.Cara));
        Assert.Equal(Team.Cara.Person, story.Session.Owner);
        story.Does(new SessionRequest.Assign(Team.Ana));
        Assert.Equal(Team.Ana.Person, story.Session.Owner);
        Assert.Equal(2, story.Events.OfType<SessionEvent.Assigned>().Count());

        story.Does(new SessionRequest.Retry(Team.Ben)).BeginStep();
        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Assign(Team.Cara)));
        Assert.Equal(Team.Ana.Person, story.Reports(Story.Failure(ProblemNature.Failed)).Session.Owner);
    }

    [Fact]
    public void D11_Of_two_people_who_press_Retry_one_retries()
    {
        var story = new Story().Started().BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        story.Does(new SessionRequest.Retry(Team.Ben));

        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Retry(Team.Cara)));
        story.Begin();
        Assert.Equal([1, 2], story.Intents.Select(intent => intent.Attempt));
    }

    [Fact]
    public void R7_A_step_that_failed_is_never_begun_again_by_itself()
    {
        var story = new Story().Started().BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Begin(StepKind.Backup, Recheck.Clear)));
    }

    [Fact]
    public void A_report_of_an_earlier_attempt_says_nothing_about_this_one()
    {
        var story = new Story().Started().BeginStep().Reports(Story.Failure(ProblemNature.Unknown));
        story.Does(new SessionRequest.Retry(Team.Ben)).Begin();

        Assert.IsType<Refusal.NotNow>(
            story.Refused(new SessionRequest.Report(StepKind.Backup, 1, new StepOutcome.Succeeded("late")))
        );
    }

    [Fact]
    public void A_step_that_was_proven_not_to_have_begun_may_begin_again_with_another_number()
    {
        var story = new Story().Started().BeginStep().Reports(new StepOutcome.NotStarted("nothing there"));

        story.Begin();

        Assert.Equal([1, 2], story.Intents.Select(intent => intent.Attempt));
    }

    [Theory]
    [InlineData(StepKind.Backup)]
    [InlineData(StepKind.Push)]
    [InlineData(StepKind.Actions)]
    [InlineData(StepKind.Migrate)]
    [InlineData(StepKind.Health)]
    public void A_step_without_which_a_release_is_not_safe_cannot_be_skipped(StepKind kind)
    {
        var story = new Story().Started().RunUpTo(kind).BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        Assert.IsType<Refusal.NotToSkip>(story.Refused(new SessionRequest.Skip(Team.Ben)));
    }

    [Fact]
    public void A_seed_that_failed_may_be_skipped()
    {
        var story = new Story()
            .Started()
            .RunUpTo(StepKind.Seed)
            .BeginStep()
            .Reports(Story.Failure(ProblemNature.Failed));

        story.Does(new SessionRequest.Skip(Team.Ben)).RunToEnd();

        Assert.Equal(Ending.Healthy, Assert.IsType<Phase.Ended>(story.Session.Phase).How);
    }

    [Fact]
    public void R6_An_abort_in_the_middle_of_a_step_waits_for_it_and_says_what_it_leaves()
    {
        var story = new Story().Started().RunUpTo(StepKind.Push).BeginStep().Does(new SessionRequest.Abort(Team.Ben));
        Assert.False(story.Session.IsOver);

        story.Reports(new StepOutcome.Succeeded("pushed"));

        var ended = Assert.IsType<Phase.Ended>(story.Session.Phase);
        Assert.Equal(Ending.Aborted, ended.How);
        Assert.Contains("Code pushed, being deployed, database as before.", ended.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void An_abort_that_is_pressed_twice_is_one_abort()
    {
        var story = new Story().Started().BeginStep().Does(new SessionRequest.Abort(Team.Ben));

        story.Does(new SessionRequest.Abort(Team.Cara));

        Assert.Single(story.Events.OfType<SessionEvent.AbortAsked>());
        Assert.Equal("ben", Assert.IsType<Phase.Running>(story.Session.Phase).Aborting);
    }

    [Fact]
    public void N04_A_freeze_that_begins_before_the_push_stops_it_and_changes_nothing()
    {
        var story = new Story().Started().RunUpTo(StepKind.Push);

        story.Begin(Story.Obstacle("the Friday freeze is in force"));

        Assert.Contains(
            "Friday freeze",
            Assert.IsType<Phase.Paused>(story.Session.Phase).Problem.What,
            StringComparison.Ordinal
        );
        Assert.Equal("as before", Leaves.Now(story.Session).Code);
    }

    [Fact]
    public void A_migration_that_failed_once_is_not_forgotten_when_its_retry_may_not_begin()
    {
        var story = new Story()
            .Started()
            .RunUpTo(StepKind.Migrate)
            .BeginStep()
            .Reports(Story.Failure(ProblemNature.Failed));
        story.Does(new SessionRequest.Retry(Team.Ben)).Begin(Story.Obstacle("the database could not be reached"));

        Assert.Equal("see the step: a migration failed", Leaves.Now(story.Session).Database);
    }

    [Fact]
    public void A_session_that_has_pushed_nothing_cannot_be_rolled_back()
    {
        var story = new Story().Started().RunUpTo(StepKind.Push);
        story.Begin(Story.Obstacle("the Friday freeze is in force"));

        Assert.False(Running.CanBeLeft(story.Session));
        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Leave(Team.Ana)));
    }

    [Fact]
    public void A_release_that_is_being_watched_can_be_taken_back()
    {
        var story = new Story().Started().RunUpTo(StepKind.Watch).BeginStep();

        story.Does(new SessionRequest.Leave(Team.Ana));

        Assert.Equal(Ending.Failed, Assert.IsType<Phase.Ended>(story.Session.Phase).How);
    }

    [Fact]
    public void B05_After_the_end_every_button_is_refused_and_nothing_is_stored()
    {
        var story = new Story().Started().RunToEnd();
        var before = story.Events.Count;

        SessionRequest[] requests =
        [
            story.Approval(Team.Ben),
            new SessionRequest.Reject(Team.Ben, "no"),
            new SessionRequest.Abort(Team.Ben),
            new SessionRequest.Retry(Team.Ben),
            new SessionRequest.Skip(Team.Ben),
            new SessionRequest.Leave(Team.Ana),
            new SessionRequest.Confirm(Team.Ben, StepKind.Push),
            new SessionRequest.Read(Team.Ben),
        ];

        Assert.All(requests, request => Assert.IsType<Refusal.NotNow>(story.Refused(request)));
        Assert.Equal(before, story.Events.Count);
    }

    [Fact]
    public void A_run_is_not_ended_by_the_time_that_its_quorum_had()
    {
        var story = new Story().Started().After(TimeSpan.FromHours(5));

        Assert.Empty(Assert.IsType<Decision.Accepted>(story.Ask(new SessionRequest.Tick())).Events);
    }

    [Fact]
    public void The_end_is_announced_once_and_never_before_it_came()
    {
        var story = new Story().Started();

        story.Does(new SessionRequest.Announce());
        Assert.Empty(story.Events.OfType<SessionEvent.Announced>());

        story.RunToEnd().Does(new SessionRequest.Announce()).Does(new SessionRequest.Announce());
        Assert.Single(story.Events.OfType<SessionEvent.Announced>());
    }

    [Fact]
    public void A_card_is_placed_once_and_a_session_that_is_over_keeps_the_one_it_has()
    {
        var (place, other) = (new SessionRequest.Place(new(1, 2)), new SessionRequest.Place(new(3, 4)));
        var story = new Story().Does(place).Does(place);
        Assert.Single(story.Events.OfType<SessionEvent.CardPosted>());

        story.Started().RunToEnd().Does(place);

        Assert.IsType<Refusal.NotNow>(story.Refused(other));
        Assert.Equal(place.Card, story.Session.Card);
    }

    [Fact]
    public void A_session_is_given_up_while_its_plan_is_made_and_never_later()
    {
        var request = new SessionRequest.GiveUp(Ending.Failed, "the repository cannot be reached");

        Assert.True(new Story().Does(request).Session.IsOver);
        Assert.IsType<Refusal.NotNow>(new Story().Proposed().Refused(request));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void C16_A_run_begins_an_effect_until_its_time_is_over(int secondsMore, bool begins)
    {
        var story = new Story().Started().RunUpTo(StepKind.Push);

        story.After(TimeSpan.FromHours(4) + TimeSpan.FromSeconds(secondsMore)).Begin();

        Assert.Equal(begins, story.Intents.Any(intended => intended.Step is StepKind.Push));
    }

    [Fact]
    public void A_report_of_another_step_says_nothing_about_the_one_at_work()
    {
        var story = new Story().Started().BeginStep();

        Assert.IsType<Refusal.NotNow>(
            story.Refused(new SessionRequest.Report(StepKind.Push, 1, new StepOutcome.Succeeded("pushed")))
        );
    }

    [Fact]
    public void A_watch_that_ends_after_its_release_was_left_changes_nothing_and_it_is_left_once()
    {
        var story = new Story().Started().RunUpTo(StepKind.Watch).BeginStep();
        var report = new SessionRequest.Report(StepKind.Watch, 1, new StepOutcome.Judged(Ending.Healthy, "judged"));
        story.Does(new SessionRequest.Leave(Team.Ana));

        Assert.IsType<Refusal.NotNow>(story.Refused(report));
        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Leave(Team.Ana)));
    }
}
