using System.Collections.Immutable;
using System.Text;

namespace MicroBima.ChatOps.Secrets;

/// <summary>The one choke point: every text that leaves the process goes through <see cref="Mask"/>.</summary>
public sealed class Redactor
{
    private const string Instead = "[redacted]";
    private const int ShortestSecret = 6;

    private volatile ImmutableSortedSet<string> _known = ImmutableSortedSet.Create<string>(new LongestFirst());

    /// <summary>Makes a value known as secret: from now on it is masked in every encoding.</summary>
    public void Register(string secret)
    {
        if (secret.Length < ShortestSecret)
            return;

        var known = _known;
        foreach (var form in SecretForms.Of(secret))
            known = known.Add(form);

        _known = known;
    }

    /// <summary>The text without any known secret, and without anything that looks like one. Never throws; where it cannot judge it withholds.</summary>
    public string Mask(string text)
    {
        foreach (var secret in _known)
            text = text.Replace(secret, Instead, StringComparison.Ordinal);

        return SecretPatterns.Mask(text, Instead);
    }

    private sealed class LongestFirst : IComparer<string>
    {
        public int Compare(string? x, string? y) =>
            (y?.Length ?? 0).CompareTo(x?.Length ?? 0) is var order and not 0 ? order : string.CompareOrdinal(x, y);
    }
}

/// <summary>The forms in which a secret may turn up.</summary>
internal static class SecretForms
{
    /// <summary>Plain, URL-, JSON-, XML- and hex-encoded, and base64 at each of the three offsets.</summary>
    public static IEnumerable<string> Of(string secret)
    {
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return secret;
        yield return Uri.EscapeDataString(secret);
        yield return System.Text.Json.JsonEncodedText.Encode(secret).ToString();
        yield return System.Security.SecurityElement.Escape(secret) ?? secret;
        yield return Convert.ToHexStringLower(bytes);
        yield return Convert.ToHexString(bytes);
        for (var offset = 0; offset < 3; offset++)
        {
            var whole = Convert.ToBase64String([.. new byte[offset], .. bytes]).TrimEnd('=');

            // The first and last characters mix with the neighbours' bits: what is sure lies between.
            var skip = offset == 0 ? 0 : offset + 1;
            var end = (bytes.Length + offset) % 3 == 0 ? whole.Length : whole.Length - 1;
            if (end - skip < 8)
                continue;

            yield return whole[skip..end];
            yield return whole[skip..end].Replace('+', '-').Replace('/', '_');
        }
    }
}
