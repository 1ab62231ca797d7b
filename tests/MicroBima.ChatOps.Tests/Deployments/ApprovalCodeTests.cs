using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;
using static MicroBima.ChatOps.Tests.Deployments.DeskTalk;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Somebody took over an approver's chat account, but not the phone with the authenticator app.</summary>
public sealed class ApprovalCodeTests
{
    private static readonly ApprovalPolicy Policy = Team.Policy(people: 3) with { AsksForCode = true };

    private readonly TestTime _time = new();
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task A16_An_approval_counts_with_a_right_code_and_both_are_stored_at_once()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk, Policy);

        Assert.Equal(new Refusal.WrongCode(4), Refused(await ApproveAsync(desk, session, Team.Ben, null)));
        Assert.Empty(_store.Facts.OfType<SessionEvent.Approved>());

        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session, Team.Ben, 100));
        Assert.Equal(
            [typeof(SessionEvent.CodeAccepted), typeof(SessionEvent.Approved)],
            _store.Facts.TakeLast(2).Select(fact => fact.GetType())
        );
        Assert.Equal(CodeUse.None with { Step = 100 }, desk.Ledger.CodesOf(Team.Ben.Person));
    }

    [Fact]
    public async Task A16_A_code_counts_once_for_all_sessions_also_after_a_restart()
    {
        using (var before = new Desk(_store, _time))
        {
            var first = await ProposedAsync(before, Policy);
            Assert.IsType<Answer.Done>(await ApproveAsync(before, first, Team.Ben, 100));
            await AskAsync(before, first.Number, new SessionRequest.Abort(Team.Ana), "abort");
        }

        using var desk = new Desk(_store, _time);
        await desk.LoadAsync(CancellationToken.None);
        var session = Assert
            .IsType<Answer.Done>(
                await desk.OpenAsync(
                    new OpenRequest(SessionKind.Rollback, "production", Team.Ana, "", "", null, null, Policy, "seal"),
                    "second",
                    CancellationToken.None
                )
            )
            .Session;
        session = Assert
            .IsType<Answer.Done>(
                await AskAsync(
                    desk,
                    session.Number,
                    new SessionRequest.Propose(SamplePlans.Release(), new Story().Complete()),
                    ""
                )
            )
            .Session;

        Assert.IsType<Refusal.WrongCode>(Refused(await ApproveAsync(desk, session, Team.BenAtHome, 100)));
        Assert.IsType<Refusal.WrongCode>(Refused(await ApproveAsync(desk, session, Team.Ben, 99)));
        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session, Team.Cara, 100));
        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session, Team.Ben, 101));
    }

    [Fact]
    public async Task A16_Five_wrong_codes_lock_that_person_for_a_while_and_everybody_is_told()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk, Policy);
        var feed = desk.Listen();
        for (var left = 4; left > 0; left--)
            Assert.Equal(new Refusal.WrongCode(left), Refused(await ApproveAsync(desk, session, Team.Ben, null)));

        Assert.All(CardsOf(feed), Assert.Null);
        var until = _time.GetUtcNow() + TimeSpan.FromMinutes(15);
        Assert.Equal(new Refusal.CodesLocked(until), Refused(await ApproveAsync(desk, session, Team.Ben, null)));
        Assert.Contains(
            "too many wrong approval codes from ben",
            Assert.Single(CardsOf(feed))!.Blocks[0].Source,
            StringComparison.Ordinal
        );

        // Not even the right one, and not from another account of theirs; somebody else is not held up.
        Assert.Equal(new Refusal.CodesLocked(until), Refused(await ApproveAsync(desk, session, Team.Ben, 100)));
        Assert.Equal(new Refusal.CodesLocked(until), Refused(await ApproveAsync(desk, session, Team.BenAtHome, 100)));
        Assert.Contains(
            $"{until.UtcDateTime:HH:mm} UTC",
            new Refusal.CodesLocked(until).Next,
            StringComparison.Ordinal
        );
        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session, Team.Cara, 100));

        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.IsType<Refusal.CodesLocked>(Refused(await ApproveAsync(desk, session, Team.Ben, null)));
        _time.Advance(TimeSpan.FromMinutes(14));
        Assert.IsType<Refusal.CodesLocked>(Refused(await ApproveAsync(desk, session, Team.Ben, 158)));
    }

    [Fact]
    public async Task A16_A_right_code_after_the_pause_counts_and_the_wrong_ones_are_forgotten()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk, Policy);
        for (var wrong = 0; wrong < 5; wrong++)
            await ApproveAsync(desk, session, Team.Ben, null);

        _time.Advance(TimeSpan.FromMinutes(15));

        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session, Team.Ben, 100));
        Assert.Equal(new CodeUse(100, 0, null), desk.Ledger.CodesOf(Team.Ben.Person));
    }

    [Fact]
    public async Task A16_What_the_rules_refuse_anyway_says_so_and_uses_no_code_up()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk, Policy);

        Assert.IsType<Refusal.Self>(Refused(await ApproveAsync(desk, session, Team.Ana, 100)));
        Assert.IsType<Refusal.NotPermitted>(Refused(await ApproveAsync(desk, session, Team.Stranger, null)));
        Assert.Empty(desk.Ledger.Codes);
    }

    [Fact]
    public async Task A16_J07_an_approvers_word_about_a_missing_safety_backup_takes_a_code_too_and_the_requesters_does_not()
    {
        var policy = Team.Policy() with { AsksForCode = true };
        var story = new Story(policy, SessionKind.Restore).Started(SamplePlans.Restore()).BeginStep();
        story.Reports(Story.NoBackup());
        await _store.AppendAsync("session-57", 0, [.. story.Events], "", CancellationToken.None);
        _time.SetUtcNow(story.Now);
        using var desk = new Desk(_store, _time);
        await desk.LoadAsync(CancellationToken.None);
        Task<Answer> SayAsync(Actor by, long? step) =>
            AskAsync(
                desk,
                story.Session.Number,
                new SessionRequest.Mend(by, Remedy.GoWithout, Restoring.SubjectOf(1)) { CodeStep = step },
                Guid.NewGuid().ToString()
            );

        Assert.IsType<Answer.Done>(await SayAsync(Team.Ana, null));
        Assert.Equal(new Refusal.WrongCode(4), Refused(await SayAsync(Team.Ben, null)));
        Assert.Single(desk.Ledger.Find(story.Session.Number)!.Waivers);

        Assert.IsType<Answer.Done>(await SayAsync(Team.Ben, 100));
        Assert.True(Restoring.IsUnsecured(desk.Ledger.Find(story.Session.Number)!));
        Assert.Equal(100, desk.Ledger.CodesOf(Team.Ben.Person).Step);
    }

    [Fact]
    public async Task Where_the_policy_asks_for_none_a_code_means_nothing()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk, Team.Policy());

        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session, Team.Ben, null));
        Assert.Empty(_store.Facts.OfType<SessionEvent.CodeAccepted>());
    }

    private static List<Card?> CardsOf(System.Threading.Channels.ChannelReader<Notice> feed)
    {
        var cards = new List<Card?>();
        while (feed.TryRead(out var notice))
        {
            if (notice is Notice.Declared told)
                cards.Add(EnvironmentEntry.Of(told.Environment, told.After, Assert.Single(told.Events)));
        }

        return cards;
    }

    private static Refusal Refused(Answer answer) => Assert.IsType<Answer.Refused>(answer).Refusal;

    private static Task<Answer> ApproveAsync(Desk desk, Session session, Actor by, long? step) =>
        AskAsync(
            desk,
            session.Number,
            new SessionRequest.Approve(by, session.Proposal!.Plan.Digest, []) { CodeStep = step },
            Guid.NewGuid().ToString()
        );
}
