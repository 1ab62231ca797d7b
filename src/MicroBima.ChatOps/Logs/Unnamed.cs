using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <summary>An example without the names of people and the numbers of their cards: they stand where its pattern has a mark.</summary>
internal static partial class Unnamed
{
    /// <summary>The example as it may be shown.</summary>
    public static string Of(string example, string pattern)
    {
        if (!pattern.Contains('*') || !Somebody().IsMatch(example))
            return example;

        var parts = pattern.Split('*');
        var gaps = new List<(int Start, int End)>();
        var at = Math.Max(0, example.IndexOf(parts[0], StringComparison.Ordinal)) + parts[0].Length;
        foreach (var part in parts.Skip(1))
        {
            if (at >= example.Length)
                break;

            var end = part.Length > 0 ? example.IndexOf(part, at, StringComparison.Ordinal) : example.IndexOf('\n', at);
            gaps.Add((at, end < 0 ? example.Length : end));
            at = end < 0 ? example.Length : end + part.Length;
        }

        return Somebody()
            .Replace(
                example,
                found =>
                    gaps.Exists(gap => found.Index < gap.End && found.Index + found.Length > gap.Start)
                        ? "[redacted]"
                        : found.Value
            );
    }

    // "Jane Doe", a number as long as that of an identity card; no length of time, no size.
    [GeneratedRegex(
        @"\b[A-Z][a-z'\-]{1,30}(?: [A-Z][a-z'\-]{1,30}){1,3}\b|(?<![\w.:/+\-=])\d{7,8}(?![\w.:,]|-\d| ?(?:ms|s|bytes|[kMG]B|rows)\b)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Somebody();
}
