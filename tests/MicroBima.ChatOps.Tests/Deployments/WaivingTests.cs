using CsCheck;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>A restore whose safety backup failed goes on only by the word of as many people as an approval takes, and nobody can overlook it.</summary>
public sealed class WaivingTests
{
    private static readonly StepKind[] Dangerous = [StepKind.Stop, StepKind.Restore, StepKind.Verify, StepKind.Swap];

    public static TheoryData<string[]> NotEnough =>
        new(
            (string[])["ben"],
            ["ana"],
            ["ben", "ben"],
            ["ben", "ben at home"],
            ["ana", "ana on her phone"],
            ["ben", "stranger"],
            ["ben", "robot"]
        );

    [Fact]
    public void J07_without_a_safety_backup_it_goes_on_when_two_people_say_so_and_both_are_on_record()
    {
        var story = Failed();

        story.Does(Word(story, Team.Ben)).Does(Word(story, Team.Ana));
        story.Begin();

        Assert.Equal(Team.Ben.Account, Assert.Single(Restoring.OtherWaivers(story.Session)).Account);
        Assert.Equal(StepKind.Stop, story.Intents.Last().Step);
        Assert.Equal(
            [Team.Ben, Team.Ana],
            story.Events.OfType<SessionEvent.SafetyWaived>().Select(waived => waived.By)
        );
        Assert.Equal("restored", story.Reports(new StepOutcome.Succeeded("stopped")).RunToEnd().Session.State);
    }

    [Theory]
    [MemberData(nameof(NotEnough))]
    public void J07_one_person_or_one_with_two_accounts_or_who_may_not_approve_is_not_enough(string[] people)
    {
        var story = Failed();

        foreach (var person in people)
            story.Ask(Word(story, ByName(person)));

        Assert.IsType<Phase.Paused>(story.Session.Phase);
        Assert.DoesNotContain(story.Events, happened => happened is SessionEvent.StepSkipped);
    }

    [Fact]
    public void J07_where_an_approval_takes_more_people_this_takes_as_many_of_them()
    {
        var story = new Story(Team.Policy(people: 3), SessionKind.Restore)
            .Proposed(SamplePlans.Restore())
            .Approved(Team.Ben, Team.Cara)
            .BeginStep()
            .Reports(Story.NoBackup());

        story.Does(Word(story, Team.Ana)).Does(Word(story, Team.Ben));
        Assert.IsType<Phase.Paused>(story.Session.Phase);
        story.Does(Word(story, Team.Cara));

        Assert.True(Restoring.IsUnsecured(story.Session));
    }

    [Fact]
    public void J07_a_word_about_one_failure_is_none_about_the_next()
    {
        var story = Failed();
        var first = Word(story, Team.Ana);
        story.Does(Word(story, Team.Ben)).Does(new SessionRequest.Retry(Team.Ben)).BeginStep();
        story.Reports(Story.NoBackup());

        story.Refused(first);
        story.Does(Word(story, Team.Ana));

        Assert.IsType<Phase.Paused>(story.Session.Phase);
        story.Does(Word(story, Team.Cara));
        Assert.Equal(Team.Cara.Account, Assert.Single(Restoring.OtherWaivers(story.Session)).Account);
    }

    [Fact]
    public void J07_the_word_of_who_asked_for_the_restore_counts_also_where_they_may_approve_nothing()
    {
        var story = Failed().Does(Word(Failed(), Team.Ana with { Roles = [Team.Requesting] }));

        Assert.Equal(Team.Ana.Person, Assert.Single(Restoring.WaiversOf(story.Session, 1)).Person);
        Assert.Equal(
            new Refusal.Twice(2, 1),
            Assert.IsType<Refusal.Twice>(story.Refused(Word(story, Team.AnaOnHerPhone)))
        );
    }

    [Fact]
    public void J07_of_two_who_both_asked_for_it_one_more_is_missing()
    {
        var session = Failed().Session;
        session = session with { Requesters = session.Requesters.Add(Team.Ben.Person.Value) };

        Assert.Equal(1, Restoring.Missing(session, [By(Team.Ana), By(Team.Ben)]));
        Assert.Equal(0, Restoring.Missing(session, [By(Team.Ana), By(Team.Cara)]));
    }

