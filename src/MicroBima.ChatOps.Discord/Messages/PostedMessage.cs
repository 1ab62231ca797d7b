namespace MicroBima.ChatOps.Discord;

/// <summary>Where a message lies.</summary>
public readonly record struct MessageAddress(Snowflake Channel, Snowflake Id);

/// <summary>A message as Discord gave it back.</summary>
public sealed record PostedMessage(
    MessageAddress Address,
    Snowflake? AuthorId,
    string Content,
    IReadOnlyList<PostedAttachment> Attachments
)
{
    /// <summary>The text blocks of a message that is made of components, wherever they lie in it.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];
}

/// <summary>A file of a posted message.</summary>
public sealed record PostedAttachment(Snowflake Id, string FileName, string? Url);
