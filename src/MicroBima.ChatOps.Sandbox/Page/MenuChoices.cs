using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.Wire.Forms;

namespace MicroBima.ChatOps.Sandbox.Page;

/// <summary>What a select menu offers.</summary>
internal static class MenuChoices
{
    public static IEnumerable<(string Value, string? Label, string? Description)> Of(JsonObject menu, DiscordTwin twin)
    {
        var people = twin.Roster.People.Select(one => (one.Id.ToString(), (string?)one.DisplayName, (string?)"person"));
        var roles = twin.Roster.Roles.Select(one => (one.Id.ToString(), (string?)one.Name, (string?)"role"));
        var channels = twin
            .Channels.All.Where(one => !one.IsThread)
            .Select(one => (one.Id.ToString(), (string?)$"#{one.Name}", (string?)null));
        return menu.Number("type") switch
        {
            ComponentTypes.UserSelect => people,
            ComponentTypes.RoleSelect => roles,
            ComponentTypes.MentionableSelect => people.Concat(roles),
            ComponentTypes.ChannelSelect => channels,
            _ => menu.Items("options")
                .Select(option => (option.Text("value") ?? "", (string?)EmojiAnd(option), option.Text("description"))),
        };
    }

    private static string EmojiAnd(JsonNode? option) =>
        option.Field("emoji").Text("name") is { } emoji
            ? $"{emoji} {option.Text("label")}"
            : option.Text("label") ?? "";
}
