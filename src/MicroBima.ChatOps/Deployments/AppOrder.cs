using System.Diagnostics.CodeAnalysis;
using MicroBima.ChatOps.Approvals;

namespace MicroBima.ChatOps.Deployments;

/// <summary>What is done to an app by hand.</summary>
public enum AppAct
{
    /// <summary>All its machines are stopped.</summary>
    Stop,

    /// <summary>Those that run are restarted, the others started.</summary>
    Restart,
}

/// <summary>How far an order is.</summary>
public enum OrderStage
{
    /// <summary>The button waits.</summary>
    Asked,

    /// <summary>The machines may have been touched.</summary>
    Begun,

    /// <summary>The outcome is on record.</summary>
    Ended,
}

/// <summary>The last order to stop or restart an environment's app. An order that is asked for anew takes the place of one that waits.</summary>
public sealed record AppOrder(
    string Environment,
    PersonName By,
    AppAct Act,
    string Reason,
    string Seal,
    DateTimeOffset At,
    OrderStage Stage
)
{
    /// <summary>How long the button is good for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>After this long an order without an outcome stands in nobody's way.</summary>
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(15);

    /// <summary>Why it may not be asked for, or null.</summary>
    public static Refusal? WhyNotAsk(
        string environment,
        Actor by,
        ApprovalPolicy policy,
        AppAct act,
        string reason,
        AppOrder? before,
        Session? holder,
        DateTimeOffset now
    ) =>
        !policy.MayAct(by) ? new Refusal.NotPermitted($"{act.Word()} the app", environment)
        : string.IsNullOrWhiteSpace(reason) ? new Refusal.ReasonTooShort(1)
        : IsTakenOver(holder)
            ? new Refusal.Held(environment, holder.Number, holder.Requester.Person, now - holder.OpenedAt, holder.State)
        : before is { Stage: OrderStage.Begun } && now - before.At < Forgotten
            ? new Refusal.Unknown(
                $"{before.By} is about to {before.Act.Word()} the app of {environment}.",
                "Wait for the outcome; it is said in the channel."
            )
        : null;

    /// <summary>Why it may not begin, or null.</summary>
    public Refusal? WhyNotBegin(Actor by, ApprovalPolicy policy, Session? holder, DateTimeOffset now) =>
        Stage is not OrderStage.Asked
            ? new Refusal.Unknown(
                "This button was pressed before, or another order took its place.",
                "See the channel."
            )
        : by.Person != By ? new Refusal.Unknown("Somebody else gave this order.", $"/app {Act.Word()} gives your own.")
        : now - At > Patience || now < At
            ? new Refusal.Unknown(
                "This button is too old.",
                $"Type it again: /app {Act.Word()} environment:{Environment}"
            )
        : WhyNotAsk(Environment, by, policy, Act, Reason, null, holder, now);

    /// <summary>Why an order that was begun before the bot was restarted is not carried out to its end, or null.</summary>
    public string? WhyNotGoOn(Session? holder, DateTimeOffset now) =>
        IsTakenOver(holder)
            ? $"The bot was restarted meanwhile, and {holder.Number} has the app now. Nothing more is done."
        : now - At < Forgotten ? null
        : $"The bot was away for {Words.For(now - At)}: what {By} wanted then may be wrong now, and nothing more is done. Look at the machines.";

    /// <summary>True while a restore stops and starts the app itself.</summary>
    private static bool IsTakenOver([NotNullWhen(true)] Session? holder) =>
        holder is { Kind: SessionKind.Restore, HasStarted: true };
}

/// <summary>The words for an act.</summary>
public static class AppActWords
{
    /// <summary>As it is typed.</summary>
    public static string Word(this AppAct act) =>
        act switch
        {
            AppAct.Stop => "stop",
            AppAct.Restart => "restart",
        };

    /// <summary>As it is reported.</summary>
    public static string Done(this AppAct act) =>
        act switch
        {
            AppAct.Stop => "stopped",
            AppAct.Restart => "restarted",
        };
}
