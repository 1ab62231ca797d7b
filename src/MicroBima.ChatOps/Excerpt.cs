using System.Globalization;

namespace MicroBima.ChatOps;

/// <summary>The beginning of a text that is too long to be shown whole. What may hold a secret is masked before: half of one is not known any more.</summary>
internal static class Excerpt
{
    /// <summary>The text cut to a length, never through a character, with a sign that it was cut.</summary>
    public static string Of(string text, int length)
    {
        if (text.Length <= length)
            return text;

        var end = 0;
        while (end + StringInfo.GetNextTextElementLength(text, end) is var next && next < length)
            end = next;

        return text[..end].TrimEnd() + "…";
    }
}
