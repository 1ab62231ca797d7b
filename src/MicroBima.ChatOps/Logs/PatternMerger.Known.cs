using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

/// <content>What was a value in other texts, in texts that were seen too seldom to show it themselves. A new error is told as it is.</content>
internal static partial class PatternMerger
{
    private const int Seldom = 3;
    private const int FewestLeft = 2;

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

    private static List<int> PlacesOf(Pattern pattern, HashSet<string> values) =>
        [.. pattern.Places.Where(at => at > 0 && values.Contains(pattern.Parts[at]) && !IsKey(pattern.Parts, at))];
}
