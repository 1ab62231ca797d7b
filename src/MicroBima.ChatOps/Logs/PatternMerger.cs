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

    private const int Rounds = 4;
    private const int LongestPattern = 80;
    private const int EnoughSwitches = 3;
    private const int EnoughAssigned = 8;
    private const int ManySubjects = 16;

    /// <summary>What becomes of the patterns that change: from, into, and the text of the result.</summary>
    public static IEnumerable<(int From, int To, string Text)> Merge(
        IReadOnlyList<(int Number, LogLevel Level, string Text)> patterns
    )
    {
        var all = patterns.Select(one => new Pattern(one.Number, one.Level, PatternParts.Of(one.Text))).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            var changed = false;
            foreach (var group in Alike(all, static one => Loose(one)))
                changed |= WidenTogether(group);

            foreach (var group in Alike(all, static one => WithoutSwitches(one)))
                changed |= WidenSwitches(group);

            all = Distinct(all);
            changed |= WidenOne(all);
            all = Distinct(all);
            if (!changed)
                break;
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
    private static bool WidenTogether(List<Pattern> group)
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

            foreach (var pattern in group)
                changed |= pattern.Widen(at);
        }

        return changed;
    }

    private static string WithoutSwitches(Pattern pattern) =>
        pattern.Parts.Count(IsSwitch) >= EnoughSwitches
            ? string.Join('\0', pattern.Parts.Select(part => IsSwitch(part) ? "?" : part))
            : "";

    // One that is on or off tells two things from each other; of many, nobody wants to see each combination.
    private static bool WidenSwitches(List<Pattern> group)
    {
        var varying = Enumerable
            .Range(0, group[0].Parts.Length)
            .Where(at => group.Select(one => one.Parts[at]).Distinct(StringComparer.Ordinal).Count() > 1)
            .ToList();
        if (varying.Count < EnoughSwitches || group.Count <= EnoughSwitches)
            return false;

        foreach (var pattern in group)
        {
            foreach (var at in varying)
                pattern.Widen(at);
        }

        return true;
    }

    // Patterns that differ in one place: those with the most different words there first.
    private static bool WidenOne(List<Pattern> all)
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
            if (still.Count < 2 || !VariesLikeAValue(still))
                continue;

            foreach (var (pattern, at) in still)
                changed |= pattern.Widen(at);
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
            for (var at = 0; at < pattern.Parts.Length; at++)
            {
                if (IsWordLetter(pattern.Parts[at][0]) && !IsStatus(pattern.Parts[at]))
                    yield return (pattern, at, pattern.KeyWithout(at));
            }
        }
    }

    private static bool VariesLikeAValue(List<(Pattern Pattern, int At)> place)
    {
        var (first, at) = place[0];
        var words = place.Select(one => one.Pattern.Parts[one.At]).Distinct(StringComparer.Ordinal).ToList();
        var hasMark = words.Exists(IsMark);
        words.RemoveAll(IsMark);
        var constants = first
            .Parts.Where((part, index) => index != at && IsWord(part) && part.Any(char.IsAsciiLetter))
            .Sum(part => part.Length);
        if (words.Count == 0 || constants < 4 || words.Exists(NamesError))
            return false;

        var happenings = words.Count(IsHappening);
        if (happenings > 1 && happenings * 5 > words.Count)
            return words.Count >= 24;

        if (first.Parts[at].StartsWith('/') || words.TrueForAll(word => word.StartsWith('/')))
            return words.Count >= 64 || first.Parts.Contains("len", StringComparer.Ordinal);

        // What a message begins with is what it is about.
        if (at == 0)
            return words.Count >= (hasMark ? 4 : ManySubjects);

        if (words.TrueForAll(IsSwitch))
            return false;

        var isNamed = at >= 2 && PatternParts.IsNamer(first.Parts[at - 2]);
        if (hasMark && (words.Count >= 2 || isNamed || words[0].Contains('.')))
            return true;

        if (words.TrueForAll(word => !word.Any(char.IsAsciiLetterLower)))
            return words.Count >= 10;

        return words.Count
            >= (
                isNamed ? Named(first.Parts, at)
                : words.Exists(word => word.Contains('.')) ? 5
                : 8
            );
    }

    // "session of user ana", "password for ana from": of some places it is known that a name stands there.
    private static int Named(string[] parts, int at) =>
        parts[at - 1] is " " && parts[at - 2].Equals("user", StringComparison.OrdinalIgnoreCase) ? 2
        : at + 2 < parts.Length && parts[at + 2] is "from" or "by" ? 3
        : 4;

    private static List<Pattern> Distinct(List<Pattern> all)
    {
        var byText = new Dictionary<(LogLevel, string), Pattern>();
        foreach (var pattern in all)
        {
            var text = string.Concat(pattern.Parts).Replace(Wide, '*');
            if (byText.TryGetValue((pattern.Level, text), out var same))
                same.Take(pattern);
            else
                byText[(pattern.Level, text)] = pattern;
        }

        return [.. byText.Values];
    }

    /// <summary>A pattern while it is compared with others.</summary>
    private sealed class Pattern(int number, LogLevel level, string[] parts)
    {
        public List<int> Numbers { get; } = [number];

        public LogLevel Level { get; } = level;

        public string[] Parts { get; } = parts;

        public bool IsChanged { get; private set; }

        public bool IsChangedNow { get; set; }

        public bool Widen(int at)
        {
            if (string.Equals(Parts[at], "∗", StringComparison.Ordinal))
                return false;

            Parts[at] = "∗";
            IsChanged = IsChangedNow = true;
            return true;
        }

        public void Take(Pattern other)
        {
            Numbers.AddRange(other.Numbers);
            IsChanged = true;
            for (var at = 0; at < Parts.Length; at++)
            {
                if (other.Parts[at] is "∗")
                    Parts[at] = "∗";
            }
        }

        public ulong KeyWithout(int at)
        {
            var hash = Hashing.Mix((ulong)Level + 1, (ulong)((Parts.Length << 8) + at));
            for (var index = 0; index < Parts.Length; index++)
            {
                if (index != at)
                    hash = Hashing.Of(
                        MemoryMarshal.AsBytes((IsMark(Parts[index]) ? "*" : Parts[index]).AsSpan()),
                        hash
                    );
            }

            return hash;
        }
    }
}
