namespace MicroBima.ChatOps.Tools;

/// <summary>Names and strings as SQL takes them, whatever is in them.</summary>
internal static class Quoted
{
    /// <summary>An identifier.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A string, where standard_conforming_strings is on: only the quote itself is special.</summary>
    public static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
