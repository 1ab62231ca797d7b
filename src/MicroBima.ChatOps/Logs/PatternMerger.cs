using System.Runtime.InteropServices;
using System.Text;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

/// <summary>
/// Makes one pattern of several where one place of them varies like a value: many different words, or words beside values. Codes, classes of HTTP
/// statuses and what a thing did make different patterns. Nothing is ever merged across levels.
/// </summary>
internal static partial class PatternMerger
{
    /// <summary>A word that was found to be a value.</summary>
    public const char Wide = '∗';

    private const int Rounds = 6;
    private const int LongestPattern = 200;
    private const int FewestSwitches = 2;
    private const int EnoughSwitches = 3;

    /// <summary>What becomes of the patterns that change: from, into, and the text of the result.</summary>
    public static IEnumerable<Merged> Merge(IReadOnlyList<Mined> patterns)
    {
        var all = patterns.Select(one => new Pattern(one, PatternParts.Of(one.Text))).ToList();
        all = WithoutValues(WithoutFields(WithoutNames(WithoutPrinted(all))));
        var values = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var changed = false;
            foreach (var group in Alike(all, static one => WithoutSwitches(one)))
                changed |= WidenSwitches(group);

            all = Distinct(all);
            changed |= WidenOne(all, values);
            changed |= WidenKnown(all, values);
            all = Distinct(all);
            if (!changed)
                break;
        }

