using System.Buffers;

namespace MicroBima.ChatOps.Logs;

/// <content>Where addresses and paths end.</content>
internal static partial class Tokens
{
    private const int LongestKind = 8;
    private const int FewestBytes = 4;

    private static readonly SearchValues<byte> GroupLetters = SearchValues.Create("0123456789abcdefABCDEF:."u8);
    private static readonly SearchValues<byte> AddressEnds = SearchValues.Create(" \t\"'`<>),;]}"u8);

    /// <summary>The end of a value that stands in brackets of its own: what is masked, an address and its port (<c>[2001:db8::7]:443</c>); 0 where there is none.</summary>
    public static int BracketedEnd(ReadOnlySpan<byte> message, int at)
    {
        var rest = message[at..];
        if (rest.StartsWith("[redacted]"u8))
            return at + "[redacted]".Length;

        var length = rest[1..].IndexOfAnyExcept(GroupLetters) + 1;
        if (length < 3 || rest[1..length].Count((byte)':') < 2 || !rest[length..].StartsWith("]:"u8))
            return 0;

        var end = length + "]:".Length;
        while (end < rest.Length && Letters.IsDigit(rest[end]))
            end++;

        return end > length + "]:".Length ? at + end : 0;
    }

    /// <summary>The end of a URL or of a Windows path whose first word ends at a place; 0 where there is none.</summary>
    public static int AddressEnd(ReadOnlySpan<byte> message, int start, int end)
    {
        var rest = message[end..];
        var isAddress =
            rest.StartsWith("://"u8)
            || (end - start == 1 && rest.StartsWith(":\\"u8))
            || IsSocket(message[start..end], rest);
        if (!isAddress)
            return 0;

        var length = rest.IndexOfAny(AddressEnds);
        return end + WithoutColon(length < 0 ? rest : rest[..length]).Length;
    }

    /// <summary>
    /// Where a path goes on behind a sign: what was asked of it ("/claims?of=7"), a folder of a key ("/part/day=7"), one of Windows with an id in braces.
    /// 0 where it does not.
    /// </summary>
    public static int PathEnd(ReadOnlySpan<byte> message, int at)
    {
        if (
            at == 0
            || at + 1 >= message.Length
            || !Letters.IsToken(message[at - 1])
            || !Letters.IsToken(message[at + 1])
            || message[at] switch
            {
                (byte)'?' => false,
                (byte)'=' => EndingAt(message, at) is not [(byte)'/', ..],
                (byte)'{' => !EndingAt(message, at).Contains((byte)'\\'),
                _ => true,
            }
        )
            return 0;

        var rest = message[at..];
        var length = rest.IndexOfAny(AddressEnds);
        if (
            length > 0
            && rest[length] == '}'
            && rest[..length].Contains((byte)'{')
            && rest[(length + 1)..].IndexOfAny(AddressEnds) is var more
        )
            length = more < 0 ? -1 : length + 1 + more;

        return at + WithoutColon(length < 0 ? rest : rest[..length]).Length;
    }

    // "unix:/run/app.sock", "file:/srv/claims": a kind of place and its path.
    private static bool IsSocket(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> rest) =>
        rest is [(byte)':', (byte)'/', var first, ..]
        && Letters.IsToken(first)
        && kind.Length is > 1 and <= LongestKind
        && kind.IndexOfAnyExceptInRange((byte)'a', (byte)'z') < 0;

    // "/srv/claims: not found": the sign behind a place is none of it.
    private static ReadOnlySpan<byte> WithoutColon(ReadOnlySpan<byte> place) => place.TrimEnd((byte)':');

    // Two or four hexadecimal letters behind or before a colon, or others between two.
    private static bool IsPartOfAddress(ReadOnlySpan<byte> message, int start, int end, int length) =>
        IsGroup(message, start, end, length)
        || length is 2 or 4
            && (
                start >= 2
                    && message[start - 1] == ':'
                    && (Letters.IsHex(message[start - 2]) || message[start - 2] == ':')
                || length == 2
                    && end + 2 < message.Length
                    && message[end] == ':'
                    && Letters.IsHex(message[end + 1])
                    && Letters.IsHex(message[end + 2])
                    && (end + 3 >= message.Length || message[end + 3] == ':')
            );

    // "0d f1 4c ab": of at least four bytes with blanks between them.
    private static bool IsByte(ReadOnlySpan<byte> message, int start, int end)
    {
        var count = 1;
        while (end + 2 < message.Length && IsByteAt(message, end + 1) && message[end] == ' ')
            (end, count) = (end + 3, count + 1);

        while (start > 2 && IsByteAt(message, start - 3) && message[start - 1] == ' ')
            (start, count) = (start - 3, count + 1);

        return count >= FewestBytes && message[start..end].ContainsAnyInRange((byte)'0', (byte)'9');
    }

    private static bool IsByteAt(ReadOnlySpan<byte> message, int at) =>
        Letters.IsHex(message[at])
        && Letters.IsHex(message[at + 1])
        && (at == 0 || message[at - 1] <= ' ')
        && (at + 2 == message.Length || message[at + 2] <= ' ');

    // "2001:db8:add:7": behind a group of an address of the Internet.
    private static bool IsGroup(ReadOnlySpan<byte> message, int start, int end, int length)
    {
        if (length > 4 || start < 2 || message[start - 1] != ':' || end >= message.Length || message[end] != ':')
            return false;

        var before = EndingAt(message, start - 1);
        return before.Length <= 4
            && before.IndexOfAnyExcept(HexLetters) < 0
            && before.ContainsAnyInRange((byte)'0', (byte)'9');
    }
}
