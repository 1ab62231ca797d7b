using System.Globalization;

namespace MicroBima.ChatOps.Sandbox.Page;

/// <summary>Discord's numbers as colours.</summary>
internal static class Colours
{
    public static string Css(int? colour) =>
        colour is { } number ? string.Create(CultureInfo.InvariantCulture, $"#{number & 0xFFFFFF:x6}") : "var(--line)";
}
