using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>Reads registered commands back in the shape in which they are sent, so that the two can be compared.</summary>
internal static class CommandReplies
{
    public static CommandBody? Command(JsonElement json) =>
        json.Text("name") is { } name
            ? new CommandBody(json.Int("type") ?? 1, name, json.Text("description") ?? "")
            {
                Options = Options(json),
                DefaultMemberPermissions = json.Text("default_member_permissions"),
            }
            : null;

    private static IReadOnlyList<CommandOptionBody>? Options(JsonElement json)
    {
        IReadOnlyList<CommandOptionBody> options = [.. json.Items("options").Select(Option)];
        return options.Count == 0 ? null : options;
    }

    private static CommandOptionBody Option(JsonElement json)
    {
        IReadOnlyList<CommandChoice> choices =
        [
            .. json.Items("choices").Select(c => new CommandChoice(c.Text("name") ?? "", c.Text("value") ?? "")),
        ];
        return new CommandOptionBody(
            (CommandOptionType)(json.Int("type") ?? 0),
            json.Text("name") ?? "",
            json.Text("description") ?? ""
        )
        {
            Required = json.Flag("required") ? true : null,
            Autocomplete = json.Flag("autocomplete") ? true : null,
            Choices = choices.Count == 0 ? null : choices,
            Options = Options(json),
            MinLength = json.Int("min_length"),
            MaxLength = json.Int("max_length"),
            MinValue = json.Long("min_value"),
            MaxValue = json.Long("max_value"),
        };
    }
}
