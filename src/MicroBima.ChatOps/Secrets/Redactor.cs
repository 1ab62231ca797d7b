using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Secrets;

/// <summary>The one choke point: every text that leaves the process goes through <see cref="Mask"/>.</summary>
/// <param name="retired">What was secret until lately, or null where nobody keeps that.</param>
public sealed class Redactor(RetiredSecrets? retired = null)
{
    /// <summary>What stands where something was masked.</summary>
    public const string Instead = "[redacted]";
    private const int ShortestSecret = 6;

    private ImmutableHashSet<string> _known = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Makes a value known as secret: from now on it is masked in every encoding.</summary>
    public void Register(string secret)
    {
        if (secret.Trim().Length < ShortestSecret || _known.Contains(secret))
            return;

        var forms = SecretForms.Of(secret).ToList();
        ImmutableInterlocked.Update(ref _known, known => known.Union(forms));
        retired?.Note(forms.Where(form => form.Length >= ShortestSecret));
    }

    /// <summary>The text without any known secret, and without anything that looks like one. Never throws; where it cannot judge it withholds.</summary>
    public string Mask(string text) => TryFind(text) is { } hits ? Mask(text, hits) : Withheld(text);

    /// <summary>What must not be seen, in order and apart from each other; null where it could not be judged in time.</summary>
    internal List<Hit>? TryFind(string text)
    {
        try
        {
            var hits = new List<Hit>();
            hits.AddRange(SecretRules.Find(text));
            hits.AddRange(Encoded.Find(text));
            AddKnown(text, hits);
            if (Surface.Of(text, joinLines: false) is { } surface)
            {
                hits.AddRange(SecretRules.Find(surface.Text).Select(surface.InText));
                AddKnown(surface, hits);
            }

            if (text.Contains('\n', StringComparison.Ordinal) && Surface.Of(text, joinLines: true) is { } joined)
                AddKnown(joined, hits);

            // What was masked before stays one mask.
            if (hits.Count > 0)
                AddEach(text, Instead, hits);

            return Apart(hits);
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    /// <summary>The text with masks in the given places.</summary>
    internal static string Mask(string text, List<Hit> hits)
    {
        if (hits.Count == 0)
            return text;

        var masked = new StringBuilder(text.Length);
        var from = 0;
        foreach (var hit in hits)
        {
            masked.Append(text, from, hit.Start - from).Append(Instead);
            from = hit.End;
        }

        return masked.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>What stands in the place of a text that could not be judged.</summary>
    internal static string Withheld(string text) =>
        $"[{text.Count(letter => letter == '\n') + 1} lines withheld: they could not be checked for secrets in time]";

    private void AddKnown(Surface surface, List<Hit> hits)
    {
        var found = new List<Hit>();
        AddKnown(surface.Text, found);
        hits.AddRange(found.Select(surface.InText));
    }

    private void AddKnown(string text, List<Hit> hits)
    {
        foreach (var secret in _known)
            AddEach(text, secret, hits);

        if (retired is not null)
            hits.AddRange(retired.Find(text));
    }

    private static void AddEach(string text, string part, List<Hit> hits)
    {
        for (var at = 0; (at = text.IndexOf(part, at, StringComparison.Ordinal)) >= 0; at++)
            hits.Add(new Hit(at, at + part.Length));
    }

    private static List<Hit> Apart(List<Hit> hits)
    {
        var apart = new List<Hit>();
        foreach (var hit in hits.OrderBy(hit => hit.Start))
        {
            if (apart.Count > 0 && hit.Start < apart[^1].End)
                apart[^1] = apart[^1] with { End = Math.Max(apart[^1].End, hit.End) };
            else
                apart.Add(hit);
        }

        return apart;
    }
}
