using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    private const int FewestAroundBrackets = 3;

    // "named [Timer thread]" beside "named [*]": one value, of however many words.
    private static List<Pattern> WithoutBracketed(List<Pattern> all)
    {
        var found = all.ToDictionary(one => one, one => Bracketed(one.Parts));
        var places = all.Select((one, at) => (one, at)).ToDictionary(pair => pair.one, pair => pair.at);
        var groups = Alike(all, one => found[one] is var (from, to) && to > 0 ? Around(one.Parts, from, to) : "");
        foreach (var group in groups.Where(group => IsOfBracketed(group.ConvertAll(one => Inside(one, found[one])))))
        {
            foreach (var pattern in group)
            {
                var (from, to) = found[pattern];
                all[places[pattern]] = pattern.With([.. pattern.Parts[..from], "∗", .. pattern.Parts[to..]]);
            }
        }

        return groups.Count > 0 ? Distinct(all) : all;
    }

    private static bool IsOfBracketed(List<string[]> inside)
    {
        var isLong = inside.Exists(one => one.Length > 1);
        var isKnown = inside.Exists(one => one is [var only] && IsMark(only));
        return isLong
            && inside.Count > (isKnown ? 1 : 2)
            && !Variation.HaveHappenings([.. inside.SelectMany(one => one).Where(IsWord)]);
    }

    private static string[] Inside(Pattern pattern, (int From, int To) place) => pattern.Parts[place.From..place.To];

    private static string Around(string[] parts, int from, int to) =>
        parts.Where((part, at) => (at < from || at >= to) && IsWord(part)).Count() < FewestAroundBrackets
            ? ""
            : string.Concat([.. parts[..from], "\0", .. parts[to..]]);

    // The last words that stand in brackets of their own.
    private static (int From, int To) Bracketed(string[] parts)
    {
        for (var to = parts.Length - 1; to > 1; to--)
        {
            if (parts[to][0] != ']')
                continue;

            var from = to;
            while (from > 1 && (IsWordLetter(parts[from - 1][0]) || parts[from - 1] is " "))
                from--;

            if (from < to && parts[from - 1].EndsWith(" [", StringComparison.Ordinal))
                return (from, to);
        }

        return default;
    }
}
