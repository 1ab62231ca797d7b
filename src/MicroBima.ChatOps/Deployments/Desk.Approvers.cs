using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Deployments;

/// <content>
/// Since when somebody is an approver. Whoever may give roles could make a second account an approver a moment before it approves: where the settings ask for it,
/// a role counts only some time after it was first seen.
/// </content>
public sealed partial class Desk
{
    /// <summary>Notes that somebody was seen as an approver of an environment, once, where their age matters there.</summary>
    public Task<Answer> SawAsync(
        string environment,
        Actor actor,
        ApprovalPolicy policy,
        CancellationToken cancellationToken
    ) =>
        IsNew(environment, actor, policy, _ledger)
            ? RuleAsync(
                (ledger, now) =>
                    IsNew(environment, actor, policy, ledger)
                        ? Seen(environment, actor, now, isApproving: false, new Answer.Changed())
                        : Ruling.Nothing,
                "",
                cancellationToken
            )
            : Task.FromResult<Answer>(new Answer.Changed());

    private static bool IsNew(string environment, Actor actor, ApprovalPolicy policy, Ledger ledger) =>
        policy.RoleMinAge > TimeSpan.Zero
        && policy.MayApprove(actor)
        && !ledger.Approvers.ContainsKey((environment, actor.Account));

    /// <summary>The refusal of an approver whose role is too new, or null; whoever was never seen before is on record from now on, and everybody is told.</summary>
    private static Ruling? TooNew(Ledger ledger, Session session, SessionRequest request, DateTimeOffset now)
    {
        if (
            !IsWordOfApprover(session, request)
            || request.Asker is not { } actor
            || session.IsOver
            || session.Policy is not { RoleMinAge: var age } policy
            || age <= TimeSpan.Zero
            || !policy.MayApprove(actor)
        )
            return null;

        if (!ledger.Approvers.TryGetValue((session.Environment, actor.Account), out var since))
            return Seen(
                session.Environment,
                actor,
                now,
                isApproving: true,
                new Answer.Refused(new Refusal.TooFresh(now + age))
            );

        return since + age > now
            ? Refusing(session, request, new Decision.Refused(new Refusal.TooFresh(since + age), []), now)
            : null;
    }

    /// <summary>True for what takes an approver; who asked for a restore also has a word about its safety backup, as such.</summary>
    private static bool IsWordOfApprover(Session session, SessionRequest request) =>
        request switch
        {
            SessionRequest.Approve or SessionRequest.Skip => true,
            SessionRequest.Mend { Remedy: Remedy.GoWithout, By: var by } => !session.IsAskedForBy(
                by.Person,
                by.Account
            ),
            _ => false,
        };

    private static Ruling Seen(string environment, Actor actor, DateTimeOffset now, bool isApproving, Answer answer) =>
        new(
            Batch.StreamOf(environment),
            [new EnvironmentEvent.ApproverSeen(now, actor.Person, actor.Account, isApproving)],
            _ => answer
        );
}
