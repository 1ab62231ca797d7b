using System.Text;
using System.Text.RegularExpressions;
using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

/// <content>Why something went as it did. That it did is what a text says; a new error is told as it is.</content>
internal static partial class PatternMerger
{
    private const int FewestCauses = 3;
    private const int Usually = 3;

    // "msg=\"scrape failed\" err=\"no route\"", "open * failed (*: No such file)".
    private static string WithoutCause(string text) =>
        text.Contains("msg=\"", StringComparison.Ordinal) ? FieldOfCause().Replace(text, "${name}=*")
        : text.Contains("(*: ", StringComparison.Ordinal) ? NumberedCause().Replace(text, "(*)")
        : text;

    // "claim * rejected: no receipt", "claim * rejected: photo is dark", "claim * rejected: late": what something ended with, and why. Behind the name of
    // an error or of a level stands what happened.
    private static bool AreCauses(List<Gap> gaps) =>
        gaps.Count >= FewestCauses
        && gaps[0].WordsAround > 1
        && (
            gaps[0].Text.Counts[gaps[0].From].Happenings > 0
            || gaps[0].Before.Contains(" not ", StringComparison.Ordinal)
        )
        && gaps[0].Behind.IsEmpty
        && gaps[0].Before is [.. var told, ':', ' ']
        && told[(told.LastIndexOf(' ') + 1)..].ToString() is var last
        && !NamesError(last)
        && LevelWords.Of(Encoding.UTF8.GetBytes(last)) is null
        && (gaps[0].Text.Pattern.Level < LogLevel.Error || gaps.TrueForAll(one => !one.Has(Kind.Error)))
        && gaps.DistinctBy(one => one.First).Count() == gaps.Count;

    // What else something ended with, where why it did was found to be a value.
    private static List<Pattern> WithoutCauses(List<Pattern> all)
    {
        var covers = new Dictionary<string, Pattern>(StringComparer.Ordinal);
        foreach (var cover in all.Where(one => one.Parts is [.., _, _, [.., ':', ' '], "∗"]))
            covers.TryAdd(cover.Level.With(string.Concat(cover.Parts[..^1])), cover);

        var taken = new HashSet<Pattern>();
        foreach (var pattern in covers.Count == 0 ? [] : all.Where(MayHaveCause))
        {
            var cover = Enumerable
                .Range(1, pattern.Parts.Length - 2)
                .Where(at => pattern.Parts[at] is [.., ':', ' '])
                .Select(at => covers.GetValueOrDefault(pattern.Level.With(string.Concat(pattern.Parts[..(at + 1)]))))
                .FirstOrDefault(one => one is not null);
            if (cover is null || cover == pattern || cover.Events < Usually * pattern.Events)
                continue;

            taken.Add(pattern);
            cover.Take(pattern);
        }

        return Left(all, taken);
    }

    private static bool MayHaveCause(Pattern pattern) =>
        pattern is { IsNewError: false, Parts.Length: > 2 }
        && !Array.Exists(pattern.Parts, part => Tokens.IsCode(Encoding.UTF8.GetBytes(part)));

    [GeneratedRegex("""\b(?<name>err|error)=(?:"[^"]*(?:"|$)|[\w.*-]+)""", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex FieldOfCause();

    [GeneratedRegex(@"\(\*:\ (?=[A-Za-z])[^()]*\)", RegexOptions.CultureInvariant, Patience)]
    private static partial Regex NumberedCause();
}
