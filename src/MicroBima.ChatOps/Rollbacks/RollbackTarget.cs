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

    /// <summary>The deployment whose result is the present head.</summary>
    public static RollbackTarget For(CommitSha head, string environment, IEnumerable<Session> sessions)
    {
        var release = sessions.LastOrDefault(session =>
            session.Kind is SessionKind.Deploy
            && string.Equals(session.Environment, environment, StringComparison.Ordinal)
            && session.MayHavePushed
            && (session.Released ?? session.Proposal?.Plan.Result) == head
        );
        return release?.Proposal is { } proposal
            ? new Found(release, proposal.Plan with { Result = head })
            : new None($"The branch is at {head.Short}, and no deployment on record put it there.");
    }
}