    [Fact]
    public void J07_a_backup_that_is_on_record_as_skipped_on_one_persons_word_secures_nothing()
    {
        var story = Failed();
        story.Does(Word(story, Team.Ben));

        var session = Apply.To(story.Session, new SessionEvent.StepSkipped(story.Now, StepKind.Safety, Team.Ben));

        Assert.All(Dangerous, step => Assert.NotNull(Restoring.Obstacle(session, step)));
    }

    [Fact]
    public void J07_A17_where_another_team_has_to_approve_one_of_it_has_to_say_so()
    {
        var policy = Team.Policy() with
        {
            Teams = [new(Team.Ana.Person, "app"), new(Team.Ben.Person, "data"), new(Team.Cara.Person, "app")],
        };
        var story = new Story(policy, SessionKind.Restore)
            .Started(SamplePlans.Restore())
            .BeginStep()
            .Reports(Story.NoBackup())
            .Does(Word(Failed(), Team.Ana));

        Assert.IsType<Refusal.OnlyOneTeam>(story.Refused(Word(story, Team.Cara)));
        var forced = Apply.To(
            Apply.To(story.Session, new SessionEvent.SafetyWaived(story.Now, Team.Cara, 1)),
            new SessionEvent.StepSkipped(story.Now, StepKind.Safety, Team.Cara)
        );
        Assert.False(Restoring.IsUnsecured(forced));

        story.Does(Word(story, Team.Ben));
        Assert.True(Restoring.IsUnsecured(story.Session));
    }

    [Fact]
    public void J07_a_safety_backup_of_before_the_start_secures_nothing()
    {
        var story = new Story(kind: SessionKind.Restore).Started(SamplePlans.Restore()).RunStep();
        Assert.Null(Restoring.Obstacle(story.Session, StepKind.Stop));

        Assert.NotNull(Restoring.Obstacle(story.Session with { StartedAt = story.Now.AddSeconds(1) }, StepKind.Stop));
    }

    [Fact]
    public void J07_it_is_no_way_around_an_approval_that_does_not_hold_any_more()
    {
        var story = new Story(kind: SessionKind.Restore).Started(SamplePlans.Restore());
        story.Begin(Story.Lost(Team.Ben));

        Assert.IsType<Refusal.NotNow>(story.Refused(Word(story, Team.Cara)));
    }

    [Fact]
    public void J07_while_one_person_is_missing_the_card_says_who_said_so_and_once_decided_what_is_kept()
    {
        var story = Failed();

        story.Does(Word(story, Team.Ben));
        var asking = Text(story);
        story.Does(Word(story, Team.Ana));
        var decided = Text(story);

        Assert.Contains("ben would go on without a safety backup; 1 more", asking, StringComparison.Ordinal);
        Assert.Contains("No safety backup exists", decided, StringComparison.Ordinal);
        Assert.Contains("is kept as `app_before_57` and is the only copy", decided, StringComparison.Ordinal);
    }

    [Fact]
    public void J07_what_is_the_only_copy_is_said_after_the_exchange_for_good_and_never_where_nothing_was_exchanged()
    {
        Story Unsecured()
        {
            var story = Failed();
            return story.Does(Word(story, Team.Ben)).Does(Word(story, Team.Ana));
        }
        var turnedBack = Unsecured().RunUpTo(StepKind.Restore).Does(new SessionRequest.Abort(Team.Ben)).Session;

        Assert.Contains(
            "only copy",
            SafetyWords.Standing(Unsecured().RunToEnd().Session).Source,
            StringComparison.Ordinal
        );
        Assert.Equal(default, SafetyWords.Standing(Unsecured().Does(new SessionRequest.Abort(Team.Ben)).Session));
        Assert.False(turnedBack.IsOver);
        Assert.Equal(default, SafetyWords.Standing(turnedBack));
    }

    [Fact]
    public void J07_nothing_is_said_of_people_who_said_nothing_nor_while_the_backup_is_tried_again()
    {
        var story = Failed();
        Assert.Equal(default, SafetyWords.Standing(story.Session));

        story.Does(Word(story, Team.Ben)).Does(new SessionRequest.Retry(Team.Ben));

        Assert.Equal(default, SafetyWords.Standing(story.Session));
    }

