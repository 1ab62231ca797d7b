using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>Reads the interaction that Discord sent. What cannot be answered is null; a kind that is not known stays unknown.</summary>
internal static class InteractionReader
{
    private const int MostOptionDepth = 4;

    public static Interaction? Read(JsonElement json, long receivedTimestamp)
    {
        if (Origin(json, receivedTimestamp) is not { } origin)
            return null;

        var data = json.Get("data") ?? default;
        var type = json.Int("type") ?? 0;
        return (type, data.Text("name"), data.Text("custom_id")) switch
        {
            (2, { } name, _) => new Interaction.Command(origin, name, Options(data, 0)),
            (3, _, { } id) when (data.Int("component_type") ?? 2) == 2 => new Interaction.Button(origin, id),
            (3, _, { } id) => new Interaction.Selection(origin, id, Texts(data, "values")),
            (4, { } name, _) => new Interaction.Autocomplete(origin, name, Options(data, 0)),
            (5, _, { } id) => new Interaction.ModalSubmit(origin, id, [.. Fields(data)]),
            _ => new Interaction.Unknown(origin, type),
        };
    }

    private static InteractionOrigin? Origin(JsonElement json, long receivedTimestamp)
    {
        var member = json.Get("member") is { } m ? Replies.Member(m) : null;
        var user = member?.User ?? (json.Get("user") is { } u ? Replies.User(u) : null);
        var token = json.Text("token");
        if (json.Id("id") is not { } id || json.Id("application_id") is not { } application)
            return null;
        if (string.IsNullOrEmpty(token) || user is null)
            return null;

        var channel = json.Get("channel") ?? default;
        return new InteractionOrigin(id, application, new InteractionToken(token), user, receivedTimestamp)
        {
            GuildId = json.Id("guild_id"),
            ChannelId = json.Id("channel_id") ?? channel.Id("id"),
            ParentChannelId = channel.Id("parent_id"),
            Member = member,
            Message = json.Get("message") is { } message ? Message(message) : null,
        };
    }

    private static InteractionMessage? Message(JsonElement json) =>
        json.Id("id") is { } id
            ? new InteractionMessage(id, json.Id("channel_id"), (json.Get("author") ?? default).Id("id"))
            : null;

    private static IReadOnlyList<CommandValue> Options(JsonElement json, int depth) =>
        depth == MostOptionDepth
            ? []
            :
            [
                .. json.Items("options")
                    .Where(o => o.Text("name") is not null)
                    .Select(o => new CommandValue(o.Text("name") ?? "", Kind(o.Int("type")), o.Text("value"))
                    {
                        Options = Options(o, depth + 1),
                        IsFocused = o.Flag("focused"),
                    }),
            ];

    private static CommandOptionType Kind(int? type) =>
        type is >= (int)CommandOptionType.SubCommand and <= (int)CommandOptionType.File
            ? (CommandOptionType)type
            : CommandOptionType.Unknown;

    /// <summary>Fields stand in rows (old) or in labels (new).</summary>
    private static IEnumerable<ModalValue> Fields(JsonElement data) =>
        data.Items("components")
            .SelectMany(c => c.Items("components").Concat(c.Get("component") is { } field ? [field] : []))
            .Where(f => f.Text("custom_id") is not null)
            .Select(f => new ModalValue(
                f.Text("custom_id") ?? "",
                f.Text("value") is { } value ? [value] : Texts(f, "values")
            ));

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        [.. json.Items(name).Select(v => v.AsText()).OfType<string>()];
}
