using System.Collections.Immutable;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>The two-person rule.</summary>
public static class Approving
{
    /// <summary>Counts an approval, and begins the run with the one that completes the quorum.</summary>
    public static Decision Approve(Session session, SessionRequest.Approve approve, DateTimeOffset now)
    {
        if (!session.Policy.MayApprove(approve.By))
            return Decision.No(new Refusal.NotPermitted("approve", session.Environment));

        if (session.Phase is Phase.Ended { How: Ending.Expired, At: var ended })
            return Decision.No(new Refusal.TooLate(ended));

        if (Objection(session, approve, now) is { } objection)
            return Decision.No(objection);

        if (!approve.Moved.IsEmpty && session.MayBePlannedAnew)
        {
            return Decision.No(
                new Refusal.PlanMoved(approve.Digest, approve.Moved),
                new SessionEvent.Superseded(now, string.Join(", ", approve.Moved))
            );
        }

        var approved = new SessionEvent.Approved(now, approve.By, approve.Digest);
        var complete = session.CountedApprovals.Length + 1 >= session.Needed;
        return (complete, session.Phase) switch
        {
            (true, Phase.AwaitingApproval) => Decision.Yes(approved, new SessionEvent.Started(now)),
            (true, Phase.Paused { Step: var step }) => Decision.Yes(
                approved,
                new SessionEvent.StepRetried(now, step, approve.By)
            ),
            _ => Decision.Yes(approved),
        };
    }

    /// <summary>An approver's no ends a session that has not begun, and stops one that has.</summary>
    public static Decision Reject(Session session, SessionRequest.Reject reject, DateTimeOffset now)
    {
        if (!session.Policy.MayApprove(reject.By))
            return Decision.No(new Refusal.NotPermitted("reject", session.Environment));

        if (session.IsOver)
            return Decide.NotNow(session, "Reject");

        if (string.IsNullOrWhiteSpace(reject.Reason))
            return Decision.No(new Refusal.ReasonTooShort(1));

        return session.HasStarted
            ? Decide.Abort(session, reject.By, now)
            : Decision.Yes(
                new SessionEvent.Finished(
                    now,
                    Ending.Rejected,
                    $"{reject.By.Person} rejected: “{reject.Reason.Trim().TrimEnd('.')}”. Nothing was changed.{Leaves.Unwatched(session)}"
                )
            );
    }

    /// <summary>What these people lack although they are enough: somebody who did not write the release, or of another team; null where they are right.</summary>
    public static Refusal? Lacking(Session session, IReadOnlyCollection<PersonName> approvers) =>
        session.Needed == 0 || approvers.Count < session.Needed ? null
        : AreAuthorsAlone(session, approvers) ? new Refusal.OnlyAuthors()
        : AreOneTeam(session, approvers) ? new Refusal.OnlyOneTeam()
        : null;

    private static bool AreAuthorsAlone(Session session, IEnumerable<PersonName> approvers) =>
        session.Policy.AuthorsNeedAnother
        && session.Proposal is { Plan.Authors: var authors }
        && approvers.All(person => authors.Contains(person.Value));

    private static bool AreOneTeam(Session session, IEnumerable<PersonName> approvers) =>
        session.Policy is { Teams.IsEmpty: false } policy
        && !policy.IsOfAnotherTeam(
            approvers,
            session.Requester.IsHuman ? [.. session.Requesters.Select(name => new PersonName(name))] : []
        );

    private static Refusal? Objection(Session session, SessionRequest.Approve approve, DateTimeOffset now)
    {
        if (session.IsAskedForBy(approve.By.Person, approve.By.Account))
            return new Refusal.Self(session.Needed, session.CountedApprovals.Length);

        if (session.Proposal is not { } proposal || session.Phase is Phase.Preparing or Phase.Ended)
            return new Refusal.NotNow("Approve", session.Number, session.State);

        if (approve.Digest != proposal.Plan.Digest)
            return new Refusal.Superseded();

        if (!session.HasStarted && now >= session.ExpiresAt)
            return new Refusal.TooLate(session.ExpiresAt);

        if (
            session.CountedApprovals.Any(approval =>
                approval.Person == approve.By.Person || approval.Account == approve.By.Account
            )
        )
            return new Refusal.Twice(session.Needed, session.CountedApprovals.Length);

        if (proposal.Plan.Notes.FirstOrDefault(note => note.Level is NoteLevel.Blocker) is { } blocker)
            return new Refusal.Blocked(blocker.Text);

        if (session.Phase is Phase.Checking)
        {
            var open = proposal.Checklist.Items.Keys.Where(item => !proposal.Checklist.IsDone(item));
            return new Refusal.ChecklistOpen(session.Kind, [.. open]);
        }

        if (session.Phase is not (Phase.AwaitingApproval or Phase.Paused { Problem.Nature: ProblemNature.NotAllowed }))
            return new Refusal.NotNow("Approve", session.Number, session.State);

        if (!session.HasStarted && proposal.Checklist.StaleAt(now) is { } stale)
            return new Refusal.Stale(session.Kind, stale);

        return Lacking(session, [.. session.CountedApprovals.Select(one => one.Person), approve.By.Person]);
    }
}
