namespace MicroBima.ChatOps.Discord;

/// <summary>A slash command as it is registered (https://discord.com/developers/docs/interactions/application-commands).</summary>
public sealed record CommandDefinition(string Name, string Description)
{
    /// <summary>What the person fills in.</summary>
    public IReadOnlyList<CommandOption> Options { get; init; } = [];

    /// <summary>Who sees it at first, as a permission bit set; null means everybody, and server settings may override it.</summary>
    public ulong? DefaultMemberPermissions { get; init; }
}

/// <summary>One option of a command, or a sub-command with options of its own.</summary>
public sealed record CommandOption(CommandOptionType Type, string Name, string Description)
{
    /// <summary>Must be given.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Asks the bot for choices while the person types.</summary>
    public bool HasAutocomplete { get; init; }

    /// <summary>The only accepted values of a text option; empty accepts all.</summary>
    public IReadOnlyList<CommandChoice> Choices { get; init; } = [];

    /// <summary>The options of a sub-command.</summary>
    public IReadOnlyList<CommandOption> Options { get; init; } = [];

    /// <summary>Shortest accepted text.</summary>
    public int? MinLength { get; init; }

    /// <summary>Longest accepted text.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Smallest accepted number.</summary>
    public long? MinValue { get; init; }

    /// <summary>Largest accepted number.</summary>
    public long? MaxValue { get; init; }
}

/// <summary>An offered value: what the person reads, and what the bot gets.</summary>
public sealed record CommandChoice(string Name, string Value);

/// <summary>What an option takes.</summary>
public enum CommandOptionType
{
    /// <summary>Something this client does not know.</summary>
    Unknown = 0,

    /// <summary>A sub-command.</summary>
    SubCommand = 1,

    /// <summary>A group of sub-commands.</summary>
    SubCommandGroup = 2,

    /// <summary>Text.</summary>
    Text = 3,

    /// <summary>A whole number.</summary>
    WholeNumber = 4,

    /// <summary>Yes or no.</summary>
    YesNo = 5,

    /// <summary>A person.</summary>
    User = 6,

    /// <summary>A channel.</summary>
    Channel = 7,

    /// <summary>A role.</summary>
    Role = 8,

    /// <summary>A person or a role.</summary>
    Mentionable = 9,

    /// <summary>A number.</summary>
    Number = 10,

    /// <summary>A file.</summary>
    File = 11,
}
