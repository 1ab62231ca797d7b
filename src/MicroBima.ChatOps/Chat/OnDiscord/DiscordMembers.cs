using System.Collections.Immutable;
using System.Net;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>Asks Discord for a member's roles, each time anew.</summary>
public sealed class DiscordMembers(DiscordRest rest, DiscordSettings settings, Approvals.Directory people) : IMembers
{
    /// <inheritdoc />
    public async Task<Actor?> FindAsync(AccountId account, CancellationToken cancellationToken)
    {
        try
        {
            var member = await rest.TryGetMemberAsync(
                new Snowflake(settings.Guild),
                new Snowflake(account.Value),
                cancellationToken
            );
            return member is null ? null : ActorOf(member, people);
        }
        catch (DiscordException away) when (IsAway(away.Failure))
        {
            throw new MembersAwayException(away.Message, away);
        }
    }

    /// <summary>True where Discord said neither yes nor no.</summary>
    private static bool IsAway(DiscordFailure failure) =>
        failure
            is DiscordFailure.Unreachable
                or DiscordFailure.HeldBack
                or DiscordFailure.Refused
                {
                    Status: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                };

    /// <summary>A member as the rules see one.</summary>
    internal static Actor ActorOf(DiscordMember member, Approvals.Directory people)
    {
        var account = new AccountId(member.User.Id.Value);
        return new Actor(
            account,
            people.WhoIs(account, member.User.Username),
            [.. member.Roles.Select(role => new RoleId(role.Value))],
            !member.User.IsBot
        );
    }
}
