using System.Runtime.InteropServices;
using System.Text;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    private const int LongestPhrase = 4;
    private const int LongestWithPhrase = 80;
    private const int ManyAround = 6;
    private const int SomeAround = 4;

    // "with pre-shared key ended" beside "with password ended": what stands in one place is one value, of however many words.
    private static List<Pattern> WithoutPhrases(List<Pattern> all)
    {
        var gaps = new Dictionary<ulong, int>();
        foreach (var pattern in all)
        {
            foreach (var gap in PhrasesOf(pattern))
                CollectionsMarshal.GetValueRefOrAddDefault(gaps, gap.Key, out _)++;
        }

        var groups = new Dictionary<ulong, List<Phrase>>();
        foreach (var pattern in all)
        {
            foreach (var gap in PhrasesOf(pattern))
            {
                if (gaps[gap.Key] < 2)
                    continue;

                if (!groups.TryGetValue(gap.Key, out var group))
                    groups[gap.Key] = group = [];

                group.Add(gap);
            }
        }

        var changed = new Dictionary<Pattern, Pattern>();
        foreach (var group in groups.Values.OrderByDescending(one => one.Count))
        {
            var still = group.FindAll(one => !changed.ContainsKey(one.Pattern));
            if (!ArePhrases(still))
                continue;

            foreach (var (pattern, from, to, _) in still)
                changed[pattern] = pattern.With([.. pattern.Parts[..from], "∗", .. pattern.Parts[to..]]);
        }

        return changed.Count > 0 ? Distinct(all.ConvertAll(one => changed.GetValueOrDefault(one, one))) : all;
    }

    private static bool ArePhrases(List<Phrase> group)
    {
        if (group.Count < 2 || group.TrueForAll(one => one.Length == group[0].Length))
            return false;

        var around = group[0].Pattern.Parts.Where((_, at) => at < group[0].From || at >= group[0].To).Count(IsSpoken);
        var words = group.SelectMany(one => one.Pattern.Parts[one.From..one.To]).Where(IsWord).ToList();
        return group.Count >= (around >= ManyAround ? 2 : 3)
            && !(group[0].From > 1 && group[0].Pattern.Parts[group[0].From - 2] is "to" or "not" or "no" or "No")
            && !group.Exists(one =>
                Severity.IsToldBy(Encoding.UTF8.GetBytes(string.Concat(one.Pattern.Parts[one.From..one.To])))
            )
            && group.Exists(one => !Same(one.Pattern.Parts[one.From], group[0].Pattern.Parts[group[0].From]))
            && group.Exists(one => !Same(one.Pattern.Parts[one.To - 1], group[0].Pattern.Parts[group[0].To - 1]))
            && !words.Exists(word => IsHappening(word) || NamesError(word) || IsMethod(word));
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.Ordinal);

    private static bool IsSpoken(string part) => IsWord(part) && part.Any(char.IsAsciiLetter);

    // One to four words in a row behind the first, with enough words around.
    private static IEnumerable<Phrase> PhrasesOf(Pattern pattern)
    {
        var parts = pattern.Parts;
        if (pattern.Level >= LogLevel.Error || parts.Length > LongestWithPhrase)
            yield break;

        var spoken = parts.Count(IsSpoken);
        if (spoken < SomeAround)
            yield break;

        var before = new ulong[parts.Length + 1];
        var behind = new ulong[parts.Length + 1];
        for (var at = 0; at < parts.Length; at++)
            before[at + 1] = Hashing.Mix(before[at] + 1, HashOf(parts[at]));

        for (var at = parts.Length - 1; at >= 0; at--)
            behind[at] = Hashing.Mix(behind[at + 1] + 1, HashOf(parts[at]));

        for (var from = 1; from < parts.Length; from++)
        {
            if (!IsWordLetter(parts[from][0]))
                continue;

            var inside = 0;
            for (var to = from; to < parts.Length && to < from + (2 * LongestPhrase); to += 2)
            {
                inside += IsSpoken(parts[to]) ? 1 : 0;
                if (spoken - inside >= SomeAround)
                    yield return new Phrase(
                        pattern,
                        from,
                        to + 1,
                        Hashing.Mix(before[from] + (ulong)pattern.Level, behind[to + 1] + 1)
                    );

                if (to + 1 < parts.Length && parts[to + 1] is not " ")
                    break;
            }
        }
    }

    private static ulong HashOf(string part) =>
        Hashing.Of(MemoryMarshal.AsBytes((IsMark(part) ? "*" : part).AsSpan()), 7);

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
                pattern.Level < LogLevel.Error && pattern.Parts.Length <= LongestWithPhrase
                    ? Plain(pattern, texts)
                    : null
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

    /// <summary>Some words in a row of a pattern, and what is the same for all that stand in such a place.</summary>
    private sealed record Phrase(Pattern Pattern, int From, int To, ulong Key)
    {
        public int Length => To - From;
    }
}
