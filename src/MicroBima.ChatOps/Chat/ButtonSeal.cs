using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Chat;

/// <summary>What a button does.</summary>
public enum ButtonVerb
{
    /// <summary>Yes to the plan.</summary>
    Approve,

    /// <summary>No to the plan; asks for a reason.</summary>
    Reject,

    /// <summary>Shows the plan.</summary>
    ReadPlan,

    /// <summary>Shows the checklist.</summary>
    Checklist,

    /// <summary>Stops the session.</summary>
    Abort,

    /// <summary>The stopped step, or the checks, again.</summary>
    Retry,

    /// <summary>On without the stopped step.</summary>
    Skip,

    /// <summary>The release before, in a session of its own.</summary>
    RollBack,

    /// <summary>The same, from the report of a watch.</summary>
    GoBack,

    /// <summary>Sets the waiting step off.</summary>
    Start,

    /// <summary>A person did the manual step.</summary>
    Done,

    /// <summary>Signs an item of the checklist.</summary>
    Sign,

    /// <summary>The reader has read the plan.</summary>
    HaveRead,

    /// <summary>The release stays although its watch did not end well; somebody looks.</summary>
    Keep,

    /// <summary>The log since the release.</summary>
    Logs,

    /// <summary>Everything on record about a session.</summary>
    Details,

    /// <summary>Looks at the stopped step again.</summary>
    LookAgain,

    /// <summary>The migration is there: it is marked as applied.</summary>
    MarkApplied,

    /// <summary>Nothing of the migration is left: it is marked as rolled back.</summary>
    MarkRolledBack,

    /// <summary>Shows the session of the database that is in the way, and asks.</summary>
    EndBlocker,

    /// <summary>Ends that session.</summary>
    EndBlockerNow,

    /// <summary>Says what a restore without a safety backup means, and asks.</summary>
    GoWithout,

    /// <summary>Yes to that.</summary>
    GoWithoutNow,

    /// <summary>Whoever presses it looks after the session that stands still.</summary>
    Assign,

    /// <summary>Calls those who may give the approvals that are missing.</summary>
    Nudge,
}

/// <summary>Which button of which plan of which session. <paramref name="Subject"/> is the item or step, or empty.</summary>
public sealed record ButtonTarget(SessionNumber Session, int Revision, ButtonVerb Verb, string Subject)
{
    /// <summary>True for buttons that stand on the session's card; the others stand on the report, or in answers that one person sees.</summary>
    public bool IsOnCard =>
        Verb
            is not (
                ButtonVerb.Sign
                or ButtonVerb.HaveRead
                or ButtonVerb.GoBack
                or ButtonVerb.Keep
                or ButtonVerb.Logs
                or ButtonVerb.Details
                or ButtonVerb.EndBlockerNow
                or ButtonVerb.GoWithoutNow
                or ButtonVerb.Nudge
            );

    /// <summary>A button of a session as it stands; one that does something about the step that stopped is about this stop and no later one.</summary>
    public static ButtonTarget Of(Session session, ButtonVerb verb) =>
        new(
            session.Number,
            session.Revision,
            verb,
            verb
                is ButtonVerb.Retry
                    or ButtonVerb.Skip
                    or ButtonVerb.LookAgain
                    or ButtonVerb.MarkApplied
                    or ButtonVerb.MarkRolledBack
                ? session.Stop
                : ""
        );

    /// <summary>The item that a Sign button is about.</summary>
    public ChecklistItem Item => Enum.Parse<ChecklistItem>(Subject);

    /// <summary>The step that a Start or Done button is about.</summary>
    public StepKind Step => Enum.Parse<StepKind>(Subject);
}

/// <summary>
/// Turns buttons into ids and back. An id is the session's number and a seal over session, plan and action: it works after a restart,
/// nobody can make one for another action, and no table has to be kept.
/// </summary>
public static class ButtonSeal
{
    private const int SealLength = 15;

    /// <summary>The id of a button.</summary>
    public static string IdOf(ButtonTarget target, string seal) =>
        string.Create(CultureInfo.InvariantCulture, $"s{target.Session.Value}.{Mac(target, seal)}");

    /// <summary>The button of an id, or null where no session ever made it.</summary>
    public static ButtonTarget? TryOpen(string id, Ledger ledger)
    {
        var parts = id.Split('.');
        if (
            parts is not [['s', .. var number], var mac]
            || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || ledger.Find(new SessionNumber(value)) is not { } session
        )
            return null;

        var given = Encoding.UTF8.GetBytes(mac);
        var opened = Targets(session)
            .FirstOrDefault(target =>
                CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(Mac(target, session.Seal)))
            );
        return opened is not null && string.Equals(id, IdOf(opened, session.Seal), StringComparison.Ordinal)
            ? opened
            : null;
    }

    private static IEnumerable<ButtonTarget> Targets(Session session) =>
        from revision in Enumerable.Range(0, session.Revision + 1)
        from verb in Enum.GetValues<ButtonVerb>()
        from subject in SubjectsOf(verb, session)
        select new ButtonTarget(session.Number, revision, verb, subject);

    private static string[] SubjectsOf(ButtonVerb verb, Session session) =>
        verb switch
        {
            ButtonVerb.Sign => Enum.GetNames<ChecklistItem>(),
            ButtonVerb.Start or ButtonVerb.Done => Enum.GetNames<StepKind>(),
            ButtonVerb.EndBlockerNow => session.Phase is Phase.Paused { Problem.Blocker: { } blocker }
                ? [blocker.Key]
                : [],
            ButtonVerb.GoWithoutNow => session is { Phase: Phase.Paused { Step: StepKind.Safety } }
                ? [Restoring.SubjectOf(session.StepOf(StepKind.Safety)!.Attempt)]
                : [],
            _ => [ButtonTarget.Of(session, verb).Subject],
        };

    private static string Mac(ButtonTarget target, string seal)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{target.Session.Value}|{target.Revision}|{target.Verb}|{target.Subject}"
        );
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(text));
        return Base64Url.EncodeToString(mac.AsSpan(0, SealLength));
    }
}
