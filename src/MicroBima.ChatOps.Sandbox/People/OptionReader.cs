using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>Options as the bot gets them, with the objects that they name.</summary>
internal sealed record ReadOptions(JsonArray Options, JsonObject Resolved);

/// <summary>Reads the options of a command as the client's input line would: required ones, choices, kinds and ranges.</summary>
internal sealed class OptionReader(DiscordTwin twin)
{
    private const int TextKind = 3;
    private const int IntegerKind = 4;
    private const int BooleanKind = 5;
    private const int UserKind = 6;
    private const int ChannelKind = 7;
    private const int RoleKind = 8;
    private const int MentionableKind = 9;
    private const int NumberKind = 10;

    public Outcome<ReadOptions> Read(TypedCommand typed, JsonObject given, bool partly)
    {
        var unknown = given.FirstOrDefault(entry => !typed.Options.Any(one => one.Text("name") == entry.Key));
        if (unknown.Key is not null && !partly)
        {
            return UnknownOption(typed, unknown.Key);
        }
        var options = new JsonArray();
        var resolved = new JsonObject();
        foreach (var option in typed.Options)
        {
            var name = option.Text("name") ?? "";
            var value = given.Field(name);
            if (value is null)
            {
                if (option.Flag("required") == true && !partly)
                {
                    return Refusal.Wrong($"/{typed.Words} needs the option \"{name}\".", Describe(option));
                }
                continue;
            }
            if (Convert(option, value, resolved) is not { } converted)
            {
                return Refusal.Wrong($"\"{value}\" is no value for the option \"{name}\".", Describe(option));
            }
            options.Add(
                new JsonObject
                {
                    ["name"] = name,
                    ["type"] = option.Number("type"),
                    ["value"] = converted,
                }
            );
        }
        return new ReadOptions(options, resolved);
    }

    public static Refusal UnknownOption(TypedCommand typed, string option) =>
        Refusal.Wrong(
            $"/{typed.Words} has no option \"{option}\".",
            typed.Options.Count == 0
                ? "It has no options."
                : $"Options: {string.Join(", ", typed.Options.Select(one => one.Text("name")))}."
        );

    private JsonNode? Convert(JsonNode? option, JsonNode value, JsonObject resolved)
    {
        if (value is JsonArray or JsonObject)
        {
            return null;
        }
        var type = option.Number("type") ?? TextKind;
        if (option.List("choices") is { Count: > 0 } choices)
        {
            return choices
                .FirstOrDefault(choice => Same(choice.Field("value"), value) || Same(choice.Field("name"), value))
                .Field("value")
                ?.DeepClone();
        }
        return type switch
        {
            TextKind => InLength(
                option,
                value.GetValueKind() is JsonValueKind.String ? value.AsText()! : value.ToString()
            ),
            IntegerKind => value.AsNumber() is { } number && InRange(option, number) ? JsonValue.Create(number) : null,
            NumberKind => AsDouble(value) is { } number && InRange(option, number) ? JsonValue.Create(number) : null,
            BooleanKind => AsBoolean(value) is { } yes ? JsonValue.Create(yes) : null,
            UserKind or ChannelKind or RoleKind or MentionableKind => Name(type, value.ToString(), resolved),
            _ => null,
        };
    }

    private JsonNode? Name(int type, string text, JsonObject resolved)
    {
        if (type is UserKind or MentionableKind && Person(text) is { } person)
        {
            Put(resolved, "users", person.Id, GuildJson.User(person));
            Put(resolved, "members", person.Id, GuildJson.MemberOf(person, withUser: false));
            return person.Id;
        }
        if (
            type is RoleKind or MentionableKind
            && twin.Roster.Roles.FirstOrDefault(one => one.Name == text || one.Id.ToString() == text) is { } role
        )
        {
            Put(resolved, "roles", role.Id, GuildJson.RoleOf(role));
            return role.Id;
        }
        if (type is ChannelKind && twin.Channels.TryFind(text) is { } channel)
        {
            Put(resolved, "channels", channel.Id, ChannelJson.Write(channel, twin.Messages));
            return channel.Id;
        }
        return null;
    }

    private Member? Person(string text)
    {
        var name = text.Trim('<', '>', '@', '!');
        return Snowflake.TryParse(name, out var id) ? twin.Roster.TryFind(id) : twin.Roster.TryFind(name);
    }

    private static void Put(JsonObject resolved, string kind, Snowflake id, JsonNode value)
    {
        if (resolved[kind] is not JsonObject map)
        {
            map = [];
            resolved[kind] = map;
        }
        map[id.ToString()] = value;
    }

    private static bool Same(JsonNode? left, JsonNode right) =>
        left is not null && string.Equals(left.ToString(), right.ToString(), StringComparison.Ordinal);

    private static JsonValue? InLength(JsonNode? option, string text) =>
        text.Length >= (option.Number("min_length") ?? 0) && text.Length <= (option.Number("max_length") ?? 6000)
            ? JsonValue.Create(text)
            : null;

    private static bool InRange(JsonNode? option, double number) =>
        (AsDouble(option.Field("min_value")) is not { } min || number >= min)
        && (AsDouble(option.Field("max_value")) is not { } max || number <= max);

    private static double? AsDouble(JsonNode? value) =>
        double.TryParse(value?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static bool? AsBoolean(JsonNode value) => bool.TryParse(value.ToString(), out var yes) ? yes : null;

    private static string Describe(JsonNode? option)
    {
        var choices = option.Items("choices").Select(choice => choice.Text("name")).ToArray();
        var kind = option.Number("type") switch
        {
            IntegerKind => "a whole number",
            NumberKind => "a number",
            BooleanKind => "true or false",
            UserKind => "a person's name or id",
            ChannelKind => "a channel's name or id",
            RoleKind => "a role's name or id",
            MentionableKind => "a person or a role",
            TextKind => "a text",
            _ => "a kind that the sandbox does not offer",
        };
        return choices.Length > 0
            ? $"One of: {string.Join(", ", choices)}."
            : $"It is {kind}: {option.Text("description")}.";
    }
}
