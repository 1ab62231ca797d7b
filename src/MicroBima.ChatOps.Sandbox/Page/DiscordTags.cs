using System.Globalization;
using System.Text.RegularExpressions;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace MicroBima.ChatOps.Sandbox.Page;

/// <summary>Something in angle brackets that Discord shows as a word of its own: a person, a role, a channel, a time, a command.</summary>
internal sealed class TagInline(string kind, string value, string format) : LeafInline
{
    public string Kind { get; } = kind;

    public string Value { get; } = value;

    public string Format { get; } = format;
}

/// <summary>Finds those words.</summary>
internal sealed partial class TagParser : InlineParser
{
    public TagParser() => OpeningCharacters = ['<'];

    public override bool Match(InlineProcessor processor, ref StringSlice slice)
    {
        var rest = slice.Text.Substring(slice.Start, Math.Min(slice.Length, 120));
        var match = Tag().Match(rest);
        if (!match.Success)
        {
            return false;
        }
        var kind = match.Groups["kind"].Value;
        processor.Inline = new TagInline(kind, match.Groups["value"].Value, match.Groups["format"].Value);
        slice.Start += match.Length;
        return true;
    }

    [GeneratedRegex(
        @"^<(?:(?<kind>@&|@!|@|\#)(?<value>[0-9]{1,20})|(?<kind>t):(?<value>-?[0-9]{1,12})(?::(?<format>[tTdDfFR]))?|(?<kind>/)(?<value>[-_ \p{L}\p{N}]{1,100}):[0-9]{1,20}|a?(?<kind>:)(?<value>[A-Za-z0-9_]{1,32}):[0-9]{1,20})>",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Tag();
}

/// <summary>Writes those words.</summary>
internal sealed class TagRenderer(IReadOnlyDictionary<string, string> names, TimeProvider time)
    : HtmlObjectRenderer<TagInline>
{
    protected override void Write(HtmlRenderer renderer, TagInline tag)
    {
        var name = names.GetValueOrDefault(tag.Value, "unknown");
        switch (tag.Kind)
        {
            case "t":
                var moment = DateTimeOffset.FromUnixTimeSeconds(long.Parse(tag.Value, CultureInfo.InvariantCulture));
                renderer.Write("<time title=\"").WriteEscape(Moments.Full(moment)).Write("\">");
                renderer.WriteEscape(Moments.Show(moment, tag.Format, time.GetUtcNow())).Write("</time>");
                break;
            case "#":
                Pill(renderer, $"# {name}");
                break;
            case "/":
                Pill(renderer, $"/{tag.Value}");
                break;
            case ":":
                renderer.WriteEscape($":{tag.Value}:");
                break;
            default:
                Pill(renderer, $"@{name}");
                break;
        }
    }

    private static void Pill(HtmlRenderer renderer, string text) =>
        renderer.Write("<span class=\"pill\">").WriteEscape(text).Write("</span>");
}

/// <summary>Shows moments as Discord does.</summary>
internal static class Moments
{
    public static string Full(DateTimeOffset moment) =>
        moment.ToString("dddd, d MMMM yyyy HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset moment) => moment.ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Show(DateTimeOffset moment, string format, DateTimeOffset now) =>
        format switch
        {
            "t" => moment.ToString("HH:mm", CultureInfo.InvariantCulture),
            "T" => Clock(moment),
            "d" => moment.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture),
            "D" => moment.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            "F" => moment.ToString("dddd, d MMMM yyyy HH:mm", CultureInfo.InvariantCulture),
            "R" => Relative(moment - now),
            _ => moment.ToString("d MMMM yyyy HH:mm", CultureInfo.InvariantCulture),
        };

    private static string Relative(TimeSpan away)
    {
        var distance = away.Duration();
        var (number, unit) = distance switch
        {
            { TotalSeconds: < 60 } => (distance.TotalSeconds, "second"),
            { TotalMinutes: < 60 } => (distance.TotalMinutes, "minute"),
            { TotalHours: < 24 } => (distance.TotalHours, "hour"),
            _ => (distance.TotalDays, "day"),
        };
        var rounded = (int)number;
        var words = string.Create(CultureInfo.InvariantCulture, $"{rounded} {unit}{(rounded == 1 ? "" : "s")}");
        return away > TimeSpan.Zero ? $"in {words}" : $"{words} ago";
    }
}

/// <summary>Reads a line that begins with -# as small print.</summary>
internal sealed class SubtextParser : BlockParser
{
    public const char Mark = '-';

    public SubtextParser() => OpeningCharacters = [Mark];

    public override BlockState TryOpen(BlockProcessor processor)
    {
        if (processor.IsCodeIndent || processor.PeekChar(1) != '#' || processor.PeekChar(2) is not ' ')
        {
            return BlockState.None;
        }
        processor.NextChar();
        processor.NextChar();
        processor.NextChar();
        processor.NewBlocks.Push(
            new HeadingBlock(this)
            {
                HeaderChar = Mark,
                Level = 6,
                Column = processor.Column,
                ProcessInlines = true,
            }
        );
        return BlockState.Break;
    }

    public override bool Close(BlockProcessor processor, Block block)
    {
        if (block is HeadingBlock heading)
        {
            heading.Lines.Trim();
        }
        return true;
    }
}

/// <summary>Writes headings, and small print as small print.</summary>
internal sealed class SubtextRenderer : HtmlObjectRenderer<HeadingBlock>
{
    private readonly HeadingRenderer _heading = new();

    protected override void Write(HtmlRenderer renderer, HeadingBlock block)
    {
        if (block.HeaderChar != SubtextParser.Mark)
        {
            _heading.Write(renderer, block);
            return;
        }
        renderer.Write("<p class=\"subtext\"><small>");
        renderer.WriteLeafInline(block);
        renderer.Write("</small></p>");
    }
}
