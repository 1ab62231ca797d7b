using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Chat;

/// <content>The words of approvers, with the code that they take where the policy asks for one.</content>
public sealed partial class Clicks
{
    /// <summary>Counts the word for which a code was asked.</summary>
    public Task<Reply> WithCodeAsync(
        ButtonTarget target,
        string code,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    ) =>
        target.Verb is ButtonVerb.GoWithoutNow
            ? FilledAsync(
                target,
                ButtonVerb.GoWithoutNow,
                session => GoWithoutAsync(session, target, code, by, cause, cancellationToken)
            )
            : FilledAsync(
                target,
                ButtonVerb.Approve,
                session => ApproveAsync(session, target, code, by, cause, cancellationToken)
            );

    private async Task<Reply> ApproveAsync(
        Session session,
        ButtonTarget target,
        string? code,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    )
    {
        if (session.Proposal is not { Plan.Digest: var digest })
            return Reply.No(new Refusal.NotNow("Approve", session.Number, session.State));

        // The rules first: only a click that would count is worth a look at the world.
        var request = new SessionRequest.Approve(by, digest, []);
        if (Decide.On(session, request, time.GetUtcNow()) is Decision.Accepted)
        {
            if (TryCode(session, target, by, code, ref request, "Approve") is { } instead)
                return instead;

            try
            {
                request = request with { Moved = await moved(session, cancellationToken) };
            }
            catch (Exception dark) when (dark is not OperationCanceledException)
            {
                // Whatever kept the look from being taken means no, and is told to the person who clicked.
                return Reply.No(new Refusal.NotChecked(redactor.Mask(dark.Message)));
            }
        }

        return await desk.AskAsync(session.Number, request, cause, cancellationToken) switch
        {
            Answer.Done { Session: var after } => Reply.Words(
                after.HasStarted
                    ? "✅ Counted. The quorum is there: it starts."
                    : $"✅ Counted: {after.CountedApprovals.Length} of {after.Needed}."
            ),
            Answer.Refused { Refusal: Refusal.Self self } => Reply.No(
                self with
                {
                    Others = [.. (await approvers.OfAsync(session, cancellationToken)).Select(one => one.Person)],
                }
            ),
            Answer.Refused refused => Reply.No(refused.Refusal),
            Answer.Repeated or Answer.Changed => Reply.Words(
                "This click was answered before; the card shows what counted."
            ),
        };
    }

    private async Task<Reply> GoWithoutAsync(
        Session session,
        ButtonTarget target,
        string? code,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    )
    {
        var request = new SessionRequest.Mend(by, Remedy.GoWithout, target.Subject);
        return
            Decide.On(session, request, time.GetUtcNow()) is Decision.Accepted
            && TryCode(session, target, by, code, ref request, "Go on without it") is { } instead
            ? instead
            : await AskAsync(session, request, Remedies.Answer(target.Verb), cause, cancellationToken);
    }

    /// <summary>Puts the code into a word that takes one; the answer instead, where none was typed or the person has none.</summary>
    private Reply? TryCode<T>(Session session, ButtonTarget target, Actor by, string? code, ref T request, string title)
        where T : SessionRequest
    {
        if (!Desk.TakesCode(session, request))
            return null;

        if (!codes.Knows(by.Person))
            return Reply.No(new Refusal.NoCode());

        if (code is null)
            return new Reply.AskCode(target, $"{title} {session.Number}");

        request = (T)(request with { CodeStep = codes.StepOf(by.Person, code, time.GetUtcNow()) });
        return null;
    }
}
