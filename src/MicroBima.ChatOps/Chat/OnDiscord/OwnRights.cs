using System.Collections.Immutable;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>
/// What the bot itself may do in its channel. Whoever steals its token may do the same: it should be what cards need, and no more. The bits are Discord's
/// (https://discord.com/developers/docs/topics/permissions).
/// </summary>
internal sealed class OwnRights(GuildPermissions permissions)
{
    private static readonly ImmutableArray<(ulong Bit, string Name)> Needed =
    [
        (1UL << 10, "View Channel"),
        (1UL << 11, "Send Messages"),
        (1UL << 14, "Embed Links"),
        (1UL << 15, "Attach Files"),
        (1UL << 16, "Read Message History"),
        (1UL << 35, "Create Public Threads"),
        (1UL << 38, "Send Messages in Threads"),
    ];

    private static readonly ImmutableArray<(ulong Bit, string Name)> Dangerous =
    [
        (1UL << 1, "Kick Members"),
        (1UL << 2, "Ban Members"),
        (1UL << 4, "Manage Channels"),
        (1UL << 5, "Manage Server"),
        (1UL << 28, "Manage Roles"),
        (1UL << 29, "Manage Webhooks"),
    ];

    /// <summary>Why the bot does not work with these rights, or null: who may do everything could make themselves an approver.</summary>
    public string? Refusal =>
        permissions.IsAdministrator
            ? "the bot is Administrator of its server: whoever has its token could make anybody an approver. Take that permission from its role and start it again"
            : null;

    /// <summary>What it cannot do without, in a sentence; null where it may do all of it.</summary>
    public string? Lack => Said("it lacks in its channel", Needed.Where(one => !permissions.Has(one.Bit)));

    /// <summary>What is missing, and what is too much, in sentences.</summary>
    public ImmutableArray<string> Warnings =>
        [
            .. new[]
            {
                Lack,
                Said("it does not need", Dangerous.Where(one => permissions.Has(one.Bit))),
            }.OfType<string>(),
        ];

    /// <summary>Asks Discord, each time anew.</summary>
    public static async Task<OwnRights> AskAsync(
        DiscordRest rest,
        DiscordUser self,
        Snowflake guild,
        DiscordChannel channel,
        CancellationToken cancellationToken
    )
    {
        var member =
            await rest.TryGetMemberAsync(guild, self.Id, cancellationToken)
            ?? throw new InvalidOperationException($"{self.Username} is no member of the server {guild}: invite it");
        var roles = await rest.GetRolesAsync(guild, cancellationToken);
        return new OwnRights(GuildPermissions.Of(member, guild, roles, channel));
    }

    private static string? Said(string what, IEnumerable<(ulong Bit, string Name)> rights) =>
        string.Join(", ", rights.Select(right => right.Name)) is { Length: > 0 } names ? $"{what}: {names}" : null;
}
