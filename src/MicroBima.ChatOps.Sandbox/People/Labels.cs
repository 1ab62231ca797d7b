using System.Globalization;
using System.Text;

namespace MicroBima.ChatOps.Sandbox.People;

/// <summary>Compares labels as people read them: without emoji, case and a trailing ellipsis.</summary>
internal static class Labels
{
    public static bool Match(string? label, string asked) =>
        label is not null
        && Plain(label) is { Length: > 0 } plain
        && string.Equals(plain, Plain(asked), StringComparison.OrdinalIgnoreCase);

    public static string Plain(string label)
    {
        var plain = new StringBuilder(label.Length);
        foreach (var rune in label.EnumerateRunes().Where(rune => !IsEmoji(rune)))
        {
            plain.Append(rune);
        }
        return plain.ToString().Trim().TrimEnd('…', '.').Trim();
    }

    private static bool IsEmoji(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.Format
        || rune.Value is 0xFE0F or 0x20E3 or (>= 0x1F3FB and <= 0x1F3FF);
}
