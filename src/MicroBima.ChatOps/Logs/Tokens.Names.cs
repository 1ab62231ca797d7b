using System.Buffers;
using System.Collections.Frozen;

namespace MicroBima.ChatOps.Logs;

internal static partial class Tokens
{
    private const int ShortestRandom = 12;

    private static readonly SearchValues<byte> HostLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz.-_"u8);

    private static readonly FrozenSet<string> Ends = FrozenSet.Create(
        StringComparer.Ordinal,
        [
            "com",
            "net",
            "org",
            "edu",
            "gov",
            "mil",
            "io",
            "dev",
            "app",
            "info",
            "biz",
            "local",
            "internal",
            "lan",
            "uk",
            "de",
            "fr",
            "it",
            "nl",
            "es",
            "pl",
            "ru",
            "cn",
            "jp",
            "kr",
            "tw",
            "hk",
            "in",
            "br",
            "mx",
            "ca",
            "au",
            "za",
            "ke",
            "tz",
            "ug",
        ]
    );

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EndsLookup = Ends.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    private static readonly int LongestEnd = Ends.Max(end => end.Length);

    // "a.b.example.com", "example.com": small letters, and the end of a name of the Internet. Names of packages begin with such an end, "mx.example.com" too.
    private static bool IsHost(ReadOnlySpan<byte> token)
    {
        var last = token.LastIndexOf((byte)'.');
        if (last < 3 || token.IndexOfAnyExcept(HostLetters) >= 0)
            return false;

        var isCommon =
            token[(last + 1)..]
            is [(byte)'c', (byte)'o', (byte)'m']
                or [(byte)'o', (byte)'r', (byte)'g']
                or [(byte)'n', (byte)'e', (byte)'t'];
        var first = token.IndexOf((byte)'.');
        if (first == last)
            return isCommon;

        return IsEnd(token[(last + 1)..]) && ((isCommon && first == 2) || !IsEnd(token[..first]));
    }

    private static bool IsEnd(ReadOnlySpan<byte> part)
    {
        Span<char> letters = stackalloc char[LongestEnd];
        return part.Length <= LongestEnd
            && EndsLookup.Contains(letters[..System.Text.Encoding.ASCII.GetChars(part, letters)]);
    }

    // "kQzRtbVxWmLePa": in no name of two words stands a small letter alone between large ones, and that twice.
    private static bool IsRandom(ReadOnlySpan<byte> token)
    {
        var alone = 0;
        for (var at = 1; at < token.Length - 1; at++)
            alone += IsSmall(token[at]) && IsLarge(token[at - 1]) && IsLarge(token[at + 1]) ? 1 : 0;

        return alone > 1;
    }

    private static bool IsSmall(byte letter) => char.IsAsciiLetterLower((char)letter);

    private static bool IsLarge(byte letter) => char.IsAsciiLetterUpper((char)letter);
}
