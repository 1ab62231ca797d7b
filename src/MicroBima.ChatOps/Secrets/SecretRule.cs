using System.Buffers;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Secrets;

/// <summary>What one kind of secret looks like: it is only searched where one of its keywords stands.</summary>
/// <param name="Name">What it finds, for people who read a test.</param>
/// <param name="Pattern">Where it has a group <c>s</c>, only that is the secret.</param>
internal sealed record SecretRule(string Name, SearchValues<string> Keywords, Regex Pattern)
{
    /// <summary>How rules are read: only named groups are kept, and letters are the same everywhere.</summary>
    public const RegexOptions Plain = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>The same, where capitals do not matter.</summary>
    public const RegexOptions AnyCase = Plain | RegexOptions.IgnoreCase;

    /// <summary>A rule that takes longer has not judged, in milliseconds.</summary>
    public const int Patience = 1000;

    private const string Secret = "s";

    /// <summary>What else has to be true of the part that was found: the sum over the digits of a card.</summary>
    public Func<string, bool> Holds { get; init; } = _ => true;

    /// <summary>True where one secret may stand on several lines; all others are only searched in the lines with a keyword.</summary>
    public bool IsOfManyLines { get; init; }

    /// <summary>A rule with its keywords.</summary>
    public static SecretRule Of(string name, Regex pattern, params ReadOnlySpan<string> keywords) =>
        new(name, SearchValues.Create(keywords, StringComparison.OrdinalIgnoreCase), pattern);

    /// <summary>The secrets of this kind in a text.</summary>
    /// <exception cref="RegexMatchTimeoutException">It could not be judged in time.</exception>
    public IEnumerable<Hit> Find(string text)
    {
        for (var at = 0; at < text.Length; )
        {
            var keyword = text.AsSpan(at).IndexOfAny(Keywords);
            if (keyword < 0)
                yield break;

            var (start, end) = IsOfManyLines ? (0, text.Length) : LineAround(text, at + keyword);
            for (var match = Pattern.Match(text, start, end - start); match.Success; match = match.NextMatch())
            {
                var part = match.Groups[Secret] is { Success: true } group ? group : match;
                if (part.Length > 0 && Holds(part.Value))
                    yield return new Hit(part.Index, part.Index + part.Length);
            }

            at = end + 1;
        }
    }

    private static (int Start, int End) LineAround(string text, int place)
    {
        var end = text.IndexOf('\n', place);
        return (text.LastIndexOf('\n', place) + 1, end < 0 ? text.Length : end);
    }
}
