using System.Runtime.InteropServices;
using System.Text;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

/// <summary>
/// Makes one pattern of several where one place of them varies like a value: many different words, or words beside values. Verbs and states that
/// differ make different patterns. Nothing is ever merged across levels.
/// </summary>
internal static class PatternMerger
{
    /// <summary>A word that was found to be a value.</summary>
    public const char Wide = '∗';

    private const int Rounds = 6;
    private const int LongestPattern = 200;
    private const int EnoughSwitches = 3;
    private const int EnoughAssigned = 8;
    private const int MostPlaces = 16;
    private const int MostPairs = 40_000;

    /// <summary>What becomes of the patterns that change: from, into, and the text of the result.</summary>
    public static IEnumerable<(int From, int To, string Text)> Merge(
        IReadOnlyList<(int Number, LogLevel Level, string Text)> patterns
    )
    {
        var all = patterns.Select(one => new Pattern(one.Number, one.Level, PatternParts.Of(one.Text))).ToList();
        var values = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            var changed = false;
            foreach (var group in Alike(all, static one => Loose(one)))
                changed |= WidenTogether(group, values);

            foreach (var group in Alike(all, static one => WithoutSwitches(one)))
                changed |= WidenSwitches(group);

            all = Distinct(all);
            changed |= WidenOne(all, values);
            all = Distinct(all);
            if (!changed && !WidenTwo(all, values))
                break;

            all = Distinct(all);
        }

