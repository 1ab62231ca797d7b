using System.Collections.Immutable;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>What a request means in a state that it was not made for, and what a plan that is made anew forgets.</summary>
public sealed class RequestTests
{
    [Fact]
    public void A03_Who_may_not_approve_stops_nothing_by_a_no()
    {
        var story = new Story().Proposed();

        Assert.IsType<Refusal.NotPermitted>(story.Refused(new SessionRequest.Reject(Team.Stranger, "not today")));
        Assert.False(story.Session.IsOver);
    }

    [Fact]
    public void A03_Who_may_not_act_aborts_nothing()
    {
        var story = new Story().Started();

        Assert.IsType<Refusal.NotPermitted>(story.Refused(new SessionRequest.Abort(Team.Stranger)));
        Assert.False(story.Session.IsOver);
    }

    [Fact]
    public void A03_Who_may_not_act_signs_and_reads_nothing()
    {
        var open = new Story().Proposed(list: Checklist.Unchecked);

        Assert.IsType<Refusal.NotPermitted>(open.Refused(new SessionRequest.Sign(Team.Stranger, ChecklistItem.Team)));
        Assert.IsType<Refusal.NotPermitted>(open.Refused(new SessionRequest.Read(Team.Stranger)));
    }

    [Fact]
    public void P6_A_plan_that_comes_late_does_not_take_the_place_of_the_one_on_the_card()
    {
        var story = new Story().Proposed();
        var digest = story.Digest;

        story.Refused(new SessionRequest.Propose(SamplePlans.Release(2), story.Complete()));

        Assert.Equal(digest, story.Digest);
    }

    [Fact]
    public void B04_A_plan_that_is_made_anew_has_another_revision()
    {
        var story = new Story().Proposed();
        var first = story.Session.Revision;
        story.Refused(story.Approval(Team.Ben, "master moved"));

        story.Proposed(SamplePlans.Release(2));

        Assert.Equal(first + 1, story.Session.Revision);
    }

    [Fact]
    public void P2_A_run_that_is_planned_anew_waits_for_its_quorum_as_long_as_any_other()
    {
        var story = new Story().Started();
        story.Begin(Story.Moved("staging moved"));
        story.Proposed(SamplePlans.Release(2));

        story.After(story.Session.Policy.Expires).Does(new SessionRequest.Tick());

        Assert.IsType<Phase.Ended>(story.Session.Phase);
        Assert.Equal("expired", story.Session.State);
    }

    [Fact]
    public void C01_What_moved_after_the_push_makes_no_new_plan()
    {
        var story = new Story().Started().RunUpTo(StepKind.Health);
        story.Begin(Story.Lost(Team.Ben));

        story.Does(story.Approval(Team.Cara, "master moved"));

        Assert.IsNotType<Phase.Preparing>(story.Session.Phase);
        Assert.Single(story.Session.CountedApprovals);
    }

    [Fact]
    public void An_author_counts_where_the_policy_does_not_say_otherwise()
    {
        Assert.True(new Story().Proposed().Approved(Team.Dan).Session.HasStarted);
    }

    [Fact]
    public void A04_A_run_that_lost_an_approval_takes_another_after_the_time_for_the_first_quorum()
    {
        var story = new Story().Started();
        story.Begin(Story.Lost(Team.Ben));
        story.After(story.Session.Policy.Expires + TimeSpan.FromMinutes(90));

        story.Approved(Team.Cara);

        Assert.IsType<Phase.Running>(story.Session.Phase);
    }

    [Fact]
    public void C01_A_push_by_hand_is_possible_from_its_own_click_on_and_from_no_other()
    {
        var story = new Story().Started(SamplePlans.Release().WithModes(StepMode.Manual));
        story.RunUpTo(StepKind.Push);
        story.Begin();
        Assert.False(story.Session.MayHavePushed);

        story.Does(new SessionRequest.Confirm(Team.Ben, StepKind.Push));

        Assert.True(story.Session.MayHavePushed);
    }

    [Fact]
    public void A_step_took_the_time_between_its_begin_and_its_end()
    {
        var story = new Story().Started();

        story.BeginStep().After(TimeSpan.FromMinutes(3)).Reports(new StepOutcome.Succeeded("seen"));

        var done = Assert.IsType<StepState.Done>(story.Session.StateOf(StepKind.Backup));
        Assert.Equal(TimeSpan.FromMinutes(3), done.Took);
    }

    [Fact]
    public void What_somebody_signed_still_says_what_was_asked()
    {
        var story = new Story().Proposed(
            list: Checklist.Unchecked.With(ChecklistItem.Team, new Standing.Open("Ask them."))
        );

        story.Does(new SessionRequest.Sign(Team.Ben, ChecklistItem.Team));

        var signed = Assert.IsType<Standing.Signed>(story.Session.Proposal!.Checklist.Items[ChecklistItem.Team]);
        Assert.Equal(("Ask them.", Team.Ben.Person), (signed.Ask, signed.Signer));
    }

    [Fact]
    public void A03_Who_may_not_act_starts_retries_and_skips_no_step()
    {
        var offered = new Story().Started(SamplePlans.Release().WithModes(StepMode.Confirm));
        offered.Begin();
        var stopped = new Story().Started();
        stopped.BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        Assert.IsType<Refusal.NotPermitted>(
            offered.Refused(new SessionRequest.Confirm(Team.Stranger, StepKind.Backup))
        );
        Assert.IsType<Refusal.NotPermitted>(stopped.Refused(new SessionRequest.Retry(Team.Stranger)));
        Assert.IsType<Refusal.NotPermitted>(stopped.Refused(new SessionRequest.Skip(Team.Stranger)));
    }

