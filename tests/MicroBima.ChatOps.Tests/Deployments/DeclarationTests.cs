using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>What is declared about an environment, and by whom it may not be.</summary>
public sealed class DeclarationTests : IDisposable
{
    private readonly TestTime _time = new();
    private readonly Desk _desk;

    public DeclarationTests() => _desk = new Desk(new MemoryStore(), _time);

    public void Dispose() => _desk.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A03_Who_may_not_act_neither_locks_nor_unlocks(bool close)
    {
        if (!close)
            Assert.IsType<Answer.Changed>(await LockAsync(Team.Ben, close: true));

        var refusal = Assert.IsType<Refusal.NotPermitted>(RefusalOf(await LockAsync(Team.Stranger, close)));
        Assert.Equal(close ? "lock" : "unlock", refusal.Asked);
        Assert.Equal(!close, _desk.Ledger.Locks.ContainsKey("production"));
    }

    [Fact]
    public async Task L5_A_lock_needs_a_reason_and_is_not_taken_from_whoever_has_it()
    {
        Assert.IsType<Refusal.ReasonTooShort>(RefusalOf(await LockAsync(Team.Ben, close: true, " ")));
        await LockAsync(Team.Ben, close: true);

        Assert.Contains("ben", Assert.IsType<Refusal.Locked>(RefusalOf(await LockAsync(Team.Cara, close: true))).Why);
        Assert.Equal(Team.Ben.Person, _desk.Ledger.Locks["production"].By);
    }

    [Fact]
    public async Task What_is_not_locked_is_not_unlocked_and_an_unlock_needs_no_reason()
    {
        Assert.Contains("not locked", RefusalOf(await LockAsync(Team.Ben, close: false)).Why, StringComparison.Ordinal);
        await LockAsync(Team.Ben, close: true);

        Assert.IsType<Answer.Changed>(await LockAsync(Team.Cara, close: false, ""));
        Assert.Empty(_desk.Ledger.Locks);
    }

    [Fact]
    public async Task N04_A_freeze_that_is_over_before_it_begins_is_refused()
    {
        Assert.Contains("over already", RefusalOf(await FreezeAsync(_time.GetUtcNow())).Why, StringComparison.Ordinal);
        Assert.IsType<Answer.Changed>(await FreezeAsync(_time.GetUtcNow().AddSeconds(1)));
    }

    [Fact]
    public async Task N04_A_freeze_is_not_replaced_by_another()
    {
        await FreezeAsync(null);

        Assert.IsType<Refusal.FrozenByHand>(RefusalOf(await FreezeAsync(_time.GetUtcNow().AddDays(1))));
    }

    [Fact]
    public async Task A03_Who_may_not_act_ends_no_freeze()
    {
        await FreezeAsync(null);

        var answer = await _desk.ThawAsync("production", Team.Stranger, Team.Policy(), "", "", CancellationToken.None);

        Assert.IsType<Refusal.NotPermitted>(RefusalOf(answer));
        Assert.NotNull(_desk.Ledger.FreezeOf("production", _time.GetUtcNow()));
    }

    [Theory]
    [InlineData(SessionKind.Deploy, "", true)]
    [InlineData(SessionKind.Deploy, "it cannot wait, really", false)]
    [InlineData(SessionKind.Rollback, "", false)]
    public void N04_A_freeze_stands_against_deployments_that_did_not_override_it(
        SessionKind kind,
        string why,
        bool stops
    )
    {
        var session = new Story(kind: kind).Session with { Override = why };
        var before = new EnvironmentFreeze("production", Team.Ben.Person, session.OpenedAt, "audit", null);

        Assert.Equal(stops, before.Stops(session, session.OpenedAt));
    }

    [Fact]
    public void N04_A_freeze_that_came_after_the_override_stands_against_it_until_its_end()
    {
        var session = new Story().Session with { Override = "it cannot wait, really" };
        var (at, until) = (session.OpenedAt.AddMinutes(1), session.OpenedAt.AddMinutes(2));
        var after = new EnvironmentFreeze("production", Team.Ben.Person, at, "audit", until);

        Assert.True(after.Stops(session, at));
        Assert.False(after.Stops(session, until));
        Assert.Equal("until 2026-09-10 12:02 UTC", after.End);
    }

