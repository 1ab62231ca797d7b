using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>The flags of a message that the twin knows.</summary>
[Flags]
public enum MessageTraits
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Embeds are hidden.</summary>
    SuppressEmbeds = 1 << 2,

    /// <summary>The message has a thread.</summary>
    HasThread = 1 << 5,

    /// <summary>Only the person who caused it sees the message.</summary>
    Ephemeral = 1 << 6,

    /// <summary>The bot is thinking.</summary>
    Loading = 1 << 7,

    /// <summary>Nobody's phone rings.</summary>
    SuppressNotifications = 1 << 12,

    /// <summary>The message consists of components only.</summary>
    ComponentsV2 = 1 << 15,
}

/// <summary>A file that was uploaded with a message.</summary>
public sealed record Attachment(
    Snowflake Id,
    string FileName,
    string ContentType,
    ReadOnlyMemory<byte> Bytes,
    string? Description,
    int? Width,
    int? Height
);

/// <summary>What a message says: all that an edit can change.</summary>
public sealed record MessageContent(
    string Text,
    JsonArray Embeds,
    JsonArray Components,
    ImmutableArray<Attachment> Attachments,
    MessageTraits Flags,
    ImmutableArray<Snowflake> MentionedPeople,
    ImmutableArray<Snowflake> MentionedRoles,
    bool MentionsEveryone
)
{
    /// <summary>A message that says nothing yet.</summary>
    public static MessageContent Empty { get; } = new("", [], [], [], MessageTraits.None, [], [], false);

    /// <summary>Whether nothing could be shown.</summary>
    public bool IsEmpty => Text.Length == 0 && Embeds.Count == 0 && Components.Count == 0 && Attachments.Length == 0;
}

/// <summary>Which interaction a message answers, and whose it was.</summary>
public sealed record MessageOrigin(Snowflake InteractionId, int InteractionType, Snowflake UserId, string? Command);

/// <summary>A message of a channel or thread; a change makes a new one.</summary>
public sealed record Message(
    Snowflake Id,
    Snowflake ChannelId,
    Snowflake AuthorId,
    MessageContent Content,
    DateTimeOffset CreatedAt
)
{
    /// <summary>When it was edited last.</summary>
    public DateTimeOffset? EditedAt { get; init; }

    /// <summary>The only person who sees it, for ephemeral answers.</summary>
    public Snowflake? ViewerId { get; init; }

    /// <summary>The interaction that it answers.</summary>
    public MessageOrigin? Origin { get; init; }

    /// <summary>The number of its latest change.</summary>
    public long Revision { get; init; }

    /// <summary>What the sender told them apart by.</summary>
    public string? Nonce { get; init; }

    /// <summary>Whether it is pinned.</summary>
    public bool Pinned { get; init; }

    /// <summary>Whether a person may see it.</summary>
    public bool IsVisibleTo(Snowflake person) => ViewerId is null || ViewerId == person;
}