    [Fact]
    public void Who_may_only_request_acts_too()
    {
        var requester = Team.Dan with { Roles = [Team.Requesting] };
        var story = new Story().Proposed(list: Checklist.Unchecked.With(ChecklistItem.Team, new Standing.Open("Ask.")));

        story.Does(new SessionRequest.Sign(requester, ChecklistItem.Team));

        Assert.IsType<Standing.Signed>(story.Session.Proposal!.Checklist.Items[ChecklistItem.Team]);
    }

    [Fact]
    public void C16_An_approval_that_was_in_time_for_the_start_holds_for_the_whole_run()
    {
        var story = new Story().Started().RunUpTo(StepKind.Health);

        story.After(story.Session.Policy.Expires + TimeSpan.FromMinutes(1)).BeginStep();

        Assert.IsType<StepState.Intended>(story.Session.StateOf(StepKind.Health));
    }

    [Fact]
    public void A03_Only_who_may_request_takes_a_release_back()
    {
        var story = new Story().Started().RunUpTo(StepKind.Watch).BeginStep();

        Assert.IsType<Refusal.NotPermitted>(story.Refused(new SessionRequest.Leave(Team.Ben)));
        Assert.True(story.Does(new SessionRequest.Leave(Team.Dan)).Session.IsOver);
    }

    [Fact]
    public void A_click_on_the_start_of_another_step_starts_nothing()
    {
        var story = new Story().Started(SamplePlans.Release().WithModes(StepMode.Confirm));
        story.Begin();

        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Confirm(Team.Ben, StepKind.Push)));
    }

    [Fact]
    public void R6_I7_An_abort_does_not_end_a_run_of_whose_step_nobody_knows_the_outcome()
    {
        var story = new Story().Started();
        story.BeginStep().Does(new SessionRequest.Abort(Team.Ben));

        story.Reports(Story.Failure(ProblemNature.Unknown));

        Assert.IsType<Phase.Paused>(story.Session.Phase);
    }

    [Fact]
    public void R6_An_abort_ends_a_run_whose_step_had_not_begun_after_all()
    {
        var story = new Story().Started();
        story.BeginStep().Does(new SessionRequest.Abort(Team.Ben));

        story.Reports(new StepOutcome.NotStarted("nothing there"));

        Assert.Equal("aborted", story.Session.State);
    }

    [Fact]
    public void A_watch_that_is_skipped_ends_the_session_without_a_verdict()
    {
        var story = new Story().Started().RunUpTo(StepKind.Watch);
        story.BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        story.Does(new SessionRequest.Skip(Team.Ben));

        Assert.Equal("inconclusive", story.Session.State);
    }

    [Fact]
    public void A_rollback_cannot_be_left_for_another()
    {
        var story = new Story(kind: SessionKind.Rollback).Started().RunUpTo(StepKind.Health);
        story.BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Leave(Team.Ana)));
    }

    [Fact]
    public void P2_A_restore_whose_world_moved_before_it_began_is_planned_anew()
    {
        var story = new Story(kind: SessionKind.Restore).Proposed(SamplePlans.Restore());

        Assert.IsType<Refusal.PlanMoved>(story.Refused(story.Approval(Team.Ben, "the backup is gone")));
        Assert.IsType<Phase.Preparing>(story.Session.Phase);
    }

    [Fact]
    public void I1_An_approval_by_the_requester_or_of_another_plan_does_not_count_even_where_it_is_on_record()
    {
        var story = new Story().Proposed();
        var session = Apply.To(story.Session, new SessionEvent.Approved(story.Now, Team.Ana, story.Digest));
        session = Apply.To(session, new SessionEvent.Approved(story.Now, Team.Ben, SamplePlans.Release(2).Digest));

        Assert.Equal(2, session.Proposal!.Approvals.Length);
        Assert.Empty(session.CountedApprovals);
    }

    [Fact]
    public void A14_I14_To_seed_over_rows_takes_as_many_people_as_danger()
    {
        var policy = Team.Policy() with { PeopleForDanger = 3 };
        var plan = SamplePlans.Release() with { SeedsOver = "customers" };

        Assert.Equal(2, new Story(policy).Proposed(plan).Session.Needed);
        Assert.Equal(1, new Story(policy).Proposed().Session.Needed);
    }

    [Fact]
    public void A_release_runs_since_its_last_step_before_the_watch()
    {
        var story = new Story();
        Assert.Null(story.Session.RunningSince);
        story.Started().RunUpTo(StepKind.Health).After(TimeSpan.FromMinutes(5)).RunStep();
        var healthy = story.Now;

        story.After(TimeSpan.FromMinutes(20)).RunToEnd();

        Assert.Equal(healthy, story.Session.RunningSince);
    }

    [Fact]
    public void Only_a_rollback_that_brought_its_code_takes_a_release_back()
    {
        var release = new Story().Started().RunToEnd().Session;
        var back = new Story(kind: SessionKind.Rollback).Started();

        Assert.False(release.IsTakenBackBy(back.Session with { Returns = release.Number }));
        Assert.True(release.IsTakenBackBy(back.RunToEnd().Session with { Returns = release.Number }));
    }
}
