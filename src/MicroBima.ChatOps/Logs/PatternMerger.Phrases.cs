using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

internal static partial class PatternMerger
{
    // "robot arm" and "deck 2" where others have one word.
    private const int MostWordsOfValue = 3;

    // Each has three ways to end: more of them would take too long on a text that was made for it.
    private const int MostPhrases = 8;

    // What was found to be a value in many texts is one where it has several words, or one of them beside a value. What an error says is never one.
    private static List<Pattern> WithoutPhrases(List<Pattern> all)
    {
        var texts = all.Where(one => one.Level < LogLevel.Error).Select(one => new Run(one, Runs(one.Parts))).ToList();
        var wide = texts
            .Where(one =>
                one.Parts.Count(IsSpoken) >= FewestAround
                && one.Parts.Count(part => part is "∗") is > 0 and <= MostPhrases
            )
            .ToLookup(
                one => one.Pattern.Level.With(one.Parts.Where(IsSpoken).MaxBy(part => part.Length)!),
                StringComparer.Ordinal
            );
        if (wide.Count == 0)
            return all;

        var taken = new HashSet<Pattern>();
        foreach (var (pattern, parts) in texts.OrderBy(one => one.Pattern.Events))
        {
            var taker = parts
                .Where(IsSpoken)
                .Distinct(StringComparer.Ordinal)
                .SelectMany(word => wide[pattern.Level.With(word)])
                .FirstOrDefault(one =>
                    one.Pattern != pattern
                    && one.Pattern.Events >= pattern.Events
                    && !taken.Contains(one.Pattern)
                    && Fits(one.Parts, parts)
                );
            if (taker is not null && taken.Add(pattern))
                taker.Pattern.Take(pattern);
        }

        return taken.Count == 0 ? all : all.FindAll(one => !taken.Contains(one));
    }

    // Neighbouring values are one, as where a message is read; where one of them was found to be a value, the whole may be more than it. A field
    // that is empty has a value all the same.
    private static string[] Runs(string[] parts)
    {
        var runs = new List<string>(parts.Length);
        foreach (var part in parts)
        {
            if (part is ['=', ' ' or ',', ..])
            {
                runs.AddRange("=", "*", part[1..]);
                continue;
            }

            // 7 "quiet night" beside 7 "night": a quoted value behind a value is one with it, as a number would be.
            if (part[0] == '"' && runs is [.., var before, " \"", var quoted] && IsMark(before) && IsMark(quoted))
            {
                runs.RemoveRange(runs.Count - 2, 2);
                runs[^1] = quoted is "∗" ? quoted : before;
                if (part.Length > 1)
                    runs.Add(part[1..]);

                continue;
            }

            if (!IsMark(part) || runs.Count < 2 || !IsMark(runs[^2]) || !JoinsValues(runs[^1]))
            {
                runs.Add(part);
                continue;
            }

            runs.RemoveAt(runs.Count - 1);
            if (part is "∗")
                runs[^1] = part;
        }

        if (runs is [.., "="])
            runs.Add("*");

        return [.. runs];
    }

    private static bool Fits(ReadOnlySpan<string> wide, ReadOnlySpan<string> parts)
    {
        while (!wide.IsEmpty && wide[0] is not "∗")
        {
            if (
                parts.IsEmpty
                || !(IsMark(wide[0]) ? IsMark(parts[0]) : wide[0].Equals(parts[0], StringComparison.Ordinal))
            )
                return false;

            wide = wide[1..];
            parts = parts[1..];
        }

        if (wide.IsEmpty)
            return parts.IsEmpty;

        var words = 0;
        for (var end = 0; end < parts.Length && words < MostWordsOfValue; end++)
        {
            if (end > 0 && JoinsValues(parts[end]))
                continue;

            if (!IsMark(parts[end]) && !MayBeOfName(parts[end]))
                return false;

            words++;
            if (Fits(wide[1..], parts[(end + 1)..]))
                return true;
        }

        return false;
    }

    private static bool MayBeOfName(string part) =>
        IsWord(part) && (IsMethod(part) || !IsHappening(part)) && !NamesError(part);

    /// <summary>A pattern, and its parts with neighbouring values as one.</summary>
    private sealed record Run(Pattern Pattern, string[] Parts);
}
