using System.Collections.Immutable;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>What may be done about a step that stopped: only what its problem offers, by people who may, and for exactly the session of the database that was shown.</summary>
public sealed class RemedyTests
{
    private static readonly Blocker Blocker = new(
        42,
        new DateTimeOffset(2026, 9, 10, 11, 0, 0, TimeSpan.Zero),
        "app",
        "report",
        "idle in transaction",
        null,
        "select 1"
    );

    public static TheoryData<Remedy> All => [.. Enum.GetValues<Remedy>().Except([Remedy.GoWithout])];

    [Theory]
    [MemberData(nameof(All))]
    public void D4_only_what_the_problem_offers_is_done(Remedy offered)
    {
        foreach (var asked in Enum.GetValues<Remedy>())
        {
            var story = Stopped(offered);

            var decision = story.Ask(new SessionRequest.Mend(Team.Ben, asked, Blocker.Key));

            Assert.Equal(asked == offered, decision is Decision.Accepted);
            Assert.Equal(
                asked == offered ? new StepState.Confirmed(Team.Ben.Person, story.Now, asked) : null,
                (story.Session.Current!.State as StepState.Confirmed) is { } confirmed
                    ? confirmed with
                    {
                        Blocker = null,
                    }
                    : null
            );
        }
    }

    [Fact]
    public void D4_Retry_is_refused_where_it_is_not_offered() =>
        Assert.IsType<Refusal.NotNow>(Stopped(Remedy.MarkApplied).Refused(new SessionRequest.Retry(Team.Ben)));

    [Fact]
    public void D3_another_session_of_the_database_than_the_one_that_was_shown_is_not_ended()
    {
        var story = Stopped(Remedy.EndBlocker);
        var later = Blocker with { Began = Blocker.Began.AddMinutes(1) };

        story.Refused(new SessionRequest.Mend(Team.Ben, Remedy.EndBlocker, later.Key));
        story.Does(new SessionRequest.Mend(Team.Ben, Remedy.EndBlocker, Blocker.Key));

        Assert.Equal(Blocker, Assert.IsType<StepState.Confirmed>(story.Session.Current!.State).Blocker);
    }

    [Fact]
    public void D3_what_concerns_no_session_of_the_database_ends_none()
    {
        var story = Stopped(Remedy.LookAgain, Remedy.EndBlocker);

        story.Does(new SessionRequest.Mend(Team.Ben, Remedy.LookAgain));

        Assert.Null(Assert.IsType<StepState.Confirmed>(story.Session.Current!.State).Blocker);
    }

    [Fact]
    public void Whoever_may_not_act_repairs_nothing()
    {
        var stranger = Team.Ben with { Roles = [] };

        Assert.IsType<Refusal.NotPermitted>(
            Stopped(Remedy.MarkApplied).Refused(new SessionRequest.Mend(stranger, Remedy.MarkApplied))
        );
    }

    [Fact]
    public void The_card_has_the_buttons_that_the_problem_offers()
    {
        var labels = CardButtons
            .Of(Stopped(Remedy.MarkRolledBack, Remedy.LookAgain).Session)
            .Select(one => one.Label)
            .ToList();

        Assert.Contains("Mark rolled back", labels);
        Assert.Contains("Look again", labels);
        Assert.DoesNotContain("Retry", labels);
        Assert.DoesNotContain("Mark applied", labels);
    }

    [Fact]
    public void B03_the_button_that_ends_a_session_opens_for_that_session_only()
    {
        var session = Stopped(Remedy.EndBlocker).Session;
        var ledger = Ledger.Empty with { Sessions = Ledger.Empty.Sessions.Add(57, session) };
        ButtonTarget Target(Blocker of) => new(session.Number, session.Revision, ButtonVerb.EndBlockerNow, of.Key);

        Assert.Equal(Target(Blocker), ButtonSeal.TryOpen(ButtonSeal.IdOf(Target(Blocker), session.Seal), ledger));
        Assert.Null(ButtonSeal.TryOpen(ButtonSeal.IdOf(Target(Blocker with { Pid = 43 }), session.Seal), ledger));
    }

    private static Story Stopped(params ImmutableArray<Remedy> remedies)
    {
        var story = new Story().Started(SamplePlans.Release(migrations: 1)).RunUpTo(StepKind.Migrate).BeginStep();
        return story.Reports(
            new StepOutcome.Failed(
                new Problem("it failed", "", "choose", ProblemNature.Failed) { Remedies = remedies, Blocker = Blocker }
            )
        );
    }
}
