using System.Globalization;

namespace MicroBima.ChatOps.Discord;

/// <summary>A command as JSON; what is default is left out, so that two equal commands are equal text.</summary>
internal sealed record CommandBody(int Type, string Name, string Description)
{
    public IReadOnlyList<CommandOptionBody>? Options { get; init; }
    public string? DefaultMemberPermissions { get; init; }

    public static CommandBody Of(CommandDefinition command) =>
        new(1, command.Name, command.Description)
        {
            Options = CommandOptionBody.Of(command.Options),
            DefaultMemberPermissions = command.DefaultMemberPermissions?.ToString(CultureInfo.InvariantCulture),
        };
}

/// <summary>An option of a command as JSON.</summary>
internal sealed record CommandOptionBody(CommandOptionType Type, string Name, string Description)
{
    public bool? Required { get; init; }
    public bool? Autocomplete { get; init; }
    public IReadOnlyList<CommandChoice>? Choices { get; init; }
    public IReadOnlyList<CommandOptionBody>? Options { get; init; }
    public int? MinLength { get; init; }
    public int? MaxLength { get; init; }
    public long? MinValue { get; init; }
    public long? MaxValue { get; init; }

    public static IReadOnlyList<CommandOptionBody>? Of(IReadOnlyList<CommandOption> options) =>
        options.Count == 0
            ? null
            :
            [
                .. options.Select(o => new CommandOptionBody(o.Type, o.Name, o.Description)
                {
                    Required = o.IsRequired ? true : null,
                    Autocomplete = o.HasAutocomplete ? true : null,
                    Choices = o.Choices.Count == 0 ? null : o.Choices,
                    Options = Of(o.Options),
                    MinLength = o.MinLength,
                    MaxLength = o.MaxLength,
                    MinValue = o.MinValue,
                    MaxValue = o.MaxValue,
                }),
            ];
}
