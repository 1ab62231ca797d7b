using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Rollbacks;

/// <summary>Which release a rollback undoes, found in the journal by SHA, never by "the last commit".</summary>
public abstract record RollbackTarget
{
    private RollbackTarget() { }

    /// <summary>This deployment made the present head of the branch; before it was <see cref="Plan.Base"/>.</summary>
    public sealed record Found(Session Release, Plan Plan) : RollbackTarget;

    /// <summary>Nothing safe to go back to.</summary>
    public sealed record None(string Why) : RollbackTarget;

    /// <summary>
    /// The deployment that made the present head: its result, or, where a person merged by hand, another commit of exactly the approved tree.
    /// Its plan names the present head as its result.
    /// </summary>
    public static RollbackTarget For(CommitSha head, CommitSha tree, string environment, IEnumerable<Session> sessions)
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
            ? new Found(release, proposal.Plan with { Result = head })
            : new None($"The branch is at {head.Short}, and no deployment on record put it there.");
    }

    private static bool IsByHand(Session session) =>
        session.Steps.Any(step => step is { Kind: StepKind.Push, Mode: StepMode.Manual, State: StepState.Done });
}
