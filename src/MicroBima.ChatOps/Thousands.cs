using System.Globalization;

namespace MicroBima.ChatOps;

/// <summary>Large numbers as people read them: <c>28 807</c>, with a space that no line breaks at.</summary>
internal static class Thousands
{
    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '\u00A0');
}
