namespace MicroBima.ChatOps.Discord;

/// <summary>An account at Discord.</summary>
public sealed record DiscordUser(Snowflake Id, string Username, string? GlobalName, bool IsBot)
{
    /// <summary>The name that people see.</summary>
    public string DisplayName => GlobalName ?? Username;
}

/// <summary>An account as a member of a guild.</summary>
public sealed record DiscordMember(
    DiscordUser User,
    string? Nick,
    IReadOnlyList<Snowflake> Roles,
    GuildPermissions Permissions
);

/// <summary>A channel or a thread; a thread names the channel it belongs to.</summary>
public sealed record DiscordChannel(
    Snowflake Id,
    int Type,
    string? Name,
    Snowflake? GuildId,
    Snowflake? ParentId,
    bool IsArchived
)
{
    /// <summary>What the channel gives to roles and members, and takes from them.</summary>
    public IReadOnlyList<ChannelOverwrite> Overwrites { get; init; } = [];
}

/// <summary>A role of a guild; the one that everybody has bears the guild's own id.</summary>
public sealed record DiscordRole(Snowflake Id, string Name, GuildPermissions Permissions);

/// <summary>What a channel gives to a role or a member, and what it takes.</summary>
public sealed record ChannelOverwrite(Snowflake Whose, GuildPermissions Allowed, GuildPermissions Denied);

/// <summary>What a member may do (https://discord.com/developers/docs/topics/permissions).</summary>
public readonly record struct GuildPermissions(ulong Bits)
{
    private const ulong AdministratorBit = 1UL << 3;

    /// <summary>What a member may do in a channel: the roles together, then what the channel says of everybody, of the roles, and of the member.</summary>
    public static GuildPermissions Of(
        DiscordMember member,
        Snowflake guild,
        IEnumerable<DiscordRole> roles,
        DiscordChannel channel
    )
    {
        ArgumentNullException.ThrowIfNull(member);
        ArgumentNullException.ThrowIfNull(channel);
        var bits = roles
            .Where(role => role.Id == guild || member.Roles.Contains(role.Id))
            .Aggregate(0UL, (all, role) => all | role.Permissions.Bits);
        if (new GuildPermissions(bits).IsAdministrator)
            return new GuildPermissions(bits);

        foreach (
            var step in new Func<Snowflake, bool>[]
            {
                whose => whose == guild,
                member.Roles.Contains,
                whose => whose == member.User.Id,
            }
        )
        {
            var said = channel.Overwrites.Where(overwrite => step(overwrite.Whose)).ToList();
            bits &= ~said.Aggregate(0UL, (all, overwrite) => all | overwrite.Denied.Bits);
            bits |= said.Aggregate(0UL, (all, overwrite) => all | overwrite.Allowed.Bits);
        }

        return new GuildPermissions(bits);
    }

    /// <summary>May do everything.</summary>
    public bool IsAdministrator => (Bits & AdministratorBit) != 0;

    /// <summary>May do this, or everything.</summary>
    public bool Has(ulong bit) => IsAdministrator || (Bits & bit) == bit;
}
