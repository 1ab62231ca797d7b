using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    private const int LongestText = 80;

    private static bool IsSpoken(string part) => IsWord(part) && part.Any(char.IsAsciiLetter);

    // "kept" beside "kept: for three days", "moved, quietly, to *" beside "moved, to *": what is said only sometimes.
    private static List<Pattern> WithoutAsides(List<Pattern> all)
    {
        var byText = new Dictionary<string, Pattern>(StringComparer.Ordinal);
        foreach (var pattern in all)
            byText.TryAdd(TextOf(pattern), pattern);

        var texts = byText.GetAlternateLookup<ReadOnlySpan<char>>();
        return Taken(
            all,
            pattern =>
                pattern.Level < LogLevel.Error && pattern.Parts.Length <= LongestText ? Plain(pattern, texts) : null
        );
    }

    private static Pattern? Plain(
        Pattern pattern,
        Dictionary<string, Pattern>.AlternateLookup<ReadOnlySpan<char>> texts
    )
    {
        var text = TextOf(pattern);
        for (var at = 2; at < text.Length; at++)
        {
            foreach (var end in EndsOfAside(text, at))
            {
                var isFound =
                    end == text.Length
                        ? texts.TryGetValue(text.AsSpan(0, at), out var plain)
                        : texts.TryGetValue(string.Concat(text.AsSpan(0, at), text.AsSpan(end)), out plain);
                if (
                    isFound
                    && plain!.Parts.Count(IsSpoken) >= FewestAround
                    && !PatternParts.Of(text[at..end]).Any(IsHappening)
                )
                    return plain;
            }
        }

        return null;
    }

    // Where an aside ends that begins at a place: what a sign begins may go on to the end, what has an end of its own may be followed by more.
    private static IEnumerable<int> EndsOfAside(string text, int at)
    {
        var next = at + 1 < text.Length ? text[at + 1] : ' ';
        var isBracket = text[at] == ' ' && next is '(' or '[';
        if (!isBracket && !(text[at] is ':' or ',' or ';' && next == ' ') && !(text[at] == ' ' && text[at - 1] == '.'))
            yield break;

        if (text[at] != ',')
            yield return text.Length;

        var end =
            isBracket ? text.IndexOf(next == '(' ? ')' : ']', at) + 1
            : text[at] == ',' ? text.IndexOf(", ", at + 1, StringComparison.Ordinal)
            : 0;
        if (end > 0 && end < text.Length && (isBracket || !text.AsSpan(at, end - at).ContainsAny("=:*(")))
            yield return end;
    }

    private static string TextOf(Pattern pattern) =>
        pattern.Level.With(string.Concat(pattern.Parts).Replace(Wide, '*'));
}
