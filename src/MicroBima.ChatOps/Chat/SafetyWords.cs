using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Chat;

/// <summary>The words of a restore whose safety backup failed: the question, who answered it, and what there is instead of a backup.</summary>
internal static class SafetyWords
{
    /// <summary>Says what it means, with the button that says yes.</summary>
    public static Reply Ask(Session session, Actor by)
    {
        if (!session.Policy.MayAct(by))
            return Reply.No(new Refusal.NotPermitted("go on without a safety backup", session.Environment));

        if (Restoring.Question(session) is not { } problem || session.Proposal?.Plan.Restore is not { } restore)
            return Reply.No(new Refusal.NotNow("Go on without it", session.Number, session.State));

        var attempt = session.StepOf(StepKind.Safety)!.Attempt;
        return new Reply.Say(
            new Card(
                CardTone.Warning,
                [
                    Markdown.Ours("**Restore without a safety backup?** It failed: ")
                        + Markdown.Text(problem.What, 600),
                    Markdown.Ours("What was written since the backup is then in ")
                        + Markdown.Code(restore.Kept)
                        + " alone, the database of before, as damaged as it may be. The bot never drops it.",
                    Markdown.Ours(
                        $"{session.Needed + 1} people have to say so, {session.Needed} of them not the requester. Your name and the reason stay on record."
                    ),
                ],
                [
                    new CardButton(
                        new ButtonTarget(
                            session.Number,
                            session.Revision,
                            ButtonVerb.GoWithoutNow,
                            Restoring.SubjectOf(attempt)
                        ),
                        "⚠️",
                        "Yes, without a safety backup",
                        ButtonLook.No,
                        IsEnabled: true
                    ),
                ],
                []
            )
        );
    }

    /// <summary>What the card says while people decide, and for good once they have.</summary>
    public static Markdown Standing(Session session)
    {
        if (session.StepOf(StepKind.Safety) is not { } step || session.Proposal?.Plan.Restore is not { } restore)
            return default;

        var waivers = Restoring.WaiversOf(session, step.Attempt);
        if (Restoring.IsUnsecured(session))
            return Restoring.IsTurnedBack(session) || session.IsOver && !Restoring.IsSwapped(session)
                ? default
                : OnlyCopy(session, restore);

        return session.Phase is Phase.Paused { Step: StepKind.Safety } && !waivers.IsEmpty
            ? Markdown.Ours("⚠️ ")
                + Names(waivers)
                + $" would go on without a safety backup; {Restoring.Missing(session, waivers)} more must say so."
            : default;
    }

    /// <summary>There is no backup of the present state, who decided that, and where that state is.</summary>
    public static Markdown OnlyCopy(Session session, PlannedRestore restore) =>
        Markdown.Ours("⚠️ **No safety backup exists**: ")
        + Names(Restoring.WaiversOf(session, session.StepOf(StepKind.Safety)!.Attempt))
        + " went on without it. The database of before is kept as "
        + Markdown.Code(restore.Kept)
        + " and is the only copy of what was written since the backup: never drop it before that was saved.";

    /// <summary>What stands in the thread when somebody said so.</summary>
    public static Card Entry(Session session, SessionEvent.SafetyWaived waived) =>
        Card.Of(
            CardTone.Warning,
            Markdown.Ours("⚠️ ")
                + Markdown.Text(waived.By.Person.Value)
                + " says: go on without a safety backup. The database of before is kept as "
                + Markdown.Code(session.Proposal?.Plan.Restore?.Kept ?? "")
                + "."
        );

    private static Markdown Names(IEnumerable<Waiver> waivers) =>
        Markdown.Text(string.Join(" and ", waivers.Select(waiver => $"@{waiver.Person}")));
}
