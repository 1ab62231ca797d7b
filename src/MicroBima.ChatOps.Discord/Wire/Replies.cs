using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>Reads people and places out of Discord's JSON; null where the id is missing.</summary>
internal static class Replies
{
    // https://discord.com/developers/docs/components/reference#component-object-component-types
    private const int TextDisplay = 10;

    public static DiscordUser? User(JsonElement json) =>
        json.Id("id") is { } id
            ? new DiscordUser(id, json.Text("username") ?? "", json.Text("global_name"), json.Flag("bot"))
            : null;

    public static DiscordMember? Member(JsonElement json) =>
        json.Get("user") is { } user && User(user) is { } account
            ? new DiscordMember(account, json.Text("nick"), Ids(json, "roles"), new(json.Bits("permissions")))
            : null;

    public static DiscordChannel? Channel(JsonElement json) =>
        json.Id("id") is { } id
            ? new DiscordChannel(
                id,
                json.Int("type") ?? 0,
                json.Text("name"),
                json.Id("guild_id"),
                json.Id("parent_id"),
                (json.Get("thread_metadata") ?? default).Flag("archived")
            )
            {
                Overwrites = [.. json.Items("permission_overwrites").Select(Overwrite).OfType<ChannelOverwrite>()],
            }
            : null;

    public static DiscordRole? Role(JsonElement json) =>
        json.Id("id") is { } id ? new DiscordRole(id, json.Text("name") ?? "", new(json.Bits("permissions"))) : null;

    private static ChannelOverwrite? Overwrite(JsonElement json) =>
        json.Id("id") is { } id ? new ChannelOverwrite(id, new(json.Bits("allow")), new(json.Bits("deny"))) : null;

    public static PostedMessage? Message(JsonElement json) =>
        json.Id("id") is { } id
            ? new PostedMessage(
                new MessageAddress(json.Id("channel_id") ?? default, id),
                (json.Get("author") ?? default).Id("id"),
                json.Text("content") ?? "",
                [
                    .. json.Items("attachments")
                        .Where(a => a.Id("id") is not null)
                        .Select(a => new PostedAttachment(
                            a.Id("id") ?? default,
                            a.Text("filename") ?? "",
                            a.Text("url")
                        )),
                ]
            )
            {
                Texts = [.. json.Items("components").SelectMany(TextsIn)],
            }
            : null;

    private static IEnumerable<string> TextsIn(JsonElement component) =>
        component.Text("content") is { } text && component.Int("type") == TextDisplay
            ? [text]
            : component.Items("components").SelectMany(TextsIn);

    public static IReadOnlyList<Snowflake> Ids(JsonElement json, string name) =>
        [.. json.Items(name).Select(i => i.AsId()).OfType<Snowflake>()];

    /// <summary>An answer that must be there; Discord gave something else.</summary>
    public static T Required<T>(T? value)
        where T : class => value ?? throw new JsonException("The answer lacks its id.");
}
