using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;

namespace MicroBima.ChatOps.Deployments;

/// <summary>The rules: what a request means for a session at a moment. Pure; everything that had to be looked up is in the request.</summary>
public static class Decide
{
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMinutes(10);

    /// <summary>The events that a request causes, or why it is refused.</summary>
    public static Decision On(Session session, SessionRequest request, DateTimeOffset now) =>
        request switch
        {
            SessionRequest.Place place => Place(session, place, now),
            SessionRequest.Announce => session is { IsOver: true, IsAnnounced: false }
                ? Decision.Yes(new SessionEvent.Announced(now))
                : Decision.Yes(),
            SessionRequest.Tick => Tick(session, now),
            SessionRequest.Propose propose => session.Phase is Phase.Preparing
                ? Decision.Yes(new SessionEvent.Proposed(now, propose.Plan, propose.Checklist))
                : NotNow(session, "propose"),
            SessionRequest.Check check => Check(session, check, now),
            SessionRequest.Rehearse rehearse => Rehearse(session, rehearse, now),
            SessionRequest.GiveUp giveUp => session.Phase is Phase.Preparing
                ? Decision.Yes(new SessionEvent.Finished(now, giveUp.How, giveUp.Why))
                : NotNow(session, "give up"),
            SessionRequest.Sign sign => Sign(session, sign, now),
            SessionRequest.Read read => Read(session, read, now),
            SessionRequest.Approve approve => Approving.Approve(session, approve, now),
            SessionRequest.Reject reject => Approving.Reject(session, reject, now),
            SessionRequest.Abort abort => Abort(session, abort.By, now),
            SessionRequest.Confirm confirm => Running.Confirm(session, confirm, now),
            SessionRequest.Retry retry => Running.Retry(session, retry.By, now),
            SessionRequest.Mend mend => Running.Mend(session, mend, now),
            SessionRequest.Skip skip => Running.Skip(session, skip.By, now),
            SessionRequest.Leave leave => Running.Leave(session, leave.By, now),
            SessionRequest.Keep keep => Keep(session, keep.By, now),
            SessionRequest.Assign assign => Assign(session, assign.By, now),
            SessionRequest.Nudge nudge => Nudge(session, nudge.By, now),
            SessionRequest.Begin begin => Running.Begin(session, begin, now),
            SessionRequest.Report report => Running.Report(session, report, now),
        };

    /// <summary>Stops a session: at once where nothing is at work, after the step that is at work otherwise.</summary>
    public static Decision Abort(Session session, Actor by, DateTimeOffset now)
    {
        if (!session.Policy.MayAct(by))
            return Decision.No(new Refusal.NotPermitted("abort", session.Environment));

        if (session.IsOver)
            return NotNow(session, "Abort");

        // A second press changes nothing: it is stopped already, as soon as the step at work allows.
        if (session.Phase is Phase.Running { Aborting.Length: > 0 })
            return Decision.Yes();

        if (Restoring.IsSwapping(session))
            return NotNow(session, "Abort");

        var isAtWork = session.Phase is Phase.Running && session.Current?.State is StepState.Intended;
        if (!isAtWork && Restoring.MustTurnBack(session))
            return Decision.Yes(new SessionEvent.TurnedBack(now, by.Person));

        return isAtWork
            ? Decision.Yes(new SessionEvent.AbortAsked(now, by))
            : Decision.Yes(
                new SessionEvent.Finished(now, Ending.Aborted, $"{by.Person} aborted. {Leaves.AtEnd(session)}")
            );
    }

    /// <summary>The refusal of something that makes no sense in the session's state.</summary>
    public static Decision NotNow(Session session, string asked) =>
        Decision.No(new Refusal.NotNow(asked, session.Number, session.State));

    /// <summary>Nothing is added to a session that is over, but for where its card is: its buttons must be found.</summary>
    private static Decision Place(Session session, SessionRequest.Place place, DateTimeOffset now) =>
        session.Card == place.Card ? Decision.Yes()
        : session is { IsOver: true, Card: not null } ? NotNow(session, "place")
        : Decision.Yes(new SessionEvent.CardPosted(now, place.Card));

