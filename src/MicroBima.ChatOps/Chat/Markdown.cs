using System.Text;

namespace MicroBima.ChatOps.Chat;

/// <summary>Text that may be posted. A plain string becomes one only through escaping, so that nothing from outside can format, link or ping.</summary>
public readonly record struct Markdown
{
    private readonly string? _source;

    private Markdown(string source) => _source = source;

    /// <summary>The Markdown source.</summary>
    public string Source => _source ?? "";

    /// <summary>Words of our own, written in Markdown.</summary>
    public static Markdown Ours(string source) => new(source);

    /// <summary>Text from outside, on one line, shown literally.</summary>
    public static Markdown Text(string text, int length = 300) => new(Escape(Excerpt.Of(PlainText.Line(text), length)));

    /// <summary>A name or number from outside, in typewriter letters: nothing inside is formatted.</summary>
    public static Markdown Code(string text, int length = 200)
    {
        var inside = Excerpt.Of(PlainText.Line(text), length).Replace('`', 'ˋ');
        return new(inside.Length == 0 ? "" : $"`{inside}`");
    }

    /// <summary>Output from outside, as a block. Nothing inside can end the block.</summary>
    public static Markdown Block(string text, int length = 1500, string language = "")
    {
        var inside = Excerpt.Of(PlainText.Of(text).Trim('\n'), length).Replace('`', 'ˋ');
        return new(inside.Length == 0 ? "" : $"```{language}\n{inside}\n```");
    }

    /// <summary>Pieces beside each other.</summary>
    public static Markdown operator +(Markdown left, Markdown right) => new(left.Source + right.Source);

    /// <summary>Our own words after a piece.</summary>
    public static Markdown operator +(Markdown left, string ours) => new(left.Source + ours);

    /// <summary>Our own words before a piece.</summary>
    public static Markdown operator +(string ours, Markdown right) => new(ours + right.Source);

    /// <summary>Pieces below each other; empty ones are left out.</summary>
    public static Markdown Join(string separator, IEnumerable<Markdown> pieces) =>
        new(string.Join(separator, pieces.Select(piece => piece.Source).Where(source => source.Length > 0)));

    /// <inheritdoc />
    public override string ToString() => Source;

    // Indentation would make code of it, or hide a list from the rule below.
    private static string Escape(string line)
    {
        var text = line.TrimStart(' ', '\t');
        var escaped = new StringBuilder(line.Length + 8).Append('\u00A0', line.Length - text.Length);
        var listEnd = ListEnd(text);
        for (var i = 0; i < text.Length; i++)
        {
            var isLink = text[i] == ':' && text.AsSpan(i).StartsWith("://", StringComparison.Ordinal);
            var isInvite = text[i] == '.' && IsInvite(text.AsSpan(i + 1));
            var isLineStart = i == 0 && (text[i] is '#' or '-' or '>' or '+' or '=');
            if (
                isLink
                || isInvite
                || isLineStart
                || i == listEnd
                || text[i] is '\\' or '*' or '_' or '~' or '`' or '|' or '[' or ']' or '<' or '@' or '&'
            )
                escaped.Append('\\');

            escaped.Append(text[i]);
        }

        return escaped.ToString();
    }

    // "discord.gg/x" invites without "https://" too.
    private static bool IsInvite(ReadOnlySpan<char> rest) =>
        rest.StartsWith("gg/", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith("com/invite", StringComparison.OrdinalIgnoreCase);

    // "1." and "1)" begin a list.
    private static int ListEnd(string text)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && (text[digits] is '.' or ')') ? digits : -1;
    }
}