    [Fact]
    public void J07_who_may_not_act_is_not_asked_and_reads_nothing_of_what_failed()
    {
        var card = Assert.IsType<Reply.Say>(SafetyWords.Ask(Failed().Session, Team.Stranger)).Card;

        Assert.Empty(card.Buttons);
        Assert.DoesNotContain(card.Blocks, block => block.Source.Contains("It failed", StringComparison.Ordinal));
    }

    [Fact]
    public void J07_who_presses_reads_what_failed_what_is_kept_and_how_many_have_to_say_so_before_it_counts()
    {
        var story = Failed();

        var card = Assert.IsType<Reply.Say>(SafetyWords.Ask(story.Session, Team.Ben)).Card;

        var text = string.Join('\n', card.Blocks.Select(block => block.Source));
        Assert.Contains("No safety backup: it failed.", text, StringComparison.Ordinal);
        Assert.Contains("`app_before_57` alone", text, StringComparison.Ordinal);
        Assert.Contains("2 people have to say so, 1 of them not the requester", text, StringComparison.Ordinal);
        Assert.Equal(ButtonVerb.GoWithoutNow, Assert.Single(card.Buttons).Target.Verb);
        Assert.Empty(story.Session.Waivers);
    }

    [Fact]
    public void B03_the_button_that_says_yes_opens_for_the_failure_that_was_shown()
    {
        var session = Failed().Session;
        var ledger = Ledger.Empty with { Sessions = Ledger.Empty.Sessions.Add(57, session) };
        ButtonTarget Target(int attempt) =>
            new(session.Number, session.Revision, ButtonVerb.GoWithoutNow, Restoring.SubjectOf(attempt));

        Assert.Contains(CardButtons.Of(session), button => button.Label is "Go on without it");
        Assert.Equal(Target(1), ButtonSeal.TryOpen(ButtonSeal.IdOf(Target(1), session.Seal), ledger));
        Assert.Null(ButtonSeal.TryOpen(ButtonSeal.IdOf(Target(2), session.Seal), ledger));
    }

    [Fact]
    public void J07_whatever_happens_the_database_is_touched_only_after_a_safety_backup_of_this_run_or_the_word_of_two() =>
        SessionMoves
            .Any.Array[1, 60]
            .Sample(
                moves =>
                {
                    // Hours between the moves would end nearly every session before its first step.
                    var story = new Story(kind: SessionKind.Restore).Proposed(SamplePlans.Restore());
                    foreach (var move in moves)
                        story.After(move.Time / 60).Ask(move.Request(story.Session));

                    for (var at = 0; at < story.Events.Count; at++)
                    {
                        if (
                            story.Events[at] is not SessionEvent.StepIntended intended
                            || !Dangerous.Contains(intended.Step)
                        )
                            continue;

                        var since = story.Events.Take(at).ToList();
                        var started = since.FindLastIndex(happened => happened is SessionEvent.Started);
                        Assert.True(IsSecured(since.Skip(started).ToList()));
                    }
                },
                iter: 2000
            );

    private static bool IsSecured(List<SessionEvent> run) =>
        run.Exists(happened => happened is SessionEvent.StepDone { Step: StepKind.Safety })
        || run.OfType<SessionEvent.SafetyWaived>()
            .GroupBy(waived => waived.Attempt)
            .Any(words => words.DistinctBy(word => word.By.Person).DistinctBy(word => word.By.Account).Count() >= 2);

    private static Waiver By(Actor actor) => new(actor.Person, actor.Account, 1);

    private static Story Failed() =>
        new Story(kind: SessionKind.Restore).Started(SamplePlans.Restore()).BeginStep().Reports(Story.NoBackup());

    private static SessionRequest.Mend Word(Story story, Actor by) =>
        new(by, Remedy.GoWithout, Restoring.SubjectOf(story.Session.StepOf(StepKind.Safety)!.Attempt));

    private static string Text(Story story) =>
        string.Join('\n', SessionCard.Render(story.Session, story.Now, null).Blocks.Select(block => block.Source));

    private static Actor ByName(string name) =>
        name switch
        {
            "ana" => Team.Ana,
            "ana on her phone" => Team.AnaOnHerPhone,
            "ben at home" => Team.BenAtHome,
            "stranger" => Team.Stranger,
            "robot" => Team.Robot,
            _ => Team.Ben,
        };
}
