using CsCheck;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;
using static MicroBima.ChatOps.Tests.Deployments.DeskTalk;

namespace MicroBima.ChatOps.Tests.Deployments;

/// <summary>The one door: many people at once, stores that fail, and other writers.</summary>
public sealed class DeskTests
{
    private readonly TestTime _time = new();
    private readonly MemoryStore _store = new();

    [Fact]
    public async Task D01_A_hundred_parallel_approvals_start_one_run()
    {
        for (var repetition = 0; repetition < 100; repetition++)
        {
            var store = new MemoryStore();
            using var desk = new Desk(store, _time);
            var session = await ProposedAsync(desk);
            var approve = new SessionRequest.Approve(Team.Ben, session.Proposal!.Plan.Digest, []);

            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 100)
                    .Select(click =>
                        AskAsync(
                            desk,
                            session.Number,
                            approve with
                            {
                                By = click % 2 == 0 ? Team.Ben : Team.Cara,
                            },
                            $"click {click}"
                        )
                    )
            );

            Assert.Single(answers.OfType<Answer.Done>());
            Assert.Single(store.Facts.OfType<SessionEvent.Started>());
            Assert.Single(store.Facts.OfType<SessionEvent.Approved>());
        }
    }

    [Fact]
    public async Task D04_A_thousand_parallel_deployments_open_one_session_and_the_others_hear_of_it()
    {
        using var desk = new Desk(_store, _time);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(click => OpenAsync(desk, $"click {click}")));

        Assert.Single(answers.OfType<Answer.Done>());
        Assert.All(
            answers.OfType<Answer.Refused>(),
            refused => Assert.Equal(new SessionNumber(1), Assert.IsType<Refusal.Held>(refused.Refusal).By)
        );
        Assert.Single(_store.Batches);
    }

    [Fact]
    public async Task D03_Of_an_approval_and_an_abort_at_once_an_acknowledged_abort_lets_nothing_run()
    {
        var started = 0;
        for (var repetition = 0; repetition < 2_000; repetition++)
        {
            using var desk = new Desk(new MemoryStore(), _time);
            var session = await ProposedAsync(desk);
            var approve = new SessionRequest.Approve(Team.Ben, session.Proposal!.Plan.Digest, []);

            using var both = new Barrier(2);
            var abort = Together(
                both,
                () => AskAsync(desk, session.Number, new SessionRequest.Abort(Team.Ana), "abort")
            );
            var approval = Together(both, () => AskAsync(desk, session.Number, approve, "approve"));
            await Task.WhenAll(abort, approval);

            Assert.IsType<Answer.Done>(await abort);
            started += await approval is Answer.Done ? 1 : 0;
            var begin = await AskAsync(
                desk,
                session.Number,
                new SessionRequest.Begin(StepKind.Backup, Recheck.Clear),
                ""
            );
            Assert.IsType<Answer.Refused>(begin);
        }

        // Both came first at times: otherwise only one order was tried.
        Assert.InRange(started, 1, 1_999);
    }

    private static Task<Answer> Together(Barrier both, Func<Task<Answer>> ask) =>
        Task.Run(async () =>
        {
            both.SignalAndWait();
            return await ask();
        });

    [Fact]
    public async Task D05_A_rollback_waits_for_the_deployment_also_after_a_restart()
    {
        using (var desk = new Desk(_store, _time))
            await ProposedAsync(desk);

        using var restarted = new Desk(_store, _time);
        await restarted.LoadAsync(CancellationToken.None);

        var answer = await OpenAsync(restarted, "rollback", SessionKind.Rollback);

        Assert.IsType<Refusal.Held>(Assert.IsType<Answer.Refused>(answer).Refusal);
    }

    [Fact]
    public async Task B09_The_same_interaction_is_answered_once_also_after_a_restart()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk, people: 3);
        var approve = new SessionRequest.Approve(Team.Ben, session.Proposal!.Plan.Digest, []);
        await AskAsync(desk, session.Number, approve, "click 7");
        using var restarted = new Desk(_store, _time);
        await restarted.LoadAsync(CancellationToken.None);

        Assert.IsType<Answer.Repeated>(await AskAsync(desk, session.Number, approve, "click 7"));
        Assert.IsType<Answer.Repeated>(await AskAsync(restarted, session.Number, approve, "click 7"));
        Assert.IsType<Answer.Repeated>(await OpenAsync(restarted, "open"));
        Assert.Single(_store.Facts.OfType<SessionEvent.Approved>());
    }

    [Fact]
    public async Task L05_L6_A_store_that_fails_changes_nothing_and_tells_nobody()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk);
        var before = desk.Ledger;
        var feed = desk.Listen();
        _store.BeforeAppend = () => throw new IOException("no space left on device");
        var approve = new SessionRequest.Approve(Team.Ben, session.Proposal!.Plan.Digest, []);

        await Assert.ThrowsAsync<NotStoredException>(() => AskAsync(desk, session.Number, approve, "click"));
        await Assert.ThrowsAsync<NotStoredException>(() =>
            desk.LockAsync("production", Team.Ben, Team.Policy(), close: true, "why", "lock", CancellationToken.None)
        );
        using var empty = new Desk(_store, _time);
        await Assert.ThrowsAsync<NotStoredException>(() => OpenAsync(empty, "deploy"));
        Assert.Null(empty.Ledger.Holder("production"));

        Assert.Same(before, desk.Ledger);
        Assert.False(feed.TryRead(out _));
        _store.BeforeAppend = () => { };
        Assert.IsType<Answer.Done>(await AskAsync(desk, session.Number, approve, "click"));
    }

    [Fact]
    public async Task L08_Where_the_intent_cannot_be_stored_the_effect_does_not_begin()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk);
        await AskAsync(
            desk,
            session.Number,
            new SessionRequest.Approve(Team.Ben, session.Proposal!.Plan.Digest, []),
            "click"
        );
        _store.BeforeAppend = () => throw new IOException("read-only file system");

        await Assert.ThrowsAsync<NotStoredException>(() =>
            AskAsync(desk, session.Number, new SessionRequest.Begin(StepKind.Backup, Recheck.Clear), "")
        );

        Assert.IsType<StepState.Waiting>(desk.Ledger.Find(session.Number)!.Current!.State);
    }

    [Fact]
    public async Task Where_another_process_wrote_first_the_request_is_decided_again_on_what_it_wrote()
    {
        using var desk = new Desk(_store, _time);
        using var other = new Desk(_store, _time);
        var session = await ProposedAsync(desk);
        await other.LoadAsync(CancellationToken.None);
        await AskAsync(other, session.Number, new SessionRequest.Abort(Team.Ana), "abort");

        var answer = await AskAsync(
            desk,
            session.Number,
            new SessionRequest.Approve(Team.Ben, session.Proposal!.Plan.Digest, []),
            "click"
        );

        Assert.IsType<Refusal.NotNow>(Assert.IsType<Answer.Refused>(answer).Refusal);
        Assert.Empty(_store.Facts.OfType<SessionEvent.Approved>());
        Assert.True(desk.Ledger.Find(session.Number)!.IsOver);
    }

    [Fact]
    public async Task Two_processes_cannot_open_two_sessions_for_one_environment()
    {
        using var desk = new Desk(_store, _time);
        using var other = new Desk(_store, _time);

        var answers = await Task.WhenAll(OpenAsync(desk, "one"), OpenAsync(other, "two"));

        Assert.Single(answers.OfType<Answer.Done>());
        Assert.Single(_store.Facts.OfType<SessionEvent.Opened>());
    }

    [Fact]
    public async Task A_refusal_is_put_on_record_once_for_each_person_and_reason()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk);
        var approve = new SessionRequest.Approve(Team.Ana, session.Proposal!.Plan.Digest, []);

        for (var click = 0; click < 50; click++)
            await AskAsync(desk, session.Number, approve, $"click {click}");

        var denied = Assert.Single(_store.Facts.OfType<SessionEvent.Denied>());
        Assert.Equal(("ana", "Approve", "self"), (denied.Person.Value, denied.Asked, denied.Code));
    }

    [Fact]
    public async Task O04_Ten_thousand_clicks_of_strangers_leave_a_bounded_record_and_the_team_is_answered()
    {
        using var desk = new Desk(_store, _time);
        for (var old = 0; old < 1000; old++)
        {
            var opened = Assert.IsType<Answer.Done>(await OpenAsync(desk, $"open {old}")).Session;
            await AskAsync(desk, opened.Number, new SessionRequest.Abort(Team.Ana), "");
        }

        var session = Assert.IsType<Answer.Done>(await OpenAsync(desk, "open")).Session;
        await AskAsync(
            desk,
            session.Number,
            new SessionRequest.Propose(SamplePlans.Release(), new Story().Complete()),
            ""
        );
        var (digest, before) = (desk.Ledger.Find(session.Number)!.Proposal!.Plan.Digest, _store.Batches.Count);
        for (ulong click = 0; click < 10_000; click++)
        {
            var stranger = Team.Stranger with
            {
                Account = new AccountId(500 + click),
                Person = new PersonName($"stranger {click}"),
            };
            var approve = new SessionRequest.Approve(stranger, digest, []);
            Assert.IsType<Answer.Refused>(await AskAsync(desk, session.Number, approve, $"click {click}"));
        }

        var began = TimeProvider.System.GetTimestamp();
        var answer = await AskAsync(desk, session.Number, new SessionRequest.Read(Team.Ben), "read");

        Assert.IsType<Answer.Done>(answer);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.InRange(_store.Batches.Count - before, 1, 101);
    }

    [Fact]
    public async Task B05_A_refusal_after_the_end_is_not_stored()
    {
        using var desk = new Desk(_store, _time);
        var session = await ProposedAsync(desk);
        await AskAsync(desk, session.Number, new SessionRequest.Abort(Team.Ana), "abort");
        var before = _store.Batches.Count;

        await AskAsync(desk, session.Number, new SessionRequest.Retry(Team.Ben), "late");

        Assert.Equal(before, _store.Batches.Count);
    }

    [Fact]
    public async Task The_ledger_of_a_restarted_desk_is_the_ledger_that_was()
    {
        await SessionMoves
            .Any.Array[0, 40]
            .SampleAsync(
                async moves =>
                {
                    var store = new MemoryStore();
                    using var desk = new Desk(store, _time);
                    var session = Assert.IsType<Answer.Done>(await OpenAsync(desk, "open")).Session;
                    foreach (var (move, index) in moves.Select((move, index) => (move, index)))
                    {
                        _time.Advance(move.Time);
                        await AskAsync(
                            desk,
                            session.Number,
                            move.Request(desk.Ledger.Find(session.Number)!),
                            $"move {index}"
                        );
                    }

                    using var restarted = new Desk(store, _time);
                    await restarted.LoadAsync(CancellationToken.None);

                    var (live, read) = (desk.Ledger.Find(session.Number)!, restarted.Ledger.Find(session.Number)!);
                    Assert.Equal((live.Version, live.Phase, live.Revision), (read.Version, read.Phase, read.Revision));
                    Assert.Equal(live.Steps.ToArray(), read.Steps.ToArray());
                    Assert.Equal(live.Version, restarted.Ledger.VersionOf(Batch.StreamOf(session.Number)));
                    Assert.Equal(store.Facts.Count(), live.Version);
                },
                iter: 300
            );
    }

    [Fact]
    public async Task A_pattern_is_muted_for_a_reason_by_those_who_may_act_and_heard_again_when_somebody_wants_to()
    {
        var store = new MemoryStore();
        using var desk = new Desk(store, TimeProvider.System);
        var stranger = Team.Ben with { Roles = [] };

        var forbidden = await MuteAsync(desk, stranger, silence: true, "noise", "1");
        var unreasoned = await MuteAsync(desk, Team.Ben, silence: true, " ", "2");
        var muted = await MuteAsync(desk, Team.Ben, silence: true, "a probe of the monitor", "3");
        var twice = await MuteAsync(desk, Team.Ben, silence: true, "again", "4");
        using var restarted = new Desk(store, TimeProvider.System);
        await restarted.LoadAsync(CancellationToken.None);
        var kept = restarted.Ledger.MutedIn("production");
        var heard = await MuteAsync(restarted, Team.Ben, silence: false, "", "5");

        Assert.IsType<Answer.Refused>(forbidden);
        Assert.IsType<Answer.Refused>(unreasoned);
        Assert.IsType<Answer.Changed>(muted);
        Assert.IsType<Answer.Refused>(twice);
        Assert.Equal(
            ("0123456789ab", Team.Ben.Person, "a probe of the monitor"),
            (Assert.Single(kept).Pattern, kept[0].By, kept[0].Reason)
        );
        Assert.Empty(desk.Ledger.MutedIn("staging"));
        Assert.IsType<Answer.Changed>(heard);
        Assert.Empty(restarted.Ledger.MutedPatterns("production", []));
        Assert.Equal(["x"], restarted.Ledger.MutedPatterns("production", ["x"]).Keys);
    }

    private static Task<Answer> MuteAsync(Desk desk, Actor by, bool silence, string reason, string cause) =>
        desk.MuteAsync(
            "production",
            by,
            Team.Policy(),
            "0123456789ab",
            "probe failed *",
            silence,
            reason,
            cause,
            CancellationToken.None
        );
}
