using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Gateway;

/// <summary>What a connection is told when it starts.</summary>
internal static class Greetings
{
    /// <summary>Privileged intents that were granted without verification: members and message content.</summary>
    public const int ApplicationFlags = (1 << 15) | (1 << 19);

    public static JsonObject Ready(DiscordTwin twin, string session, JsonArray? shard)
    {
        var ready = new JsonObject
        {
            ["v"] = 10,
            ["user_settings"] = new JsonObject(),
            ["user"] = GuildJson.Self(twin.Roster.Bot),
            ["session_type"] = "normal",
            ["session_id"] = session,
            ["resume_gateway_url"] = twin.Address.Gateway.AbsoluteUri.TrimEnd('/'),
            ["relationships"] = new JsonArray(),
            ["private_channels"] = new JsonArray(),
            ["presences"] = new JsonArray(),
            ["guilds"] = new JsonArray(new JsonObject { ["id"] = Roster.GuildId, ["unavailable"] = true }),
            ["guild_join_requests"] = new JsonArray(),
            ["geo_ordered_rtc_regions"] = new JsonArray(),
            ["auth"] = new JsonObject(),
            ["application"] = new JsonObject { ["id"] = Roster.ApplicationId, ["flags"] = ApplicationFlags },
            ["_trace"] = new JsonArray("sandbox"),
        };
        if (shard is not null)
        {
            ready["shard"] = shard.DeepClone();
        }
        return ready;
    }

    public static JsonObject MembersChunk(Roster roster, JsonNode? asked)
    {
        var ids = asked.Field("user_ids") switch
        {
            JsonArray list => list.Select(entry => entry.AsText()).ToHashSet(StringComparer.Ordinal),
            JsonValue value => [value.AsText()],
            _ => null,
        };
        var prefix = asked.Text("query") ?? "";
        var members = roster
            .People.Prepend(roster.Bot)
            .Where(member =>
                ids?.Contains(member.Id.ToString())
                ?? member.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
            );
        var chunk = new JsonObject
        {
            ["guild_id"] = Roster.GuildId,
            ["members"] = new JsonArray([.. members.Select(member => (JsonNode)GuildJson.MemberOf(member))]),
            ["chunk_index"] = 0,
            ["chunk_count"] = 1,
        };
        if (asked.Text("nonce") is { } nonce)
        {
            chunk["nonce"] = nonce;
        }
        return chunk;
    }
}
