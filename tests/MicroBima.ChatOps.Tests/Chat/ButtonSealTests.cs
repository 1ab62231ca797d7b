using CsCheck;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Ids of buttons: ours open after a restart, no other ever does.</summary>
public sealed class ButtonSealTests
{
    private static readonly string Seal = OpenRequest.NewSeal();
    private static readonly Session Session = new Story()
        .Proposed()
        .Does(new SessionRequest.Retry(Team.Ana))
        .Proposed(SamplePlans.Release(2))
        .Session with
    {
        Seal = Seal,
    };
    private static readonly Ledger Ledger = Ledger.Empty with { Sessions = Ledger.Empty.Sessions.Add(57, Session) };

    public static TheoryData<ButtonVerb, string> Buttons =>
        new()
        {
            { ButtonVerb.Approve, "" },
            { ButtonVerb.Reject, "" },
            { ButtonVerb.Abort, "" },
            { ButtonVerb.RollBack, "" },
            { ButtonVerb.Sign, "Backup" },
            { ButtonVerb.Start, "Push" },
            { ButtonVerb.Done, "Migrate" },
            { ButtonVerb.HaveRead, "" },
        };

    [Theory]
    [MemberData(nameof(Buttons))]
    public void An_id_opens_as_the_button_that_it_was_made_for(ButtonVerb verb, string subject)
    {
        var target = new ButtonTarget(new SessionNumber(57), 2, verb, subject);

        var id = ButtonSeal.IdOf(target, Seal);

        Assert.Equal(target, ButtonSeal.TryOpen(id, Ledger));
        Assert.True(id.Length <= 100);
    }

    [Fact]
    public void B04_The_id_of_an_older_plan_opens_as_that_plan()
    {
        var old = new ButtonTarget(new SessionNumber(57), 1, ButtonVerb.Approve, "");

        Assert.Equal(old, ButtonSeal.TryOpen(ButtonSeal.IdOf(old, Seal), Ledger));
    }

    [Theory]
    [InlineData(ButtonVerb.Retry)]
    [InlineData(ButtonVerb.Skip)]
    [InlineData(ButtonVerb.LookAgain)]
    [InlineData(ButtonVerb.MarkApplied)]
    [InlineData(ButtonVerb.MarkRolledBack)]
    public void D11_A_click_about_one_stop_of_a_step_that_comes_late_is_none_about_the_next(ButtonVerb verb)
    {
        var story = new Story().Started().BeginStep().Reports(Story.Failure(ProblemNature.Failed));
        ButtonTarget? Open(string id) =>
            ButtonSeal.TryOpen(id, Ledger with { Sessions = Ledger.Empty.Sessions.Add(57, story.Session) });
        var first = ButtonTarget.Of(story.Session, verb);
        var id = ButtonSeal.IdOf(first, "seal");
        Assert.Equal(first, Open(id));

        story.Does(new SessionRequest.Retry(Team.Ana));
        Assert.Null(Open(id));
        story.BeginStep().Reports(Story.Failure(ProblemNature.Failed));

        Assert.Null(Open(id));
        Assert.Equal(verb, Open(ButtonSeal.IdOf(ButtonTarget.Of(story.Session, verb), "seal"))?.Verb);
    }

    [Fact]
    public void B03_No_changed_character_opens()
    {
        var id = ButtonSeal.IdOf(new ButtonTarget(new SessionNumber(57), 2, ButtonVerb.Approve, ""), Seal);
        const string Letters = "ABCXYZabcxyz0123456789-_.s ";

        foreach (
            var (at, letter) in from at in Enumerable.Range(0, id.Length)
            from letter in Letters
            where id[at] != letter
            select (at, letter)
        )
            Assert.Null(
                ButtonSeal.TryOpen(string.Concat(id.AsSpan(0, at), letter.ToString(), id.AsSpan(at + 1)), Ledger)
            );
    }

    [Theory]
    [InlineData("s057.")]
    [InlineData("s57.")]
    [InlineData("S57.")]
    [InlineData("s+57.")]
    [InlineData(" s57.")]
    public void B03_One_button_has_one_id(string prefix)
    {
        var id = ButtonSeal.IdOf(new ButtonTarget(new SessionNumber(57), 2, ButtonVerb.Approve, ""), Seal);
        var other = prefix + id.Split('.')[1];

        Assert.Equal(other == id, ButtonSeal.TryOpen(other, Ledger) is not null);
        Assert.Null(ButtonSeal.TryOpen(id + ".", Ledger));
        Assert.Null(ButtonSeal.TryOpen(id + "=", Ledger));
    }

    [Fact]
    public void B02_The_seal_of_another_session_opens_nothing()
    {
        var id = ButtonSeal.IdOf(
            new ButtonTarget(new SessionNumber(57), 2, ButtonVerb.Approve, ""),
            OpenRequest.NewSeal()
        );

        Assert.Null(ButtonSeal.TryOpen(id, Ledger));
    }

    [Fact]
    public void B01_Random_ids_never_open() =>
        Gen.Frequency<string>(
                (6, Gen.String[0, 100]),
                (3, Gen.Char['!', '~'].Array[0, 40].Select(letters => new string(letters))),
                (1, Gen.Char['A', 'z'].Array[20].Select(letters => "s57." + new string(letters)))
            )
            .Sample(id => Assert.Null(ButtonSeal.TryOpen(id, Ledger)), iter: 100_000);
}
