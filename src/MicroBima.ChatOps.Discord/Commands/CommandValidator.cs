using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Discord;

/// <summary>Discord's limits for slash commands.</summary>
internal static partial class CommandValidator
{
    public static void ThrowIfInvalid(IReadOnlyList<CommandDefinition> commands)
    {
        ArgumentNullException.ThrowIfNull(commands);
        var findings = new Findings();
        findings.Count("commands", commands.Count, 0, PayloadLimits.Commands);
        findings.Unique("commands", commands.Select(c => c.Name));
        foreach (var command in commands)
        {
            Named($"/{command.Name}", command.Name, command.Description, findings);
            Options($"/{command.Name}", command.Options, findings);
            if (Length(command) is var length && length > PayloadLimits.CommandText)
                findings.Add($"/{command.Name}", $"{length} characters in total, at most {PayloadLimits.CommandText}.");
        }

        findings.ThrowIfAny();
    }

    private static void Options(string where, IReadOnlyList<CommandOption> options, Findings findings)
    {
        findings.Count($"{where} options", options.Count, 0, PayloadLimits.CommandOptions);
        findings.Unique($"{where} options", options.Select(o => o.Name));
        if (options.SkipWhile(o => o.IsRequired).Any(o => o.IsRequired))
            findings.Add(where, "required options come first.");
        foreach (var option in options)
            Option($"{where} {option.Name}", option, findings);
    }

    private static void Option(string where, CommandOption option, Findings findings)
    {
        Named(where, option.Name, option.Description, findings);
        findings.Count($"{where} choices", option.Choices.Count, 0, PayloadLimits.CommandOptions);
        if (option.Choices.Count > 0 && (option.Type != CommandOptionType.Text || option.HasAutocomplete))
            findings.Add(where, "choices belong to a text option without autocomplete.");
        foreach (var choice in option.Choices)
        {
            findings.Text($"{where} choice", choice.Name, PayloadLimits.ChoiceText);
            findings.Text($"{where} choice", choice.Value, PayloadLimits.ChoiceText);
        }

        Options(where, option.Options, findings);
    }

    private static void Named(string where, string name, string description, Findings findings)
    {
        if (!Name().IsMatch(name) || name.Any(char.IsUpper))
            findings.Add(where, "a name has 1 to 32 lower-case letters, digits, - or _.");
        findings.Text($"{where} description", description, PayloadLimits.ChoiceText);
    }

    private static int Length(CommandDefinition command) =>
        command.Name.Length + command.Description.Length + command.Options.Sum(Length);

    private static int Length(CommandOption option) =>
        option.Name.Length
        + option.Description.Length
        + option.Choices.Sum(c => c.Name.Length + c.Value.Length)
        + option.Options.Sum(Length);

    [GeneratedRegex(
        @"^[-_'\p{L}\p{N}\p{IsDevanagari}\p{IsThai}]{1,32}\z",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Name();
}