        var kinds = new Kinds();
        all = WithoutCovered(WithoutPhrases(Absorbed(WithoutGaps(WithoutEnclosed(all, values), kinds))), kinds);
        all = WithoutCauses(WithoutEmpty(WithoutKnown(all, values)));
        foreach (var pattern in all.Where(one => one.IsChanged))
        {
            var text = string.Concat(pattern.Parts);
            foreach (var number in pattern.Numbers)
                yield return new Merged(number, pattern.Numbers[0], text);
        }
    }

    /// <summary>Patterns of one level with the same key; those without a key are left out.</summary>
    private static List<List<Pattern>> Alike(List<Pattern> all, Func<Pattern, string> keyOf)
    {
        var groups = new Dictionary<string, List<Pattern>>(StringComparer.Ordinal);
        foreach (var pattern in all)
        {
            var key = keyOf(pattern);
            if (key.Length == 0)
                continue;

            Add(groups, pattern.Level.With(pattern.IsNewError ? $"new {key}" : key), pattern);
        }

        return [.. groups.Values.Where(group => group.Count > 1)];
    }

    private static string WithoutSwitches(Pattern pattern) =>
        Enumerable.Range(0, pattern.Parts.Length).Any(at => IsMark(pattern.Parts[at]) || IsSwitch(pattern.Parts, at))
            ? string.Join(
                '\0',
                pattern.Parts.Select((part, at) => IsMark(part) || IsSwitch(pattern.Parts, at) ? "?" : part)
            )
            : "";

    // What is true or false is a value, but where it says whether something went well. Of "yes" and "no" one tells two things from each other; of
    // many, nobody wants to see each combination.
    private static bool WidenSwitches(List<Pattern> group)
    {
        var varying = Enumerable
            .Range(0, group[0].Parts.Length)
            .Where(at =>
                group.Exists(one => IsSwitch(one.Parts, at))
                && group.Exists(one => !string.Equals(one.Parts[at], group[0].Parts[at], StringComparison.Ordinal))
            )
            .ToList();
        var isNew = varying.ToLookup(at => !group.Exists(one => IsMark(one.Parts[at])));
        var widened =
            isNew[true].Count() < FewestSwitches || group.Count <= EnoughSwitches
                ? varying.FindAll(at =>
                    group.TrueForAll(one => IsMark(one.Parts[at]) || IsTruth(one.Parts, at))
                    || isNew[false].Contains(at)
                )
                : varying;
        foreach (var pattern in group)
        {
            foreach (var at in widened)
                pattern.Widen(at);
        }

        return widened.Count > 0;
    }

    // Patterns that differ in one place: those with the most different words there first.
    private static bool WidenOne(List<Pattern> all, HashSet<string> values)
    {
        // Counted first, so that a list is only made where patterns meet.
        var counts = new Dictionary<ulong, int>();
        foreach (var pattern in all)
        {
            foreach (var at in pattern.Places)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, pattern.KeyWithout(at), out _)++;
        }

        var places = new Dictionary<ulong, List<Place>>();
        foreach (var pattern in all)
        {
            foreach (var at in pattern.Places)
            {
                var key = pattern.KeyWithout(at);
                if (counts[key] > 1)
                    Add(places, key, new Place(pattern, at));
            }
        }

        var changed = false;
        var exchanged = new Exchanged(
            places.Values.Select(place => place.ConvertAll(one => one.Pattern.Parts[one.At]))
        );
        foreach (var place in places.Values.OrderByDescending(one => one.Count))
        {
            // A pattern that another place has changed meanwhile is looked at in the next round.
            var still = place.Where(one => !one.Pattern.IsChangedNow).ToList();
            if (
                still.Count < 2
                || !Variation.IsOfValues(
                    [.. still.Select(one => one.Pattern.Parts)],
                    still[0].At,
                    still[0].Pattern.Level,
                    values
                )
                    && !exchanged.AreValues(
                        still.ConvertAll(one => one.Pattern.Parts[one.At]),
                        isSubject: still[0].At == 0
                    )
            )
                continue;

            foreach (var one in still)
            {
                values.Add(one.Pattern.Parts[one.At]);
                changed |= one.Pattern.Widen(one.At);
            }
        }

        foreach (var pattern in all)
            pattern.IsChangedNow = false;

        return changed;
    }

    private static void Add<TKey, TOne>(Dictionary<TKey, List<TOne>> groups, TKey key, TOne one)
        where TKey : notnull
    {
        if (!groups.TryGetValue(key, out var group))
            groups[key] = group = [];

        group.Add(one);
    }

    private static List<Pattern> Left(List<Pattern> all, HashSet<Pattern> taken) =>
        taken.Count == 0 ? all : all.FindAll(one => !taken.Contains(one));

    private static List<Pattern> Distinct(List<Pattern> all)
    {
        var byText = new Dictionary<string, Pattern>(StringComparer.Ordinal);
        foreach (var pattern in all)
        {
            var text = pattern.Level.With(PatternParts.Shortest(pattern.Parts));
            if (!byText.TryGetValue(text, out var same))
                byText[text] = pattern;
            else if (same.Parts.Length < pattern.Parts.Length)
            {
                // The longer one says where the values are that may still come.
                pattern.Take(same);
                byText[text] = pattern;
            }
            else
                same.Take(pattern);
        }

        return [.. byText.Values];
    }

    // What came before its places were found to be values is taken as what comes after; where much is the same, also in places that were values
    // from the beginning.
    private static List<Pattern> Absorbed(List<Pattern> all)
    {
        var wide = all.Where(one => Array.Exists(one.Parts, IsMark)).ToLookup(KeyOf, StringComparer.Ordinal);
        var left = new List<Pattern>();
        foreach (var pattern in all.OrderBy(one => one.Parts.Count(IsMark)))
        {
            if (wide[KeyOf(pattern)].FirstOrDefault(one => one != pattern && Takes(one, pattern)) is { } taker)
                taker.Take(pattern);
            else
                left.Add(pattern);
        }

        return left;
    }

    private static string KeyOf(Pattern pattern) =>
        pattern.Level.With(string.Concat(pattern.Parts.Select(part => IsWordLetter(part[0]) ? "?" : part)));

    private static bool Takes(Pattern wide, Pattern pattern)
    {
        if (pattern.IsNewError && !wide.IsNewError)
            return false;

        var (same, isKnown) = (0, true);
        for (var at = 0; at < wide.Parts.Length; at++)
        {
            var (mark, part) = (wide.Parts[at], pattern.Parts[at]);
            if (string.Equals(mark, part, StringComparison.Ordinal))
            {
                same += IsSpoken(part) ? 1 : 0;
                continue;
            }

            if (
                !IsMark(mark)
                || !IsWordLetter(part[0])
                || NamesError(part)
                || (IsHappening(part) && !(mark is "∗" && part.Length > 1 && !part.Any(char.IsAsciiLetterLower)))
                || IsMethod(part)
                || IsStatus(part)
            )
                return false;

            isKnown &= mark is "∗" || IsMark(part);
        }

        return isKnown || (same >= FewestAround && wide.Events > pattern.Events);
    }
}
