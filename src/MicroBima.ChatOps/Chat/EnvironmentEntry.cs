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
                Markdown.Ours("🧊 **")
                    + Markdown.Text(environment)
                    + "** is frozen by "
                    + Markdown.Text(frozen.By.Value)
                    + Until(frozen.Until)
                    + ": “"
                    + Markdown.Text(frozen.Reason, 300)
                    + "”",
                Markdown.Ours(
                    "No deployment begins or goes on to its push. `/rollback` and `/restore` are not held up."
                )
            ),
            EnvironmentEvent.Thawed thawed => Card.Of(
                CardTone.Calm,
                Markdown.Ours("☀️ **")
                    + Markdown.Text(environment)
                    + "** is not frozen any more, says "
                    + Markdown.Text(thawed.By.Value)
                    + Reason(thawed.Reason)
            ),
            EnvironmentEvent.AppBegun begun when after.Orders.GetValueOrDefault(environment) is { } order => Card.Of(
                CardTone.Busy,
                Markdown.Ours(order.Act is AppAct.Stop ? "⏹ " : "🔄 ")
                    + Markdown.Text(begun.By.Value)
                    + $" {order.Act.Word()}s the app of **"
                    + Markdown.Text(environment)
                    + "**"
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
                Markdown.Ours("🔒 **")
                    + Markdown.Text(environment)
                    + "** is locked by "
                    + Markdown.Text(locked.By.Value)
                    + Reason(locked.Reason),
                Markdown.Ours("No deployment begins before somebody says `/unlock`.")
            ),
            EnvironmentEvent.Unlocked unlocked => Card.Of(
                CardTone.Calm,
                Markdown.Ours("🔓 **")
                    + Markdown.Text(environment)
                    + "** is open again, says "
                    + Markdown.Text(unlocked.By.Value)
                    + Reason(unlocked.Reason)
            ),
            EnvironmentEvent.Muted muted => Card.Of(
                CardTone.Calm,
                Markdown.Ours("🔇 ")
                    + Markdown.Text(muted.By.Value)
                    + " muted a pattern in the log of **"
                    + Markdown.Text(environment)
                    + "** · "
                    + Markdown.Code(muted.Pattern)
                    + Reason(muted.Reason)
            ),
            EnvironmentEvent.Unmuted unmuted => Card.Of(
                CardTone.Calm,
                Markdown.Ours("🔈 ")
                    + Markdown.Text(unmuted.By.Value)
                    + " wants to hear of a pattern in the log of **"
                    + Markdown.Text(environment)
                    + "** again · "
                    + Markdown.Code(unmuted.Pattern)
            ),
            EnvironmentEvent.BackedUp
            or EnvironmentEvent.AppAsked
            or EnvironmentEvent.AppBegun
            or EnvironmentEvent.AppEnded => null,
        };

    private static Markdown Reason(string reason) =>
        reason.Length > 0 ? Markdown.Ours(": “") + Markdown.Text(reason, 300) + "”" : default;

    private static string Until(DateTimeOffset? until) =>
        until is { } end ? $" until <t:{end.ToUnixTimeSeconds()}:f>" : "";
}
