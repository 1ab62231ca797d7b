namespace MicroBima.ChatOps.Discord;

/// <summary>A framed block of a classic message (https://discord.com/developers/docs/resources/message#embed-object).</summary>
public sealed record Embed
{
    /// <summary>The heading.</summary>
    public string? Title { get; init; }

    /// <summary>The text.</summary>
    public string? Description { get; init; }

    /// <summary>Where the heading leads.</summary>
    public Uri? Url { get; init; }

    /// <summary>The colour of the edge, 0xRRGGBB.</summary>
    public int? Color { get; init; }

    /// <summary>A time shown in the reader's zone.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>A small line at the bottom.</summary>
    public EmbedFooter? Footer { get; init; }

    /// <summary>A small line at the top.</summary>
    public EmbedAuthor? Author { get; init; }

    /// <summary>A picture.</summary>
    public Media? Image { get; init; }

    /// <summary>Pairs of name and value.</summary>
    public IReadOnlyList<EmbedField>? Fields { get; init; }
}

/// <summary>The bottom line of an embed.</summary>
public sealed record EmbedFooter(string Text);

/// <summary>The top line of an embed.</summary>
public sealed record EmbedAuthor(string Name);

/// <summary>A named value in an embed.</summary>
public sealed record EmbedField(string Name, string Value, bool Inline = false);
