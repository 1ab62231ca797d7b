using System.Collections.Immutable;

namespace MicroBima.ChatOps.Chat;

/// <summary>A message as people see it, without a word about any chat system.</summary>
/// <param name="Blocks">Texts from top to bottom.</param>
/// <param name="Buttons">At most five stand in a row.</param>
/// <param name="Files">Text files that hang on it.</param>
public sealed record Card(
    CardTone Tone,
    ImmutableArray<Markdown> Blocks,
    ImmutableArray<CardButton> Buttons,
    ImmutableArray<CardFile> Files
)
{
    /// <summary>Pictures under the texts.</summary>
    public ImmutableArray<CardPicture> Pictures { get; init; } = [];

    /// <summary>Lists to pick one thing from, below the buttons.</summary>
    public ImmutableArray<CardMenu> Menus { get; init; } = [];

    /// <summary>An order that one button under the card confirms, or null.</summary>
    public Deployments.AppOrder? Confirms { get; init; }

    /// <summary>A button that opens a form, or null.</summary>
    public CardAsk? Asks { get; init; }

    /// <summary>The card of a session that a button leads to, or null.</summary>
    public Deployments.CardPlace? Opens { get; init; }

    /// <summary>A card of texts alone.</summary>
    public static Card Of(CardTone tone, params ReadOnlySpan<Markdown> blocks) => new(tone, [.. blocks], [], []);
}

/// <summary>The colour of a card; the words on it say the same.</summary>
public enum CardTone
{
    /// <summary>Nothing to worry about.</summary>
    Calm,

    /// <summary>Work is going on.</summary>
    Busy,

    /// <summary>Good.</summary>
    Good,

    /// <summary>Somebody should look.</summary>
    Warning,

    /// <summary>Something is wrong.</summary>
    Bad,
}

/// <summary>A button: what it does, what it says, how it looks.</summary>
/// <param name="Target">The session and revision that it belongs to.</param>
public sealed record CardButton(ButtonTarget Target, string Emoji, string Label, ButtonLook Look, bool IsEnabled);

/// <summary>A button that opens a form.</summary>
/// <param name="Id">What comes back with the press.</param>
public sealed record CardAsk(string Id, string Label);

/// <summary>A list to pick one thing from.</summary>
/// <param name="Id">What comes back with the choice.</param>
public sealed record CardMenu(string Id, string Caption, ImmutableArray<CardChoice> Choices);

/// <summary>One thing of a list: what it says, and what comes back.</summary>
public sealed record CardChoice(string Label, string Value);

/// <summary>How a button looks.</summary>
public enum ButtonLook
{
    /// <summary>Grey.</summary>
    Plain,

    /// <summary>The main thing.</summary>
    Main,

    /// <summary>Green.</summary>
    Yes,

    /// <summary>Red.</summary>
    No,
}

/// <summary>A picture, and the words that say the same.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="Png">The bytes; empty where they lie in the bot's folder of pictures under that name.</param>
public sealed record CardPicture(string Name, ReadOnlyMemory<byte> Png, string AltText);

/// <summary>A text file under a fixed name.</summary>
public sealed record CardFile(string Name, string Text);
