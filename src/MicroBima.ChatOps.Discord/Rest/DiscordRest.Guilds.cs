using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <content>Channels, members and the registration of commands.</content>
public sealed partial class DiscordRest
{
    /// <summary>A channel or thread.</summary>
    public Task<DiscordChannel> GetChannelAsync(Snowflake channel, CancellationToken cancellationToken) =>
        GetAsync(
            "/channels/{channel}",
            $"/channels/{channel}",
            channel.ToString(),
            j => Replies.Required(Replies.Channel(j)),
            cancellationToken
        );

    /// <summary>The roles of a guild.</summary>
    public Task<IReadOnlyList<DiscordRole>> GetRolesAsync(Snowflake guild, CancellationToken cancellationToken) =>
        GetAsync<IReadOnlyList<DiscordRole>>(
            "/guilds/{guild}/roles",
            $"/guilds/{guild}/roles",
            guild.ToString(),
            j => [.. Elements(j).Select(Replies.Role).OfType<DiscordRole>()],
            cancellationToken
        );

    /// <summary>A member as of now; null where the person left or never came.</summary>
    public Task<DiscordMember?> TryGetMemberAsync(
        Snowflake guild,
        Snowflake user,
        CancellationToken cancellationToken
    ) =>
        MissingIsNullAsync(
            GetAsync<DiscordMember?>(
                "/guilds/{guild}/members/{user}",
                $"/guilds/{guild}/members/{user}",
                guild.ToString(),
                j => Replies.Required(Replies.Member(j)),
                cancellationToken
            ),
            DiscordCode.UnknownMember,
            DiscordCode.UnknownUser
        );

    /// <summary>The commands as Discord knows them.</summary>
    internal Task<IReadOnlyList<CommandBody>> GetCommandsAsync(
        CommandScope scope,
        CancellationToken cancellationToken
    ) =>
        GetAsync<IReadOnlyList<CommandBody>>(
            scope.Template,
            scope.Path,
            scope.Major,
            j => [.. Elements(j).Select(CommandReplies.Command).OfType<CommandBody>()],
            cancellationToken
        );

    /// <summary>Replaces all commands at once.</summary>
    internal Task PutCommandsAsync(
        CommandScope scope,
        IReadOnlyList<CommandBody> commands,
        CancellationToken cancellationToken
    ) =>
        _pipeline.SendAsync(
            new RestCall(new RestRoute(HttpMethod.Put, scope.Template, scope.Major, scope.Path), RetryRule.Always)
            {
                Json = Json(commands, DiscordJson.Wire.IReadOnlyListCommandBody),
            },
            _ => true,
            cancellationToken
        );

    private static JsonElement.ArrayEnumerator Elements(JsonElement json) =>
        json.ValueKind == JsonValueKind.Array
            ? json.EnumerateArray()
            : throw new JsonException("The answer is not a list.");
}
