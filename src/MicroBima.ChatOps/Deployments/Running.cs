using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>The rules of a run: when an effect may begin, and what its outcome means.</summary>
public static class Running
{
    /// <summary>Lets the next effect begin, offers it to a person, or stops because something does not hold any more.</summary>
    public static Decision Begin(Session session, SessionRequest.Begin begin, DateTimeOffset now)
    {
        if (
            session.Phase is not Phase.Running { Aborting: "" }
            || session.Current is not { } step
            || step.Kind != begin.Step
        )
            return Decide.NotNow(session, "begin");

        if (step.State is StepState.Waiting && step.Mode is not StepMode.Auto)
            return Decision.Yes(new SessionEvent.StepOffered(now, step.Kind, begin.Instructions));

        if (step.State is not (StepState.Waiting or StepState.Confirmed))
            return Decide.NotNow(session, "begin");

        if (Restoring.IsWayHome(session, step.Kind))
            return Decision.Yes(new SessionEvent.StepIntended(now, step.Kind, step.Attempt + 1));

        if (!begin.Recheck.Moved.IsEmpty && session.MayBePlannedAnew)
            return Decision.Yes(new SessionEvent.Superseded(now, string.Join(", ", begin.Recheck.Moved)));

        var lost = LostApprovals(session, begin.Recheck, now);
        PersonName[] left =
        [
            .. session
                .CountedApprovals.Select(approval => approval.Person)
                .Where(person => lost.All(one => one.Person != person)),
        ];
        ImmutableArray<string> obstacles =
        [
            .. begin.Recheck.Obstacles,
            .. begin.Recheck.Moved,
            .. lost.Select(one => $"the approval of {one.Person} is void: {one.Why}"),
            .. left.Length < session.Needed
                ? [$"approvals missing: {session.Needed - left.Length}"]
                : Array.Empty<string>(),
            .. Approving.Lacking(session, left) switch
            {
                null => Array.Empty<string>(),
                Refusal.OnlyAuthors => ["only people who wrote its commits approve it"],
                _ => ["nobody of another team approves it"],
            },
            .. Restoring.Obstacle(session, step.Kind) is { } missing ? [missing] : Array.Empty<string>(),
            .. session.StartedAt + session.Policy.RunExpires < now
                ? [$"the run is older than {Words.For(session.Policy.RunExpires)}"]
                : Array.Empty<string>(),
        ];
        if (obstacles.IsEmpty)
            return Decision.Yes(new SessionEvent.StepIntended(now, step.Kind, step.Attempt + 1));

        var problem = new Problem(
            $"{step.Kind.Title()} was not begun: {string.Join("; ", obstacles)}.",
            "",
            "Approve again if it is still right, retry when it is in order, or abort.",
            ProblemNature.NotAllowed
        );
        return new Decision.Accepted([
            .. lost.Select(one => new SessionEvent.ApprovalVoided(now, one.Person, one.Why)),
            new SessionEvent.StepStopped(now, step.Kind, step.Attempt, problem),
        ]);
    }

    /// <summary>Stores what a step came to, and what follows from it.</summary>
    public static Decision Report(Session session, SessionRequest.Report report, DateTimeOffset now)
    {
        var isAtWork =
            session.Phase is Phase.Running
            && session.Current is { State: StepState.Intended } step
            && step.Kind == report.Step
            && step.Attempt == report.Attempt;
        if (!isAtWork)
            return Decide.NotNow(session, "report");

        return report.Outcome switch
        {
            StepOutcome.Succeeded done => Done(session, report, done.Fact, now),
            StepOutcome.Judged judged => Decision.Yes(
                new SessionEvent.StepDone(now, report.Step, report.Attempt, judged.Fact),
                new SessionEvent.Finished(now, EndingOf(session, judged.Ending), judged.Fact, judged.Report)
            ),
            StepOutcome.NotStarted clear => Aborted(session, now) is { } end
                ? Decision.Yes(new SessionEvent.StepCleared(now, report.Step, report.Attempt, clear.Fact), end)
                : Decision.Yes(new SessionEvent.StepCleared(now, report.Step, report.Attempt, clear.Fact)),
            StepOutcome.Failed failed => Aborted(session, now) is { } end
            && failed.Problem.Nature is not ProblemNature.Unknown
                ? Decision.Yes(new SessionEvent.StepStopped(now, report.Step, report.Attempt, failed.Problem), end)
                : Decision.Yes(new SessionEvent.StepStopped(now, report.Step, report.Attempt, failed.Problem)),
        };
    }

    /// <summary>A person sets the waiting step off.</summary>
    public static Decision Confirm(Session session, SessionRequest.Confirm confirm, DateTimeOffset now)
    {
        if (!session.Policy.MayAct(confirm.By))
            return Decision.No(new Refusal.NotPermitted("start a step", session.Environment));

        return
            session.Phase is Phase.Running
            && session.Current is { State: StepState.Offered } step
            && step.Kind == confirm.Step
            ? Decision.Yes(new SessionEvent.StepConfirmed(now, confirm.Step, confirm.By))
            : Decide.NotNow(session, "Start");
    }

    /// <summary>Begins the stopped step again, or the checks where nothing has begun.</summary>
    public static Decision Retry(Session session, Actor by, DateTimeOffset now)
    {
        if (!session.Policy.MayAct(by))
            return Decision.No(new Refusal.NotPermitted("retry", session.Environment));

        return session.Phase switch
        {
            Phase.Checking or Phase.AwaitingApproval => Decision.Yes(
                new SessionEvent.Superseded(now, $"{by.Person} asked for the checks again")
            ),
            Phase.Paused { Step: var step, Problem: var problem } when problem.Remedies.Contains(Remedy.Retry) =>
                Decision.Yes(new SessionEvent.StepRetried(now, step, by)),
            Phase.Paused or Phase.Preparing or Phase.Running or Phase.Ended => Decide.NotNow(session, "Retry"),
        };
    }

