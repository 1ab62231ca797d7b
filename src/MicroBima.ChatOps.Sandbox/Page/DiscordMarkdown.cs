using System.Text;
using System.Text.RegularExpressions;
using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Parsers;
using Markdig.Parsers.Inlines;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace MicroBima.ChatOps.Sandbox.Page;

/// <summary>Turns Discord's markdown into HTML that can carry neither scripts nor foreign pictures.</summary>
public sealed partial class DiscordMarkdown
{
    private readonly MarkdownPipeline _pipeline;
    private readonly IReadOnlyDictionary<string, string> _names;
    private readonly TimeProvider _time;

    /// <summary>Names are what ids of people, roles and channels read as.</summary>
    public DiscordMarkdown(IReadOnlyDictionary<string, string> names, TimeProvider time)
    {
        _names = names;
        _time = time;
        var builder = new MarkdownPipelineBuilder()
            .DisableHtml()
            .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
            .UseAutoLinks()
            .UseSoftlineBreakAsHardlineBreak();
        builder.BlockParsers.TryRemove<IndentedCodeBlockParser>();
        builder.BlockParsers.TryRemove<ThematicBreakParser>();
        builder.InlineParsers.TryRemove<HtmlEntityParser>();
        if (builder.BlockParsers.Find<ParagraphBlockParser>() is { } paragraphs)
        {
            paragraphs.ParseSetextHeadings = false;
        }
        builder.BlockParsers.InsertBefore<ListBlockParser>(new SubtextParser());
        builder
            .InlineParsers.Find<EmphasisInlineParser>()
            ?.EmphasisDescriptors.Add(new EmphasisDescriptor('|', 2, 2, enableWithinWord: true));
        builder.InlineParsers.Insert(0, new TagParser());
        _pipeline = builder.Build();
    }

    /// <summary>The HTML of a text.</summary>
    public MarkupString ToHtml(string? markdown)
    {
        if (string.IsNullOrEmpty(markdown))
        {
            return default;
        }
        var document = Markdown.Parse(Separated(markdown), _pipeline);
        foreach (var link in document.Descendants<LinkInline>())
        {
            Tame(link);
        }
        foreach (var link in document.Descendants<AutolinkInline>())
        {
            OpenElsewhere(link);
        }
        using var text = new StringWriter();
        var html = new HtmlRenderer(text);
        _pipeline.Setup(html);
        html.ObjectRenderers.Insert(0, new TagRenderer(_names, _time));
        html.ObjectRenderers.Replace<HeadingRenderer>(new SubtextRenderer());
        if (html.ObjectRenderers.FindExact<EmphasisInlineRenderer>() is { } emphasis)
        {
            var usual = emphasis.GetTag;
            emphasis.GetTag = inline =>
                inline switch
                {
                    { DelimiterChar: '|' } => "mark",
                    { DelimiterChar: '_', DelimiterCount: 2 } => "u",
                    _ => usual(inline),
                };
        }
        html.Render(document);
        return new MarkupString(text.ToString());
    }

    /// <summary>In Discord a quote and an item of a list end with their line; in CommonMark the next line goes on with them.</summary>
    private static string Separated(string markdown)
    {
        var separated = new StringBuilder(markdown.Length);
        var (isCode, wasBlock) = (false, false);
        foreach (var line in markdown.Split('\n'))
        {
            var isBlock = !isCode && BlockLine().IsMatch(line);
            if (wasBlock && !isBlock && !line.StartsWith(' '))
            {
                separated.Append('\n');
            }
            separated.Append(line).Append('\n');
            isCode ^= line.Split("```").Length % 2 == 0;
            wasBlock = isBlock && !isCode;
        }
        return separated.ToString();
    }

    [GeneratedRegex(@"^(?:>|\s*(?:[-*]|\d{1,9}\.) )", RegexOptions.NonBacktracking)]
    private static partial Regex BlockLine();

    private static void Tame(LinkInline link)
    {
        // Pictures would be fetched from elsewhere: Discord shows none in text either.
        link.IsImage = false;
        if (link.Url is null || !Links.IsWeb(link.Url))
        {
            link.Url = "#";
        }
        OpenElsewhere(link);
    }

    private static void OpenElsewhere(MarkdownObject link)
    {
        var attributes = link.GetAttributes();
        attributes.AddProperty("target", "_blank");
        attributes.AddProperty("rel", "noopener noreferrer nofollow");
    }
}

/// <summary>Which addresses may become links.</summary>
internal static class Links
{
    public static bool IsWeb(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is ("http" or "https");
}
