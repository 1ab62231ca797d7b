using System.Collections.Immutable;

namespace MicroBima.ChatOps.Deployments;

/// <content>Codes of authenticator apps, where the policy asks for them: an approval counts together with a code that is right, or not at all.</content>
public sealed partial class Desk
{
    /// <summary>True for the words that take a code: an approval, and the one that stands for it where a restore goes on without its safety backup.</summary>
    public static bool TakesCode(Session session, SessionRequest request) =>
        session.Policy.AsksForCode && request is not SessionRequest.Skip && IsWordOfApprover(session, request);

    /// <summary>What an approval that the rules allow comes to once its code was looked at.</summary>
    private static Ruling WithCode(
        Ledger ledger,
        Session session,
        SessionRequest request,
        ImmutableArray<SessionEvent> events,
        DateTimeOffset now
    )
    {
        var person = request.Asker!.Person;
        var use = ledger.CodesOf(person);
        if (use.LockedUntil is { } until && now < until)
            return Refusing(session, request, new Decision.Refused(new Refusal.CodesLocked(until), []), now);

        return request.CodeStep is { } step && use.Accepts(step)
            ? Ruling.On(session.Number, [new SessionEvent.CodeAccepted(now, person, step), .. events])
            : new Ruling(
                Batch.StreamOf(session.Environment),
                [new EnvironmentEvent.CodeRefused(now, person, use.LockAfterAnother(now))],
                after => new Answer.Refused(
                    after.CodesOf(person) is { LockedUntil: { } locked }
                        ? new Refusal.CodesLocked(locked)
                        : new Refusal.WrongCode(after.CodesOf(person).Left)
                )
            );
    }
}