    /// <summary>Does one of the things that the problem offers, and nothing else; what it finds is looked at again right before.</summary>
    public static Decision Mend(Session session, SessionRequest.Mend mend, DateTimeOffset now)
    {
        if (!session.Policy.MayAct(mend.By))
            return Decision.No(new Refusal.NotPermitted("repair", session.Environment));

        if (mend.Remedy is Remedy.GoWithout)
            return Restoring.GoWithout(session, mend, now);

        var isOffered =
            session.Phase is Phase.Paused { Problem: var problem }
            && problem.Remedies.Contains(mend.Remedy)
            && (
                mend.Remedy is not Remedy.EndBlocker
                || string.Equals(problem.Blocker?.Key, mend.Subject, StringComparison.Ordinal)
            );
        return isOffered && session.Phase is Phase.Paused { Step: var step, Problem.Blocker: var blocker }
            ? Decision.Yes(
                new SessionEvent.StepRemedied(
                    now,
                    step,
                    mend.By,
                    mend.Remedy,
                    mend.Remedy is Remedy.EndBlocker ? blocker : null
                )
            )
            : Decide.NotNow(session, "it");
    }

    /// <summary>Goes on without the stopped step, where a release is whole without it.</summary>
    public static Decision Skip(Session session, Actor by, DateTimeOffset now)
    {
        if (!session.Policy.MayAct(by))
            return Decision.No(new Refusal.NotPermitted("skip", session.Environment));

        if (session.Phase is not Phase.Paused { Step: var step })
            return Decide.NotNow(session, "Skip");

        if (!MaySkip(step))
            return Decision.No(new Refusal.NotToSkip(step));

        var skipped = new SessionEvent.StepSkipped(now, step, by);
        return session.Steps[^1].Kind == step
            ? Decision.Yes(
                skipped,
                new SessionEvent.Finished(
                    now,
                    EndingOf(session, Ending.Inconclusive),
                    $"{by.Person} went on without {step.Title()}."
                )
            )
            : Decision.Yes(skipped);
    }

    /// <summary>Ends a session whose release is to be taken back.</summary>
    public static Decision Leave(Session session, Actor by, DateTimeOffset now)
    {
        if (!session.Policy.MayRequest(by))
            return Decision.No(new Refusal.NotPermitted("roll back", session.Environment));

        return CanBeLeft(session)
            ? Decision.Yes(
                new SessionEvent.Finished(
                    now,
                    Ending.Failed,
                    $"{by.Person} chose to roll back. {Leaves.Now(session).Sentence}"
                )
            )
            : Decide.NotNow(session, "Roll back");
    }

    /// <summary>True where a rollback may take over from this session.</summary>
    public static bool CanBeLeft(Session session) =>
        session.Kind is SessionKind.Deploy
        && session.MayHavePushed
        && session.Phase is Phase.Paused or Phase.Running { Aborting: "" }
        && (session.Phase is Phase.Paused || session.Current?.Kind is StepKind.Watch);

    /// <summary>True where a release is whole without the step.</summary>
    public static bool MaySkip(StepKind step) => step is StepKind.Seed or StepKind.Watch;

    private static Decision Done(Session session, SessionRequest.Report report, string fact, DateTimeOffset now)
    {
        var done = new SessionEvent.StepDone(now, report.Step, report.Attempt, fact);
        if (session.Steps[^1].Kind == report.Step)
            return Decision.Yes(
                done,
                new SessionEvent.Finished(now, EndingOf(session, Ending.Healthy), Why(session, fact))
            );

        var after = session with
        {
            Steps = Apply.SetState(session.Steps, report.Step, new StepState.Done(now, default, fact)),
        };
        return Aborted(after, now) is { } end ? Decision.Yes(done, end) : Decision.Yes(done);
    }

    private static SessionEvent? Aborted(Session session, DateTimeOffset now) =>
        session.Phase is not Phase.Running { Aborting: { Length: > 0 } by } ? null
        : Restoring.MustTurnBack(session) ? new SessionEvent.TurnedBack(now, new PersonName(by))
        : new SessionEvent.Finished(now, Ending.Aborted, $"{by} aborted. {Leaves.AtEnd(session)}");

    private static Ending EndingOf(Session session, Ending judged) =>
        (session.Kind, judged) switch
        {
            (SessionKind.Rollback, not Ending.Failed) => Ending.RolledBack,
            (SessionKind.Restore, not Ending.Failed) => Restoring.EndingOf(session),
            _ => judged,
        };

    private static string Why(Session session, string fact) =>
        session.StateOf(StepKind.Swap) is StepState.Skipped { By: var by }
            ? $"{by} stopped the restore before the databases were exchanged: nothing of it remains, nothing was lost. {fact}"
        : session.Proposal?.Plan.Restore is { } restore
            ? $"The app runs again, on the database of {Words.At(restore.MadeAt)}. {fact}"
        : fact;

    private static ImmutableArray<LostApproval> LostApprovals(Session session, Recheck recheck, DateTimeOffset now)
    {
        var isFirst = session.Steps.All(step => step.Attempt == 0);
        var old = session
            .CountedApprovals.Where(approval => isFirst && approval.At + session.Policy.Expires <= now)
            .Select(approval => new LostApproval(approval.Person, "it expired before the start"));
        return [.. recheck.Lost.Concat(old).DistinctBy(one => one.Person)];
    }
}
