using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    private const int FewestAround = 3;
    private const int FewestInside = 3;

    // "named [Timer thread]" beside "named [*]", "of 'quiet old one'" beside "of 'pool'": what stands in brackets or quotes is one value, of however
    // many words.
    private static List<Pattern> WithoutEnclosed(List<Pattern> all, HashSet<string> known)
    {
        var found = all.ToDictionary(one => one, one => new Enclosed(string.Concat(one.Parts)));
        var places = all.Select((one, at) => (one, at)).ToDictionary(pair => pair.one, pair => pair.at);
        var groups = Alike(all, one => found[one].Count > 0 ? found[one].Around : "");
        foreach (var group in groups)
        {
            var values = Enumerable
                .Range(0, found[group[0]].Count)
                .Where(at => IsOfEnclosed(group.ConvertAll(one => found[one]), at, group[0].Level))
                .ToHashSet();
            if (values.Count == 0 || PatternParts.Of(found[group[0]].Without(values)).Count(IsWord) < FewestAround)
                continue;

            foreach (var at in values)
                known.UnionWith(
                    Varying([.. group.Select(one => found[one].Inside(at)).Distinct(StringComparer.Ordinal)])
                );

            foreach (var pattern in group)
                all[places[pattern]] = pattern.With(PatternParts.Of(found[pattern].Without(values)));
        }

        return groups.Count > 0 ? Distinct(all) : all;
    }

    private static bool IsOfEnclosed(List<Enclosed> texts, int at, LogLevel level)
    {
        var inside = texts.Select(one => one.Inside(at)).Distinct(StringComparer.Ordinal).ToList();
        var words = inside.ConvertAll(one => PatternParts.Of(one).Where(IsWord).ToHashSet(StringComparer.Ordinal));
        if (inside.Count < 2 || words.Exists(one => one.Any(NamesError)))
            return false;

        // A list of one and a list of three.
        if (words.TrueForAll(one => one.SetEquals(words[0])))
            return true;

        var isKnown = inside.Exists(one => one.Length == 0 || IsMark(one));
        return inside.Count >= (isKnown ? 2 : FewestInside)
            && inside.Exists(one => one.Contains(' '))
            && (
                texts[0].IsQuoted(at)
                    ? !words.Exists(one => one.Any(IsMethod))
                    : (isKnown || level < LogLevel.Error)
                        && !Variation.HaveHappenings([.. words.SelectMany(one => one)])
            );
    }

    // The words that some of the texts have and others do not.
    private static IEnumerable<string> Varying(List<string> texts) =>
        texts
            .SelectMany(text => PatternParts.Of(text).Where(IsWord).Distinct(StringComparer.Ordinal))
            .GroupBy(word => word, StringComparer.Ordinal)
            .Where(word => word.Count() < texts.Count)
            .Select(word => word.Key);
}
