using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>What a person did, in Discord's numbers.</summary>
public enum InteractionKind
{
    /// <summary>A slash command.</summary>
    Command = 2,

    /// <summary>A button or a select menu.</summary>
    Component = 3,

    /// <summary>Typing an option that completes itself.</summary>
    Autocomplete = 4,

    /// <summary>A modal was sent.</summary>
    Modal = 5,
}

/// <summary>The kinds of a first answer, in Discord's numbers.</summary>
public enum CallbackKind
{
    /// <summary>Answers a ping.</summary>
    Pong = 1,

    /// <summary>A message.</summary>
    Message = 4,

    /// <summary>A message later.</summary>
    DeferredMessage = 5,

    /// <summary>An edit later, or never.</summary>
    DeferredUpdate = 6,

    /// <summary>An edit of the message that carries the component.</summary>
    Update = 7,

    /// <summary>Choices.</summary>
    Autocomplete = 8,

    /// <summary>A modal opens.</summary>
    Modal = 9,
}

/// <summary>Where an interaction stands.</summary>
public abstract record InteractionState
{
    private InteractionState() { }

    /// <summary>Nobody answered, and there is time.</summary>
    public sealed record Pending : InteractionState;

    /// <summary>The bot answered in time.</summary>
    public sealed record Acknowledged(CallbackKind Kind, TimeSpan After, DateTimeOffset At) : InteractionState;

    /// <summary>Nobody answered in three seconds.</summary>
    public sealed record Failed : InteractionState;
}

/// <summary>One thing that a person did, and how it was answered.</summary>
public sealed record Interaction(
    Snowflake Id,
    string Token,
    InteractionKind Kind,
    Snowflake UserId,
    Snowflake ChannelId,
    string Label,
    DateTimeOffset CreatedAt,
    long Started
)
{
    /// <summary>The message whose component was used, or from whose component the modal was opened.</summary>
    public Snowflake? MessageId { get; init; }

    /// <summary>The component or modal.</summary>
    public string? CustomId { get; init; }

    /// <summary>Where it stands.</summary>
    public InteractionState State { get; init; } = new InteractionState.Pending();

    /// <summary>The message that @original means.</summary>
    public Snowflake? OriginalId { get; init; }

    /// <summary>Whether the deferred answer is still to come, so that the first follow-up becomes it.</summary>
    public bool AwaitsFirstAnswer { get; init; }

    /// <summary>Whether the modal that answered was sent or closed.</summary>
    public bool IsModalClosed { get; init; }

    /// <summary>The body of the answer, for choices and modals.</summary>
    public JsonNode? AnswerData { get; init; }
}
