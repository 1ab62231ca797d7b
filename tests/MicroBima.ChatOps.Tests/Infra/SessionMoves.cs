using CsCheck;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>Some time passes, then somebody asks for something; what exactly depends on where the session stands then.</summary>
internal sealed record Move(string Name, TimeSpan Time, Recheck Recheck, Func<Session, SessionRequest> Request)
{
    public override string ToString() => $"{Name} after {Time}";
}

/// <summary>Random moves, weighted so that sessions get somewhere: likely things often, faults and nonsense now and then.</summary>
internal static class SessionMoves
{
    private static readonly Standing Proven = new Standing.Proven(
        new Evidence("seen", DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue)
    );

    private static readonly Gen<TimeSpan> Times = Gen.Frequency<TimeSpan>(
        (12, Gen.Int[0, 60].Select(seconds => TimeSpan.FromSeconds(seconds))),
        (2, Gen.Int[1, 40].Select(minutes => TimeSpan.FromMinutes(minutes))),
        (1, Gen.Int[1, 6].Select(hours => TimeSpan.FromHours(hours)))
    );

    private static readonly Gen<Actor> People = Gen.OneOf(Team.Everybody.ToArray());

    private static readonly Gen<Recheck> Rechecks = Gen.Frequency<Recheck>(
        (8, Gen.Const(Recheck.Clear)),
        (1, Gen.OneOf(Team.Ben, Team.Cara, Team.Dan).Select(Story.Lost)),
        (1, Gen.Const(Story.Moved("staging moved"))),
        (1, Gen.Const(Story.Obstacle("the freeze is in force")))
    );

    private static readonly Gen<StepOutcome> Outcomes = Gen.Frequency<StepOutcome>(
        (8, Gen.Const<StepOutcome>(new StepOutcome.Succeeded("seen"))),
        (1, Gen.OneOf(ProblemNature.Failed, ProblemNature.Unknown).Select(Story.Failure)),
        (1, Gen.Const(Story.NoBackup())),
        (1, Gen.Const<StepOutcome>(new StepOutcome.NotStarted("nothing there"))),
        (
            1,
            Gen.OneOf(Ending.Healthy, Ending.Failed, Ending.Inconclusive)
                .Select(StepOutcome (ending) => new StepOutcome.Judged(ending, "judged"))
        )
    );

    private static readonly Gen<Plan> AnyPlan = Gen.Select(
        Gen.Int[1, 3],
        Gen.Int[0, 2],
        Gen.OneOf(StepMode.Auto, StepMode.Confirm, StepMode.Manual),
        (number, migrations, mode) => SamplePlans.Release(number, migrations).WithModes(mode)
    );

    private static readonly Gen<ChecklistItem> Items = Gen.OneOf(Enum.GetValues<ChecklistItem>());

    private static readonly Gen<Func<Session, SessionRequest>> Requests = Gen.Frequency<Func<Session, SessionRequest>>(
        (
            4,
            Gen.Select(
                AnyPlan,
                Gen.Bool,
                Func<Session, SessionRequest> (plan, isComplete) =>
                    _ => new SessionRequest.Propose(plan, List(isComplete))
            )
        ),
        (
            8,
            People.Select(
                Func<Session, SessionRequest> (by) =>
                    session => new SessionRequest.Approve(by, session.Proposal?.Plan.Digest ?? default, [])
            )
        ),
        (
            1,
            Gen.Select(
                People,
                AnyPlan,
                Func<Session, SessionRequest> (by, plan) => _ => new SessionRequest.Approve(by, plan.Digest, [])
            )
        ),
        (
            1,
            People.Select(
                Func<Session, SessionRequest> (by) =>
                    session => new SessionRequest.Approve(
                        by,
                        session.Proposal?.Plan.Digest ?? default,
                        ["master moved"]
                    )
            )
        ),
        (
            12,
            Rechecks.Select(
                Func<Session, SessionRequest> (recheck) =>
                    session => new SessionRequest.Begin(session.Current?.Kind ?? StepKind.Watch, recheck)
            )
        ),
        (
            10,
            Outcomes.Select(
                Func<Session, SessionRequest> (outcome) =>
                    session => new SessionRequest.Report(
                        session.Current?.Kind ?? StepKind.Watch,
                        session.Current?.Attempt ?? 1,
                        outcome
                    )
            )
        ),
        (
            4,
            People.Select(
                Func<Session, SessionRequest> (by) =>
                    session => new SessionRequest.Confirm(by, session.Current?.Kind ?? StepKind.Push)
            )
        ),
        (2, People.Select(Func<Session, SessionRequest> (by) => _ => new SessionRequest.Retry(by))),
        (1, People.Select(Func<Session, SessionRequest> (by) => _ => new SessionRequest.Assign(by))),
        (1, People.Select(Func<Session, SessionRequest> (by) => _ => new SessionRequest.Nudge(by))),
        (1, People.Select(Func<Session, SessionRequest> (by) => _ => new SessionRequest.Skip(by))),
        (
            4,
            People.Select(
                Func<Session, SessionRequest> (by) =>
                    session => new SessionRequest.Mend(
                        by,
                        Remedy.GoWithout,
                        Restoring.SubjectOf(session.Current?.Attempt ?? 1)
                    )
            )
        ),
        (1, People.Select(Func<Session, SessionRequest> (by) => _ => new SessionRequest.Abort(by))),
        (1, People.Select(Func<Session, SessionRequest> (by) => _ => new SessionRequest.Leave(by))),
        (
            1,
            Gen.Select(
                People,
                Gen.OneOf("", " ", "not today"),
                Func<Session, SessionRequest> (by, why) => _ => new SessionRequest.Reject(by, why)
            )
        ),
        (
            2,
            Gen.Select(
                People,
                Items,
                Func<Session, SessionRequest> (by, item) => _ => new SessionRequest.Sign(by, item)
            )
        ),
        (1, People.Select(Func<Session, SessionRequest> (by) => _ => new SessionRequest.Read(by))),
        (
            2,
            Gen.Select(
                Items,
                Gen.Bool,
                Func<Session, SessionRequest> (item, isGood) =>
                    session => new SessionRequest.Check(
                        session.Proposal?.Plan.Digest ?? default,
                        item,
                        isGood ? Proven : new Standing.Open("look")
                    )
            )
        ),
        (
            1,
            Gen.ULong.Select(Func<Session, SessionRequest> (id) => _ => new SessionRequest.Place(new CardPlace(id, id)))
        ),
        (1, Gen.Const<Func<Session, SessionRequest>>(_ => new SessionRequest.Tick())),
        (1, Gen.Const<Func<Session, SessionRequest>>(_ => new SessionRequest.GiveUp(Ending.Failed, "no plan")))
    );

    /// <summary>Any move.</summary>
    public static Gen<Move> Any { get; } =
        Gen.Select(Times, Requests, (time, request) => new Move("", time, Recheck.Clear, request))
            .Select(move =>
                move with
                {
                    Recheck = RecheckOf(move),
                    Name = move.Request(new Story().Session).GetType().Name,
                }
            );

    private static Recheck RecheckOf(Move move) =>
        move.Request(new Story().Session) is SessionRequest.Begin { Recheck: var recheck } ? recheck : Recheck.Clear;

    private static Checklist List(bool isComplete) =>
        Enum.GetValues<ChecklistItem>()
            .Aggregate(
                Checklist.Unchecked,
                (list, item) =>
                    isComplete || item is not ChecklistItem.Backup
                        ? list.With(item, Proven)
                        : list.With(item, new Standing.Open("look"))
            );
}
