using System.Text.RegularExpressions;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

/// <content>What is left of heads: only all texts of a log together show that a word before most of them, or a field in many, says nothing of what happened.</content>
internal static partial class PatternMerger
{
    private const int FewestFields = 3;
    private const int MostNames = 16;
    private const int FewestShared = 5;
    private const double MostTexts = 0.8;
    private const double MostTwins = 0.5;
    private const int Patience = 10_000;

    // "io-2 Delivered *", "admin Delivered *", "admin Created *": where nearly all begin with one of a few words, and many go on as they do behind
    // another of them, it is who says it.
    private static List<Pattern> WithoutNames(List<Pattern> all)
    {
        var texts = all.FindAll(one => one.Parts is [_, [' ', ..], _, ..] && IsWordLetter(one.Parts[0][0]));
        if (texts.Count < all.Count * MostTexts)
            return all;

        var shared = texts
            .GroupBy(one => one.Level.With(string.Concat(one.Parts.Skip(1))), StringComparer.Ordinal)
            .Where(rest => rest.Count() > 1)
            .ToList();
        var names = shared
            .SelectMany(rest => rest)
            .Select(one => one.Parts[0])
            .Where(name => !IsMark(name))
            .ToHashSet(StringComparer.Ordinal);
        var named = texts.FindAll(one => IsMark(one.Parts[0]) || names.Contains(one.Parts[0]));
        if (
            shared.Count < FewestShared
            || names.Count is 0 or > MostNames
            || names.Any(name => IsHappening(name) || IsMethod(name))
            || named.Count < all.Count * MostTexts
        )
            return all;

        foreach (var pattern in named)
            pattern.Widen(0);

        return Distinct(all);
    }

    // "room=general id=7 kind=text": where many fields stand, what stands behind a name is a value where it varies, but where it says what happened.
    private static List<Pattern> WithoutValues(List<Pattern> all)
    {
        var fields = all.Where(one =>
                !one.IsNewError
                && Enumerable.Range(0, one.Parts.Length).Count(at => IsKey(one.Parts, at)) >= FewestFields
            )
            .SelectMany(one =>
                Enumerable
                    .Range(2, one.Parts.Length - 2)
                    .Where(at => MayBeField(one.Parts, at))
                    .Select(at => new Place(one, at))
            )
            .GroupBy(one => one.Pattern.Parts[one.At - 2], StringComparer.Ordinal)
            .Where(field => field.DistinctBy(one => one.Pattern.Parts[one.At], StringComparer.Ordinal).Skip(1).Any());
        foreach (var (pattern, at) in fields.SelectMany(field => field).ToList())
            pattern.Widen(at);

        return Distinct(all);
    }

    // A word or a value by itself, behind "=" or in quotes behind it.
    private static bool MayBeField(string[] parts, int at) =>
        parts[at - 1] is "=" or "=\""
        && IsWordLetter(parts[at][0])
        && (at + 1 == parts.Length || parts[at + 1][0] is ' ' or ',' or ';' or '"')
        && !IsAsking(parts[at - 2])
        && !NamesError(parts[at])
        && !IsStatus(parts[at])
        && !IsSwitch(parts, at);

    // "*)Net: * is up", "* op=*)Net: * is up"; "(*) token issued", "token issued": a field that many have and have not says nothing where others have it.
    private static List<Pattern> WithoutFields(List<Pattern> all)
    {
        var texts = all.Select(one => one.Level.With(string.Concat(one.Parts))).ToHashSet(StringComparer.Ordinal);
        var found = new Dictionary<string, List<(int Pattern, string Without)>>(StringComparer.Ordinal);
        for (var at = 0; at < all.Count; at++)
        {
            var text = string.Concat(all[at].Parts);
            foreach (var field in NamedField().Matches(text).Prepend(FirstField().Match(text)))
            {
                if (field.Success)
                    Add(found, field.Value, (at, text.Remove(field.Index, field.Length)));
            }
        }

        var taken = new HashSet<int>();
        foreach (var fields in found.Values.OrderByDescending(fields => fields.Count))
        {
            var twins = fields.Count(one => texts.Contains(all[one.Pattern].Level.With(one.Without)));
            if (twins < FewestShared || twins < fields.Count * MostTwins)
                continue;

            foreach (var (at, without) in fields)
            {
                if (taken.Add(at))
                    all[at] = all[at].With(PatternParts.Of(without));
            }
        }

        return Distinct(all);
    }

    // "* ", "(*) ", or a letter before everything.
    [GeneratedRegex(@"^(?:[(\[<]?\*[)\]>]?|[A-Z])\ (?=.*\w)", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex FirstField();

    // " op=*", ", op=*".
    [GeneratedRegex(@",?\ [\w.-]*[a-z][\w.-]*=\*(?![\w*=])", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex NamedField();
}
