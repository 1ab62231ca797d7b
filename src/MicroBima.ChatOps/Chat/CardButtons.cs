using System.Collections.Immutable;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Chat;

/// <summary>Which buttons are right for a session as it stands. Their words are fixed: people and programs find them by these.</summary>
public static class CardButtons
{
    /// <summary>The buttons of the card.</summary>
    /// <param name="isOvertaken">True where a later session may have changed the branch: there is nothing of this one to take back.</param>
    public static ImmutableArray<CardButton> Of(Session session, bool isOvertaken = false) =>
        session.Phase switch
        {
            Phase.Preparing => [Abort(session)],
            Phase.Checking =>
            [
                Make(session, ButtonVerb.Approve, "✅", "Approve", ButtonLook.Yes, isEnabled: false),
                Reject(session),
                .. Reading(session),
                .. session.Proposal!.Checklist.HasFailed ? [Retry(session)] : Array.Empty<CardButton>(),
                Abort(session),
            ],
            Phase.AwaitingApproval =>
            [
                Make(session, ButtonVerb.Approve, "✅", "Approve", ButtonLook.Yes),
                Reject(session),
                .. Reading(session),
                Abort(session),
            ],
            Phase.Running { Aborting: { Length: > 0 } } => [],
            Phase.Running =>
            [
                .. Offered(session),
                .. Running.CanBeLeft(session) ? [RollBack(session)] : Array.Empty<CardButton>(),
                Make(session, ButtonVerb.ReadPlan, "📄", "Read plan", ButtonLook.Plain),
                Abort(session),
            ],
            Phase.Paused { Step: var step, Problem: var problem } =>
            [
                .. problem.Nature is ProblemNature.NotAllowed
                    ? [Make(session, ButtonVerb.Approve, "✅", "Approve", ButtonLook.Yes)]
                    : Array.Empty<CardButton>(),
                .. Remedies.ButtonsOf(session, problem),
                .. Running.MaySkip(step)
                    ? [Make(session, ButtonVerb.Skip, "⏭", "Skip", ButtonLook.Plain)]
                    : Array.Empty<CardButton>(),
                .. Running.CanBeLeft(session) ? [RollBack(session)] : Array.Empty<CardButton>(),
                Make(session, ButtonVerb.Assign, "🙋", "Assign to me", ButtonLook.Plain),
                Abort(session),
            ],
            Phase.Ended => !isOvertaken && CanBeUndone(session) ? [RollBack(session)] : [],
        };

    /// <summary>The buttons under the answer to Checklist: one for each item that a person signs.</summary>
    public static ImmutableArray<CardButton> ToSign(Session session) =>
        session is { Phase: Phase.Checking, Proposal: { } proposal }
            ?
            [
                .. proposal.Checklist.ToSign.Select(item => new CardButton(
                    new ButtonTarget(session.Number, session.Revision, ButtonVerb.Sign, item.ToString()),
                    "✍️",
                    $"Sign: {item.TitleFor(session.Kind)}",
                    ButtonLook.Main,
                    IsEnabled: true
                )),
            ]
            : [];

    /// <summary>The button under the answer to Read plan.</summary>
    public static CardButton HaveRead(Session session) =>
        Make(session, ButtonVerb.HaveRead, "👓", "I have read it", ButtonLook.Main);

    private static bool CanBeUndone(Session session) =>
        session
            is {
                Kind: SessionKind.Deploy,
                Phase: Phase.Ended { How: Ending.Failed or Ending.Warn or Ending.Inconclusive or Ending.Aborted }
            }
        && session.ReleasedAt is not null;

    private static CardButton[] Reading(Session session) =>
        [
            Make(session, ButtonVerb.ReadPlan, "📄", "Read plan", ButtonLook.Plain),
            Make(session, ButtonVerb.Checklist, "☑️", "Checklist", ButtonLook.Plain),
        ];

    private static CardButton[] Offered(Session session) =>
        session.Current switch
        {
            { State: StepState.Offered, Mode: StepMode.Manual } step =>
            [
                Of(session, ButtonVerb.Done, "✅", "Done", step.Kind),
            ],
            { State: StepState.Offered } step => [Of(session, ButtonVerb.Start, "▶", "Start", step.Kind)],
            _ => [],
        };

    private static CardButton Of(Session session, ButtonVerb verb, string emoji, string label, StepKind step) =>
        new(
            new ButtonTarget(session.Number, session.Revision, verb, step.ToString()),
            emoji,
            label,
            ButtonLook.Yes,
            IsEnabled: true
        );

    private static CardButton Reject(Session session) =>
        Make(session, ButtonVerb.Reject, "❌", "Reject…", ButtonLook.No);

    private static CardButton Retry(Session session) => Make(session, ButtonVerb.Retry, "🔁", "Retry", ButtonLook.Main);

    private static CardButton RollBack(Session session) =>
        Make(session, ButtonVerb.RollBack, "⏪", "Roll back", ButtonLook.No);

    private static CardButton Abort(Session session) => Make(session, ButtonVerb.Abort, "🛑", "Abort", ButtonLook.No);

    /// <summary>A button about the whole of a session.</summary>
    internal static CardButton Make(
        Session session,
        ButtonVerb verb,
        string emoji,
        string label,
        ButtonLook look,
        bool isEnabled = true
    ) => new(ButtonTarget.Of(session, verb), emoji, label, look, isEnabled);
}
