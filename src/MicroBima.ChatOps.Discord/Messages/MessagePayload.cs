namespace MicroBima.ChatOps.Discord;

/// <summary>What a message shall show: either classic text, or a layout of components; Discord refuses the two together.</summary>
public abstract record MessagePayload
{
    private MessagePayload() { }

    /// <summary>Whom it may ping.</summary>
    public AllowedMentions AllowedMentions { get; init; } = AllowedMentions.None;

    /// <summary>Files that travel with it; a layout shows only those that a component points at.</summary>
    public IReadOnlyList<Attachment> Attachments { get; init; } = [];

    /// <summary>On an edit: the files to keep; null keeps all, unless new ones are attached.</summary>
    public IReadOnlyList<Snowflake>? KeptAttachments { get; init; }

    /// <summary>Posting the same nonce twice within a few minutes posts once; null makes a fresh one.</summary>
    public string? Nonce { get; init; }

    /// <summary>Arrives without a sound.</summary>
    public bool IsSilent { get; init; }

    /// <summary>Classic text.</summary>
    public static Plain Text(string content) => new(content);

    /// <summary>A layout of components.</summary>
    public static Layout Of(params IReadOnlyList<Component> components) => new(components);

    /// <summary>Text with embeds and rows of buttons.</summary>
    public sealed record Plain(string Content) : MessagePayload
    {
        /// <summary>Framed blocks below the text.</summary>
        public IReadOnlyList<Embed> Embeds { get; init; } = [];

        /// <summary>Buttons and selects at the bottom.</summary>
        public IReadOnlyList<Component.ActionRow> Rows { get; init; } = [];
    }

    /// <summary>Components version 2; a message that was a layout once stays one.</summary>
    public sealed record Layout(IReadOnlyList<Component> Components) : MessagePayload;
}
