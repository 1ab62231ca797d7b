using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>
/// The way back that the team agreed to beforehand, off unless the settings say so: a release that failed its watch is taken back without a click where
/// its code surely fits the database, unless somebody says in time that they look.
/// </summary>
public static class SelfRollback
{
    private const string Safe = "SAFE";

    /// <summary>Later than this nobody expects it any more: a bot that was away for long leaves it to people.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromMinutes(10);

    /// <summary>Who asks for it.</summary>
    public static Actor Bot { get; } = new(new AccountId(0), new PersonName("the bot"), [], IsHuman: false);

    /// <summary>When the bot takes a release back by itself, or null where it does not.</summary>
    public static DateTimeOffset? DueAt(Session session) =>
        session
            is {
                Kind: SessionKind.Deploy,
                Phase: Phase.Ended { How: Ending.Failed, At: var ended },
                Report.Rollback: Safe,
                Keeper: null,
                Policy.RollsBackAfter: { } after,
                ReleasedAt: not null,
            }
            ? ended + after
            : null;

    /// <summary>True while it is time.</summary>
    public static bool IsDue(Session session, DateTimeOffset now) =>
        DueAt(session) is { } due && now >= due && now <= due + Latest;

    /// <summary>True where it may begin without a click.</summary>
    public static bool MayStart(Session session) => session.Phase is Phase.AwaitingApproval && NeedsNobody(session);

    /// <summary>
    /// True where everything is proven without anybody's signature: the release had the approval for that as well. What a person has to sign takes as
    /// many people as any other rollback.
    /// </summary>
    public static bool NeedsNobody(Session session) =>
        session is { Requester.IsHuman: false, Proposal: { } proposal }
        && proposal.Checklist.Items.Values.All(standing => standing is Checklists.Standing.Proven)
        && proposal.Plan.Notes.All(note => note.Level is not NoteLevel.Blocker);

    /// <summary>What the bot asks for.</summary>
    public static OpenRequest Request(Session failed, ApprovalPolicy policy, string seal) =>
        new(
            SessionKind.Rollback,
            failed.Environment,
            Bot,
            $"{failed.Number} failed its watch, nobody kept it",
            "",
            failed.Number,
            null,
            policy,
            seal
        );
}
