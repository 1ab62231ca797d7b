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
    public static Markdown Text(string text, int length = 300) => new(Escape(PlainText.Cut(PlainText.Line(text), length)));

    /// <summary>Text from outside with its lines, shown literally.</summary>
    public static Markdown Lines(string text, int length = 1500) =>
        new(string.Join('\n', PlainText.Cut(PlainText.Of(text), length).Split('\n').Select(Escape)));

    /// <summary>A name or number from outside, in typewriter letters: nothing inside is formatted.</summary>
    public static Markdown Code(string text, int length = 200)
    {
        var inside = PlainText.Cut(PlainText.Line(text), length).Replace('`', 'ˋ');
        return new(inside.Length == 0 ? "" : $"`{inside}`");
    }

    /// <summary>Output from outside, as a block. Nothing inside can end the block.</summary>
    public static Markdown Block(string text, int length = 1500, string language = "")
    {
        var inside = PlainText.Cut(PlainText.Of(text).Trim('\n'), length).Replace('`', 'ˋ');
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

    private static string Escape(string line)
    {
        var escaped = new StringBuilder(line.Length + 8);
        for (var i = 0; i < line.Length; i++)
        {
            var isLink = line[i] == ':' && line.AsSpan(i).StartsWith("://", StringComparison.Ordinal);
            var isLineStart = escaped.Length == 0 && (line[i] is '#' or '-' or '>' or '+' || char.IsAsciiDigit(line[i]) && StartsList(line));
            if (isLink || line[i] is '\\' or '*' or '_' or '~' or '`' or '|' or '[' or ']' or '<' or '@' || isLineStart && !char.IsAsciiDigit(line[i]))
                escaped.Append('\\');
            else if (isLineStart)
                escaped.Append('\u200B');

            escaped.Append(line[i]);
        }

        return escaped.ToString();
    }

    private static bool StartsList(string line) => line.AsSpan().TrimStart("0123456789").StartsWith(". ", StringComparison.Ordinal);
}
