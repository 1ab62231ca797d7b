using System.Buffers;
using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>What a token is: a value or a word, and what it says about the one behind it.</summary>
internal static partial class Tokens
{
    private const int LongestSegment = 32;
    private const int LongestQuoted = 300;
    private const int LongestUnit = 7;

    /// <summary>The letters of a hexadecimal number.</summary>
    public static readonly SearchValues<byte> HexLetters = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private static readonly SearchValues<byte> FieldLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_-"u8);

    /// <summary>Prisma's codes tell one error from another, those of a switch ("%LINK-3-UPDOWN") one message from another.</summary>
    public static bool IsCode(ReadOnlySpan<byte> token) =>
        token is [(byte)'P', _, _, _, _] && token[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
        || token is [(byte)'%', >= (byte)'A' and <= (byte)'Z', ..] && token.Count((byte)'-') > 1;

    /// <summary>
    /// A name with digits: of a setting that a message begins with ("net.ipv4.ip_forward = 1"), of a version of the Internet, of an interface ("en0").
    /// </summary>
    public static bool IsKey(ReadOnlySpan<byte> message, ReadOnlySpan<byte> token, int start, int end) =>
        char.IsAsciiLetter((char)token[0])
        && (
            IsInterface(message[..start], token)
            || (token.Length == 4 && (Is(token, "IPv4"u8) || Is(token, "IPv6"u8)))
            || token.Length > 4
                && end + 2 < message.Length
                && message[end] == ' '
                && message[end + 1] == '='
                && message[end + 2] == ' '
                && message[..start].IndexOfAnyExcept((byte)' ') < 0
                && token.IndexOfAnyInRange((byte)'0', (byte)'9') > 0
                && token.Count((byte)'.') > 1
        );

    // Behind its kind, or behind what became of it: "interface en0", "Link Up on en0".
    private static bool IsInterface(ReadOnlySpan<byte> before, ReadOnlySpan<byte> token) =>
        token.Length is >= 3 and <= 6
        && Letters.IsDigit(token[^1])
        && token[..^1].IndexOfAnyExceptInRange((byte)'a', (byte)'z') < 0
        && (before.EndsWith("nterface "u8) || before.EndsWith("Up on "u8) || before.EndsWith("Down on "u8));

    /// <summary>Codes of programs that were asked to end: by an interrupt, by a request to terminate.</summary>
    public static bool IsAskedEnd(ReadOnlySpan<byte> code) =>
        code.SequenceEqual("143"u8) || code.SequenceEqual("130"u8);

    /// <summary>True for the methods of HTTP.</summary>
    public static bool IsMethod(ReadOnlySpan<byte> word) =>
        word.Length is >= 3 and <= 7
        && word[0] switch
        {
            (byte)'G' => word.SequenceEqual("GET"u8),
            (byte)'P' => word.SequenceEqual("POST"u8) || word.SequenceEqual("PUT"u8) || word.SequenceEqual("PATCH"u8),
            (byte)'D' => word.SequenceEqual("DELETE"u8),
            (byte)'H' => word.SequenceEqual("HEAD"u8),
            (byte)'O' => word.SequenceEqual("OPTIONS"u8),
            _ => false,
        };

    /// <summary>Whether a method and a route come next, as in <c>500 POST /claims</c>.</summary>
    public static bool IsMethodNext(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith(" on "u8) || rest.StartsWith(" at "u8))
            rest = rest[3..];

        var blank = rest.Length > 1 && rest[0] == ' ' ? rest[1..].IndexOf(" /"u8) : -1;
        return blank > 0 && IsMethod(rest.Slice(1, blank));
    }

    /// <summary>A word that says that there is no value.</summary>
    public static bool IsNothing(ReadOnlySpan<byte> token) =>
        Is(token, "null"u8) || Is(token, "nil"u8) || Is(token, "none"u8) || Is(token, "undefined"u8);

    /// <summary>
    /// The class of an HTTP status; 0 of what is none. Programs end with numbers of three digits too, and most of these are no status that a server
    /// gives (https://www.iana.org/assignments/http-status-codes); of client's and server's errors many are made up.
    /// </summary>
    public static int StatusClass(ReadOnlySpan<byte> digits) =>
        digits
            is [>= (byte)'1' and <= (byte)'5' and var first, not (byte)'.' and var second, not (byte)'.' and var third]
        && (
            first >= '4'
            || (second == '0' && (first != '1' || third < '4'))
            || (first == '2' && second == '2' && third == '6')
        )
            ? first - '0'
            : 0;

