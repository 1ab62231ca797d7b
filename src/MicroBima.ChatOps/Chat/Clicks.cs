using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Chat;

/// <summary>What a press of a button means. The buttons were checked before: they are ours, on the right message, of this session.</summary>
public sealed partial class Clicks(
    Desk desk,
    EnvironmentList environments,
    MovedLookup moved,
    LogLooks logs,
    ApprovalCodes codes,
    PossibleApprovers approvers,
    Redactor redactor,
    TimeProvider time
)
{
    private const int LongestWhy = 200;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromMinutes(14);

    /// <summary>Does what the button says, or asks for a reason first.</summary>
    public async Task<Reply> PressAsync(
        ButtonTarget target,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    )
    {
        if (desk.Ledger.Find(target.Session) is not { } session)
            return Reply.No(new Refusal.Unknown("There is no such session.", "See /history."));

        if (target.Revision != session.Revision)
            return Reply.No(new Refusal.Superseded());

        Task<Reply> AsksAsync(SessionRequest request, string done) =>
            AskAsync(session, request, done, cause, cancellationToken);

        return target.Verb switch
        {
            ButtonVerb.ReadPlan => ReadPlan(session, by),
            ButtonVerb.Checklist => ShowChecklist(session, by),
            ButtonVerb.Reject => (Reply?)MayReject(session, by)
                ?? new Reply.AskReason(target, $"Reject {session.Number}", "Why not?"),
            ButtonVerb.Approve => await ApproveAsync(session, target, code: null, by, cause, cancellationToken),
            ButtonVerb.RollBack
            or ButtonVerb.GoBack when session.IsOver && desk.Ledger.PushedAfter(session) is { } later => Reply.No(
                AnotherRelease(session, later)
            ),
            ButtonVerb.RollBack or ButtonVerb.GoBack => await RollBackAsync(
                session,
                by,
                WhyBack(session),
                cause,
                cancellationToken
            ),
            ButtonVerb.Abort => await AsksAsync(new SessionRequest.Abort(by), "Aborted, or about to be."),
            ButtonVerb.Retry => await AsksAsync(new SessionRequest.Retry(by), "Again."),
            ButtonVerb.LookAgain or ButtonVerb.MarkApplied or ButtonVerb.MarkRolledBack or ButtonVerb.EndBlockerNow =>
                await AsksAsync(
                    new SessionRequest.Mend(by, Remedies.Of(target.Verb), target.Subject),
                    Remedies.Answer(target.Verb)
                ),
            ButtonVerb.EndBlocker => Remedies.AskToEnd(session, by),
            ButtonVerb.GoWithout => SafetyWords.Ask(session, by),
            ButtonVerb.GoWithoutNow => await GoWithoutAsync(session, target, code: null, by, cause, cancellationToken),
            ButtonVerb.Skip => await AsksAsync(new SessionRequest.Skip(by), "Skipped."),
            ButtonVerb.Start => await AsksAsync(new SessionRequest.Confirm(by, target.Step), "Started."),
            ButtonVerb.Done => await AsksAsync(
                new SessionRequest.Confirm(by, target.Step),
                "Thank you; the bot looks whether it is so."
            ),
            ButtonVerb.Keep => await AsksAsync(
                new SessionRequest.Keep(by),
                "It stays; the channel knows that somebody looks."
            ),
            ButtonVerb.Assign => await AsksAsync(new SessionRequest.Assign(by), "You look after it; the card says so."),
            ButtonVerb.Nudge => await AsksAsync(new SessionRequest.Nudge(by), "They are called, in the channel."),
            ButtonVerb.Logs => await LogsAsync(session, cancellationToken),
            ButtonVerb.Details => new Reply.Say(ReportCard.Details(session)),
            ButtonVerb.Sign => await SignAsync(session, target.Item, by, cause, cancellationToken),
            ButtonVerb.HaveRead => await AsksAsync(new SessionRequest.Read(by), "Noted: you have read this plan."),
        };
    }

    /// <summary>Does what the button says with the reason that was asked for.</summary>
    public Task<Reply> WithReasonAsync(
        ButtonTarget target,
        string reason,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    ) =>
        FilledAsync(
            target,
            ButtonVerb.Reject,
            session => AskAsync(session, new SessionRequest.Reject(by, reason), "Rejected.", cause, cancellationToken)
        );

    /// <summary>Opens a rollback; a deployment that is being watched or stands still makes room for it.</summary>
    public async Task<Reply> RollBackAsync(
        Session session,
        Actor by,
        string reason,
        string cause,
        CancellationToken cancellationToken
    )
    {
        if (!session.IsOver)
        {
            var left = await desk.AskAsync(
                session.Number,
                new SessionRequest.Leave(by),
                $"{cause}/leave",
                cancellationToken
            );
            if (left is Answer.Refused refused)
                return Reply.No(refused.Refusal);
        }

        return await OpenAsync(
            SessionKind.Rollback,
            session.Environment,
            by,
            reason,
            "",
            cause,
            session.Number,
            "",
            cancellationToken
        );
    }

    // The reason of a deployment says why it was made, and not why it goes back.
    private static string WhyBack(Session session) =>
        session.Phase is Phase.Paused { Problem.What: var what } ? what
        : session.Phase is Phase.Ended { How: var how, Why: var why } && how.IsDoubtful() ? Excerpt.Of(why, LongestWhy)
        : "";

    /// <summary>Opens a session.</summary>
    public async Task<Reply> OpenAsync(
        SessionKind kind,
        string name,
        Actor by,
        string reason,
        string @override,
        string cause,
        SessionNumber? returns,
        string backup,
        CancellationToken cancellationToken
    )
    {
        if (environments.Find(name) is not { } environment)
        {
            return Reply.No(
                new Refusal.Unknown(
                    $"There is no environment \"{Excerpt.Of(redactor.Mask(PlainText.Line(name)), 60)}\".",
                    $"Write it exactly: {string.Join(", ", environments.All.Select(one => one.Name))}."
                )
            );
        }

        var now = time.GetUtcNow();
        var freeze = environment
            .Freezes.Select(one => (Freeze: one, End: one.EndAt(now)))
            .Where(one => one.End is not null)
            .Select(one => new ActiveFreeze(one.Freeze.Name, one.Freeze.Describe(one.End!.Value)))
            .FirstOrDefault();
        var request = new OpenRequest(
            kind,
            environment.Name,
            by,
            reason,
            @override,
            returns,
            freeze,
            kind is SessionKind.Rollback ? environment.RollbackPolicy : environment.Policy,
            OpenRequest.NewSeal()
        )
        {
            Backup = backup,
        };
        return await desk.OpenAsync(request, cause, cancellationToken) switch
        {
            Answer.Done { Session: var session } => Reply.Words(
                $"Session {session.Number} is open; its card is in the channel."
            ),
            Answer.Refused { Refusal: Refusal.Held held } => HeldCard.Refuse(held, desk.Ledger.Find(held.By)),
            Answer.Refused refused => OverrideForm.Refuse(environment.Name, refused.Refusal),
            Answer.Repeated or Answer.Changed => Reply.Words(
                "This was answered before; the card shows where it stands."
            ),
        };
    }

    /// <summary>Opens a deployment over a freeze.</summary>
    public Task<Reply> OverrideAsync(
        string environment,
        string why,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    ) => OpenAsync(SessionKind.Deploy, environment, by, "", why, cause, null, "", cancellationToken);

    /// <summary>Goes on with a form that a button opened, where it is of that button and the card has not changed since.</summary>
    private async Task<Reply> FilledAsync(ButtonTarget target, ButtonVerb opener, Func<Session, Task<Reply>> goOn) =>
        target.Verb != opener || desk.Ledger.Find(target.Session) is not { } session
            ? Reply.No(new Refusal.Unknown("This form belongs to nothing.", "Use the buttons of the card."))
        : target.Revision != session.Revision ? Reply.No(new Refusal.Superseded())
        : await goOn(session);

    private async Task<Reply> SignAsync(
        Session session,
        ChecklistItem item,
        Actor by,
        string cause,
        CancellationToken cancellationToken
    ) =>
        await desk.AskAsync(session.Number, new SessionRequest.Sign(by, item), cause, cancellationToken) switch
        {
            Answer.Done { Session: var after } => ShowChecklist(after, by),
            Answer.Refused refused => Reply.No(refused.Refusal),
            Answer.Repeated or Answer.Changed => Reply.Words("Already signed."),
        };

    private async Task<Reply> AskAsync(
        Session session,
        SessionRequest request,
        string done,
        string cause,
        CancellationToken cancellationToken
    ) =>
        await desk.AskAsync(session.Number, request, cause, cancellationToken) switch
        {
            Answer.Done => Reply.Words($"✅ {done}"),
            Answer.Refused refused => Reply.No(refused.Refusal),
            Answer.Repeated or Answer.Changed => Reply.Words(
                "This was answered before; the card shows where it stands."
            ),
        };

    private static Refusal.Unknown AnotherRelease(Session session, Session later) =>
        new(
            $"{later.Number} changed the release after {session.Number}: this button would take back another one.",
            $"/rollback environment:{session.Environment} takes back what runs now."
        );

    private Task<Reply> LogsAsync(Session session, CancellationToken cancellationToken) =>
        logs.AnswerAsync(
            environments.Get(session.Environment),
            time.GetUtcNow() - (session.ReleasedAt ?? session.OpenedAt),
            errorsOnly: false,
            cancellationToken
        );

    private static Reply.Say ReadPlan(Session session, Actor by) =>
        session.Proposal is null
            ? Reply.No(new Refusal.NotNow("Read plan", session.Number, session.State))
            : new Reply.Say(PlanText.Answer(session, withButton: session.Policy.MayAct(by) && !session.IsOver));

    private Reply ShowChecklist(Session session, Actor by) =>
        session.Proposal is not { } proposal ? Reply.No(new Refusal.NotNow("Checklist", session.Number, session.State))
        : proposal.Checklist.IsChecking
            ? new Reply.Work(ChecklistCard(session, by), (show, stop) => FollowAsync(session, by, show, stop))
        : new Reply.Say(ChecklistCard(session, by));

    /// <summary>The list stays true while the bot still checks; Discord lets an answer be changed for a quarter of an hour.</summary>
    private async Task<Card> FollowAsync(
        Session shown,
        Actor by,
        Action<Card> show,
        CancellationToken cancellationToken
    )
    {
        var end = time.GetUtcNow() + LongestAnswer;
        while (shown.Proposal!.Checklist.IsChecking && time.GetUtcNow() < end)
        {
            await Task.Delay(Beat, time, cancellationToken);
            var now = desk.Ledger.Find(shown.Number)!;
            if (now.Proposal is null || now.Revision != shown.Revision || now.IsOver)
                break;

            // A session that nobody touched is the same one, and Discord need not be told again.
            if (ReferenceEquals(now, shown))
                continue;

            shown = now;
            show(ChecklistCard(shown, by));
        }

        return ChecklistCard(shown, by);
    }

    private static Reply.Say? MayReject(Session session, Actor by) =>
        session.Policy.MayApprove(by) ? null : Reply.No(new Refusal.NotPermitted("reject", session.Environment));

    private static Card ChecklistCard(Session session, Actor by)
    {
        var list = session.Proposal!.Checklist;
        return new Card(
            CardTone.Calm,
            [
                Markdown.Ours($"☑️ **Checklist of {session.Number}** · {list.Done}/{list.Items.Count}"),
                Markdown.Join(
                    "\n",
                    list.Items.Select(item => SessionCard.ItemLine(session.Kind, item.Key, item.Value))
                ),
            ],
            session.Policy.MayAct(by) ? CardButtons.ToSign(session) : [],
            []
        );
    }
}
