using System.Text.Json.Serialization;

namespace MicroBima.ChatOps.Discord;

/// <summary>Whom a message may ping: nobody, unless they are named here (https://discord.com/developers/docs/resources/message#allowed-mentions-object).</summary>
public sealed record AllowedMentions
{
    /// <summary>Nobody is pinged, whatever the text says.</summary>
    public static AllowedMentions None { get; } = new();

    /// <summary>Always empty and always sent: Discord would otherwise parse the text.</summary>
    [JsonInclude]
    internal IReadOnlyList<string> Parse { get; } = [];

    /// <summary>People who may be pinged.</summary>
    public IReadOnlyList<Snowflake> Users { get; init; } = [];

    /// <summary>Roles that may be pinged.</summary>
    public IReadOnlyList<Snowflake> Roles { get; init; } = [];

    /// <summary>Pings exactly these people.</summary>
    public static AllowedMentions OnlyUsers(params IReadOnlyList<Snowflake> users) => new() { Users = users };

    /// <summary>Pings exactly these roles.</summary>
    public static AllowedMentions OnlyRoles(params IReadOnlyList<Snowflake> roles) => new() { Roles = roles };
}
