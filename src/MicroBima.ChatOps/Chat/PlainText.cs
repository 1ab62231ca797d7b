using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Chat;

/// <summary>Makes text from outside harmless to look at: no control sequences, no invisible or direction-changing characters, valid Unicode.</summary>
public static partial class PlainText
{
    private const int MarksInARow = 2;

    /// <summary>The text as it would look on paper. A carriage return is a line end: what was overwritten stays readable.</summary>
    public static string Of(string text)
    {
        var plain = Terminal.Strip(text).Replace("\r\n", "\n", StringComparison.Ordinal);
        var clean = new StringBuilder(plain.Length);
        var marks = 0;
        var before = default(Rune);
        foreach (var rune in plain.EnumerateRunes())
        {
            marks = IsMark(rune) ? marks + 1 : 0;

            // A letter may carry an accent or two; a tower of them hides the line above.
            if (marks <= MarksInARow)
                Append(clean, rune, before);

            before = rune;
        }

        return clean.ToString();
    }

    private static void Append(StringBuilder clean, Rune rune, Rune before)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control:
                clean.Append(
                    rune.Value is '\n' or '\r' ? "\n"
                    : rune.Value is '\t' ? "\t"
                    : ""
                );
                break;
            case UnicodeCategory.Format:
                // Joins the parts of one picture (a family, a flag); between letters it only hides that two texts differ.
                clean.Append(rune.Value is 0x200D && IsPicture(before) ? rune.ToString() : "");
                break;
            case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                clean.Append('\n');
                break;
            case UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate:
                clean.Append('\uFFFD');
                break;
            default:
                clean.Append(IsInvisible(rune) ? "" : rune.ToString());
                break;
        }
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool IsPicture(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol
        || rune.Value is 0xFE0F;

    // Letters and marks that draw nothing (Default_Ignorable_Code_Point, https://www.unicode.org/reports/tr44/), but for the one that colours pictures.
    private static bool IsInvisible(Rune rune) =>
        rune.Value
            is 0x034F
                or 0x115F
                or 0x1160
                or 0x17B4
                or 0x17B5
                or 0x2800
                or 0x3164
                or 0xFFA0
                or (>= 0x180B and <= 0x180F)
                or (>= 0xFE00 and <= 0xFE0E)
                or (>= 0xE0100 and <= 0xE01EF);

    /// <summary>The text on one line.</summary>
    public static string Line(string text) => Space().Replace(Of(text), " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
