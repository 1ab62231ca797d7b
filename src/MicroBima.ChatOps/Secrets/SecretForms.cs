using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;

namespace MicroBima.ChatOps.Secrets;

/// <summary>The forms in which a secret may turn up.</summary>
internal static class SecretForms
{
    private const int ShortestLine = 16;
    private const int ShortestBase64 = 7;

    /// <summary>Plain, URL-, JSON-, XML-, shell- and hex-encoded, and base64 at each of the three offsets; of a secret of many lines each long line too.</summary>
    public static IEnumerable<string> Of(string secret) =>
        secret
            .Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.Length >= ShortestLine)
            .Prepend(secret)
            .Prepend(secret.Trim())
            .Distinct(StringComparer.Ordinal)
            .SelectMany(OfOne)
            .Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> OfOne(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        return
        [
            secret,
            .. Url(secret),
            JavaScriptEncoder.Default.Encode(secret),
            JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(secret),
            secret.Replace("/", "\\/", StringComparison.Ordinal),
            SecurityElement.Escape(secret) ?? secret,
            WebUtility.HtmlEncode(secret),
            secret.Replace("'", "'\\''", StringComparison.Ordinal),
            Convert.ToHexStringLower(bytes),
            Convert.ToHexString(bytes),
            .. Base64(bytes),
        ];
    }

    // What may stay as it is differs from one writer to the next: RFC 3986, JavaScript's encodeURIComponent, forms, and small hex digits.
    private static IEnumerable<string> Url(string secret)
    {
        var strict = Uri.EscapeDataString(secret);
        var script = strict
            .Replace("%21", "!", StringComparison.Ordinal)
            .Replace("%27", "'", StringComparison.Ordinal)
            .Replace("%28", "(", StringComparison.Ordinal)
            .Replace("%29", ")", StringComparison.Ordinal)
            .Replace("%2A", "*", StringComparison.Ordinal);
        foreach (var form in new[] { strict, script, WebUtility.UrlEncode(secret) })
        {
            yield return form;
            yield return SmallHex(form);
        }
    }

    private static string SmallHex(string form) =>
        string.Concat(
            form.Select(
                (letter, at) =>
                    form.AsSpan(Math.Max(0, at - 2), Math.Min(2, at)).Contains('%')
                        ? char.ToLowerInvariant(letter)
                        : letter
            )
        );

    private static IEnumerable<string> Base64(byte[] bytes)
    {
        for (var offset = 0; offset < 3; offset++)
        {
            var whole = Convert.ToBase64String([.. new byte[offset], .. bytes]).TrimEnd('=');

            // The first and last characters mix with the neighbours' bits: what is sure lies between.
            var skip = offset == 0 ? 0 : offset + 1;
            var end = (bytes.Length + offset) % 3 == 0 ? whole.Length : whole.Length - 1;
            if (end - skip < ShortestBase64)
                continue;

            yield return whole[skip..end];
            yield return whole[skip..end].Replace('+', '-').Replace('/', '_');
        }
    }
}
