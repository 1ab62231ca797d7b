using System.Globalization;
using System.Net;

namespace MicroBima.ChatOps.Secrets;

/// <summary>
/// A text as the eye reads it: without colours, without invisible characters, without the backslashes of Markdown and of JSON inside JSON, with what
/// addresses spell as %2F and JSON as \u002f spelled out, and where asked without line ends. A secret that one of these splits is found here, and masked in the text where it really stands.
/// </summary>
internal sealed class Surface
{
    private readonly Hit[] _places;

    private Surface(string text, Hit[] places)
    {
        Text = text;
        _places = places;
    }

    /// <summary>What is read.</summary>
    public string Text { get; }

    /// <summary>The surface of a text, or null where it is the text itself.</summary>
    public static Surface? Of(string text, bool joinLines)
    {
        var isOther = false;
        var read = new char[text.Length];
        var places = new Hit[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; )
        {
            var skipped = SkippedAt(text, at, joinLines);
            if (skipped > 0)
            {
                at += skipped;
                continue;
            }

            var (letter, end) =
                SpelledAt(text, at) ?? EscapedAt(text, at) ?? NamedAt(text, at) ?? (Plain(text[at]), at + 1);
            isOther |= letter != text[at];
            read[length] = letter;
            places[length++] = new Hit(at, end);
            at = end;
        }

        return length == text.Length && !isOther ? null : new Surface(new string(read, 0, length), places);
    }

    /// <summary>Where a part of the surface stands in the text.</summary>
    public Hit InText(Hit hit) => new(_places[hit.Start].Start, _places[hit.End - 1].End);

    /// <summary>
    /// The letter that an address spells as a percent sign and two hexadecimal digits: what ASCII can show, and white space. Not the plus sign: the
    /// rules for telephone numbers know it as it is spelled, and as such it takes no number behind the address along.
    /// </summary>
    private static (char Letter, int End)? SpelledAt(string text, int at)
    {
        if (text[at] is not '%')
            return null;

        // "%2540": an address inside of another, whose percent sign is spelled in its turn.
        var digits = at + 1;
        while (text.AsSpan(digits).StartsWith("25"))
            digits += 2;

        return SpelledBy(text, digits) ?? (digits > at + 1 ? SpelledBy(text, digits - 2) : null);
    }

    private static (char Letter, int End)? SpelledBy(string text, int digits)
    {
        if (digits + 2 > text.Length)
            return null;

        var isSpelled = byte.TryParse(
            text.AsSpan(digits, 2),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var code
        );
        return
            isSpelled
            && (code is >= 0x20 and < 0x7f and not (byte)'+' || code is (byte)'\t' or (byte)'\n' or (byte)'\r')
            ? ((char)code, digits + 2)
            : null;
    }

    /// <summary>The letter that JSON spells as \u and four hexadecimal digits.</summary>
    private static (char Letter, int End)? EscapedAt(string text, int at) =>
        text[at] is '\\'
        && at + 5 < text.Length
        && text[at + 1] is 'u'
        && ushort.TryParse(
            text.AsSpan(at + 2, 4),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var code
        )
        && IsShown((char)code)
            ? ((char)code, at + 6)
            : null;

    /// <summary>The letter that HTML spells as &amp;quot; or &amp;#61;.</summary>
    private static (char Letter, int End)? NamedAt(string text, int at)
    {
        const int Longest = 8;
        if (
            text[at] is not '&'
            || text.AsSpan(at, Math.Min(Longest, text.Length - at)).IndexOf(';') is not (var end and > 0)
        )
            return null;

        return WebUtility.HtmlDecode(text.Substring(at, end + 1)) is [var letter] && IsShown(letter)
            ? (letter, at + end + 1)
            : null;
    }

    private static bool IsShown(char letter) => !char.IsControl(letter) && !char.IsSurrogate(letter);

    /// <summary>Blanks of every width are blanks, and the wide signs that stand behind a name are the usual ones.</summary>
    private static char Plain(char letter) =>
        letter switch
        {
            < '\x7f' => letter,
            '：' => ':',
            '＝' => '=',
            _ => char.GetUnicodeCategory(letter) is UnicodeCategory.SpaceSeparator ? ' ' : letter,
        };

    private static int SkippedAt(string text, int at, bool joinLines) =>
        text[at] switch
        {
            '\x1b' or '\x9b' => Terminal.LengthAt(text, at),
            '\\' => at + 1 < text.Length && IsMarkup(text[at + 1]) ? 1 : 0,
            '\r' or '\n' => joinLines ? 1 : 0,
            '\t' or >= ' ' and < '\x7f' => 0,
            var other => char.GetUnicodeCategory(other) is UnicodeCategory.Format or UnicodeCategory.Control ? 1 : 0,
        };

    private static bool IsMarkup(char letter) =>
        letter
            is '*'
                or '_'
                or '~'
                or '`'
                or '|'
                or '['
                or ']'
                or '<'
                or '>'
                or '@'
                or '#'
                or '-'
                or '+'
                or ':'
                or '.'
                or ')'
                or '='
                or '&'
                or '!'
                or '/'
                or '"'
                or '\\';
}

/// <summary>A part of a text that must not be seen.</summary>
internal readonly record struct Hit(int Start, int End);