        foreach (var pattern in all.Where(one => one.IsChanged))
        {
            var text = string.Concat(pattern.Parts);
            foreach (var number in pattern.Numbers)
                yield return (number, pattern.Numbers[0], text);
        }
    }

    private static string Loose(Pattern pattern)
    {
        var key = new StringBuilder();
        var isProne = false;
        for (var at = 0; at < pattern.Parts.Length; at++)
        {
            var prone = IsProne(pattern.Parts, at);
            isProne |= prone;
            key.Append(
                    prone || (IsMark(pattern.Parts[at]) && IsField(pattern.Parts, at)) ? "?"
                    : IsMark(pattern.Parts[at]) ? "*"
                    : pattern.Parts[at]
                )
                .Append('\0');
        }

        return isProne ? key.ToString() : "";
    }

    /// <summary>Patterns of one level with the same key; those without a key are left out.</summary>
    private static IEnumerable<List<Pattern>> Alike(List<Pattern> all, Func<Pattern, string> keyOf) =>
        all.Select(one => (Key: keyOf(one), Pattern: one))
            .Where(one => one.Key.Length > 0)
            .GroupBy(one => (one.Key, one.Pattern.Level), one => one.Pattern)
            .Where(group => group.Skip(1).Any())
            .Select(group => group.ToList());

    // Patterns that differ only in prone places.
    private static bool WidenTogether(List<Pattern> group, HashSet<string> values)
    {
        // Where two places vary together, three are as good as four. A place that is known to be a value says nothing about another.
        var varying = Enumerable
            .Range(0, group[0].Parts.Length)
            .Count(at =>
                !group.Exists(one => IsMark(one.Parts[at]))
                && group.Select(one => one.Parts[at]).Distinct(StringComparer.Ordinal).Count() > 1
            );
        var enough = varying > 1 && group.Count > 2 ? 2 : 4;
        var changed = false;
        for (var at = 0; at < group[0].Parts.Length; at++)
        {
            var here = at;
            var words = group.Select(one => one.Parts[here]).Distinct(StringComparer.Ordinal).ToList();
            var isSure = words.Exists(IsMark) || IsOwner(group[0].Parts, at);
            if (
                words.Count
                < (
                    isSure ? 2
                    : IsAssigned(group[0].Parts, at) ? EnoughAssigned
                    : enough
                )
            )
                continue;

            values.UnionWith(words);
            foreach (var pattern in group)
                changed |= pattern.Widen(at);
        }

        return changed;
    }

    private static string WithoutSwitches(Pattern pattern) =>
        Enumerable.Range(0, pattern.Parts.Length).Any(at => IsMark(pattern.Parts[at]) || IsSwitch(pattern.Parts, at))
            ? string.Join(
                '\0',
                pattern.Parts.Select((part, at) => IsMark(part) || IsSwitch(pattern.Parts, at) ? "?" : part)
            )
            : "";

    // One that is on or off tells two things from each other; of many, nobody wants to see each combination.
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
            isNew[true].Count() < EnoughSwitches || group.Count <= EnoughSwitches ? [.. isNew[false]] : varying;
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
        foreach (var (_, _, key) in PlacesOf(all))
            CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _)++;

        var places = new Dictionary<ulong, List<(Pattern Pattern, int At)>>();
        foreach (var (pattern, at, key) in PlacesOf(all).Where(place => counts[place.Key] > 1))
        {
            ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(places, key, out _);
            (list ??= []).Add((pattern, at));
        }

        var changed = false;
        foreach (var place in places.Values.Where(one => one.Count > 1).OrderByDescending(one => one.Count))
        {
            // A pattern that another place has changed meanwhile is looked at in the next round.
            var still = place.Where(one => !one.Pattern.IsChangedNow).ToList();
            if (
                still.Count < 2
                || !Variation.IsOfValues([.. still.Select(one => one.Pattern.Parts)], still[0].At, values)
            )
                continue;

            foreach (var (pattern, at) in still)
            {
                values.Add(pattern.Parts[at]);
                changed |= pattern.Widen(at);
            }
        }

        foreach (var pattern in all)
            pattern.IsChangedNow = false;

        return changed;
    }

    /// <summary>Every place that may turn out to be a value, with all that stands around it as a number.</summary>
    private static IEnumerable<(Pattern Pattern, int At, ulong Key)> PlacesOf(List<Pattern> all)
    {
        foreach (var pattern in all.Where(one => one.Parts.Length <= LongestPattern))
        {
            foreach (var at in PlacesIn(pattern))
                yield return (pattern, at, pattern.KeyWithout(at));
        }
    }

    private static IEnumerable<int> PlacesIn(Pattern pattern) =>
        Enumerable
            .Range(0, pattern.Parts.Length)
            .Where(at => IsWordLetter(pattern.Parts[at][0]) && !IsStatus(pattern.Parts[at]));

    // Two places that vary together: a user and who became it. Each alone would have too few words around the same other.
    private static bool WidenTwo(List<Pattern> all, HashSet<string> values)
    {
        var changed = false;
        foreach (var alike in Alike(all, static one => OnlySigns(one)))
        {
            var count = PlacesIn(alike[0]).Count();
            if (alike.Count * count * (count - 1) / 2 > MostPairs)
                continue;

            var pairs = new Dictionary<ulong, List<(Pattern Pattern, int One, int Other)>>();
            foreach (var pattern in alike)
            {
                var places = PlacesIn(pattern).ToList();
                for (var one = 0; one < places.Count; one++)
                {
                    for (var other = one + 1; other < places.Count; other++)
                    {
                        var key = pattern.KeyWithout(places[one], places[other]);
                        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(pairs, key, out _);
                        (list ??= []).Add((pattern, places[one], places[other]));
                    }
                }
            }

            foreach (var pair in pairs.Values.Where(one => one.Count > 2).OrderByDescending(one => one.Count))
            {
                var still = pair.Where(one => !one.Pattern.IsChangedNow).ToList();
                if (
                    still.Count < 3
                    || !Variation.IsOfTwo([.. still.Select(one => one.Pattern.Parts)], still[0].One, still[0].Other)
                )
                    continue;

                foreach (var (pattern, one, other) in still)
                {
                    values.Add(pattern.Parts[one]);
                    values.Add(pattern.Parts[other]);
                    changed |= pattern.Widen(one) | pattern.Widen(other);
                }
            }
        }

        foreach (var pattern in all)
            pattern.IsChangedNow = false;

        return changed;
    }

    private static string OnlySigns(Pattern pattern) =>
        PlacesIn(pattern).Count() is > 1 and <= MostPlaces
            ? string.Concat(pattern.Parts.Select(part => IsWord(part) ? "?" : part))
            : "";

    private static List<Pattern> Distinct(List<Pattern> all)
    {
        var byText = new Dictionary<(LogLevel, string), Pattern>();
        foreach (var pattern in all)
        {
            var text = PatternParts.Shortest(pattern.Parts);
            if (!byText.TryGetValue((pattern.Level, text), out var same))
                byText[(pattern.Level, text)] = pattern;
            else if (same.Parts.Length < pattern.Parts.Length)
            {
                // The longer one says where the values are that may still come.
                pattern.Take(same);
                byText[(pattern.Level, text)] = pattern;
            }
            else
                same.Take(pattern);
        }

        return [.. byText.Values];
    }

    /// <summary>A pattern while it is compared with others.</summary>
    private sealed class Pattern
    {
        private readonly ulong[] _hashes;
        private ulong _sum;

        public Pattern(int number, LogLevel level, string[] parts)
        {
            (Numbers, Level, Parts, _hashes) = ([number], level, parts, new ulong[parts.Length]);
            for (var at = 0; at < parts.Length; at++)
                _sum += _hashes[at] = HashOf(at);
        }

        public List<int> Numbers { get; }

        public LogLevel Level { get; }

        public string[] Parts { get; }

        public bool IsChanged { get; private set; }

        public bool IsChangedNow { get; set; }

        public bool Widen(int at)
        {
            if (string.Equals(Parts[at], "∗", StringComparison.Ordinal))
                return false;

            Parts[at] = "∗";
            _sum -= _hashes[at];
            _sum += _hashes[at] = HashOf(at);
            IsChanged = IsChangedNow = true;
            return true;
        }

        public void Take(Pattern other)
        {
            Numbers.AddRange(other.Numbers);
            IsChanged = true;
            if (Parts.Length != other.Parts.Length)
                return;

            for (var at = 0; at < Parts.Length; at++)
            {
                if (other.Parts[at] is "∗")
                    Parts[at] = "∗";
            }
        }

        public ulong KeyWithout(int at) => Key(_sum - _hashes[at], at, 0);

        public ulong KeyWithout(int one, int other) => Key(_sum - _hashes[one] - _hashes[other], one, other);

        private ulong Key(ulong sum, int one, int other) =>
            Hashing.Mix(
                sum,
                ((((((ulong)Level << 16) + (ulong)Parts.Length) << 16) + (ulong)one) << 16) + (ulong)other
            );

        private ulong HashOf(int at) =>
            Hashing.Of(MemoryMarshal.AsBytes((IsMark(Parts[at]) ? "*" : Parts[at]).AsSpan()), (ulong)at);
    }
}
