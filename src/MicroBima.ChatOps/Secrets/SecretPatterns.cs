using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Secrets;

/// <summary>What a secret or a personal datum looks like that nobody registered.</summary>
internal static partial class SecretPatterns
{
    private static readonly (Regex Pattern, string Instead)[] Rules =
    [
        (UrlPassword(), "${before}MASK@"),
        (Assignment(), "${before}MASK"),
        (PrivateKey(), "MASK"),
        (Token(), "MASK"),
        (DiscordToken(), "MASK"),
        (Webhook(), "${before}MASK"),
        (Bearer(), "${before}MASK"),
        (Jwt(), "MASK"),
        (KeyDetail(), "${before}MASK${after}"),
        (FailingRow(), "${before}MASK${after}"),
        (Mail(), "MASK"),
        (Phone(), "MASK"),
    ];

    /// <summary>The text with every match masked.</summary>
    public static string Mask(string text, string mask)
    {
        try
        {
            foreach (var (pattern, instead) in Rules)
                text = pattern.Replace(text, instead.Replace("MASK", mask, StringComparison.Ordinal));

            return text;
        }
        catch (RegexMatchTimeoutException)
        {
            return $"[{text.Count(c => c == '\n') + 1} lines withheld: they could not be checked for secrets in time]";
        }
    }

    [GeneratedRegex(@"(?<before>\b[a-z][a-z0-9+.\-]{1,20}://[^\s:/@]{0,100}:)[^\s@/][^\s@]{0,300}@", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UrlPassword();

    [GeneratedRegex(
        @"(?<before>(?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_\-]?key|access[_\-]?key|private[_\-]?key|client[_\-]?secret|authorization)[""']?\s{0,3}(?:[:=]|=>)\s{0,3}[""']?)(?!\[redacted\])[^\s""',;&]{4,}",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Assignment();

    [GeneratedRegex(@"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.*?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(
        @"\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[\w\-]{20,}|xox[abprs]-[\w\-]{10,}|sk_(?:live|test)_[A-Za-z0-9]{10,}|FlyV1 fm\d_[\w+/=,\-]{10,}|fm[12]_[\w+/=,\-]{20,}|AKIA[0-9A-Z]{16}|npm_[A-Za-z0-9]{30,}|SG\.[\w\-]{16,}\.[\w\-]{16,}|AIza[\w\-]{30,})",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Token();

    [GeneratedRegex(@"\b[MNO][A-Za-z\d_\-]{22,28}\.[\w\-]{6}\.[\w\-]{27,45}\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DiscordToken();

    [GeneratedRegex(@"(?<before>https?://[^\s/]{1,100}/(?:api/)?webhooks/\d+/)[\w\-]{20,}", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Webhook();

    [GeneratedRegex(@"(?<before>\b(?:Bearer|Basic|Bot)\s+)[A-Za-z0-9._~+/=\-]{12,}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"\beyJ[\w\-]{8,}\.[\w\-]{8,}\.[\w\-]{8,}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Jwt();

    [GeneratedRegex(@"(?<before>Key \([^)\n]{1,200}\)=\()[^)\n]*(?<after>\))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex KeyDetail();

    [GeneratedRegex(@"(?<before>Failing row contains \()[^\n]*(?<after>\))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FailingRow();

    [GeneratedRegex(@"\b[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Mail();

    [GeneratedRegex(@"(?<![\w.\-:])\+\d{1,3}[ \-]?\(?\d{2,4}\)?(?:[ \-]?\d{2,4}){2,3}(?![\w\-])", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Phone();
}
