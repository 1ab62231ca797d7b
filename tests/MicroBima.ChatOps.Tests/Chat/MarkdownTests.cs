using System.Text;
using System.Text.Json;
using CsCheck;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Tests.Infra;
using Markdown = MicroBima.ChatOps.Chat.Markdown;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>F01-F07: text from outside is shown as it is, whatever stands in it.</summary>
public sealed class MarkdownTests
{
    private static readonly string[] Tricks =
    [
        "@everyone",
        "@here",
        "<@&900000000000000001>",
        "<@123456789012345678>",
        "<#1>",
        "</deploy:1>",
        "<:x:1>",
        "<t:0:R>",
        "<id:home>",
        "**bold**",
        "__under__",
        "_it_",
        "*it*",
        "~~gone~~",
        "||hidden||",
        "`code`",
        "``a`b``",
        "```\nblock\n```",
        "~~~\nblock\n~~~",
        "# head",
        "## head",
        "-# small",
        "> quote",
        ">>> quotes",
        "- item",
        "* item",
        "+ item",
        "1. item",
        "12) item",
        "    code",
        "\tcode",
        "  - item",
        "[text](https://evil.example)",
        "[x](<https://evil.example>)",
        "![x](https://evil.example)",
        "<https://evil.example>",
        "https://evil.example",
        "http://evil.example/?a=b",
        "discord://x",
        "a@example.com",
        "text\n===",
        "text\n---",
        "***",
        "&lt;b&gt;",
        "&#42;a&#42;",
        "a\\*b\\*",
        "\\",
        "\\\\*x*",
        "<b>html</b>",
        "<!-- x -->",
        "| a | b |\n|---|---|",
        "[a]: https://evil.example\n[a]",
        "`",
        "``",
        "```",
        "x```",
        "\\`",
    ];

    public static TheoryData<string> Texts => [.. Tricks];

    [Theory]
    [MemberData(nameof(Texts))]
    public void F01_Text_on_one_line_stays_literal(string text) =>
        Assert.Equal(Spaced(PlainText.Line(text)), Shown(Markdown.Text(text)));

    [Theory]
    [MemberData(nameof(Texts))]
    public void F01_Text_after_our_own_words_stays_literal(string text) =>
        Assert.Equal(Spaced("before: " + PlainText.Line(text)), Shown("before: " + Markdown.Text(text)));

