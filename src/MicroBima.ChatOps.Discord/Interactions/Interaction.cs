namespace MicroBima.ChatOps.Discord;

/// <summary>Something a person did: a command, a click, a choice, a filled form, or typing (https://discord.com/developers/docs/interactions/receiving-and-responding).</summary>
public abstract record Interaction
{
    private Interaction(InteractionOrigin origin) => Origin = origin;

    /// <summary>Who, where, when.</summary>
    public InteractionOrigin Origin { get; init; }

    /// <summary>The id; the same one may arrive twice.</summary>
    public Snowflake Id => Origin.Id;

    /// <summary>Who did it.</summary>
    public DiscordUser User => Origin.User;

    /// <summary>A slash command.</summary>
    public sealed record Command(InteractionOrigin Origin, string Name, IReadOnlyList<CommandValue> Options)
        : Interaction(Origin);

    /// <summary>A press of a button.</summary>
    public sealed record Button(InteractionOrigin Origin, string CustomId) : Interaction(Origin);

    /// <summary>A choice in a select; the values are what the client sent, not necessarily what was offered.</summary>
    public sealed record Selection(InteractionOrigin Origin, string CustomId, IReadOnlyList<string> Values)
        : Interaction(Origin);

    /// <summary>A submitted form.</summary>
    public sealed record ModalSubmit(InteractionOrigin Origin, string CustomId, IReadOnlyList<ModalValue> Fields)
        : Interaction(Origin)
    {
        /// <summary>What was typed into the field, or null where the form has no such field.</summary>
        public string? Field(string customId) =>
            Fields.FirstOrDefault(f => string.Equals(f.CustomId, customId, StringComparison.Ordinal))?.Text;
    }

    /// <summary>Typing in an option that offers choices.</summary>
    public sealed record Autocomplete(InteractionOrigin Origin, string Name, IReadOnlyList<CommandValue> Options)
        : Interaction(Origin)
    {
        /// <summary>The option that is being typed.</summary>
        public CommandValue? Focused => CommandValue.Flatten(Options).FirstOrDefault(o => o.IsFocused);
    }

    /// <summary>A kind of interaction that this client does not know.</summary>
    public sealed record Unknown(InteractionOrigin Origin, int Type) : Interaction(Origin);
}

/// <summary>Who did something, where, and when it arrived here.</summary>
public sealed record InteractionOrigin(
    Snowflake Id,
    Snowflake ApplicationId,
    InteractionToken Token,
    DiscordUser User,
    long ReceivedTimestamp
)
{
    /// <summary>The guild; null in a direct message.</summary>
    public Snowflake? GuildId { get; init; }

    /// <summary>The channel or thread, where Discord said so.</summary>
    public Snowflake? ChannelId { get; init; }

    /// <summary>The channel that a thread belongs to, where Discord said so.</summary>
    public Snowflake? ParentChannelId { get; init; }

    /// <summary>The person as member of the guild; null in a direct message.</summary>
    public DiscordMember? Member { get; init; }

    /// <summary>The message that carries the button, select, or the button that opened the form.</summary>
    public InteractionMessage? Message { get; init; }
}

/// <summary>The message that an interaction came from.</summary>
public sealed record InteractionMessage(Snowflake Id, Snowflake? ChannelId, Snowflake? AuthorId);

/// <summary>The credential for answering one interaction; prints as stars.</summary>
public readonly record struct InteractionToken(string Secret)
{
    /// <inheritdoc />
    public override string ToString() => "***";
}

/// <summary>A value that a person gave to an option of a command; sub-commands carry options of their own.</summary>
public sealed record CommandValue(string Name, CommandOptionType Type, string? Text)
{
    /// <summary>The options of a sub-command.</summary>
    public IReadOnlyList<CommandValue> Options { get; init; } = [];

    /// <summary>This is the option that is being typed.</summary>
    public bool IsFocused { get; init; }

    /// <summary>All values, those of sub-commands included.</summary>
    public static IEnumerable<CommandValue> Flatten(IEnumerable<CommandValue> options) =>
        options.SelectMany(o => Flatten(o.Options).Prepend(o));
}

/// <summary>What a person entered in one field of a form.</summary>
public sealed record ModalValue(string CustomId, IReadOnlyList<string> Values)
{
    /// <summary>The typed text, or the first choice.</summary>
    public string? Text => Values.Count > 0 ? Values[0] : null;
}
