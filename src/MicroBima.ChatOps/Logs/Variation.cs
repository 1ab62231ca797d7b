using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

/// <summary>Whether the words that stand in one place of patterns vary like a value, or tell one event from another.</summary>
internal static class Variation
{
    private const int ManySubjects = 8;
    private const int EnoughSubjects = 5;
    private const int FewestWordsBehind = 3;
    private const int FewestWordsAround = 4;
    private const int FewestLettersAround = 3;
    private const int FewestInSlot = 3;

    /// <summary>Whether patterns that differ in one place only differ in a value.</summary>
    /// <param name="known">Words that were found to be values in other places.</param>
    public static bool IsOfValues(IReadOnlyList<string[]> patterns, int at, LogLevel level, IReadOnlySet<string> known)
    {
        var first = patterns[0];
        var words = WordsAt(patterns, at);
        var hasMark = words.Exists(IsMark);
        words.RemoveAll(IsMark);
        var around = Constants(first, at).ToList();
        if (
            words.Count == 0
            || around.Sum(part => part.Length) < FewestLettersAround
            || IsKey(first, at)
            || words.Exists(NamesError)
        )
            return false;

        if ((!IsField(first, at) || words.Count > 2) && IsOfMethods(first, words, level))
            return true;

        if (
            level < LogLevel.Error
            && IsSlot(first, at)
            && words.Count + (hasMark ? 1 : 0) >= (IsOfState(first, at) ? 2 : FewestInSlot)
        )
            return true;

        if (HaveHappenings(words) || words.Exists(IsMethod))
            return words.Count >= 24;

        if (first[at].StartsWith('/') || words.TrueForAll(word => word.StartsWith('/')))
            return words.Count >= 64;

        // What a message begins with is what it is about, but where it is who says it: "com.ex.Shop - row kept".
        if (at == 0)
            return (first is [_, " ", "-", " ", ..] && words.TrueForAll(word => word.AsSpan().Count('.') > 1))
                || words.Count
                    >= (
                        !hasMark ? (around.Count >= FewestWordsBehind ? EnoughSubjects : ManySubjects)
                        : words.Exists(IsHappening) ? 4
                        : 1
                    )
                || (
                    (first[1].StartsWith(':') || words.TrueForAll(word => word.Contains('.')))
                    && words.Count >= (hasMark ? 1 : 3)
                    && words.TrueForAll(IsUnit)
                );

        if (patterns.All(parts => IsMark(parts[at]) || IsSwitch(parts, at)))
            return false;

        var isNamed = at >= 2 && IsNamer(first[at - 2]);
        if (hasMark && (words.Count >= 2 || !IsHappening(words[0])))
            return true;

        // What was a value in one place is one in another.
        if ((words.Count > 1 || hasMark) && words.TrueForAll(known.Contains))
            return true;

        var coined = words.Count(Coined.Is);
        if (coined == words.Count && words.Count >= (around.Count > 1 ? 2 : 3))
            return true;

        if (coined * 2 >= words.Count && words.Count >= (around.Count >= FewestWordsAround ? 2 : 3))
            return true;

        if (words.TrueForAll(IsUpper))
            return words.Count >= EnoughUpper(around.Count, level, words);

        var enough = Enough(around.Count, words);
        return words.Count >= (isNamed ? Math.Min(3, enough) : enough);
    }

    // "state: *", "Evaluated *: *": a colon says that a program fills in what stands behind it.
    private static bool IsSlot(string[] parts, int at) =>
        at > 1
        && (
            parts[at - 1] is " "
                && (
                    parts[at - 2] is "status"
                    || IsOfState(parts, at)
                    || at > 3 && parts[at - 3] is ", " && (at + 1 == parts.Length || parts[at + 1] is ", ")
                )
            || (at + 1 == parts.Length || parts[at + 1][0] is ',' or ';' or ')')
                && (
                    parts[at - 1].EndsWith(": ", StringComparison.Ordinal)
                    || parts[at - 1] is "=" && IsAsking(parts[at - 2])
                )
        );

    // "state up", "state to up".
    private static bool IsOfState(string[] parts, int at) =>
        parts[at - 1] is " " or ": " or "="
        && (parts[at - 2] is "state" || (at > 3 && parts[at - 2] is "to" && parts[at - 4] is "state"));

    // "GET" and "POST" tell one from the other where a route stands behind them; before a mark they are values.
    private static bool IsOfMethods(string[] parts, List<string> words, LogLevel level) =>
        level < LogLevel.Error && words.TrueForAll(IsMethod) && !Array.Exists(parts, part => part[0] == '/');

    // "LEADING", "JOINING": one of a few that a program knows; where an error is told, often the name of it.
    private static int EnoughUpper(int around, LogLevel level, List<string> words) =>
        words.Exists(word => word.Contains('_')) || around >= (level >= LogLevel.Error ? 8 : FewestWordsAround)
            ? 3
            : 10;

    // The more two texts have in common, the less likely they were written as two.
    private static int Enough(int around, List<string> words) =>
        around switch
        {
            >= 9 when !words.Exists(IsHappening) => 2,
            >= 4 when !words.Exists(IsHappening) => 3,
            >= 5 => 4,
            _ => 5,
        };

    private static List<string> WordsAt(IReadOnlyList<string[]> patterns, int at) =>
        [.. patterns.Select(parts => parts[at]).Distinct(StringComparer.Ordinal)];

    private static IEnumerable<string> Constants(string[] parts, int not) =>
        parts.Where((part, at) => at != not && IsSpoken(part));

    /// <summary>Whether more than one of the words, and not few of them, say what happened.</summary>
    public static bool HaveHappenings(List<string> words) =>
        words.Count(IsHappening) is var happenings && happenings > 1 && happenings * 5 > words.Count;

    private static bool IsUpper(string word) => !word.Any(char.IsAsciiLetterLower);

    // "nginx.service", "eth-lan": no name of a class.
    private static bool IsUnit(string word) => !word.AsSpan().ContainsAnyInRange('A', 'Z') && Coined.Is(word);
}