    /// <summary>Words behind which a number of three digits is a status.</summary>
    public static bool NamesStatus(ReadOnlySpan<byte> word) =>
        word.Length switch
        {
            4 => word.SequenceEqual("HTTP"u8) || word.SequenceEqual("http"u8),
            6 => word.SequenceEqual("status"u8) || word.SequenceEqual("Status"u8),
            8 => word.SequenceEqual("returned"u8)
                || word.SequenceEqual("answered"u8)
                || word.SequenceEqual("response"u8),
            9 => word.SequenceEqual("responded"u8),
            10 => word.SequenceEqual("statusCode"u8) || word.SequenceEqual("StatusCode"u8),
            11 => word.SequenceEqual("status_code"u8) || word.SequenceEqual("http_status"u8),
            _ => false,
        };

    /// <summary>Whether a field of this name may hold the status of an answer.</summary>
    public static bool MayHoldStatus(ReadOnlySpan<byte> field) =>
        field is [(byte)'s' or (byte)'r', (byte)'c'] or [(byte)'s', (byte)'t']
        || field.EndsWith("code"u8)
        || field.EndsWith("Code"u8)
        || field.EndsWith("status"u8)
        || field.EndsWith("Status"u8)
        || field.EndsWith("result"u8);

    /// <summary>Words between such a word and its number.</summary>
    public static bool IsFiller(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("code"u8)
        || word.SequenceEqual("with"u8)
        || word.SequenceEqual("is"u8)
        || word.SequenceEqual("was"u8)
        || word.SequenceEqual("status"u8);

    /// <summary>Names whose values are texts: what is quoted behind them stays.</summary>
    public static bool HoldsWords(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("msg"u8)
        || name.SequenceEqual("message"u8)
        || name.SequenceEqual("error"u8)
        || name.SequenceEqual("err"u8)
        || name.SequenceEqual("reason"u8)
        || name.SequenceEqual("error.message"u8)
        || name.SequenceEqual("level"u8)
        || name.SequenceEqual("event"u8)
        || name.SequenceEqual("info"u8)
        || name.SequenceEqual("cause"u8)
        || name.SequenceEqual("detail"u8)
        || name.SequenceEqual("details"u8)
        || name.SequenceEqual("exception"u8)
        || name.SequenceEqual("warning"u8)
        || name.SequenceEqual("output"u8)
        || name.SequenceEqual("result"u8)
        || name.SequenceEqual("status"u8);

    /// <summary>
    /// The end of several words in quotes that are the value of a field, as in <c>request: "GET / HTTP/1.1", host: …</c>; 0 where they may say what
    /// happened.
    /// </summary>
    public static int QuotedEnd(ReadOnlySpan<byte> message, int start)
    {
        if (start < 4 || message[start - 1] != ' ' || message[start - 2] != ':')
            return 0;

        var name = EndingAt(message, start - 2);
        var length = message[(start + 1)..Math.Min(message.Length, start + LongestQuoted)].IndexOf((byte)'"');
        var end = start + 1 + length;
        if (
            length < 3
            || name.Length < 2
            || name.IndexOfAnyExcept(FieldLetters) >= 0
            || HoldsWords(name)
            || (end + 1 < message.Length && message[end + 1] is not ((byte)',' or (byte)';' or (byte)')'))
        )
            return 0;

        var quoted = message.Slice(start + 1, length);
        var blank = quoted.IndexOf((byte)' ');
        return blank > 0 && !HoldsStatus(quoted) && (IsMethod(quoted[..blank]) || !Severity.IsToldBy(quoted)) ? end : 0;
    }

    /// <summary>Where a quoted text ends: not at a quote behind a backslash. -1 where it does not.</summary>
    public static int ClosingQuote(ReadOnlySpan<byte> text, byte quote)
    {
        for (var from = 0; ; )
        {
            var end = text[from..].IndexOf(quote);
            if (end < 0 || from + end == 0 || text[from + end - 1] != '\\')
                return end < 0 ? -1 : from + end;

            from += end + 1;
        }
    }

    // A number of three digits by itself.
    private static bool HoldsStatus(ReadOnlySpan<byte> text)
    {
        foreach (var word in text.Split((byte)' '))
        {
            if (
                text[word].Trim("[]():,=\\"u8) is { Length: 3 } number
                && number.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            )
                return true;
        }

        return false;
    }

    /// <summary>The token that ends at a place.</summary>
    public static ReadOnlySpan<byte> EndingAt(ReadOnlySpan<byte> message, int end)
    {
        var start = end;
        while (start > 0 && Letters.IsToken(message[start - 1]))
            start--;

        return message[start..end];
    }

    /// <summary>Whether a segment of a path names one thing of many.</summary>
    public static bool IsId(ReadOnlySpan<byte> segment) =>
        segment.Length > LongestSegment
        || segment.IndexOfAny((byte)'@', (byte)'%') >= 0
        || (
            segment.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0
            && !(
                segment.Length is 2 or 3
                && segment[0] == 'v'
                && segment[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
            )
        );

    /// <summary>Behind a number and a blank: the end of its unit, otherwise the place itself.</summary>
    public static int SkipUnit(ReadOnlySpan<byte> message, int end)
    {
        if (end + 1 >= message.Length || message[end] != ' ' || !char.IsAsciiLetter((char)message[end + 1]))
            return end;

        var stop = end + 1;
        while (stop < message.Length && stop - end <= LongestUnit && Letters.IsToken(message[stop]))
            stop++;

        var unit = message[(end + 1)..stop];
        var isUnit = unit.Length switch
        {
            1 => unit[0] is (byte)'s' or (byte)'B',
            2 => unit[1] == 'B' && unit[0] is (byte)'K' or (byte)'M' or (byte)'G' or (byte)'T' or (byte)'k'
                || unit.SequenceEqual("ms"u8)
                || unit.SequenceEqual("us"u8),
            3 => unit.SequenceEqual("sec"u8)
                || unit.SequenceEqual("min"u8)
                || unit.SequenceEqual("day"u8)
                || (unit[2] == 'B' && unit[1] == 'i'),
            4 => unit.SequenceEqual("secs"u8)
                || unit.SequenceEqual("mins"u8)
                || unit.SequenceEqual("hour"u8)
                || unit.SequenceEqual("days"u8)
                || unit.SequenceEqual("byte"u8),
            5 => unit.SequenceEqual("bytes"u8) || unit.SequenceEqual("hours"u8),
            6 => unit.SequenceEqual("second"u8) || unit.SequenceEqual("minute"u8),
            7 => unit.SequenceEqual("seconds"u8) || unit.SequenceEqual("minutes"u8),
            _ => false,
        };
        return isUnit && (stop == message.Length || message[stop] != '=') ? stop : end;
    }

    /// <summary>Whether a number of something comes before this: "returned 200 rows" says no status.</summary>
    public static bool IsCounted(ReadOnlySpan<byte> rest)
    {
        if (rest is not [(byte)' ', >= (byte)'a' and <= (byte)'z', ..])
            return false;

        var length = rest[1..].IndexOfAnyExceptInRange((byte)'a', (byte)'z');
        var word = length < 0 ? rest[1..] : rest.Slice(1, length);
        return word is [_, _, .., not (byte)'s', (byte)'s'] && (length < 0 || rest[1 + length] is not (byte)'=');
    }

    /// <summary>Whether a token without digits is a value all the same.</summary>
    public static bool IsValue(ReadOnlySpan<byte> message, ReadOnlySpan<byte> token, int start, int end, int sort)
    {
        var before = start > 0 ? message[start - 1] : (byte)' ';
        var behind = end < message.Length ? message[end] : (byte)' ';
        if (before is (byte)'"' or (byte)'\'' or (byte)'`' && (behind == before || (before == '`' && behind == '\'')))
            return (end + 1 >= message.Length || message[end + 1] != ':')
                && !IsState(message[..(start - 1)], message[(end + 1)..]);

        if (token.Length == 1 && before == '[' && behind == ']')
            return char.IsAsciiLetterUpper((char)token[0]);

        if ((sort & (Letters.Slash | Letters.Sign)) != 0 && IsPlace(token, sort))
            return true;

        if ((sort & Letters.Dot) != 0 && IsHost(token))
            return true;

        if ((sort & Letters.NotHex) == 0 && (sort & Letters.Letter) != 0)
        {
            if (
                sort == Letters.Letter
                && (
                    token.Length >= 8
                    || IsPartOfAddress(message, start, end, token.Length)
                    || (token.Length == 2 && IsByte(message, start, end))
                )
            )
                return true;

            if (token.Length == 1)
                return token[0] is >= (byte)'B' and <= (byte)'F';
        }

        if (token.Length >= ShortestRandom && (sort & Letters.Dot) == 0 && IsRandom(token))
            return true;

        return token.Length switch
        {
            1 => token[0] is >= (byte)'B' and <= (byte)'Z' and not (byte)'I',
            2 => (token[1] is (byte)'+' or (byte)'-' && char.IsAsciiLetterUpper((char)token[0]))
                || IsSwitch(message, token, start, end),
            3 => Is(token, "nil"u8) || IsDay(message, token, start, end) || IsSwitch(message, token, start, end),
            4 => Is(token, "null"u8) || token.SequenceEqual("None"u8),
            9 => token.SequenceEqual("undefined"u8) || token.SequenceEqual("localhost"u8),
            _ => false,
        };
    }

    // "is in a 'critical' state", "reports state 'critical'"; "state 'open' -> 'closed'" is a change between two values.
    private static bool IsState(ReadOnlySpan<byte> before, ReadOnlySpan<byte> behind) =>
        (before.EndsWith("state "u8) && !behind.StartsWith(" -> "u8))
        || (before.EndsWith("in a "u8) && behind.StartsWith(" state"u8));

    private static bool Is(ReadOnlySpan<byte> token, ReadOnlySpan<byte> word) =>
        token.Length == word.Length
        && (token[0] | 0x20) == (word[0] | 0x20)
        && System.Text.Ascii.EqualsIgnoreCase(token, word);

    // A path, an address of mail, a part of a package ("com.example.shop/.ui.Cart").
    private static bool IsPlace(ReadOnlySpan<byte> token, int sort) =>
        (token[0] == '/' && token.Length > 1)
        || ((sort & Letters.Sign) != 0 && token[1..].Contains((byte)'@'))
        || (
            (sort & Letters.Slash) != 0
            && (
                token.Count((byte)'/') > 1
                || (token.Contains((byte)'/') && (token.IndexOf("/."u8) > 0 || token.Count((byte)'.') > 1))
                || token.Count((byte)'\\') > 1
            )
        );

    // The name of a day or month beside a number.
    private static bool IsDay(ReadOnlySpan<byte> message, ReadOnlySpan<byte> token, int start, int end) =>
        char.IsAsciiLetterUpper((char)token[0])
        && IsDayName(token)
        && (
            (end + 1 < message.Length && message[end] == ' ' && Letters.IsDigit(message[end + 1]))
            || (start >= 2 && message[start - 1] == ' ' && Letters.IsDigit(message[start - 2]))
            || (end + 4 <= message.Length && message[end] == ' ' && IsDayName(message.Slice(end + 1, 3)))
        );

    /// <summary>True for the short name of a day or month.</summary>
    public static bool IsDayName(ReadOnlySpan<byte> token) =>
        token.Length == 3
        && char.IsAsciiLetterUpper((char)token[0])
        && "JanFebMarAprMayJunJulAugSepOctNovDecMonTueWedThuFriSatSun"u8.IndexOf(token) is var at and >= 0
        && at % 3 == 0;

    // "on" and "off" in brackets or behind a colon are states; "on" between words is none.
    private static bool IsSwitch(ReadOnlySpan<byte> message, ReadOnlySpan<byte> token, int start, int end)
    {
        if (!Is(token, "on"u8) && !Is(token, "off"u8))
            return false;

        var before = message[..start].TrimEnd((byte)' ');
        var behind = message[end..].TrimStart((byte)' ');
        return (before.Length > 0 && before[^1] is (byte)'(' or (byte)'[' or (byte)'=' or (byte)':')
            || (behind.Length > 0 && behind[0] is (byte)')' or (byte)']');
    }
}
