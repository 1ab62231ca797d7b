using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>Writes INTERACTION_CREATE as Discord does.</summary>
internal sealed class InteractionJson(Roster roster, Channels channels, Messages messages, MessageJson messageJson)
{
    public JsonObject Write(Interaction interaction, JsonObject data)
    {
        var person = roster.TryFind(interaction.UserId) ?? roster.Bot;
        var json = new JsonObject
        {
            ["id"] = interaction.Id,
            ["application_id"] = Roster.ApplicationId,
            ["type"] = (int)interaction.Kind,
            ["token"] = interaction.Token,
            ["version"] = 1,
            ["guild_id"] = Roster.GuildId,
            ["guild"] = new JsonObject
            {
                ["id"] = Roster.GuildId,
                ["locale"] = "en-US",
                ["features"] = new JsonArray(),
            },
            ["guild_locale"] = "en-US",
            ["locale"] = "en-US",
            ["channel_id"] = interaction.ChannelId,
            ["member"] = MemberOf(person),
            ["data"] = data,
            ["entitlements"] = new JsonArray(),
            ["entitlement_sku_ids"] = new JsonArray(),
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = Roster.GuildId },
            ["context"] = 0,
            ["app_permissions"] = Show(roster.PermissionsOf(roster.Bot)),
            ["attachment_size_limit"] = Limits.FileBytes,
        };
        if (channels.TryFind(interaction.ChannelId) is { } channel)
        {
            var about = ChannelJson.Write(channel, messages);
            about["permissions"] = Show(roster.PermissionsOf(person));
            json["channel"] = about;
        }
        if (interaction.MessageId is { } id && messages.TryFind(id) is { } message)
        {
            json["message"] = messageJson.Write(message);
        }
        return json;
    }

    private JsonObject MemberOf(Member person)
    {
        var member = GuildJson.MemberOf(person);
        member["permissions"] = Show(roster.PermissionsOf(person));
        return member;
    }

    private static string Show(long permissions) => permissions.ToString(CultureInfo.InvariantCulture);
}
