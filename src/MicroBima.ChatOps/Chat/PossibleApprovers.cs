using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Chat;

/// <summary>Who of the people that the settings name could give an approval that is missing. It names and calls people; whether they count is decided when they approve.</summary>
public sealed class PossibleApprovers(Approvals.Directory people, IMembers members, TimeProvider time)
{
    private const int Most = 10;

    /// <summary>Whoever pressed a button waits for the answer, and gets it without names rather than late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>One account of each of them; nobody where the chat does not say in time.</summary>
    public async Task<ImmutableArray<Actor>> OfAsync(Session session, CancellationToken cancellationToken)
    {
        var missing = people
            .All.Where(person => !session.Requesters.Contains(person.Name.Value))
            .Where(person => session.CountedApprovals.All(approval => approval.Person != person.Name))
            .Take(Most);
        try
        {
            var asked = missing.Select(person => FindAsync(person, session.Policy, cancellationToken));
            var found = await Task.WhenAll(asked).WaitAsync(Patience, time, cancellationToken);
            return [.. found.OfType<Actor>()];
        }
        catch (Exception dark) when (dark is not (OperationCanceledException or OutOfMemoryException))
        {
            return [];
        }
    }

    private async Task<Actor?> FindAsync(Person person, ApprovalPolicy policy, CancellationToken cancellationToken)
    {
        foreach (var account in person.Accounts)
        {
            if (await members.FindAsync(account, cancellationToken) is { } member && policy.MayApprove(member))
                return member;
        }

        return null;
    }
}
