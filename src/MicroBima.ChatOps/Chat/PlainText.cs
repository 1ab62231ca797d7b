using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Chat;

/// <summary>Makes text from outside harmless to look at: no control sequences, no invisible or direction-changing characters, valid Unicode.</summary>
public static partial class PlainText
{
    private const int MarksInARow = 2;

    /// <summary>The text as it would look on paper. A carriage return is a line end: what was overwritten stays readable.</summary>
    public static string Of(string text)
    {
        var plain = Terminal().Replace(text, "");
        var clean = new StringBuilder(plain.Length);
        var marks = 0;
        foreach (var rune in plain.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            {
                // A letter may carry an accent or two; a tower of them hides the line above.
                if (++marks > MarksInARow)
                    continue;
            }
            else
            {
                marks = 0;
            }

            clean.Append(
                rune.Value switch
                {
                    '\n' or '\t' => rune.ToString(),
                    '\r' => "\n",
                    _ => category switch
                    {
                        UnicodeCategory.Control => "",
                        UnicodeCategory.Format when rune.Value != 0x200D => "",
                        UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => "\n",
                        UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate => "\uFFFD",
                        _ => rune.ToString(),
                    },
                }
            );
        }

        return clean.ToString();
    }

    /// <summary>The text on one line.</summary>
    public static string Line(string text) => Space().Replace(Of(text), " ").Trim();

    /// <summary>The text cut to a length, never through a character, with a sign that it was cut.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
            return text;

        var end = 0;
        foreach (var start in StringInfo.ParseCombiningCharacters(text))
        {
            if (start > length - 1)
                break;

            end = start;
        }

        return text[..end] + "…";
    }

    // Colours, window titles, links (OSC 8) and every other escape sequence of a terminal.
    [GeneratedRegex(@"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\)?|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]", RegexOptions.None, 1000)]
    private static partial Regex Terminal();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
