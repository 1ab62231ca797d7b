using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Chat;

/// <summary>The buttons and words for what may be done about a step that stopped.</summary>
internal static class Remedies
{
    /// <summary>The buttons that a problem offers, and no others.</summary>
    public static ImmutableArray<CardButton> ButtonsOf(Session session, Problem problem) =>
        [.. problem.Remedies.Select(remedy => ButtonOf(session, remedy))];

    /// <summary>The remedy of a button.</summary>
    public static Remedy Of(ButtonVerb verb) =>
        verb switch
        {
            ButtonVerb.LookAgain => Remedy.LookAgain,
            ButtonVerb.MarkApplied => Remedy.MarkApplied,
            ButtonVerb.MarkRolledBack => Remedy.MarkRolledBack,
            ButtonVerb.EndBlockerNow => Remedy.EndBlocker,
            ButtonVerb.GoWithoutNow => Remedy.GoWithout,
            _ => Remedy.Retry,
        };

    /// <summary>What the person who pressed reads.</summary>
    public static string Answer(ButtonVerb verb) =>
        verb is ButtonVerb.GoWithoutNow
            ? "Counted; the card says who else has to say so."
            : "The bot looks first; what came of it is on the card.";

    /// <summary>What stands on the button.</summary>
    public static string Label(Remedy remedy) =>
        remedy switch
        {
            Remedy.Retry => "Retry",
            Remedy.LookAgain => "Look again",
            Remedy.MarkApplied => "Mark applied",
            Remedy.MarkRolledBack => "Mark rolled back",
            Remedy.EndBlocker => "End the blocking session",
            Remedy.GoWithout => "Go on without it",
        };

    /// <summary>What stands in the thread once somebody chose.</summary>
    public static Card Entry(SessionEvent.StepRemedied remedied) =>
        Card.Of(
            CardTone.Warning,
            Markdown.Ours("🩺 ")
                + Markdown.Text(remedied.By.Person.Value)
                + $" chose: {Label(remedied.Remedy)}"
                + Markdown.Text(remedied.Blocker is { } blocker ? $", {blocker.Words}." : ".")
        );

    /// <summary>Shows the session of the database that would be ended, with the button that ends it.</summary>
    public static Reply AskToEnd(Session session, Actor by)
    {
        if (!session.Policy.MayAct(by))
            return Reply.No(new Refusal.NotPermitted("end a session of the database", session.Environment));

        if (
            session.Phase is not Phase.Paused { Problem: { Blocker: { } blocker } problem }
            || !problem.Remedies.Contains(Remedy.EndBlocker)
        )
            return Reply.No(new Refusal.NotNow("End the blocking session", session.Number, session.State));

        var since = blocker.QueryBegan is { } began ? $"{began:HH:mm:ss} UTC" : "unknown";
        return new Reply.Say(
            new Card(
                CardTone.Warning,
                [
                    Markdown.Ours(
                        $"**End this session of the database?** pid {blocker.Pid}, connected since {blocker.Began:yyyy-MM-dd HH:mm:ss} UTC"
                    ),
                    Markdown.Ours("User ")
                        + Markdown.Text(blocker.User, 80)
                        + " · application "
                        + Markdown.Text(blocker.Application.Length > 0 ? blocker.Application : "unnamed", 80)
                        + " · "
                        + Markdown.Text(blocker.State, 40)
                        + $" · its query began {since}",
                    Markdown.Block(blocker.Query, 700),
                    Markdown.Ours(
                        "What it has not committed is undone. Exactly this session is ended: not a later one with its pid."
                    ),
                ],
                [
                    new CardButton(
                        new ButtonTarget(session.Number, session.Revision, ButtonVerb.EndBlockerNow, blocker.Key),
                        "🔪",
                        "End it",
                        ButtonLook.No,
                        IsEnabled: true
                    ),
                ],
                []
            )
        );
    }

    private static CardButton ButtonOf(Session session, Remedy remedy)
    {
        var (verb, emoji, look) = remedy switch
        {
            Remedy.Retry => (ButtonVerb.Retry, "🔁", ButtonLook.Main),
            Remedy.LookAgain => (ButtonVerb.LookAgain, "🩺", ButtonLook.Main),
            Remedy.MarkApplied => (ButtonVerb.MarkApplied, "✅", ButtonLook.Yes),
            Remedy.MarkRolledBack => (ButtonVerb.MarkRolledBack, "↩️", ButtonLook.Main),
            Remedy.EndBlocker => (ButtonVerb.EndBlocker, "🔪", ButtonLook.No),
            Remedy.GoWithout => (ButtonVerb.GoWithout, "⚠️", ButtonLook.No),
        };
        return new CardButton(ButtonTarget.Of(session, verb), emoji, Label(remedy), look, IsEnabled: true);
    }
}
