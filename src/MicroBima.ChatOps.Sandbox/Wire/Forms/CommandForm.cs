using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Checks the definitions of slash commands.</summary>
internal sealed partial class CommandForm(FormErrors errors)
{
    private const int Subcommand = 1;
    private const int Group = 2;
    private const int LastType = 11;

    public void Check(JsonArray commands)
    {
        if (commands.Count > Limits.Commands)
        {
            errors.TooLong("", Limits.Commands);
        }
        var names = new HashSet<(string?, int)>();
        for (var index = 0; index < commands.Count; index++)
        {
            var at = Show(index);
            One(commands[index], at);
            if (!names.Add((commands[index].Text("name"), commands[index].Number("type") ?? 1)))
            {
                errors.Add(at, "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique");
            }
        }
    }

    public void One(JsonNode? command, string at)
    {
        if ((command.Number("type") ?? 1) != 1)
        {
            errors.Text(command, at, "name", 1, Limits.CommandName, required: true);
            return;
        }
        Name(command, at);
        errors.Text(command, at, "description", 1, Limits.CommandDescription, required: true);
        Options(command, at);
        if (Characters(command) > Limits.CommandCharacters)
        {
            errors.Add(
                at,
                "APPLICATION_COMMAND_TOO_LARGE",
                $"Command exceeds maximum size ({Limits.CommandCharacters})"
            );
        }
    }

    private void Name(JsonNode? node, string at)
    {
        errors.Text(node, at, "name", 1, Limits.CommandName, required: true);
        if (node.Text("name") is { Length: > 0 } name && (!Allowed().IsMatch(name) || HasUpperCase(name)))
        {
            errors.Add(Join(at, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
        }
    }

    // Letters without a small form stay as they are.
    private static bool HasUpperCase(string name) => name.Any(char.IsUpper);

    private void Options(JsonNode? parent, string at)
    {
        var options = parent.List("options") ?? [];
        var path = Join(at, "options");
        if (options.Count > Limits.CommandOptions)
        {
            errors.TooLong(path, Limits.CommandOptions);
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        var sawOptional = false;
        for (var index = 0; index < options.Count; index++)
        {
            var option = options[index];
            var each = $"{path}.{Show(index)}";
            Option(option, each);
            if (option.Text("name") is { } name && !names.Add(name))
            {
                errors.Add(each, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique");
            }
            var isRequired = option.Flag("required") ?? false;
            if (isRequired && sawOptional)
            {
                errors.Add(
                    each,
                    "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                    "Required options must be placed before non-required options"
                );
            }
            sawOptional |= !isRequired;
        }
    }

    private void Option(JsonNode? option, string at)
    {
        var type = option.Number("type") ?? 0;
        if (type is < Subcommand or > LastType)
        {
            errors.NotOneOf($"{at}.type", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
            return;
        }
        Name(option, at);
        errors.Text(option, at, "description", 1, Limits.CommandDescription, required: true);
        if (type is Subcommand or Group)
        {
            Options(option, at);
            return;
        }
        var choices = option.List("choices") ?? [];
        if (choices.Count > Limits.Choices)
        {
            errors.TooLong($"{at}.choices", Limits.Choices);
        }
        for (var index = 0; index < choices.Count; index++)
        {
            var each = $"{at}.choices.{Show(index)}";
            errors.Text(choices[index], each, "name", 1, Limits.ChoiceText, required: true);
            if (choices[index].Field("value") is null)
            {
                errors.Required($"{each}.value");
            }
            else if (choices[index].Text("value") is { Length: > Limits.ChoiceText })
            {
                errors.TooLong($"{each}.value", Limits.ChoiceText);
            }
        }
        if (choices.Count > 0 && option.Flag("autocomplete") == true)
        {
            errors.Add(
                $"{at}.choices",
                "APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE",
                "Choices cannot be specified for an option that completes itself"
            );
        }
    }

    private static int Characters(JsonNode? node) =>
        (node.Text("name")?.Length ?? 0)
        + (node.Text("description")?.Length ?? 0)
        + (node.Text("value")?.Length ?? 0)
        + node.Items("options").Sum(Characters)
        + node.Items("choices").Sum(Characters);

    private static string Join(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";

    private static string Show(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[-_'\p{L}\p{N}]{1,32}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Allowed();
}
