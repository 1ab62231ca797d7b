using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;
using static MicroBima.ChatOps.Tests.Deployments.DeskTalk;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Somebody who may give roles makes a second account an approver, and approves with it.</summary>
public sealed class RoleAgeTests
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private readonly TestTime _time = new();
    private readonly MemoryStore _store = new();

    private static ApprovalPolicy Policy => Team.Policy() with { RoleMinAge = Age };

    [Fact]
    public async Task A05_An_approver_who_was_never_seen_before_does_not_count_until_the_role_has_aged_and_everybody_is_told()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk, Policy);
        var feed = desk.Listen();

        var refused = Refused(await ApproveAsync(desk, session));
        var until = _time.GetUtcNow() + Age;
        Assert.Equal(until, Assert.IsType<Refusal.TooFresh>(refused).Until);
        Assert.Contains($"{until.UtcDateTime:HH:mm} UTC", refused.Next, StringComparison.Ordinal);
        Assert.True(feed.TryRead(out var notice));
        var told = Assert.IsType<Notice.Declared>(notice);
        var card = EnvironmentEntry.Of(told.Environment, told.After, Assert.Single(told.Events));
        Assert.Contains("never seen before: ben", card!.Blocks[0].Source, StringComparison.Ordinal);

        _time.Advance(Age - TimeSpan.FromSeconds(1));
        Assert.IsType<Refusal.TooFresh>(Refused(await ApproveAsync(desk, session)));
        Assert.Empty(_store.Facts.OfType<SessionEvent.Started>());

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session));
        Assert.Single(_store.Facts.OfType<SessionEvent.Started>());
    }

    [Fact]
    public async Task A05_Whoever_used_the_bot_long_ago_counts_at_once_also_after_a_restart()
    {
        using (var before = new Desk(_store, _time))
        {
            await before.SawAsync("production", Team.Ben, Policy, CancellationToken.None);
            await before.SawAsync("production", Team.Ben, Policy, CancellationToken.None);
            await before.SawAsync("production", Team.Stranger, Policy, CancellationToken.None);
        }

        Assert.Equal(
            new EnvironmentEvent.ApproverSeen(_time.GetUtcNow(), Team.Ben.Person, Team.Ben.Account, IsApproving: false),
            Assert.Single(_store.Facts)
        );
        _time.Advance(Age);
        using var desk = new Desk(_store, _time);
        await desk.LoadAsync(CancellationToken.None);
        var session = await ProposedAsync(desk, Policy);

        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session));
    }

    [Fact]
    public async Task A05_The_age_is_the_accounts_and_not_the_persons()
    {
        using var desk = new Desk(_store, _time);
        await desk.SawAsync("production", Team.Ben, Policy, CancellationToken.None);
        _time.Advance(Age);
        var session = await ProposedAsync(desk, Policy);

        Assert.IsType<Refusal.TooFresh>(Refused(await ApproveAsync(desk, session, Team.BenAtHome)));
        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session));
    }

    [Fact]
    public async Task A05_J07_A_new_approvers_word_about_a_missing_safety_backup_does_not_count_either()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk, Policy);
        Task<Answer> SayAsync(Actor by) =>
            AskAsync(
                desk,
                session.Number,
                new SessionRequest.Mend(by, Remedy.GoWithout, "1"),
                Guid.NewGuid().ToString()
            );

        Assert.IsType<Refusal.TooFresh>(Refused(await SayAsync(Team.Ben)));
        Assert.IsNotType<Refusal.TooFresh>(Refused(await SayAsync(Team.Ana)));

        _time.Advance(Age);
        Assert.IsNotType<Refusal.TooFresh>(Refused(await SayAsync(Team.Ben)));
    }

    [Fact]
    public async Task Where_the_settings_do_not_ask_for_it_nobody_is_noted_and_everybody_counts_at_once()
    {
        using var desk = new Desk(_store, _time);
        await desk.SawAsync("production", Team.Ben, Team.Policy(), CancellationToken.None);
        var session = await ProposedAsync(desk, Team.Policy());

        Assert.IsType<Answer.Done>(await ApproveAsync(desk, session));
        Assert.Empty(_store.Facts.OfType<EnvironmentEvent.ApproverSeen>());
    }

    private static Refusal Refused(Answer answer) => Assert.IsType<Answer.Refused>(answer).Refusal;

    private static Task<Answer> ApproveAsync(Desk desk, Session session, Actor? by = null) =>
        AskAsync(
            desk,
            session.Number,
            new SessionRequest.Approve(by ?? Team.Ben, session.Proposal!.Plan.Digest, []),
            Guid.NewGuid().ToString()
        );
}
