using System.Runtime.InteropServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>Patterns with places that were found to be values: a new text may be one of them.</summary>
internal sealed class Widened
{
    private readonly Dictionary<(LogLevel, int), List<(string[] Parts, int Number)>> _byLength = [];

    /// <summary>Forgets all.</summary>
    public void Clear() => _byLength.Clear();

    /// <summary>Adds a pattern.</summary>
    public void Add(LogLevel level, string text, int number)
    {
        var parts = PatternParts.Of(text);
        ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(_byLength, (level, parts.Length), out _);
        (list ??= []).Add((parts, number));
    }

    /// <summary>The pattern that a text belongs to; -1 where there is none.</summary>
    public int Find(LogLevel level, string text)
    {
        if (_byLength.Count == 0)
            return -1;

        var parts = PatternParts.Of(text);
        if (!_byLength.TryGetValue((level, parts.Length), out var list))
            return -1;

        foreach (var (wide, number) in list)
        {
            if (Fits(wide, parts))
                return number;
        }

        return -1;
    }

    private static bool Fits(string[] wide, string[] parts)
    {
        for (var at = 0; at < parts.Length; at++)
        {
            if (wide[at] is not "∗" && !string.Equals(wide[at], parts[at], StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
