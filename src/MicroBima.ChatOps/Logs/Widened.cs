namespace MicroBima.ChatOps.Logs;

/// <summary>Patterns with places that were found to be values: a new text may be one of them.</summary>
internal sealed class Widened
{
    private readonly Dictionary<int, List<Wide>> _byLength = [];

    /// <summary>Forgets all.</summary>
    public void Clear() => _byLength.Clear();

    /// <summary>Adds a pattern.</summary>
    public void Add(LogLevel level, string text, int number)
    {
        var parts = PatternParts.Of(text);
        var key = KeyOf(level, parts);
        if (!_byLength.TryGetValue(key, out var list))
            _byLength[key] = list = [];

        list.Add(new Wide(parts, number));
    }

    /// <summary>The pattern that a text belongs to; -1 where there is none.</summary>
    public int Find(LogLevel level, string text)
    {
        if (_byLength.Count == 0)
            return -1;

        var parts = PatternParts.Of(text);
        if (!_byLength.TryGetValue(KeyOf(level, parts), out var list))
            return -1;

        foreach (var (wide, number) in list)
        {
            if (Fits(wide, parts))
                return number;
        }

        return -1;
    }

    private static int KeyOf(LogLevel level, string[] parts) => (parts.Length * 8) + (int)level;

    private static bool Fits(string[] wide, string[] parts)
    {
        for (var at = 0; at < parts.Length; at++)
        {
            if (wide[at] is not "∗" && !string.Equals(wide[at], parts[at], StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    /// <summary>A pattern with places that are values.</summary>
    private sealed record Wide(string[] Parts, int Number);
}
