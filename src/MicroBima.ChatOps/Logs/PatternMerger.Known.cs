using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

/// <content>What was a value in other texts, in texts that were seen too seldom to show it themselves. A new error is told as it is.</content>
internal static partial class PatternMerger
{
    private const int Seldom = 3;
    private const int FewestLeft = 2;
    private const int Often = 10;

    // No word of a sentence: a name that somebody made up.
    private static bool WidenKnown(List<Pattern> all, HashSet<string> values)
    {
        var names = values.Where(Coined.Is).ToHashSet(StringComparer.Ordinal);
        var changed = false;
        foreach (var pattern in all.Where(one => !one.IsNewError))
        {
            foreach (var at in PlacesOf(pattern, names))
                changed |= pattern.Widen(at);

            pattern.IsChangedNow = false;
        }

        return changed;
    }

    // Any word, where at least as many stay.
    private static List<Pattern> WithoutKnown(List<Pattern> all, HashSet<string> values)
    {
        var words = values
            .Where(one => IsWord(one) && !IsHappening(one) && !IsMethod(one) && !NamesError(one))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var pattern in all.Where(one => one.Events <= Seldom && !one.IsNewError))
        {
            var places = PlacesOf(pattern, words);
            if (pattern.Parts.Count(IsSpoken) - places.Count < Math.Max(FewestLeft, places.Count))
                continue;

            foreach (var at in places)
                pattern.Widen(at);
        }

        return Distinct(all);
    }

    // "rejected for from *" beside "rejected for * from *": seldom, nothing stands where a value stands as a rule.
    private static List<Pattern> WithoutEmpty(List<Pattern> all)
    {
        var byText = all.ToLookup(one => one.Level.With(string.Concat(one.Parts)), StringComparer.Ordinal);
        var taken = new HashSet<Pattern>();
        foreach (var full in all)
        {
            for (var at = 1; at < full.Parts.Length - 1; at++)
            {
                if (!IsMark(full.Parts[at]) || full.Parts[at - 1] is not " " || full.Parts[at + 1] is not " ")
                    continue;

                var text = string.Concat(full.Parts[..at].Concat(full.Parts[(at + 2)..]));
                foreach (
                    var empty in byText[full.Level.With(text)]
                        .Where(one => one.Events * Often < full.Events && !one.IsNewError && !taken.Contains(one))
                )
                {
                    taken.Add(empty);
                    full.Take(empty);
                }
            }
        }

        return Left(all, taken);
    }

    private static List<int> PlacesOf(Pattern pattern, HashSet<string> values) =>
        [.. pattern.Places.Where(at => at > 0 && values.Contains(pattern.Parts[at]) && !IsKey(pattern.Parts, at))];
}