    private static Decision Tick(Session session, DateTimeOffset now) =>
        SelfRollback.MayStart(session) && session.Proposal!.Checklist.StaleAt(now) is null
            ? Decision.Yes(new SessionEvent.Started(now))
        : !session.IsOver && !session.HasStarted && now >= session.ExpiresAt
            ? Decision.Yes(
                new SessionEvent.Finished(
                    now,
                    Ending.Expired,
                    $"No quorum within {Words.For(session.Policy.Expires)}. Nothing was changed.{Leaves.Unwatched(session)}"
                )
            )
        : Decision.Yes();

    private static Decision Keep(Session session, Actor by, DateTimeOffset now)
    {
        if (!session.Policy.MayAct(by))
            return Decision.No(new Refusal.NotPermitted("keep the release", session.Environment));

        return !(session is { Kind: SessionKind.Deploy, Phase: Phase.Ended { How: var how } } && how.IsDoubtful())
                ? NotNow(session, "Keep")
            : session.Keeper is null ? Decision.Yes(new SessionEvent.Kept(now, by))
            : Decision.Yes();
    }

    private static Decision Assign(Session session, Actor by, DateTimeOffset now) =>
        !session.Policy.MayAct(by) ? Decision.No(new Refusal.NotPermitted("look after it", session.Environment))
        : session.Phase is not Phase.Paused ? NotNow(session, "Assign to me")
        : session.Owner == by.Person ? Decision.Yes()
        : Decision.Yes(new SessionEvent.Assigned(now, by.Person));

    /// <summary>Calling costs people their evening: whoever waits may do it, and not all the time.</summary>
    private static Decision Nudge(Session session, Actor by, DateTimeOffset now) =>
        !session.Policy.MayAct(by) ? Decision.No(new Refusal.NotPermitted("call the approvers", session.Environment))
        : session.Phase is not Phase.AwaitingApproval ? NotNow(session, "Nudge its approvers")
        : session.NudgedAt is { } called && now - called < BetweenCalls ? Decision.No(new Refusal.CalledLately(called))
        : Decision.Yes(new SessionEvent.Nudged(now, by.Person));

    private static Decision Check(Session session, SessionRequest.Check check, DateTimeOffset now) =>
        session.Phase is Phase.Checking or Phase.AwaitingApproval && session.Proposal!.Plan.Draft == check.Digest
            ? Decision.Yes(new SessionEvent.Checked(now, check.Item, check.Standing))
            : NotNow(session, "check");

    /// <summary>Only while the migrations are being checked: what people may approve already is never changed under their hands.</summary>
    private static Decision Rehearse(Session session, SessionRequest.Rehearse rehearse, DateTimeOffset now) =>
        session is { Phase: Phase.Checking, Proposal: { } proposal }
        && proposal.Plan.Draft == rehearse.Draft
        && proposal.Checklist.Items[ChecklistItem.Migrations] is Standing.Checking
            ? Decision.Yes(new SessionEvent.Rehearsed(now, rehearse.Draft, rehearse.Found))
            : NotNow(session, "rehearse");

    private static Decision Sign(Session session, SessionRequest.Sign sign, DateTimeOffset now)
    {
        if (!session.Policy.MayAct(sign.By))
            return Decision.No(new Refusal.NotPermitted("sign", session.Environment));

        if (session.Phase is not (Phase.Checking or Phase.AwaitingApproval) || session.Proposal is not { } proposal)
            return NotNow(session, "Sign");

        return proposal.Checklist.Items[sign.Item] is Standing.Open
            ? Decision.Yes(new SessionEvent.Signed(now, sign.Item, sign.By, proposal.Plan.Digest))
            : Decision.No(
                new Refusal.NotToSign(
                    session.Kind,
                    sign.Item,
                    (proposal.Checklist.Items[sign.Item] as Standing.Signed)?.Signer
                )
            );
    }

    private static Decision Read(Session session, SessionRequest.Read read, DateTimeOffset now)
    {
        if (!session.Policy.MayAct(read.By))
            return Decision.No(new Refusal.NotPermitted("sign as reader", session.Environment));

        if (session.IsOver || session.Proposal is not { } proposal)
            return NotNow(session, "I have read it");

        var readIt = new SessionEvent.PlanRead(now, read.By, proposal.Plan.Digest);
        return session.Phase is Phase.Checking && proposal.Checklist.Items[ChecklistItem.Migrations] is Standing.Open
            ? Decision.Yes(
                readIt,
                new SessionEvent.Signed(now, ChecklistItem.Migrations, read.By, proposal.Plan.Digest)
            )
            : Decision.Yes(readIt);
    }
}
