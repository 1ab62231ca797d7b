using System.Buffers;
using System.Text;

namespace MicroBima.ChatOps.Secrets;

/// <summary>What terminals take for colours, titles and links: it splits a secret and hides a word, so it is taken out.</summary>
internal static class Terminal
{
    private const char Escape = '\x1b';
    private const char Control = '\x9b';
    private static readonly SearchValues<char> Introducers = SearchValues.Create(Escape, Control);

    /// <summary>The text without escape sequences. One that never ends loses only its introducer: nothing that stands behind it is hidden.</summary>
    public static string Strip(string text)
    {
        if (text.AsSpan().IndexOfAny(Introducers) < 0)
            return text;

        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; )
        {
            var length = LengthAt(text, at);
            if (length == 0)
                plain.Append(text[at]);

            at += Math.Max(1, length);
        }

        return plain.ToString();
    }

    /// <summary>How many characters the escape sequence at a place has; 0 where none begins.</summary>
    public static int LengthAt(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..];
        return rest switch
        {
            [Control, ..] => Sequence(rest, 1),
            [Escape, '[', ..] => Sequence(rest, 2),
            [Escape, ']' or 'P' or 'X' or '^' or '_', ..] => Text(rest),
            [Escape, >= ' ' and <= '/', ..] => Sequence(rest, 1),
            [Escape, >= '0' and <= '~', ..] => 2,
            [Escape, ..] => 1,
            _ => 0,
        };
    }

    // Parameters, intermediates, and one final character (ECMA-48, 5.4).
    private static int Sequence(ReadOnlySpan<char> rest, int from)
    {
        var end = from;
        while (end < rest.Length && rest[end] is >= ' ' and <= '?')
            end++;

        return end < rest.Length && rest[end] is >= '@' and <= '~' ? end + 1 : from;
    }

    // Text up to a bell or a string terminator, on the same line (ECMA-48, 5.6).
    private static int Text(ReadOnlySpan<char> rest)
    {
        const int Longest = 2000;
        var end = rest[2..Math.Min(rest.Length, Longest)].IndexOfAny("\x07\x1b\n") + 2;
        return end < 2 || rest[end] is '\n' ? 2
            : rest[end] is '\x07' ? end + 1
            : end + 1 < rest.Length && rest[end + 1] is '\\' ? end + 2
            : 2;
    }
}
