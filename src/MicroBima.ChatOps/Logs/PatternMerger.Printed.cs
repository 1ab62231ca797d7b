using System.Text;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <content>What programs print of their objects and lists.</content>
internal static partial class PatternMerger
{
    // "{'age': *, 'name': '*'}", "{"age":*}", "['*', '*']": one value, however much is in it, but where it says what happened.
    private static List<Pattern> WithoutPrinted(List<Pattern> all)
    {
        var isFound = false;
        for (var at = 0; at < all.Count; at++)
        {
            if (all[at] is { IsNewError: true } or { Level: LogLevel.Fatal })
                continue;

            var text = string.Concat(all[at].Parts);
            var without = WithoutCause(
                Printed().Replace(text, one => HoldsWords(one) ? one.Value : $"{one.Value[0]}*{one.Value[^1]}")
            );
            if (without.Length == text.Length)
                continue;

            all[at] = all[at].With(PatternParts.Of(without));
            isFound = true;
        }

        return isFound ? Distinct(all) : all;
    }

    private static bool HoldsWords(Match printed) =>
        printed.Groups["name"].Captures.Any(name => Tokens.HoldsWords(Encoding.UTF8.GetBytes(name.Value)));

    [GeneratedRegex(
        """
            \{(?:(?<q>["'])(?<name>[^"'{}\[\]]*)\k<q>:\ ?(?:'[^'{}\[\]]*'|"[^"{}\[\]]*"|[\w.*-]+)(?:,\ ?|(?=\})))+\}
            |\[(?:(?:'\*'|"\*"|\*)(?:[,;]\ ?|(?=\])))+\]
            """,
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Printed();
}
