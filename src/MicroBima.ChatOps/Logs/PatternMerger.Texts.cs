using System.Text;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    private const int FewestAround = 3;
    private const int FewestInside = 3;
    private const int FewestTails = 4;

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

    // Free text behind the colon at the end: behind many words nobody writes many texts. What an error says is never free text.
    private static List<Pattern> WithoutTails(List<Pattern> all)
    {
        var places = all.Select((one, at) => (one, at)).ToDictionary(pair => pair.one, pair => pair.at);
        var groups = Alike(
            all,
            static one =>
                one.Level < LogLevel.Error && TailOf(one.Parts) is var at and > 0 ? string.Concat(one.Parts[..at]) : ""
        );
        foreach (var group in groups.Where(group => IsOfTails(group.ConvertAll(one => one.Parts[TailOf(one.Parts)..]))))
        {
            foreach (var pattern in group)
                all[places[pattern]] = pattern.With([.. pattern.Parts[..TailOf(pattern.Parts)], "∗"]);
        }

        return groups.Count > 0 ? Distinct(all) : all;
    }

    private static bool IsOfTails(List<string[]> tails) =>
        tails.Count >= FewestTails
        && tails.Exists(tail => tail.Length > 1)
        && !Variation.HaveHappenings([.. tails.SelectMany(tail => tail).Where(IsWord)]);

    // Behind the last colon or equals sign.
    private static int TailOf(string[] parts)
    {
        for (var at = parts.Length - 1; at > 0; at--)
        {
            if (IsWordLetter(parts[at][0]) || parts[at] is " ")
                continue;

            return
                at < parts.Length - 1
                && parts[at].AsSpan().TrimEnd(' ') is ":" or "=" or " ="
                && parts[..at].Count(IsWord) >= FewestAround
                && !Tokens.HoldsWords(Encoding.UTF8.GetBytes(parts[at - 1]))
                ? at + 1
                : 0;
        }

        return 0;
    }
}
