using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;
using static MicroBima.ChatOps.Tests.Deployments.DeskTalk;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>Who holds an environment: sessions, locks, freezes, and what a rollback leaves behind.</summary>
public sealed class HoldTests
{
    private readonly TestTime _time = new();
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task L5_A_held_environment_says_by_whom_since_when_and_how_to_end_it()
    {
        using var desk = new Desk(_store, _time);
        await ProposedAsync(desk);
        _time.Advance(TimeSpan.FromMinutes(123));

        var refusal = Assert.IsType<Answer.Refused>(await OpenAsync(desk, "second", SessionKind.Rollback)).Refusal;

        Assert.Equal("Not started. production is held by #1 (ana, 2 h 3 min, awaiting-approval).", refusal.Why);
        Assert.Contains("/abort session:1", refusal.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task L5_A_locked_environment_says_by_whom_why_and_how_to_open_it()
    {
        using var desk = new Desk(_store, _time);
        await desk.LockAsync(
            "production",
            Team.Ben,
            Team.Policy(),
            close: true,
            "the auditors are here",
            "lock",
            CancellationToken.None
        );

        var refusal = Assert.IsType<Answer.Refused>(await OpenAsync(desk, "deploy")).Refusal;

        Assert.Contains("ben", refusal.Why, StringComparison.Ordinal);
        Assert.Contains("the auditors are here", refusal.Why, StringComparison.Ordinal);
        Assert.Contains("/unlock environment:production", refusal.Next, StringComparison.Ordinal);
        Assert.IsType<Answer.Done>(await OpenAsync(desk, "rollback", SessionKind.Rollback));
    }

    [Fact]
    public async Task L3_Whoever_locked_an_environment_by_hand_may_deploy_to_it_and_nobody_else()
    {
        using var desk = new Desk(_store, _time);
        await LockAsync(desk, Team.Ana);

        Assert.IsType<Answer.Done>(await OpenAsync(desk, "hers"));

        using var other = new Desk(new MemoryStore(), _time);
        await LockAsync(other, Team.Ben);
        Assert.IsType<Refusal.Locked>(Assert.IsType<Answer.Refused>(await OpenAsync(other, "not his")).Refusal);
    }

    [Fact]
    public async Task L3_The_lock_that_a_rollback_leaves_holds_for_the_person_too_who_asked_for_it()
    {
        using var desk = new Desk(_store, _time);
        var session = Assert.IsType<Answer.Done>(await OpenAsync(desk, "open", SessionKind.Rollback)).Session;
        await RunAsync(
            desk,
            session.Number,
            SamplePlans.Release(migrations: 0).Only(StepKind.Push, StepKind.Health),
            Ending.RolledBack
        );

        var refusal = Assert.IsType<Answer.Refused>(await OpenAsync(desk, "next")).Refusal;

        Assert.IsType<Refusal.Locked>(refusal);
        Assert.Contains("/unlock environment:production", refusal.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task L4_A_session_that_nobody_approves_gives_the_environment_back_to_others()
    {
        using var desk = new Desk(_store, _time);
        var waiting = await ProposedAsync(desk);
        _time.Advance(Team.Policy().Expires - TimeSpan.FromSeconds(1));
        await AskAsync(desk, waiting.Number, new SessionRequest.Tick(), "");
        Assert.IsType<Refusal.Held>(Assert.IsType<Answer.Refused>(await OpenAsync(desk, "too early")).Refusal);

        _time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(desk, waiting.Number, new SessionRequest.Tick(), "");

        Assert.Equal("expired", desk.Ledger.Find(waiting.Number)!.State);
        Assert.IsType<Answer.Done>(await OpenAsync(desk, "next"));
    }

    private static Task<Answer> LockAsync(Desk desk, Actor by) =>
        desk.LockAsync("production", by, Team.Policy(), close: true, "a migration by hand", "lock", default);

    [Fact]
    public async Task A15_B1_L7_An_override_of_a_freeze_needs_a_reason_of_fifteen_letters()
    {
        using var desk = new Desk(_store, _time);
        var freeze = new ActiveFreeze("Friday", "Mon 06:00 (Africa/Nairobi)");

        var without = await OpenAsync(desk, "1", freeze: freeze);
        var tooShort = await OpenAsync(desk, "2", freeze: freeze, overriding: "  because I can  ");
        var enough = await OpenAsync(desk, "3", freeze: freeze, overriding: "claims cannot be paid");

        Assert.Contains(
            "Friday freeze",
            Assert.IsType<Refusal.Frozen>(Assert.IsType<Answer.Refused>(without).Refusal).Why,
            StringComparison.Ordinal
        );
        Assert.IsType<Refusal.ReasonTooShort>(Assert.IsType<Answer.Refused>(tooShort).Refusal);
        Assert.Equal("claims cannot be paid", Assert.IsType<Answer.Done>(enough).Session.Override);
    }

    [Theory]
    [InlineData(Ending.RolledBack)]
    [InlineData(Ending.Aborted)]
    [InlineData(Ending.Failed)]
    public async Task H4_However_a_rollback_ends_after_its_push_the_environment_is_locked_until_somebody_unlocks_it(
        Ending ending
    )
    {
        using var desk = new Desk(_store, _time);
        var session = Assert.IsType<Answer.Done>(await OpenAsync(desk, "open", SessionKind.Rollback)).Session;
        await RunAsync(
            desk,
            session.Number,
            SamplePlans.Release(migrations: 0).Only(StepKind.Push, StepKind.Health),
            ending
        );

        using var restarted = new Desk(_store, _time);
        await restarted.LoadAsync(CancellationToken.None);

        Assert.Equal(ending, Assert.IsType<Phase.Ended>(restarted.Ledger.Find(session.Number)!.Phase).How);
        Assert.IsType<Refusal.Locked>(Assert.IsType<Answer.Refused>(await OpenAsync(restarted, "next")).Refusal);
        Assert.IsType<Answer.Changed>(
            await restarted.LockAsync(
                "production",
                Team.Ben,
                Team.Policy(),
                close: false,
                "fixed",
                "unlock",
                CancellationToken.None
            )
        );
        Assert.IsType<Answer.Done>(await OpenAsync(restarted, "after"));
    }

    [Fact]
    public async Task A_rollback_that_pushed_nothing_leaves_the_environment_open()
    {
        using var desk = new Desk(_store, _time);
        var session = Assert.IsType<Answer.Done>(await OpenAsync(desk, "open", SessionKind.Rollback)).Session;
        await AskAsync(desk, session.Number, new SessionRequest.Abort(Team.Ana), "abort");

        Assert.IsType<Answer.Done>(await OpenAsync(desk, "next"));
    }

    private static async Task RunAsync(Desk desk, SessionNumber number, Plan plan, Ending ending)
    {
        await AskAsync(desk, number, new SessionRequest.Propose(plan, new Story().Complete()), "");
        var digest = desk.Ledger.Find(number)!.Proposal!.Plan.Digest;
        await AskAsync(desk, number, new SessionRequest.Approve(Team.Ben, digest, []), "approve");
        await AskAsync(desk, number, new SessionRequest.Begin(StepKind.Push, Recheck.Clear), "");
        await AskAsync(
            desk,
            number,
            new SessionRequest.Report(StepKind.Push, 1, new StepOutcome.Succeeded("pushed")),
            ""
        );
        if (ending is Ending.Aborted)
        {
            await AskAsync(desk, number, new SessionRequest.Abort(Team.Ben), "abort");
            return;
        }

        await AskAsync(desk, number, new SessionRequest.Begin(StepKind.Health, Recheck.Clear), "");
        var outcome =
            ending is Ending.Failed
                ? new StepOutcome.Judged(Ending.Failed, "down")
                : (StepOutcome)new StepOutcome.Succeeded("up");
        await AskAsync(desk, number, new SessionRequest.Report(StepKind.Health, 1, outcome), "");
    }
}