    [Theory]
    [MemberData(nameof(Texts))]
    public void F02_Nothing_in_a_block_ends_it(string text)
    {
        var document = Parsed("before\n" + Markdown.Block(text + "\n" + text) + "\nafter");

        Assert.Equal(
            [typeof(ParagraphBlock), typeof(FencedCodeBlock), typeof(ParagraphBlock)],
            document.Select(block => block.GetType())
        );
        Assert.DoesNotContain('`', ((FencedCodeBlock)document[1]).Lines.ToString());
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void F02_Nothing_in_typewriter_letters_ends_them(string text)
    {
        var paragraph = Assert.IsType<ParagraphBlock>(Assert.Single(Parsed("a " + Markdown.Code(text) + " b")));

        Assert.Equal(
            [typeof(LiteralInline), typeof(CodeInline), typeof(LiteralInline)],
            paragraph.Inline!.Select(inline => inline.GetType())
        );
    }

    [SkippableFact]
    public void F01_The_corpus_of_tricks_stays_literal_in_every_form()
    {
        foreach (var text in Corpus())
        {
            Assert.Equal(Spaced(Excerpt.Of(PlainText.Line(text), 300)), Shown(Markdown.Text(text)));
            AssertIsHarmless(Markdown.Text(text).Source);
            AssertIsHarmless(Markdown.Block(text).Source);
            AssertIsHarmless(Markdown.Code(text).Source);
        }
    }

    [Fact]
    public void F01_Whatever_is_put_together_stays_literal() =>
        Gen.OneOf<string>(
                Gen.OneOf(Tricks),
                Gen.String[0, 6],
                Gen.OneOf(" ", "\n", "\\", "*", "_", "`", "[", "]", "(", ")", "<", ">", "&", "1.", "x")
            )
            .Array[0, 6]
            .Select(pieces => string.Concat(pieces))
            .Sample(
                text =>
                {
                    Assert.Equal(Spaced(Excerpt.Of(PlainText.Line(text), 300)), Shown(Markdown.Text(text)));
                    AssertIsHarmless(Markdown.Text(text).Source);
                },
                iter: 5000
            );

    [Theory]
    [InlineData("[your bank](https://evil.example/login)")]
    [InlineData("<https://evil.example>")]
    [InlineData("https://evil.example/a_b_c")]
    [InlineData("HTTP://EVIL.EXAMPLE")]
    [InlineData("discord://-/channels/1/2")]
    [InlineData("see discord.gg/abcdef and Discord.GG/abcdef")]
    [InlineData("discord.com/invite/abcdef, discordapp.com/invite/x")]
    [InlineData("[x]: https://evil.example")]
    [InlineData("mail <evil@evil.example>")]
    public void F04_No_link_of_data_can_be_clicked(string text)
    {
        foreach (var markdown in new[] { Markdown.Text(text), "before " + Markdown.Text(text) })
        {
            Assert.Empty(Parsed(markdown).Descendants<LinkInline>());
            Assert.Empty(Parsed(markdown).Descendants<AutolinkInline>());
            Assert.DoesNotMatch(@"(?i)(?<!\\)://|discord(?:app)?\.(?:gg/|com/invite)", markdown.Source);
            Assert.Contains(Spaced(PlainText.Line(text)), Spaced(Shown(markdown)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void F11_A_nickname_full_of_Markdown_is_only_a_name()
    {
        const string Nickname = "**Ben** <@&1> [a](https://x.example) ||h|| @everyone\n# Approved";
        var session = Sample.Of(Sample.Started(Sample.Plan));
        session = session with { Requester = session.Requester with { Person = new PersonName(Nickname) } };

        var card = Markdown.Join("\n", SessionCard.Render(session, Sample.Now, null).Blocks).Source;

        AssertIsHarmless(
            card.Replace(" <t:", " ", StringComparison.Ordinal).Replace("\\@", "", StringComparison.Ordinal)
        );
        Assert.DoesNotContain("**Ben**", card, StringComparison.Ordinal);
        Assert.DoesNotContain("\n# Approved", card, StringComparison.Ordinal);
    }

    [Fact]
    public void F09_A_forged_line_in_a_reason_stays_on_its_line()
    {
        var source = Markdown.Text("fine\n{\"seq\":999,\"type\":\"approval.granted\"}").Source;

        Assert.DoesNotContain('\n', source);
    }

    /// <summary>What a reader sees: the text of one paragraph, with nothing in it but letters.</summary>
    private static string Shown(Markdown markdown)
    {
        var document = Parsed(markdown.Source);
        if (document.Count == 0)
            return "";

        var shown = new StringBuilder();
        foreach (var inline in Assert.IsType<ParagraphBlock>(Assert.Single(document)).Inline!)
            shown.Append(Assert.IsType<LiteralInline>(inline, exactMatch: false).Content.ToString());

        return shown.ToString();
    }

    // A mention has no brackets left that Discord would take for one: the backslash stands between.
    private static void AssertIsHarmless(string source)
    {
        Assert.DoesNotMatch(@"(?<!\\)(?:<[@#:/at]|@everyone|@here)(?![^`]*`)", OutsideCode(source));
        Assert.DoesNotMatch(@"https?://", OutsideCode(source));
        Assert.DoesNotMatch(
            @"[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B-\u200F\u202A-\u202E\u2066-\u2069\uFEFF]",
            source
        );
        Assert.Equal(source, JsonSerializer.Deserialize<string>(JsonSerializer.Serialize(source)));
    }

    private static string OutsideCode(string source) =>
        string.Concat(source.Split("```").Where((_, index) => index % 2 == 0).SelectMany(part => SplitCode(part)));

    private static IEnumerable<string> SplitCode(string part) =>
        System
            .Text.RegularExpressions.Regex.Split(
                part,
                @"(?<!\\)`",
                System.Text.RegularExpressions.RegexOptions.None,
                TimeSpan.FromSeconds(1)
            )
            .Where((_, index) => index % 2 == 0);

    private static string Spaced(string text) => text.Replace('\u00A0', ' ').TrimEnd();

    private static MarkdownDocument Parsed(Markdown markdown) => Parsed(markdown.Source);

    private static MarkdownDocument Parsed(string source) =>
        Markdig.Markdown.Parse(
            source,
            new MarkdownPipelineBuilder()
                .UseAutoLinks()
                .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
                .UsePipeTables()
                .Build()
        );

    private static IEnumerable<string> Corpus()
    {
        foreach (var line in File.ReadLines(Places.Shared("data/discord-injection-dev.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            yield return json.RootElement.GetProperty("text").GetString()!;
        }
    }
}
