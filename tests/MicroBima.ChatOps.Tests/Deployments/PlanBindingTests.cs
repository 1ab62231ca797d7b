using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>The plan that was approved is the plan that runs.</summary>
public sealed class PlanBindingTests
{
    [Fact]
    public void P1_A_branch_that_moved_between_card_and_click_stops_the_approval()
    {
        var story = new Story().Proposed();

        var refusal = story.Refused(story.Approval(Team.Ben, "staging moved from 9b1e2d4 to 4410aa7"));

        Assert.Contains("staging moved from 9b1e2d4 to 4410aa7", refusal.Why, StringComparison.Ordinal);
        Assert.IsType<Phase.Preparing>(story.Session.Phase);
        Assert.False(story.Session.HasStarted);
    }

    [Theory]
    [InlineData(StepMode.Auto)]
    [InlineData(StepMode.Confirm)]
    public void P2_A_branch_that_moved_between_click_and_push_voids_everything(StepMode mode)
    {
        var story = new Story().Started(SamplePlans.Release().WithModes(mode)).RunUpTo(StepKind.Push);

        story.BeginStep(Story.Moved("staging moved from 9b1e2d4 to 4410aa7"));

        Assert.IsType<Phase.Preparing>(story.Session.Phase);
        Assert.Empty(story.Session.CountedApprovals);
        Assert.DoesNotContain(story.Intents, intent => intent.Step is StepKind.Push);
    }

    [Fact]
    public void C01_A_click_on_Start_has_not_pushed_anything_yet()
    {
        var story = new Story().Started(SamplePlans.Release().WithModes(StepMode.Confirm)).RunUpTo(StepKind.Push);
        story.Begin();

        story.Does(new SessionRequest.Confirm(Team.Ben, StepKind.Push));

        Assert.False(story.Session.MayHavePushed);
    }

    [Fact]
    public void C01_A_push_that_was_not_allowed_to_begin_has_not_pushed_anything()
    {
        var story = new Story().Started().RunUpTo(StepKind.Push);

        story.Begin(Story.Obstacle("the Friday freeze is in force"));
        story.Does(new SessionRequest.Retry(Team.Ben));

        Assert.False(story.Session.MayHavePushed);
    }

    [Fact]
    public void C01_A_push_that_was_seen_to_fail_is_checked_again_before_its_retry()
    {
        var story = new Story()
            .Started()
            .RunUpTo(StepKind.Push)
            .BeginStep()
            .Reports(Story.Failure(ProblemNature.Failed));
        story.Does(new SessionRequest.Retry(Team.Ben));

        story.Begin(Story.Moved("master moved"));

        Assert.IsType<Phase.Preparing>(story.Session.Phase);
    }

    [Fact]
    public void A_push_that_nobody_knows_about_may_have_happened_until_somebody_has_looked()
    {
        var story = new Story().Started().RunUpTo(StepKind.Push).BeginStep();
        Assert.True(story.Session.MayHavePushed);

        story.Reports(Story.Failure(ProblemNature.Unknown));
        Assert.True(story.Session.MayHavePushed);

        story
            .Does(new SessionRequest.Retry(Team.Ben))
            .BeginStep()
            .Reports(new StepOutcome.NotStarted("master is unchanged"));
        Assert.False(story.Session.MayHavePushed);
    }

    [Fact]
    public void A_person_who_says_that_they_pushed_may_have_pushed()
    {
        var story = new Story().Started(SamplePlans.Release().WithModes(StepMode.Manual)).RunUpTo(StepKind.Push);
        story.Begin();

        story.Does(new SessionRequest.Confirm(Team.Ben, StepKind.Push));

        Assert.True(story.Session.MayHavePushed);
    }

    [Fact]
    public void P6_An_approval_of_one_plan_does_not_start_another()
    {
        var story = new Story().Proposed(SamplePlans.Release(1));
        var approval = story.Approval(Team.Ben);
        story.Does(new SessionRequest.Retry(Team.Ana)).Proposed(SamplePlans.Release(2));

        Assert.IsType<Refusal.Superseded>(story.Refused(approval));
        Assert.False(story.Session.HasStarted);
    }

    [Fact]
    public void C15_An_approval_given_to_the_plan_before_does_not_count_for_the_new_one()
    {
        var story = new Story(Team.Policy(people: 3)).Proposed(SamplePlans.Release(1)).Approved(Team.Ben);

        story.Does(new SessionRequest.Retry(Team.Ana)).Proposed(SamplePlans.Release(2)).Approved(Team.Cara);

        Assert.False(story.Session.HasStarted);
        Assert.Equal(["cara"], story.Session.CountedApprovals.Select(approval => approval.Person.Value));
    }

    [Fact]
    public void C05_Dates_of_commits_play_no_part()
    {
        Assert.DoesNotContain(
            SamplePlans.Release().Fields,
            field => field.Name.Contains("date", StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public void P7_A_note_that_is_written_anew_keeps_the_approval()
    {
        var plan = SamplePlans.Release();

        Assert.Equal(plan.Digest, (plan with { Notes = [new PlanNote(NoteLevel.Info, "other words")] }).Digest);
    }

    [Fact]
    public void P3_A_migration_that_was_edited_under_its_name_is_another_plan()
    {
        var plan = SamplePlans.Release();
        var edited = plan with { Migrations = [plan.Migrations[0] with { Checksum = new string('0', 64) }] };

        Assert.NotEqual(plan.Digest, edited.Digest);
    }

    [Fact]
    public void P4_A_migration_that_was_added_is_another_plan()
    {
        Assert.NotEqual(SamplePlans.Release(migrations: 1).Digest, SamplePlans.Release(migrations: 2).Digest);
    }

    [Fact]
    public void P5_A_step_that_runs_by_itself_instead_of_by_click_is_another_plan()
    {
        var plan = SamplePlans.Release();
        var other = plan with { Steps = plan.Steps.SetItem(3, new(StepKind.Migrate, StepMode.Auto)) };

        Assert.NotEqual(plan.Digest, other.Digest);
    }

    [Fact]
    public void B04_A_late_result_of_the_plan_before_does_not_touch_the_new_one()
    {
        var story = new Story().Proposed(SamplePlans.Release(1));
        var old = story.Digest;
        story.Does(new SessionRequest.Retry(Team.Ana)).Proposed(SamplePlans.Release(2));

        var check = new SessionRequest.Check(old, Checklists.ChecklistItem.Backup, new Checklists.Standing.Checking());

        Assert.IsType<Refusal.NotNow>(story.Refused(check));
    }
}
