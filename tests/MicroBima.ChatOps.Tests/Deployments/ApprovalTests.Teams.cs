using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <content>Where somebody of another team has to approve.</content>
public sealed partial class ApprovalTests
{
    [Fact]
    public void A17_The_requesters_team_does_not_make_the_quorum_by_itself_where_another_is_asked_for()
    {
        var policy = Team.Policy(people: 3) with
        {
            Teams = [new(Team.Ana.Person, "app"), new(Team.Ben.Person, "app"), new(Team.Dan.Person, "data")],
        };

        // Ben is of Ana's team, and nobody says of which team Cara is.
        var story = new Story(policy).Proposed().Approved(Team.Ben);
        Assert.IsType<Refusal.OnlyOneTeam>(story.Refused(story.Approval(Team.Cara)));
        Assert.False(story.Session.HasStarted);

        Assert.True(story.Approved(Team.Dan).Session.HasStarted);
    }

    [Fact]
    public void A17_Nobody_is_of_another_team_than_somebody_whose_team_is_unknown()
    {
        var policy = Team.Policy() with { Teams = [new(Team.Ben.Person, "app"), new(Team.Dan.Person, "data")] };
        var story = new Story(policy).Proposed();

        Assert.IsType<Refusal.OnlyOneTeam>(story.Refused(story.Approval(Team.Ben)));
        Assert.IsType<Refusal.OnlyOneTeam>(story.Refused(story.Approval(Team.Dan)));
        Assert.False(story.Session.HasStarted);
    }

    [Fact]
    public void A17_Nothing_begins_once_the_only_approver_of_another_team_has_lost_the_role()
    {
        var policy = Team.Policy() with { Teams = [new(Team.Ana.Person, "app"), new(Team.Ben.Person, "data")] };
        var story = new Story(policy).Proposed().Approved(Team.Ben);
        var changed = policy with { Teams = [new(Team.Ana.Person, "app"), new(Team.Ben.Person, "app")] };

        Assert.Null(Approving.Lacking(story.Session, [Team.Ben.Person]));
        Assert.IsType<Refusal.OnlyOneTeam>(
            Approving.Lacking(story.Session with { Policy = changed }, [Team.Ben.Person])
        );
    }
}
