using System.Collections.Immutable;
using System.Text;
using CsCheck;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Storage;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>What the rehearsal finds is part of the plan before anybody can approve it, and never changes afterwards.</summary>
public sealed class RehearsalTests
{
    private static readonly Gen<ImmutableArray<string>> Lines = Gen.OneOf(
            "SHARE lock on policies",
            "customers",
            "a",
            ""
        )
        .Array[0, 3]
        .Select(lines => lines.ToImmutableArray());

    private static readonly Gen<Rehearsal> AnyRehearsal = Gen.Select(
        Lines,
        Lines,
        Lines,
        Gen.Int[0, 9],
        (locks, losses, cautions, seconds) => Found(locks, losses, cautions, seconds)
    );

    [Fact]
    public void P10_C14_whatever_it_finds_makes_another_digest_and_the_time_it_took_does_not() =>
        Gen.Select(AnyRehearsal, AnyRehearsal)
            .Sample(
                (one, other) =>
                {
                    var plan = SamplePlans.Release();
                    var (first, second) = (plan with { Rehearsals = [one] }, plan with { Rehearsals = [other] });

                    Assert.NotEqual(plan.Digest, first.Digest);
                    Assert.Equal(plan.Digest, first.Draft);
                    Assert.Equal(one.Bound == other.Bound, first.Digest == second.Digest);
                    Assert.Equal(
                        first.Digest,
                        (first with { Rehearsals = [one with { Took = TimeSpan.Zero }] }).Digest
                    );
                }
            );

    [Fact]
    public void A8_nobody_can_approve_while_it_is_being_rehearsed()
    {
        var story = Rehearsing();

        Assert.IsType<Refusal.ChecklistOpen>(story.Refused(story.Approval(Team.Ben)));
        Assert.Equal("preparing", story.Session.State);
    }

    [Fact]
    public void P6_an_approval_of_the_plan_before_the_rehearsal_is_none_of_the_plan_after_it()
    {
        var story = Rehearsing();
        var early = story.Approval(Team.Ben);

        Complete(story, Found(["SHARE lock on policies"], [], [], 1));

        Assert.IsType<Refusal.Superseded>(story.Refused(early));
        story.Does(story.Approval(Team.Ben));
        Assert.True(story.Session.HasStarted);
    }

    [Fact]
    public void Whoever_read_the_plan_before_has_not_read_what_was_found()
    {
        var story = Rehearsing().Does(new SessionRequest.Read(Team.Ben));
        Assert.NotEmpty(story.Session.Proposal!.Readers);

        Complete(story, Found([], ["DROP COLUMN customers.old_phone: 1 204 non-null values"], [], 1));

        Assert.Empty(story.Session.Proposal!.Readers);
    }

    [Fact]
    public void Other_checks_report_by_the_draft_and_count_before_and_after()
    {
        var story = Rehearsing(ChecklistItem.Staging);
        var draft = story.Digest;
        Complete(story, Found(["SHARE lock on policies"], [], [], 1));

        story.Does(new SessionRequest.Check(draft, ChecklistItem.Staging, Proven(story)));

        Assert.IsType<Phase.AwaitingApproval>(story.Session.Phase);
    }

    [Fact]
    public void C14_once_the_migrations_are_checked_nothing_is_added_to_the_plan()
    {
        var story = Rehearsing();
        Complete(story, Found([], [], [], 1));
        var digest = story.Digest;

        story.Refused(new SessionRequest.Rehearse(story.Session.Proposal!.Plan.Draft, [Found(["x"], [], [], 1)]));
        story.Approved(Team.Ben);
        story.Refused(new SessionRequest.Rehearse(story.Session.Proposal!.Plan.Draft, [Found(["x"], [], [], 1)]));

        Assert.Equal(digest, story.Digest);
    }

    [Fact]
    public void C14_while_another_item_is_open_a_second_rehearsal_adds_nothing_to_the_plan()
    {
        var story = Rehearsing(ChecklistItem.Staging);
        Complete(story, Found([], [], [], 1));

        story.Refused(new SessionRequest.Rehearse(story.Session.Proposal!.Plan.Draft, [Found(["x"], [], [], 1)]));

        Assert.IsType<Phase.Checking>(story.Session.Phase);
    }

    [Fact]
    public void I_have_read_it_signs_no_plan_that_is_being_made_anew()
    {
        var story = new Story();
        story.Proposed(list: story.Complete().With(ChecklistItem.Migrations, new Standing.Open("Read the SQL.")));
        story.Does(new SessionRequest.Retry(Team.Ana));

        story.Does(new SessionRequest.Read(Team.Ben));

        Assert.Empty(story.Events.OfType<SessionEvent.Signed>());
    }

    [Fact]
    public void A_rehearsal_of_another_plan_is_refused()
    {
        var story = Rehearsing();

        story.Refused(new SessionRequest.Rehearse(SamplePlans.Release(9).Draft, [Found([], [], [], 1)]));
    }

    [Fact]
    public void L10_a_plan_that_was_stored_before_there_were_rehearsals_is_read_with_the_same_digest()
    {
        var stored = new Batch(
            "session-1",
            1,
            "",
            [
                new SessionEvent.Proposed(
                    new(2026, 9, 10, 12, 0, 0, TimeSpan.Zero),
                    SamplePlans.Release(),
                    Checklist.Unchecked
                ),
            ]
        );
        var text = Encoding.UTF8.GetString(JournalFormat.Write(stored));
        Assert.Contains(",\"rehearsals\":[]", text, StringComparison.Ordinal);

        var read = JournalFormat.Read(
            Encoding.UTF8.GetBytes(text.Replace(",\"rehearsals\":[]", "", StringComparison.Ordinal))
        );

        var plan = Assert.IsType<SessionEvent.Proposed>(Assert.Single(read.Facts)).Plan;
        Assert.Equal(SamplePlans.Release().Digest, plan.Digest);
        Assert.Empty(plan.Rehearsals);
    }

    private static Rehearsal Found(
        ImmutableArray<string> locks,
        ImmutableArray<string> losses,
        ImmutableArray<string> cautions,
        int seconds
    ) =>
        new(
            "20260901000000_add_index_1",
            "the restored backup",
            TimeSpan.FromSeconds(seconds),
            locks,
            [],
            losses,
            cautions
        );

    private static Story Rehearsing(params ReadOnlySpan<ChecklistItem> waiting)
    {
        var story = new Story();
        var list = story.Complete().With(ChecklistItem.Migrations, new Standing.Checking());
        foreach (var item in waiting)
            list = list.With(item, new Standing.Checking());

        return story.Proposed(list: list);
    }

    private static void Complete(Story story, Rehearsal found)
    {
        var draft = story.Session.Proposal!.Plan.Draft;
        story.Does(new SessionRequest.Rehearse(draft, [found]));
        story.Does(new SessionRequest.Check(draft, ChecklistItem.Migrations, Proven(story)));
    }

    private static Standing.Proven Proven(Story story) =>
        new(new Evidence("seen", story.Now, story.Now + TimeSpan.FromHours(1)));
}
