using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Chat;

/// <summary>An environment is held by another session: the way to its card, and, while that waits for approvals, a button that calls those who may give them.</summary>
public static class HeldCard
{
    /// <summary>Why it was not started, with what can be done about it.</summary>
    public static Reply Refuse(Refusal.Held held, Session? holder)
    {
        var no = Reply.No(held);
        return holder is null
            ? no
            : new Reply.Say(
                no.Card with
                {
                    Buttons =
                        holder.Phase is Phase.AwaitingApproval
                            ?
                            [
                                new CardButton(
                                    new ButtonTarget(holder.Number, holder.Revision, ButtonVerb.Nudge, ""),
                                    "🔔",
                                    "Nudge its approvers",
                                    ButtonLook.Plain,
                                    IsEnabled: true
                                ),
                            ]
                            : [],
                    Opens = holder.Card,
                }
            );
    }

    /// <summary>Calls those who may approve, by their accounts; where nobody is known, everybody in the roles.</summary>
    public static Card Call(
        Session session,
        PersonName by,
        IEnumerable<AccountId> accounts,
        IEnumerable<RoleId> roles
    ) =>
        Card.Of(
            CardTone.Warning,
            Markdown.Ours($"🔔 {session.Number} for **")
                + Markdown.Text(session.Environment)
                + $"** waits: {session.CountedApprovals.Length} of {session.Needed} approvals. "
                + Markdown.Text(by.Value)
                + " asks for it.",
            Markdown.Ours(
                string.Join(
                    ' ',
                    accounts.Select(account => $"<@{account}>").Concat(roles.Select(role => $"<@&{role}>"))
                )
            )
        ) with
        {
            Opens = session.Card,
        };
}