    [Theory]
    [InlineData(true, "mute", "muted already")]
    [InlineData(false, "unmute", "not muted")]
    public async Task A_pattern_is_muted_and_heard_again_once_and_by_the_team(bool silence, string asked, string again)
    {
        if (!silence)
            await MuteAsync(Team.Ben, silence: true);

        var stranger = Assert.IsType<Refusal.NotPermitted>(RefusalOf(await MuteAsync(Team.Stranger, silence)));
        Assert.Equal(asked, stranger.Asked);
        Assert.IsType<Answer.Changed>(await MuteAsync(Team.Ben, silence));
        Assert.Contains(again, RefusalOf(await MuteAsync(Team.Ben, silence)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task L1_Who_asks_for_a_rollback_of_a_held_environment_is_not_put_into_the_queue()
    {
        await _desk.OpenAsync(Request(SessionKind.Deploy, ""), "a", CancellationToken.None);

        Assert.IsType<Refusal.Held>(
            RefusalOf(await _desk.OpenAsync(Request(SessionKind.Rollback, ""), "b", CancellationToken.None))
        );

        Assert.Empty(_desk.Ledger.Queue);
    }

    [Fact]
    public async Task An_outcome_of_an_order_that_nobody_carried_out_is_not_recorded()
    {
        var order = new AppOrder("production", Team.Ben.Person, AppAct.Stop, "why", "s", default, OrderStage.Asked);
        await _desk.OrderAsync(order, Team.Ben, Team.Policy(), "a", CancellationToken.None);

        Assert.IsType<Refusal.Superseded>(
            RefusalOf(await _desk.EndOrderAsync("production", isDone: true, "stopped", CancellationToken.None))
        );
        Assert.Equal(OrderStage.Asked, _desk.Ledger.Orders["production"].Stage);
    }

    [Fact]
    public async Task J18_The_hash_of_a_backup_is_the_one_that_was_put_on_record()
    {
        await _desk.RecordAsync("production", "production-1", "abc", Team.Ben.Person, CancellationToken.None);

        Assert.Equal("abc", _desk.Ledger.Backups["production-1"]);
    }

    [Fact]
    public async Task A15_A_restore_without_a_reason_does_not_begin()
    {
        var answer = await _desk.OpenAsync(Request(SessionKind.Restore, " "), "a", CancellationToken.None);

        Assert.IsType<Refusal.ReasonTooShort>(RefusalOf(answer));
    }

    [Theory]
    [InlineData("fourteen chars", false)]
    [InlineData("fifteen letters", true)]
    public async Task A15_L7_The_reason_of_an_override_has_fifteen_letters_or_more(string why, bool isOpened)
    {
        await FreezeAsync(null);

        var answer = await _desk.OpenAsync(
            Request(SessionKind.Deploy, "") with
            {
                Override = why,
            },
            "a",
            CancellationToken.None
        );

        Assert.Equal(isOpened, answer is Answer.Done);
    }

    [Fact]
    public async Task A03_Who_may_not_request_opens_nothing()
    {
        var request = Request(SessionKind.Deploy, "") with { By = Team.Ben };

        Assert.IsType<Refusal.NotPermitted>(RefusalOf(await _desk.OpenAsync(request, "a", CancellationToken.None)));
    }

    [Fact]
    public void J10_A_copy_that_was_not_verified_is_not_exchanged_with_the_live_one()
    {
        var story = new Story(kind: SessionKind.Restore).Proposed(SamplePlans.Restore()).Approved(Team.Ben);
        story.RunUpTo(StepKind.Swap);
        var unverified = story.Session with
        {
            Steps = Apply.SetState(story.Session.Steps, StepKind.Verify, new StepState.Skipped(Team.Ben.Person)),
        };

        Assert.Null(Restoring.Obstacle(story.Session, StepKind.Swap));
        Assert.Equal("the restored copy was not verified", Restoring.Obstacle(unverified, StepKind.Swap));
    }

    [Fact]
    public void J07_Who_may_only_request_and_did_not_has_no_word_about_the_safety_backup()
    {
        var story = new Story(kind: SessionKind.Restore).Proposed(SamplePlans.Restore()).Approved(Team.Ben);
        story.BeginStep().Reports(Story.NoBackup());
        var requester = Team.Dan with { Roles = [Team.Requesting] };

        var refusal = story.Refused(
            new SessionRequest.Mend(requester, Remedy.GoWithout, Restoring.SubjectOf(story.Session.Current!.Attempt))
        );

        Assert.IsType<Refusal.NotPermitted>(refusal);
    }

    private static OpenRequest Request(SessionKind kind, string reason) =>
        new(kind, "production", Team.Ana, reason, "", null, null, Team.Policy(), "seal");

    private static Refusal RefusalOf(Answer answer) => Assert.IsType<Answer.Refused>(answer).Refusal;

    private Task<Answer> LockAsync(Actor by, bool close, string reason = "an audit") =>
        _desk.LockAsync("production", by, Team.Policy(), close, reason, "", CancellationToken.None);

    private Task<Answer> MuteAsync(Actor by, bool silence) =>
        _desk.MuteAsync("production", by, Team.Policy(), "a line", "", silence, "known", "", CancellationToken.None);

    private Task<Answer> FreezeAsync(DateTimeOffset? until) =>
        _desk.FreezeAsync("production", Team.Ben, Team.Policy(), "audit", until, "", CancellationToken.None);

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "it cannot wait until Monday")]
    public void N04_a_reason_against_a_freeze_is_kept_only_where_one_is_in_force(bool isFrozen, string kept)
    {
        var request = new OpenRequest(
            SessionKind.Deploy,
            "production",
            Team.Ana,
            "KYC fix",
            " it cannot wait until Monday ",
            null,
            isFrozen ? new ActiveFreeze("Friday", "Saturday") : null,
            Team.Policy(),
            "seal"
        );

        var decision = Opening.Decide(request, null, null, null, null, DateTimeOffset.UnixEpoch);

        var opened = Assert.Single(Assert.IsType<Decision.Accepted>(decision).Events);
        Assert.Equal(kept, Assert.IsType<SessionEvent.Opened>(opened).Override);
    }
}
