using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Who counts, for what, and how long.</summary>
public sealed partial class ApprovalTests
{
    [Fact]
    public void A01_A1_The_requester_cannot_approve_their_own_deployment()
    {
        var story = new Story().Proposed();

        var refusal = story.Refused(story.Approval(Team.Ana));

        Assert.IsType<Refusal.Self>(refusal);
        Assert.Empty(story.Session.CountedApprovals);
        Assert.False(story.Session.HasStarted);
    }

    [Fact]
    public void A14_A_dangerous_migration_raises_the_quorum_by_what_the_policy_says()
    {
        var policy = Team.Policy() with { PeopleForDanger = 3 };
        var danger = new Story(policy).Proposed(SamplePlans.Reviewed()).Approved(Team.Ben);
        var caution = new Story(policy).Proposed(SamplePlans.Reviewed(Risk.Caution)).Approved(Team.Ben);

        Assert.False(danger.Session.HasStarted);
        Assert.True(caution.Session.HasStarted);
        Assert.True(danger.Approved(Team.Cara).Session.HasStarted);
    }

    [Theory]
    [InlineData(2, 0, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(2, 3, 2)]
    [InlineData(4, 2, 3)]
    public void A14_The_number_for_danger_raises_and_never_lowers(int people, int forDanger, int needed)
    {
        var policy = Team.Policy(people) with { PeopleForDanger = forDanger };

        Assert.Equal(needed, policy.NeededFor(isDangerous: true));
        Assert.Equal(people - 1, policy.NeededFor(isDangerous: false));
    }

    [Fact]
    public void A10_A_second_account_of_the_requester_is_the_requester()
    {
        var story = new Story().Proposed();

        Assert.IsType<Refusal.Self>(story.Refused(story.Approval(Team.AnaOnHerPhone)));
    }

    [Fact]
    public void A10_A3_Two_accounts_of_one_approver_count_once()
    {
        var story = new Story(Team.Policy(people: 3)).Proposed().Approved(Team.Ben);

        var refusal = story.Refused(story.Approval(Team.BenAtHome));

        Assert.IsType<Refusal.Twice>(refusal);
        Assert.Single(story.Session.CountedApprovals);
    }

    [Fact]
    public void A12_A2_D02_A_double_click_counts_once()
    {
        var story = new Story(Team.Policy(people: 3)).Proposed().Approved(Team.Ben);

        Assert.IsType<Refusal.Twice>(story.Refused(story.Approval(Team.Ben)));
        Assert.Single(story.Session.CountedApprovals);
    }

    [Fact]
    public void A03_Without_the_role_nothing_is_said_about_who_could_or_about_the_plan()
    {
        var story = new Story().Proposed();

        var refusal = Assert.IsType<Refusal.NotPermitted>(story.Refused(story.Approval(Team.Stranger)));

        Assert.DoesNotContain("ben", refusal.Why + refusal.Next, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(story.Digest.Short, refusal.Why + refusal.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void A06_A_role_of_the_same_name_with_another_id_is_another_role()
    {
        var story = new Story().Proposed();

        Assert.IsType<Refusal.NotPermitted>(story.Refused(story.Approval(Team.RoleOfTheSameName)));
    }

    [Fact]
    public void A07_Being_owner_or_administrator_is_no_role()
    {
        var policy = Team.Policy();

        Assert.False(policy.MayApprove(Team.Ben with { Roles = [] }));
        Assert.False(policy.MayRequest(Team.Ben with { Roles = [] }));
    }

    [Fact]
    public void A08_A_bot_with_every_role_may_nothing()
    {
        var policy = Team.Policy();

        Assert.False(policy.MayApprove(Team.Robot));
        Assert.False(policy.MayRequest(Team.Robot));
        Assert.False(policy.MayAct(Team.Robot));
    }

    [Fact]
    public void A09_Where_a_list_of_accounts_is_configured_the_role_alone_is_not_enough()
    {
        var policy = Team.Policy() with { AllowedAccounts = [Team.Ben.Account] };

        Assert.True(policy.MayApprove(Team.Ben));
        Assert.False(policy.MayApprove(Team.Cara));
        Assert.False(policy.MayApprove(Team.Ben with { Roles = [] }));
    }

    [Fact]
    public void A11_The_authors_do_not_make_the_quorum_among_themselves_where_the_policy_says_so()
    {
        var story = new Story(Team.Policy(authorsNeedAnother: true)).Proposed();

        Assert.IsType<Refusal.OnlyAuthors>(story.Refused(story.Approval(Team.Dan)));
        Assert.True(story.Approved(Team.Ben).Session.HasStarted);
    }

    [Fact]
    public void A4_An_author_counts_beside_somebody_who_wrote_nothing()
    {
        var story = new Story(Team.Policy(people: 3, authorsNeedAnother: true)).Proposed().Approved(Team.Dan);

        Assert.False(story.Session.HasStarted);
        Assert.True(story.Approved(Team.Ben).Session.HasStarted);
    }

    [Fact]
    public void A11_An_author_does_not_stand_alone_once_the_other_approval_is_void()
    {
        var story = new Story(Team.Policy(authorsNeedAnother: true)).Started();
        story.Begin(Story.Obstacle("the freeze is in force"));
        story.Approved(Team.Dan).Begin(Story.Lost(Team.Ben));

        story.Does(new SessionRequest.Retry(Team.Dan)).Begin();

        Assert.Empty(story.Intents);
        Assert.Contains(
            "only people who wrote its commits",
            Assert.IsType<Phase.Paused>(story.Session.Phase).Problem.What,
            StringComparison.Ordinal
        );
        story.Approved(Team.Cara).BeginStep();
        Assert.Single(story.Intents);
    }

    [Fact]
    public void A13_A_no_ends_the_session_and_no_yes_brings_it_back()
    {
        var story = new Story().Proposed().Does(new SessionRequest.Reject(Team.Cara, "Not before the audit."));

        var refusal = story.Refused(story.Approval(Team.Ben));

        Assert.IsType<Refusal.NotNow>(refusal);
        Assert.Equal(Ending.Rejected, Assert.IsType<Phase.Ended>(story.Session.Phase).How);
    }

    [Fact]
    public void A6_A_no_needs_a_reason_and_everybody_reads_it()
    {
        var story = new Story().Proposed();

        Assert.IsType<Refusal.ReasonTooShort>(story.Refused(new SessionRequest.Reject(Team.Cara, " \t")));
        story.Does(new SessionRequest.Reject(Team.Cara, "Not before the audit."));

        Assert.Contains(
            "“Not before the audit”",
            Assert.IsType<Phase.Ended>(story.Session.Phase).Why,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A13_A_no_after_the_start_stops_the_run_after_the_step_at_work()
    {
        var story = new Story().Started().BeginStep();

        story
            .Does(new SessionRequest.Reject(Team.Cara, "Stop, wrong day."))
            .Reports(new StepOutcome.Succeeded("dumped"));

        Assert.Equal(Ending.Aborted, Assert.IsType<Phase.Ended>(story.Session.Phase).How);
        Assert.Single(story.Intents);
    }

    [Fact]
    public void A5_A_role_that_is_gone_at_the_start_voids_the_approval_and_the_session_waits()
    {
        var story = new Story().Started();

        story.Begin(Story.Lost(Team.Ben));

        var paused = Assert.IsType<Phase.Paused>(story.Session.Phase);
        Assert.Equal(ProblemNature.NotAllowed, paused.Problem.Nature);
        Assert.Empty(story.Session.CountedApprovals);
        Assert.Empty(story.Intents);
    }

    [Fact]
    public void A04_After_a_lost_approval_another_person_takes_its_place_and_the_run_goes_on()
    {
        var story = new Story().Started();
        story.Begin(Story.Lost(Team.Ben));

        story.Approved(Team.Cara).BeginStep();

        Assert.Equal(["cara"], story.Session.CountedApprovals.Select(approval => approval.Person.Value));
        Assert.Single(story.Intents);
    }

    [Fact]
    public void A04_Every_effect_is_checked_again_not_only_the_first()
    {
        var story = new Story().Started().RunUpTo(StepKind.Push);

        story.Begin(Story.Lost(Team.Ben));

        Assert.IsType<Phase.Paused>(story.Session.Phase);
        Assert.DoesNotContain(story.Intents, intent => intent.Step is StepKind.Push);
    }

    [Fact]
    public void A7_After_the_expiry_the_answer_is_expired_and_not_denied()
    {
        var story = new Story().Proposed().After(TimeSpan.FromMinutes(30));

        var refusal = Assert.IsType<Refusal.TooLate>(story.Refused(story.Approval(Team.Ben)));

        Assert.Contains("expired", refusal.Why, StringComparison.Ordinal);
        Assert.Contains("nobody denied", refusal.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("rejected", refusal.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A7_The_session_ends_by_itself_when_nobody_approves_and_still_says_expired()
    {
        var story = new Story().Proposed().After(TimeSpan.FromMinutes(30)).Does(new SessionRequest.Tick());

        Assert.Equal(Ending.Expired, Assert.IsType<Phase.Ended>(story.Session.Phase).How);
        Assert.IsType<Refusal.TooLate>(story.Refused(story.Approval(Team.Ben)));
    }

    [Fact]
    public void A8_Nothing_can_be_approved_while_the_plan_is_being_made()
    {
        var story = new Story();
        var digest = SamplePlans.Release().Digest;

        Assert.IsType<Refusal.NotNow>(story.Refused(new SessionRequest.Approve(Team.Ben, digest, [])));
    }

    [Fact]
    public void A8_Nothing_can_be_approved_while_the_plan_is_made_again()
    {
        var story = new Story().Proposed().Does(new SessionRequest.Retry(Team.Ana));

        Assert.IsType<Refusal.NotNow>(story.Refused(story.Approval(Team.Ben)));
    }

    [Fact]
    public void A9_The_answer_says_how_many_are_missing()
    {
        var story = new Story(Team.Policy(people: 3)).Proposed().Approved(Team.Ben);

        Assert.Contains("1 other people", story.Refused(story.Approval(Team.Ben)).Next, StringComparison.Ordinal);
    }

    [Fact]
    public void C16_An_approval_that_was_given_in_time_does_not_start_anything_after_its_lifetime()
    {
        var story = new Story().Started(SamplePlans.Release().WithModes(StepMode.Confirm));
        story.Begin();
        story.Does(new SessionRequest.Confirm(Team.Ben, StepKind.Backup)).After(TimeSpan.FromMinutes(30));

        story.Begin();

        Assert.IsType<Phase.Paused>(story.Session.Phase);
        Assert.Empty(story.Session.CountedApprovals);
        Assert.Empty(story.Intents);
    }

    [Fact]
    public void C16_A_run_that_is_too_old_begins_nothing_more()
    {
        var story = new Story().Started().RunUpTo(StepKind.Push).After(TimeSpan.FromHours(5));

        story.Begin();

        Assert.Contains(
            "older than",
            Assert.IsType<Phase.Paused>(story.Session.Phase).Problem.What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_plan_with_a_blocker_cannot_be_approved()
    {
        var plan = SamplePlans.Release() with
        {
            Notes = [new PlanNote(NoteLevel.Blocker, "staging holds a revert of itself")],
        };
        var story = new Story().Proposed(plan);

        Assert.Contains(
            "a revert of itself",
            Assert.IsType<Refusal.Blocked>(story.Refused(story.Approval(Team.Ben))).Why,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void D11_Evidence_that_has_become_too_old_is_no_evidence()
    {
        var story = new Story(Team.Policy() with { Expires = TimeSpan.FromHours(2) })
            .Proposed()
            .After(TimeSpan.FromMinutes(61));

        Assert.IsType<Refusal.Stale>(story.Refused(story.Approval(Team.Ben)));
    }

    [Fact]
    public void C19_Nothing_is_approved_before_the_backup_is_proven()
    {
        var story = new Story();
        story.Proposed(list: story.Complete().With(ChecklistItem.Backup, new Standing.Checking()));

        var refusal = Assert.IsType<Refusal.ChecklistOpen>(story.Refused(story.Approval(Team.Ben)));

        Assert.Equal(ChecklistItem.Backup, Assert.Single(refusal.Items));
    }

    [Fact]
    public void A_check_that_failed_cannot_be_signed_away()
    {
        var story = new Story();
        story.Proposed(
            list: story
                .Complete()
                .With(ChecklistItem.Backup, new Standing.Failed(new Evidence("truncated", story.Now, story.Now)))
        );

        Assert.IsType<Refusal.NotToSign>(story.Refused(new SessionRequest.Sign(Team.Ben, ChecklistItem.Backup)));
    }

    [Fact]
    public void What_is_signed_already_does_not_wait_for_a_signature_though_the_whole_list_is_done()
    {
        var story = new Story();
        story.Proposed(list: story.Complete());

        var refusal = story.Refused(new SessionRequest.Sign(Team.Ben, ChecklistItem.Team));

        Assert.IsType<Phase.AwaitingApproval>(story.Session.Phase);
        Assert.Equal("Not signed. \"Team notified\" does not wait for a signature.", refusal.Why);
    }

    [Fact]
    public void A_second_press_of_a_signature_says_who_signed()
    {
        var story = new Story();
        story.Proposed(list: story.Complete().With(ChecklistItem.Team, new Standing.Open("tell them")));
        story.Does(new SessionRequest.Sign(Team.Ben, ChecklistItem.Team));

        var refusal = story.Refused(new SessionRequest.Sign(Team.Ben, ChecklistItem.Team));

        Assert.Equal("\"Team notified\" is signed already, by ben.", refusal.Why);
    }

    [Fact]
    public void Reading_the_plan_signs_the_migrations()
    {
        var story = new Story();
        story.Proposed(list: story.Complete().With(ChecklistItem.Migrations, new Standing.Open("read them")));

        story.Does(new SessionRequest.Read(Team.Cara));

        Assert.IsType<Standing.Signed>(story.Session.Proposal!.Checklist.Items[ChecklistItem.Migrations]);
        Assert.IsType<Phase.AwaitingApproval>(story.Session.Phase);
        Assert.Contains("cara", story.Session.Proposal.Readers);
    }
}
