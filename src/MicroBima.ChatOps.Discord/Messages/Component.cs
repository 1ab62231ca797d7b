using System.Text.Json.Serialization;

namespace MicroBima.ChatOps.Discord;

/// <summary>A building block of a message or a modal (https://discord.com/developers/docs/components/reference).</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ActionRow), 1)]
[JsonDerivedType(typeof(Button), 2)]
[JsonDerivedType(typeof(StringSelect), 3)]
[JsonDerivedType(typeof(TextInput), 4)]
[JsonDerivedType(typeof(Section), 9)]
[JsonDerivedType(typeof(TextDisplay), 10)]
[JsonDerivedType(typeof(Thumbnail), 11)]
[JsonDerivedType(typeof(MediaGallery), 12)]
[JsonDerivedType(typeof(FileCard), 13)]
[JsonDerivedType(typeof(Separator), 14)]
[JsonDerivedType(typeof(Container), 17)]
[JsonDerivedType(typeof(Label), 18)]
public abstract record Component
{
    private Component() { }

    /// <summary>Up to five buttons, or one select.</summary>
    public sealed record ActionRow([property: JsonPropertyName("components")] params IReadOnlyList<Component> Items)
        : Component;

    /// <summary>A button; make it with <see cref="Does"/> or <see cref="Opens"/>.</summary>
    public sealed record Button : Component
    {
        internal Button(ButtonStyle style, string? customId, Uri? url, string? text)
        {
            Style = style;
            CustomId = customId;
            Url = url;
            Text = text;
        }

        /// <summary>How the button looks; links have their own style.</summary>
        public ButtonStyle Style { get; }

        /// <summary>What comes back when it is pressed; null for a link.</summary>
        public string? CustomId { get; }

        /// <summary>Where a link leads; null for every other button.</summary>
        public Uri? Url { get; }

        /// <summary>What it says.</summary>
        [JsonPropertyName("label")]
        public string? Text { get; }

        /// <summary>A sign before the label.</summary>
        public Emoji? Emoji { get; init; }

        /// <summary>Visible, but cannot be pressed.</summary>
        public bool? Disabled { get; init; }

        /// <summary>A button that sends an interaction.</summary>
        public static Button Does(ButtonStyle style, string customId, string text) => new(style, customId, null, text);

        /// <summary>A button that opens an address.</summary>
        public static Button Opens(Uri url, string text) => new(ButtonStyle.Link, null, url, text);
    }

    /// <summary>A list to pick from.</summary>
    public sealed record StringSelect(string CustomId, IReadOnlyList<SelectOption> Options) : Component
    {
        /// <summary>What it says while nothing is chosen.</summary>
        public string? Placeholder { get; init; }

        /// <summary>How many must be chosen.</summary>
        public int? MinValues { get; init; }

        /// <summary>How many may be chosen.</summary>
        public int? MaxValues { get; init; }

        /// <summary>Visible, but cannot be used; messages only.</summary>
        public bool? Disabled { get; init; }

        /// <summary>Must be answered; modals only.</summary>
        public bool? Required { get; init; }
    }

    /// <summary>A field to type in; modals only, inside a <see cref="Label"/>.</summary>
    public sealed record TextInput(string CustomId, TextInputStyle Style) : Component
    {
        /// <summary>Shortest accepted text.</summary>
        public int? MinLength { get; init; }

        /// <summary>Longest accepted text.</summary>
        public int? MaxLength { get; init; }

        /// <summary>Must be filled; Discord's default is yes.</summary>
        public bool? Required { get; init; }

        /// <summary>Text that is there at the beginning.</summary>
        public string? Value { get; init; }

        /// <summary>What it says while empty.</summary>
        public string? Placeholder { get; init; }
    }

    /// <summary>One to three texts with a button or a picture beside them.</summary>
    public sealed record Section(
        [property: JsonPropertyName("components")] IReadOnlyList<Component> Texts,
        Component Accessory
    ) : Component;

    /// <summary>Markdown text.</summary>
    public sealed record TextDisplay(string Content) : Component;

    /// <summary>A small picture beside a section.</summary>
    public sealed record Thumbnail(Media Media) : Component
    {
        /// <summary>What a person who cannot see it should know.</summary>
        public string? Description { get; init; }
    }

    /// <summary>One to ten pictures.</summary>
    public sealed record MediaGallery(params IReadOnlyList<GalleryItem> Items) : Component;

    /// <summary>An attached file, shown by name (Discord calls it "File").</summary>
    public sealed record FileCard(Media File) : Component
    {
        /// <summary>Hidden until clicked.</summary>
        public bool? Spoiler { get; init; }
    }

    /// <summary>A gap, with or without a line.</summary>
    public sealed record Separator : Component
    {
        /// <summary>Draws a line; Discord's default is yes.</summary>
        public bool? Divider { get; init; }

        /// <summary>1 is small, 2 is large.</summary>
        public int? Spacing { get; init; }
    }

    /// <summary>A box with a coloured edge around other components.</summary>
    public sealed record Container([property: JsonPropertyName("components")] params IReadOnlyList<Component> Items)
        : Component
    {
        /// <summary>The colour of the edge, 0xRRGGBB.</summary>
        public int? AccentColor { get; init; }
    }

    /// <summary>A caption around one field of a modal.</summary>
    public sealed record Label(
        [property: JsonPropertyName("label")] string Text,
        [property: JsonPropertyName("component")] Component Field
    ) : Component
    {
        /// <summary>A hint below the caption.</summary>
        public string? Description { get; init; }
    }
}

/// <summary>How a button looks.</summary>
public enum ButtonStyle
{
    /// <summary>The main thing to do.</summary>
    Primary = 1,

    /// <summary>Something else that can be done.</summary>
    Secondary = 2,

    /// <summary>Green.</summary>
    Success = 3,

    /// <summary>Red.</summary>
    Danger = 4,

    /// <summary>Opens an address.</summary>
    Link = 5,
}

/// <summary>How tall a field is.</summary>
public enum TextInputStyle
{
    /// <summary>One line.</summary>
    OneLine = 1,

    /// <summary>Several lines.</summary>
    Paragraph = 2,
}

/// <summary>A sign from Unicode.</summary>
public sealed record Emoji(string Name);

/// <summary>One entry of a select.</summary>
public sealed record SelectOption(string Label, string Value)
{
    /// <summary>A second, smaller line.</summary>
    public string? Description { get; init; }

    /// <summary>Chosen at the beginning.</summary>
    public bool? Default { get; init; }
}

/// <summary>A picture or file by address; <c>attachment://name</c> points at a file of the same message.</summary>
public sealed record Media(string Url)
{
    /// <summary>A file that the same message carries.</summary>
    public static Media Of(Attachment attachment)
    {
        ArgumentNullException.ThrowIfNull(attachment);
        return new Media($"attachment://{attachment.FileName}");
    }
}

/// <summary>One picture of a gallery.</summary>
public sealed record GalleryItem(Media Media)
{
    /// <summary>What a person who cannot see it should know.</summary>
    public string? Description { get; init; }
}
