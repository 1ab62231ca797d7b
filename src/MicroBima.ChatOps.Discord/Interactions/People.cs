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
);

/// <summary>What a member may do, as Discord computed it (https://discord.com/developers/docs/topics/permissions).</summary>
public readonly record struct GuildPermissions(ulong Bits)
{
    private const ulong AdministratorBit = 1UL << 3;

    /// <summary>May do everything.</summary>
    public bool IsAdministrator => (Bits & AdministratorBit) != 0;

    /// <summary>May do this, or everything.</summary>
    public bool Has(ulong bit) => IsAdministrator || (Bits & bit) == bit;
}
