using System.Collections.Immutable;

namespace MicroBima.ChatOps.Chat;

/// <summary>A command as people see it.</summary>
public sealed record SlashCommand(string Name, string Description, ImmutableArray<SlashOption> Options)
{
    /// <summary>Its parts, typed after it: <c>backup list</c>; empty where it has none.</summary>
    public ImmutableArray<SlashCommand> Parts { get; init; } = [];

    /// <summary>The command, or the part of it, that is typed like this; null where that is another's.</summary>
    public SlashCommand? Of(string typed) =>
        Parts.IsEmpty
            ? string.Equals(typed, Name, StringComparison.Ordinal)
                ? this
                : null
            : Parts.FirstOrDefault(part => string.Equals(typed, $"{Name} {part.Name}", StringComparison.Ordinal));
}

/// <summary>An option of a command.</summary>
public sealed record SlashOption(string Name, string Description, bool IsRequired, SlashType Type);

/// <summary>Something that is offered while typing: what people read, and what is sent.</summary>
public sealed record SlashChoice(string Label, string Value)
{
    /// <summary>How many may be offered.</summary>
    public const int Most = 25;
}

/// <summary>What an option takes.</summary>
public enum SlashType
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>The name of an environment, offered while typing.</summary>
    Environment,

    /// <summary>The name of a backup, offered while typing.</summary>
    Backup,

    /// <summary>A whole number.</summary>
    WholeNumber,

    /// <summary>Yes or no.</summary>
    YesNo,
}
