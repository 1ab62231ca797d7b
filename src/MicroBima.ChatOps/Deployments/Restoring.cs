using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>
/// The rules of a restore beyond those of every run: nothing is touched without a safety backup or the word of as many people as an approval takes, and the
/// app is always brought back.
/// </summary>
public static class Restoring
{
    /// <summary>True for the steps that change what the app finds: they need a safety backup that was made in this session, after the approval.</summary>
    public static bool NeedsSafety(StepKind step) =>
        step is StepKind.Stop or StepKind.Restore or StepKind.Verify or StepKind.Swap;

    /// <summary>Why a step of a restore must not begin, or null. No approval of the plan can sign this away.</summary>
    public static string? Obstacle(Session session, StepKind step) =>
        NeedsSafety(step) && !HasSafety(session) && !IsUnsecured(session)
            ? "there is no safety backup of the present state from this session, and without one nothing is restored"
        : step is StepKind.Swap && session.StateOf(StepKind.Verify) is not StepState.Done
            ? "the restored copy was not verified"
        : null;

    /// <summary>True where enough people decided to go on without the safety backup: the database of before is then all that there is of it.</summary>
    public static bool IsUnsecured(Session session) =>
        session.StepOf(StepKind.Safety) is { State: StepState.Skipped, Attempt: var attempt }
        && Missing(session, WaiversOf(session, attempt)) == 0
        && Lacking(session, WaiversOf(session, attempt)) is null;

    /// <summary>Who said so after an attempt, each person once.</summary>
    public static ImmutableArray<Waiver> WaiversOf(Session session, int attempt) =>
        [
            .. session
                .Waivers.Where(waiver => waiver.Attempt == attempt)
                .DistinctBy(waiver => waiver.Person)
                .DistinctBy(waiver => waiver.Account),
        ];

    /// <summary>How many people are missing who have to say so: as many as stand behind the restore itself, and all but one of them no requesters.</summary>
    public static int Missing(Session session, ImmutableArray<Waiver> waivers)
    {
        var others = OthersOf(session, waivers).Count();
        return Math.Max(0, Math.Max(session.Needed - others, session.Needed + 1 - waivers.Length));
    }

    /// <summary>Why there is no safety backup, where people are asked whether to go on without it; else null.</summary>
    public static Problem? Question(Session session) =>
        session.Phase is Phase.Paused { Step: StepKind.Safety, Problem: var problem }
        && problem.Remedies.Contains(Remedy.GoWithout)
            ? problem
            : null;

    /// <summary>Counts a person's word that the restore may go on without the backup that failed; with the last one it goes on.</summary>
    public static Decision GoWithout(Session session, SessionRequest.Mend mend, DateTimeOffset now)
    {
        if (!session.Policy.MayApprove(mend.By) && !session.IsAskedForBy(mend.By.Person, mend.By.Account))
            return Decision.No(new Refusal.NotPermitted("go on without a safety backup", session.Environment));

        if (
            Question(session) is null
            || session.StepOf(StepKind.Safety) is not { Attempt: var attempt }
            || !string.Equals(mend.Subject, SubjectOf(attempt), StringComparison.Ordinal)
        )
            return Decide.NotNow(session, "Go on without it");

        var before = WaiversOf(session, attempt);
        var after = before.Add(new Waiver(mend.By.Person, mend.By.Account, attempt));
        if (before.Any(waiver => waiver.Person == mend.By.Person || waiver.Account == mend.By.Account))
            return Decision.No(new Refusal.Twice(session.Needed + 1, before.Length));

        if (Lacking(session, after) is { } lacking)
            return Decision.No(lacking);

        var waived = new SessionEvent.SafetyWaived(now, mend.By, attempt);
        return Missing(session, after) == 0
            ? Decision.Yes(waived, new SessionEvent.StepSkipped(now, StepKind.Safety, mend.By))
            : Decision.Yes(waived);
    }

    /// <summary>The session with one word more.</summary>
    public static Session Waived(Session session, SessionEvent.SafetyWaived waived) =>
        session with
        {
            Waivers = session.Waivers.Add(new Waiver(waived.By.Person, waived.By.Account, waived.Attempt)),
        };

    /// <summary>Those by whose word it goes on without the backup and who did not ask for the restore: they stand behind it as approvers do.</summary>
    public static IEnumerable<Waiver> OtherWaivers(Session session) =>
        session.StepOf(StepKind.Safety) is { State: StepState.Skipped, Attempt: var attempt }
            ? OthersOf(session, WaiversOf(session, attempt))
            : [];

    /// <summary>The name of a failed attempt: a word about one is none about a later one.</summary>
    public static string SubjectOf(int attempt) => attempt.ToString(CultureInfo.InvariantCulture);

    /// <summary>True where a step only brings the app back: it waits for nobody's leave, whatever happened to the plan meanwhile.</summary>
    public static bool IsWayHome(Session session, StepKind step) =>
        step is StepKind.Start or StepKind.Health && HasStopped(session);

    /// <summary>True where stopping now means bringing the app back first: it may be stopped, and the databases have not exchanged their names.</summary>
    public static bool MustTurnBack(Session session) =>
        HasStopped(session) && session.StateOf(StepKind.Swap) is { IsFinished: false };

    /// <summary>True while the names are being exchanged: a moment in which nobody can stop anything.</summary>
    public static bool IsSwapping(Session session) => session.StateOf(StepKind.Swap) is StepState.Intended;

    /// <summary>True where a person stopped the restore before the exchange.</summary>
    public static bool IsTurnedBack(Session session) => session.StateOf(StepKind.Swap) is StepState.Skipped;

    /// <summary>True from the exchange on.</summary>
    public static bool IsSwapped(Session session) => session.StateOf(StepKind.Swap) is StepState.Done;

    /// <summary>How a restore ends when its last step went well.</summary>
    public static Ending EndingOf(Session session) => IsSwapped(session) ? Ending.Restored : Ending.Aborted;

    /// <summary>The session in which what is left of the restore is left out; the app is next.</summary>
    public static Session TurnedBack(Session session, PersonName by) =>
        session with
        {
            Steps =
            [
                .. session.Steps.Select(step =>
                    NeedsSafety(step.Kind) && !step.State.IsFinished
                        ? step with
                        {
                            State = new StepState.Skipped(by),
                        }
                        : step
                ),
            ],
            Phase = new Phase.Running(""),
        };

    private static IEnumerable<Waiver> OthersOf(Session session, IEnumerable<Waiver> waivers) =>
        waivers.Where(waiver => !session.IsAskedForBy(waiver.Person, waiver.Account));

    /// <summary>What those lack who did not ask for it, although they are enough; null where they are right.</summary>
    private static Refusal? Lacking(Session session, IEnumerable<Waiver> waivers) =>
        Approving.Lacking(session, [.. OthersOf(session, waivers).Select(waiver => waiver.Person)]);

    private static bool HasSafety(Session session) =>
        session.StateOf(StepKind.Safety) is StepState.Done done && done.At >= session.StartedAt;

    /// <summary>Only a restore stops the app.</summary>
    private static bool HasStopped(Session session) => session.StepOf(StepKind.Stop) is { Attempt: > 0 };
}
