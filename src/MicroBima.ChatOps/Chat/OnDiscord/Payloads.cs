using System.Collections.Immutable;
using System.Text;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>Turns cards into Discord messages. Everything that leaves is masked here once more, and cut to what Discord takes.</summary>
internal sealed class Payloads(Redactor redactor, Desk desk, Uri channel, string pictures)
{
    /// <summary>The field of a form that holds a code; what is typed there is neither kept nor shown.</summary>
    public const string Code = "code";

    private const int LongestText = 3900;
    private const int ButtonsInARow = 5;
    private const int LongestDescription = 1000;
    private const int LongestName = 80;
    private const int MostChoices = 25;
    private const int LongestChoice = 100;
    private const int LargestFile = 8 * 1024 * 1024;

    /// <summary>The message of a card.</summary>
    public MessagePayload Of(Card card)
    {
        ImmutableArray<Attachment> files = [.. card.Files.Select(FileOf)];
        ImmutableArray<Attachment> shown = [.. card.Pictures.Select(PictureOf).OfType<Attachment>()];
        var texts = Texts(card.Blocks).Select(text => new Component.TextDisplay(text));
        var rows = card.Buttons.Chunk(ButtonsInARow).Select(row => new Component.ActionRow([.. row.Select(ButtonOf)]));
        return MessagePayload.Of([
            new Component.Container([.. texts]) { AccentColor = ColourOf(card.Tone) },
            .. shown.IsEmpty
                ? Array.Empty<Component>()
                :
                [
                    new Component.MediaGallery([
                        .. shown.Select(picture => new GalleryItem(Media.Of(picture))
                        {
                            Description = picture.Description,
                        }),
                    ]),
                ],
            .. files.Select(file => new Component.FileCard(Media.Of(file))),
            .. rows,
            .. card.Menus.Select(MenuOf),
            .. BelowOf(card).Select(button => new Component.ActionRow([button])),
        ]) with
        {
            Attachments = [.. shown, .. files],
        };
    }

    /// <summary>What stands alone in its row, below everything else.</summary>
    private IEnumerable<Component> BelowOf(Card card)
    {
        if (card.Opens is { } place)
            yield return Component.Button.Opens(new Uri(channel, $"{place.Message}"), "Open it");

        if (card.Asks is { } ask)
            yield return Component.Button.Does(ButtonStyle.Danger, ask.Id, ask.Label);

        if (card.Confirms is { } order)
            yield return Component.Button.Does(
                ButtonStyle.Danger,
                OrderSeal.IdOf(order),
                $"Yes, {order.Act.Word()} {order.Environment}"
            );
    }

    /// <summary>The form that asks for the code of an authenticator app. People type it with a space in the middle.</summary>
    public Modal Form(Reply.AskCode ask) =>
        new(
            IdOf(ask.Target),
            ask.Title,
            Modal.Line(
                "The six digits of your authenticator app",
                new Component.TextInput(Code, TextInputStyle.OneLine)
                {
                    MinLength = 6,
                    MaxLength = 7,
                    Required = true,
                }
            )
        );

    /// <summary>The form that asks for a reason.</summary>
    public Modal Form(Reply.AskReason ask) => Form(IdOf(ask.Target), ask.Title, ask.Caption);

    /// <summary>The form that asks for a reason, under an id of its own.</summary>
    public static Modal Form(Reply.AskWhy ask) => Form(ask.Form, ask.Title, ask.Caption);

    private static Modal Form(string id, string title, string caption) =>
        new(
            id,
            title,
            Modal.Line(
                caption,
                new Component.TextInput("reason", TextInputStyle.Paragraph) { MaxLength = 500, Required = true }
            )
        );

    private Component.ActionRow MenuOf(CardMenu menu) =>
        new([
            new Component.StringSelect(
                menu.Id,
                [
                    .. menu
                        .Choices.Take(MostChoices)
                        .Select(choice => new SelectOption(
                            Excerpt.Of(redactor.Mask(PlainText.Line(choice.Label)), LongestChoice),
                            choice.Value
                        )),
                ]
            )
            {
                Placeholder = menu.Caption,
            },
        ]);

    /// <summary>The texts, masked, the longest cut until all of them fit. The last one, the state, is never cut.</summary>
    private List<string> Texts(ImmutableArray<Markdown> blocks)
    {
        var texts = blocks.Select(block => redactor.Mask(block.Source)).Where(text => text.Length > 0).ToList();
        while (texts.Sum(text => text.Length) is var total && total > LongestText)
        {
            var longest = Enumerable.Range(0, texts.Count).MaxBy(index => texts[index].Length);
            texts[longest] = Cut(texts[longest], Math.Max(100, texts[longest].Length - (total - LongestText)));
        }

        return texts;
    }

    private static string Cut(string text, int length)
    {
        var lines = text.Split('\n');
        var kept = new StringBuilder();
        var count = 0;
        foreach (var line in lines)
        {
            if (kept.Length + line.Length + 40 > length)
                break;

            kept.Append(line).Append('\n');
            count++;
        }

        // A block that was opened has to be closed, or the rest of the card becomes part of it.
        var isOpen = kept.ToString().Split("```").Length % 2 == 0;
        return count == 0
            ? Excerpt.Of(text, length - 40)
            : $"{kept}{(isOpen ? "```\n" : "")}… {lines.Length - count} lines omitted";
    }

    private Component.Button ButtonOf(CardButton button) =>
        Component.Button.Does(StyleOf(button.Look), IdOf(button.Target), button.Label) with
        {
            Emoji = new Emoji(button.Emoji),
            Disabled = button.IsEnabled ? null : true,
        };

    private string IdOf(ButtonTarget target) => ButtonSeal.IdOf(target, desk.Ledger.Find(target.Session)!.Seal);

    private Attachment FileOf(CardFile file)
    {
        var bytes = Encoding.UTF8.GetBytes(redactor.Mask(file.Text));
        return new Attachment(
            SafeName(file.Name),
            bytes.AsMemory(0, Math.Min(bytes.Length, LargestFile)),
            "text/plain; charset=utf-8"
        );
    }

    /// <summary>The picture, or null where its file is gone: the words beside it say enough.</summary>
    private Attachment? PictureOf(CardPicture picture)
    {
        var png = picture.Png;
        if (png.IsEmpty)
        {
            var path = Path.Combine(pictures, Path.GetFileName(picture.Name));
            if (!File.Exists(path))
                return null;

            png = File.ReadAllBytes(path);
        }

        return new Attachment(SafeName(picture.Name), png, "image/png")
        {
            Description = Excerpt.Of(redactor.Mask(picture.AltText), LongestDescription),
        };
    }

    // Names are ours; one that ever came from data would still be a plain name, without a path, a trick or a second ending.
    private static string SafeName(string name)
    {
        var plain = string.Concat(
            Path.GetFileName(name).Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
        );
        return plain.Count(letter => letter == '.') == 1 && plain[0] != '.' && plain.Length <= LongestName
            ? plain
            : "file.txt";
    }

    private static ButtonStyle StyleOf(ButtonLook look) =>
        look switch
        {
            ButtonLook.Plain => ButtonStyle.Secondary,
            ButtonLook.Main => ButtonStyle.Primary,
            ButtonLook.Yes => ButtonStyle.Success,
            ButtonLook.No => ButtonStyle.Danger,
        };

    private static int ColourOf(CardTone tone) =>
        tone switch
        {
            CardTone.Calm => 0x5865F2,
            CardTone.Busy => 0x3BA7DB,
            CardTone.Good => 0x3BA55D,
            CardTone.Warning => 0xF0A020,
            CardTone.Bad => 0xED4245,
        };
}
