using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Small rules that several forms share.</summary>
internal static class FormRules
{
    public static bool IsWebAddress(string text) =>
        text.Length <= 2048
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && address.Scheme is "http" or "https";

    public static bool IsEmoji(JsonNode emoji) =>
        emoji.Id("id") is not null
        || (
            emoji.Text("name") is { Length: > 0 and <= 32 } name
            && name.EnumerateRunes()
                .Any(rune =>
                    Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol || rune.Value is 0x20E3 or >= 0x1F000
                )
        );
}
