using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Chat;

/// <summary>What the channel is told of an environment beside its sessions: who stopped or restarted the app, who froze, locked or muted it, and what came of it.</summary>
public static class EnvironmentEntry
{
    /// <summary>The message for a fact, or null where nobody has to know.</summary>
    public static Card? Of(string environment, Ledger after, EnvironmentEvent happened) =>
        happened switch
        {
            EnvironmentEvent.Frozen frozen => Card.Of(
                CardTone.Warning,
                State("🧊", environment, "is frozen by", frozen.By) + Until(frozen.Until) + Reason(frozen.Reason),
                Markdown.Ours(
                    "No deployment begins or goes on to its push. `/rollback` and `/restore` are not held up."
                )
            ),
            EnvironmentEvent.Thawed thawed => Card.Of(
                CardTone.Calm,
                State("☀️", environment, "is not frozen any more, says", thawed.By) + Reason(thawed.Reason)
            ),
            EnvironmentEvent.AppBegun begun when after.Orders.GetValueOrDefault(environment) is { } order => Card.Of(
                CardTone.Busy,
                Deed(order.Act is AppAct.Stop ? "⏹" : "🔄", begun.By, $"{order.Act.Word()}s the app of", environment)
                    + Reason(order.Reason)
            ),
            EnvironmentEvent.AppEnded ended when after.Orders.GetValueOrDefault(environment) is { } order => Card.Of(
                ended.IsDone ? CardTone.Good : CardTone.Bad,
                Markdown.Ours(ended.IsDone ? "✅ **" : "🔴 **")
                    + Markdown.Text(environment)
                    + (ended.IsDone ? $"** {order.Act.Done()} · " : $"** is not {order.Act.Done()} · ")
                    + Markdown.Text(ended.Outcome, 600),
                ended.IsDone && order.Act is AppAct.Stop
                    ? Markdown.Ours("Nobody reaches it now. Start it again: `/app restart`.")
                    : default
            ),
            EnvironmentEvent.Locked locked => Card.Of(
                CardTone.Warning,
                State("🔒", environment, "is locked by", locked.By) + Reason(locked.Reason),
                Markdown.Ours("No deployment but theirs begins before somebody says `/unlock`.")
            ),
            EnvironmentEvent.Unlocked unlocked => Card.Of(
                CardTone.Calm,
                State("🔓", environment, "is open again, says", unlocked.By) + Reason(unlocked.Reason)
            ),
            EnvironmentEvent.Muted muted => Card.Of(
                CardTone.Calm,
                Deed("🔇", muted.By, "muted a pattern in the log of", environment)
                    + " · "
                    + Markdown.Code(muted.Pattern)
                    + Reason(muted.Reason),
                Markdown.Text(muted.Text)
            ),
            EnvironmentEvent.Unmuted unmuted => Card.Of(
                CardTone.Calm,
                Deed("🔈", unmuted.By, "wants to hear again of a pattern in the log of", environment)
                    + " · "
                    + Markdown.Code(unmuted.Pattern)
            ),
            EnvironmentEvent.ApproverSeen { IsApproving: true } seen => Card.Of(
                CardTone.Warning,
                State("⚠️", environment, "has an approver who was never seen before:", seen.By),
                Markdown.Ours(
                    "They tried to approve right away, and it did not count. Who gave them the role? Until it has aged as the settings ask, another approver has to."
                )
            ),
            EnvironmentEvent.CodeRefused { LockedUntil: { } until } wrong => Card.Of(
                CardTone.Warning,
                State("🔐", environment, "got too many wrong approval codes from", wrong.By),
                Markdown.Ours(
                    $"None of theirs is looked at until <t:{until.ToUnixTimeSeconds()}:t>. If it was not them, somebody else has their account: take its role away."
                )
            ),
            EnvironmentEvent.ApproverSeen
            or EnvironmentEvent.CodeRefused
            or EnvironmentEvent.BackedUp
            or EnvironmentEvent.Queued
            or EnvironmentEvent.AppAsked
            or EnvironmentEvent.AppBegun
            or EnvironmentEvent.AppEnded => null,
        };

    /// <summary>Calls the person whose turn it is, or null where nobody waits or the environment is not open to them.</summary>
    public static Card? Call(Ledger ledger, string environment, DateTimeOffset now, out Waiting? next)
    {
        next = ledger.QueueOf(environment, now).FirstOrDefault();
        var isOpen =
            next is not null
            && ledger.Holder(environment) is null
            && ledger.FreezeOf(environment, now) is null
            && ledger.Locks.GetValueOrDefault(environment)?.Stops(next.Person) is not true;
        return isOpen
            ? Card.Of(
                CardTone.Calm,
                Markdown.Ours("🚦 **")
                    + Markdown.Text(environment)
                    + $"** is free. <@{next!.Account}>, it is your turn: `/deploy`"
            )
            : null;
    }

    /// <summary>How an environment stands, and who says so.</summary>
    private static Markdown State(string sign, string environment, string stands, PersonName by) =>
        Markdown.Ours($"{sign} **") + Markdown.Text(environment) + $"** {stands} " + Markdown.Text(by.Value);

    /// <summary>What somebody did to an environment.</summary>
    private static Markdown Deed(string sign, PersonName by, string did, string environment) =>
        Markdown.Ours($"{sign} ") + Markdown.Text(by.Value) + $" {did} **" + Markdown.Text(environment) + "**";

    private static Markdown Reason(string reason) =>
        reason.Length > 0 ? Markdown.Ours(": “") + Markdown.Text(reason, 300) + "”" : default;

    private static string Until(DateTimeOffset? until) =>
        until is { } end ? $" until <t:{end.ToUnixTimeSeconds()}:f>" : "";
}
