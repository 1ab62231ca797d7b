using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.Wire.Forms;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>What was chosen in a menu, with the objects that the choice names.</summary>
internal sealed record ChosenValues(JsonArray Values, JsonObject Resolved);

/// <summary>Reads a choice as the menu would allow it.</summary>
internal sealed class ChoiceReader(DiscordTwin twin)
{
    public Outcome<ChosenValues> Read(JsonObject menu, IReadOnlyList<string> chosen)
    {
        var min = menu.Number("min_values") ?? 1;
        var max = menu.Number("max_values") ?? 1;
        if (chosen.Count < min || chosen.Count > max)
        {
            return Refusal.Wrong(
                $"{chosen.Count} values were chosen.",
                min == max ? $"The menu takes {min}." : $"The menu takes {min} to {max}."
            );
        }
        var values = new JsonArray();
        var resolved = new JsonObject();
        foreach (var text in chosen)
        {
            if (One(menu, text, resolved) is not { } value)
            {
                return Refusal.Wrong($"The menu does not offer \"{text}\".", $"It offers: {Offer(menu)}.");
            }
            values.Add(value);
        }
        return new ChosenValues(values, resolved);
    }

    private JsonNode? One(JsonObject menu, string text, JsonObject resolved)
    {
        switch (menu.Number("type"))
        {
            case ComponentTypes.StringSelect:
                return menu.Items("options")
                    .FirstOrDefault(option => option.Text("value") == text || Labels.Match(option.Text("label"), text))
                    .Text("value");
            case ComponentTypes.UserSelect or ComponentTypes.MentionableSelect when Person(text) is { } person:
                Put(resolved, "users", person.Id, GuildJson.User(person));
                Put(resolved, "members", person.Id, GuildJson.MemberOf(person, withUser: false));
                return person.Id;
            case ComponentTypes.RoleSelect or ComponentTypes.MentionableSelect when Role(text) is { } role:
                Put(resolved, "roles", role.Id, GuildJson.RoleOf(role));
                return role.Id;
            case ComponentTypes.ChannelSelect when twin.Channels.TryFind(text) is { } channel:
                Put(resolved, "channels", channel.Id, ChannelJson.Write(channel, twin.Messages));
                return channel.Id;
            default:
                return null;
        }
    }

    private Member? Person(string text) =>
        Snowflake.TryParse(text, out var id) ? twin.Roster.TryFind(id) : twin.Roster.TryFind(text);

    private Role? Role(string text) =>
        twin.Roster.Roles.FirstOrDefault(role => role.Name == text || role.Id.ToString() == text);

    private string Offer(JsonObject menu) =>
        menu.Number("type") switch
        {
            ComponentTypes.StringSelect => string.Join(", ", menu.Items("options").Select(one => one.Text("value"))),
            ComponentTypes.ChannelSelect => "channels, by name or id",
            ComponentTypes.RoleSelect => string.Join(", ", twin.Roster.Roles.Select(role => role.Name)),
            _ => string.Join(", ", twin.Roster.People.Select(person => person.Name)),
        };

    private static void Put(JsonObject resolved, string kind, Snowflake id, JsonNode value)
    {
        if (resolved[kind] is not JsonObject map)
        {
            map = [];
            resolved[kind] = map;
        }
        map[id.ToString()] = value;
    }
}
