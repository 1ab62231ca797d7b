using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <summary>An example without the names of people, the numbers of their cards and the codes of their payments: they stand where its pattern has a mark.</summary>
internal static partial class Unnamed
{
    private const string Name = @"\p{Lu}\p{Ll}[\p{L}'\-]{0,30}(?: \p{Lu}\p{Ll}[\p{L}'\-]{0,30}){1,3}(?![\w\-])";

    /// <summary>The example as it may be shown.</summary>
    public static string Of(string example, string pattern) => OrNothing(() => WithoutMarked(example, pattern));

    private static string WithoutMarked(string example, string pattern)
    {
        example = Codes().Replace(example, "[redacted]");
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

    /// <summary>The text without the people of whom it tells that they were paid, covered or let in: an event that came once has no mark in their place.</summary>
    public static string Told(string text) => OrNothing(() => OfSomebody().Replace(text, "[redacted]"));

    // What cannot be looked through in time is not shown.
    private static string OrNothing(Func<string> look)
    {
        try
        {
            return look();
        }
        catch (RegexMatchTimeoutException)
        {
            return "[redacted]";
        }
    }

    // "Jane Doe", a number as long as that of an identity card; no length of time, no size.
    [GeneratedRegex(
        @"\b[A-Z][a-z'\-]{1,30}(?: [A-Z][a-z'\-]{1,30}){1,3}\b|(?<![\w.:/+\-=])\d{7,8}(?![\w.:,]|-\d| ?(?:ms|s|bytes|[kMG]B|rows)\b)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Somebody();

    // "id-23456789.jpg", and the code of a payment by M-Pesa.
    [GeneratedRegex(
        @"(?<=\bid[\-_])\d{7,8}(?!\d)|(?<![\w\-/.])(?=[A-Z]{0,9}\d)[A-Z][A-L][1-9A-V][A-Z0-9]{7}(?![\w\-])",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Codes();

    // "refund of 7 to Jane Doe", "approved by Jane Doe", "agent Jane Doe", "Jane Doe could not be enrolled", "Jane Doe ([redacted]) joined", "Jane Doe,23456789,[redacted]";
    // not what HTTP calls a status, "customer: Not Found".
    [GeneratedRegex(
        @"(?=\p{Lu}\p{Ll})(?!(?:Not|Bad|Internal|Invalid|Unknown|Missing|Service|Too|Access|Payment|Gateway|Request|Connection)\b)(?<=\b(?i:payouts?|refunds?|payments?|premiums?|money|loans?|transfers?|disbursements?|claims?|polic(?:y|ies)|covers?|notes?|quotes?|certificates?|applications?|letters?|cards?|photos?|selfies?|documents?|consent|birthday)\b[^;:\r\n]{0,60}\b(?:to|for|of) |\b(?:approved|declined|paid|signed|submitted|filed|reviewed|requested|cancelled|renewed|uploaded|answered|called) by |\bbelongs to |\b(?i:agent|doctor|adjuster|assessor|nurse|dear|name is) |\b(?i:names?)\\?[""'`]?\s?[:=>]\s?\\?[""'`]?|\b(?i:names)\\?[""'`]?\s?[:=]\s?\[[^\]\r\n]{0,120}[""'`]"
            + @"|\b(?i:customer|user|member|claimant|beneficiar(?:y|ies)|holder|insured|applicant|patient|spouse|payer|payee|nominee|guardian|sender|recipient|kin|widow(?:er)?|orphan|minor|wife|husband|mother|father|son|daughter|child|sister|brother|heir|deceased|farmer|rider|pensioner|employee)(?: of)?:? |\b(?i:collects?|pays|signs?|claims|applies|asks|waits) for )"
            + Name
            + @"|\b"
            + Name
            + @"(?=,? (?:[(<]|- )\[redacted\]|[,;|] ?(?:\d{7,8}[,;|] ?)?\[redacted\]|(?: (?:has|was|is|been|be|already|not|could|cannot|can)){0,4} (?:enrolled|insured|covered|died|signed (?:in|up|out)|logged (?:in|out)|opted (?:in|out))\b)|\b(?:\d{7,8}|(?:19|20)\d\d-\d\d-\d\d)(?=[,;|] ?\[redacted\])|(?<=\[redacted\][,;|] ?)(?:19|20)\d\d-\d\d-\d\d\b",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex OfSomebody();
}
