using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>Writes users, members, roles and the guild as Discord does, with every field that a known client needs.</summary>
internal static class GuildJson
{
    public const string Name = "MicroBima";

    public static JsonObject User(Member member) =>
        new()
        {
            ["id"] = member.Id,
            ["username"] = member.Name,
            ["discriminator"] = member.IsBot ? "0042" : "0",
            ["global_name"] = member.IsBot ? null : member.DisplayName,
            ["avatar"] = null,
            ["bot"] = member.IsBot,
            ["system"] = false,
            ["public_flags"] = 0,
            ["flags"] = 0,
            ["banner"] = null,
            ["accent_color"] = null,
            ["avatar_decoration_data"] = null,
            ["clan"] = null,
            ["primary_guild"] = null,
        };

    public static JsonObject Self(Member bot)
    {
        var user = User(bot);
        user["verified"] = true;
        user["email"] = null;
        user["mfa_enabled"] = true;
        user["locale"] = "en-US";
        user["premium_type"] = 0;
        return user;
    }

    public static JsonObject MemberOf(Member member, bool withUser = true)
    {
        var json = new JsonObject
        {
            ["avatar"] = null,
            ["banner"] = null,
            ["communication_disabled_until"] = null,
            ["deaf"] = false,
            ["flags"] = 0,
            ["joined_at"] = WireJson.Iso(member.Id.CreatedAt),
            ["mute"] = false,
            ["nick"] = null,
            ["pending"] = false,
            ["premium_since"] = null,
            ["roles"] = new JsonArray([.. member.RoleIds.Select(id => (JsonNode)id)]),
            ["unusual_dm_activity_until"] = null,
        };
        if (withUser)
        {
            json["user"] = User(member);
        }
        return json;
    }

    public static JsonObject RoleOf(Role role) =>
        new()
        {
            ["id"] = role.Id,
            ["name"] = role.Name,
            ["color"] = role.Colour,
            ["colors"] = new JsonObject
            {
                ["primary_color"] = role.Colour,
                ["secondary_color"] = null,
                ["tertiary_color"] = null,
            },
            ["description"] = null,
            ["hoist"] = role.Position > 0,
            ["icon"] = null,
            ["unicode_emoji"] = null,
            ["position"] = role.Position,
            ["permissions"] = role.Permissions.ToString(CultureInfo.InvariantCulture),
            ["managed"] = role.Managed,
            ["mentionable"] = true,
            ["flags"] = 0,
            ["tags"] = role.Managed ? new JsonObject { ["bot_id"] = Roster.ApplicationId } : new JsonObject(),
        };

    public static JsonObject Roles(Roster roster, JsonObject guild)
    {
        guild["roles"] = new JsonArray([.. roster.Roles.Select(role => (JsonNode)RoleOf(role))]);
        return guild;
    }

    /// <summary>The guild as REST answers it.</summary>
    public static JsonObject Guild(Roster roster) =>
        Roles(
            roster,
            new JsonObject
            {
                ["id"] = Roster.GuildId,
                ["name"] = Name,
                ["icon"] = null,
                ["description"] = "A sandbox, not Discord",
                ["home_header"] = null,
                ["splash"] = null,
                ["discovery_splash"] = null,
                ["features"] = new JsonArray(),
                ["banner"] = null,
                ["owner_id"] = roster.People[0].Id,
                ["application_id"] = null,
                ["region"] = "us-west",
                ["afk_channel_id"] = null,
                ["afk_timeout"] = 300,
                ["system_channel_id"] = Roster.GeneralId,
                ["system_channel_flags"] = 0,
                ["widget_enabled"] = false,
                ["widget_channel_id"] = null,
                ["verification_level"] = 1,
                ["default_message_notifications"] = 1,
                ["mfa_level"] = 0,
                ["explicit_content_filter"] = 0,
                ["max_presences"] = null,
                ["max_members"] = 500000,
                ["max_stage_video_channel_users"] = 50,
                ["max_video_channel_users"] = 25,
                ["vanity_url_code"] = null,
                ["premium_tier"] = 0,
                ["premium_subscription_count"] = 0,
                ["preferred_locale"] = "en-US",
                ["rules_channel_id"] = null,
                ["safety_alerts_channel_id"] = null,
                ["public_updates_channel_id"] = null,
                ["premium_progress_bar_enabled"] = false,
                ["nsfw"] = false,
                ["nsfw_level"] = 0,
                ["emojis"] = new JsonArray(),
                ["stickers"] = new JsonArray(),
                ["incidents_data"] = null,
            }
        );

    /// <summary>The guild as the gateway announces it.</summary>
    public static JsonObject GuildCreate(Roster roster, Channels channels, Messages messages)
    {
        var guild = Guild(roster);
        var all = channels.All;
        guild["joined_at"] = WireJson.Iso(roster.Bot.Id.CreatedAt);
        guild["large"] = false;
        guild["unavailable"] = false;
        guild["member_count"] = roster.People.Length + 1;
        guild["voice_states"] = new JsonArray();
        guild["presences"] = new JsonArray();
        guild["stage_instances"] = new JsonArray();
        guild["guild_scheduled_events"] = new JsonArray();
        guild["soundboard_sounds"] = new JsonArray();
        guild["embedded_activities"] = new JsonArray();
        guild["members"] = new JsonArray([
            .. roster.People.Prepend(roster.Bot).Select(member => (JsonNode)MemberOf(member)),
        ]);
        guild["channels"] = List(all.Where(channel => !channel.IsThread));
        guild["threads"] = List(all.Where(channel => channel is { IsThread: true, Archived: false }));
        return guild;

        JsonArray List(IEnumerable<Channel> some) =>
            new([.. some.Select(channel => (JsonNode)ChannelJson.Write(channel, messages))]);
    }
}

/// <summary>Writes channels and threads as Discord does.</summary>
internal static class ChannelJson
{
    public static JsonObject Write(Channel channel, Messages messages)
    {
        var (count, newest) = messages.CountIn(channel.Id);
        var json = new JsonObject
        {
            ["id"] = channel.Id,
            ["type"] = channel.Kind,
            ["guild_id"] = Roster.GuildId,
            ["name"] = channel.Name,
            ["last_message_id"] = newest,
            ["rate_limit_per_user"] = 0,
            ["flags"] = 0,
        };
        if (channel.ParentId is { } parent)
        {
            AddThread(json, channel, parent, count);
        }
        else
        {
            json["parent_id"] = null;
            json["position"] = 0;
            json["topic"] = channel.Topic;
            json["nsfw"] = false;
            json["permission_overwrites"] = new JsonArray();
            json["last_pin_timestamp"] = null;
        }
        return json;
    }

    private static void AddThread(JsonObject json, Channel thread, Snowflake parent, int messages)
    {
        json["parent_id"] = parent;
        json["owner_id"] = thread.OwnerId;
        json["message_count"] = messages;
        json["total_message_sent"] = messages;
        json["member_count"] = 1;
        json["thread_metadata"] = new JsonObject
        {
            ["archived"] = thread.Archived,
            ["auto_archive_duration"] = thread.ArchiveAfterMinutes,
            ["archive_timestamp"] = WireJson.Iso(thread.ChangedAt),
            ["locked"] = thread.Locked,
            ["create_timestamp"] = WireJson.Iso(thread.Id.CreatedAt),
        };
    }
}
