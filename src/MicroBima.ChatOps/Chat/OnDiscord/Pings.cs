using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>Whom a message may make look up from dinner: the people of a failure, and whoever could give an approval that somebody waits for.</summary>
public sealed class Pings(PossibleApprovers approvers)
{
    /// <summary>Whom a failure concerns; where the bot asked, the people of the release that it takes back.</summary>
    internal static ImmutableArray<Snowflake> OfFailure(Session session, Session? undone) =>
        Behind(session.Requester.IsHuman ? session : undone ?? session);

    /// <summary>The call for the approvals that a session waits for, and whom it pings.</summary>
    internal async Task<(Card Call, AllowedMentions Pinged)> CallAsync(
        Session session,
        PersonName by,
        CancellationToken cancellationToken
    )
    {
        var known = (await approvers.OfAsync(session, cancellationToken)).Select(one => one.Account).ToList();
        var roles = known.Count > 0 ? [] : session.Policy.ApproverRoles;
        return (
            HeldCard.Call(session, by, known, roles),
            new AllowedMentions
            {
                Users = [.. known.Select(account => new Snowflake(account.Value))],
                Roles = [.. roles.Select(role => new Snowflake(role.Value))],
            }
        );
    }

    private static ImmutableArray<Snowflake> Behind(Session session) =>
        [
            .. session
                .CountedApprovals.Select(approval => approval.Account.Value)
                .Prepend(session.Requester.Account.Value)
                .Distinct()
                .Select(account => new Snowflake(account)),
        ];
}
