using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Rollbacks;

/// <summary>Which release a rollback undoes, found in the journal by SHA, never by "the last commit": it made the present head of the branch; before it was <see cref="Plan.Base"/>.</summary>
public sealed record RollbackTarget(Session Release, Plan Plan)
{
    /// <summary>
    /// The deployment that made the present head: its result, or, where a person merged by hand, another commit of exactly the approved tree. Its plan names
    /// the present head as its result. Null where nothing is safe to go back to.
    /// </summary>
    public static RollbackTarget? TryFind(
        CommitSha head,
        CommitSha tree,
        string environment,
        IEnumerable<Session> sessions
    )
    {
        var pushed = sessions
            .Where(session =>
                session.Kind is SessionKind.Deploy
                && string.Equals(session.Environment, environment, StringComparison.Ordinal)
                && session.MayHavePushed
            )
            .ToList();
        var release =
            pushed.LastOrDefault(session => session.Proposal?.Plan.Result == head)
            ?? (
                pushed.LastOrDefault() is { Proposal.Plan.ResultTree: var last } newest
                && last == tree
                && IsByHand(newest)
                    ? newest
                    : null
            );
        return release?.Proposal is { } proposal
            ? new RollbackTarget(release, proposal.Plan with { Result = head })
            : null;
    }

    /// <summary>The release that would run again, where that failed its own watch and nobody kept it; null otherwise.</summary>
    public Session? BroughtBack(IEnumerable<Session> sessions) =>
        sessions.LastOrDefault(session =>
            session.Kind is SessionKind.Deploy
            && string.Equals(session.Environment, Release.Environment, StringComparison.Ordinal)
            && session.Proposal?.Plan.Result == Plan.Base
        )
            is { Phase: Phase.Ended { How: Ending.Failed }, Keeper: null } failed
            ? failed
            : null;

    private static bool IsByHand(Session session) =>
        session.Steps.Any(step => step is { Kind: StepKind.Push, Mode: StepMode.Manual, State: StepState.Done });
}
