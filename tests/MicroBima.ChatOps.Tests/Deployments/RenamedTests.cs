using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Anybody may change the name of their account. An account that the team's list of people does not claim goes by that name, and stays one person all the same.</summary>
public sealed class RenamedTests
{
    [Fact]
    public void A01_who_asked_for_it_does_not_approve_it_under_a_new_name()
    {
        var story = new Story().Proposed();

        Assert.IsType<Refusal.Self>(story.Refused(story.Approval(Team.Renamed(Team.Ana))));
        Assert.False(story.Session.HasStarted);
    }

    [Fact]
    public void A12_who_approved_does_not_count_once_more_under_a_new_name()
    {
        var story = new Story(Team.Policy(people: 3)).Proposed().Approved(Team.Ben);

        Assert.Equal(new Refusal.Twice(2, 1), story.Refused(story.Approval(Team.Renamed(Team.Ben))));
        Assert.False(story.Session.HasStarted);
    }

    [Fact]
    public void A12_two_approvals_from_one_account_that_are_on_record_count_as_one_and_the_requesters_not_at_all()
    {
        var story = new Story(Team.Policy(people: 4)).Proposed().Approved(Team.Ben);
        var session = new[] { Team.Renamed(Team.Ben), Team.Renamed(Team.Ana) }.Aggregate(
            story.Session,
            (before, by) => Apply.To(before, new SessionEvent.Approved(story.Now, by, story.Digest))
        );

        Assert.Equal(Team.Ben.Person, Assert.Single(session.CountedApprovals).Person);
    }

    [Fact]
    public void J07_nobody_says_twice_that_a_restore_goes_on_without_its_safety_backup()
    {
        var story = new Story(kind: SessionKind.Restore)
            .Started(SamplePlans.Restore())
            .BeginStep()
            .Reports(Story.NoBackup());
        SessionRequest.Mend Word(Actor by) => new(by, Remedy.GoWithout, Restoring.SubjectOf(1));

        story.Does(Word(Team.Ben));
        Assert.Equal(new Refusal.Twice(2, 1), story.Refused(Word(Team.Renamed(Team.Ben))));

        Assert.Equal(1, Restoring.Missing(story.Session, Restoring.WaiversOf(story.Session, 1)));
        Assert.Empty(Restoring.OtherWaivers(story.Does(Word(Team.Renamed(Team.Ana))).Session).Skip(1));
        Assert.True(Restoring.IsUnsecured(story.Session));
    }
}
