using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Works out whom a message pings: those it names and allowed_mentions allows.</summary>
internal static partial class Mentions
{
    public static MessageContent Apply(MessageContent content, JsonNode? body, MessageContent before, Roster roster)
    {
        var allowed = body.Field("allowed_mentions");
        var text = TextOf(content);
        if (allowed is null && text == TextOf(before))
        {
            return content with
            {
                MentionedPeople = before.MentionedPeople,
                MentionedRoles = before.MentionedRoles,
                MentionsEveryone = before.MentionsEveryone,
            };
        }
        return content with
        {
            MentionedPeople =
            [
                .. Named(Person(), text).Where(id => roster.TryFind(id) is not null && IsAllowed(allowed, "users", id)),
            ],
            MentionedRoles =
            [
                .. Named(RoleName(), text)
                    .Where(id => roster.Roles.Any(role => role.Id == id) && IsAllowed(allowed, "roles", id)),
            ],
            MentionsEveryone = Everyone().IsMatch(text) && IsAllowed(allowed, "everyone", null),
        };
    }

    private static string TextOf(MessageContent content)
    {
        var text = new StringBuilder(content.Text);
        foreach (var component in ComponentNumbers.Flatten(content.Components))
        {
            text.Append('\n').Append(component.Text("content"));
        }
        return text.ToString();
    }

    private static IEnumerable<Snowflake> Named(Regex pattern, string text) =>
        pattern
            .Matches(text)
            .Select(match => Snowflake.TryParse(match.Groups["id"].Value, out var id) ? id : default)
            .Distinct();

    private static bool IsAllowed(JsonNode? allowed, string kind, Snowflake? id) =>
        allowed is null
        || allowed.Items("parse").Any(entry => entry.AsText() == kind)
        || (id is { } one && allowed.Items(kind).Any(entry => entry.AsText() == one.ToString()));

    [GeneratedRegex("<@!?(?<id>[0-9]+)>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Person();

    [GeneratedRegex("<@&(?<id>[0-9]+)>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoleName();

    [GeneratedRegex("@(everyone|here)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Everyone();
}
