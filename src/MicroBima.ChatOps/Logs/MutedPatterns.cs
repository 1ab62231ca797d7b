using static MicroBima.ChatOps.Logs.PatternParts;

namespace MicroBima.ChatOps.Logs;

/// <summary>
/// Patterns that somebody called harmless, as they were written then. How a pattern is written depends on what else is read; what fits a muted one is
/// counted under it, and becomes one with nothing else.
/// </summary>
internal sealed class MutedPatterns
{
    private readonly IReadOnlyDictionary<string, string> _byId;
    private readonly ILookup<int, Muted> _byLength;

    /// <summary>Patterns by their ids; the text is empty where nobody knows it, and of no use where it was cut.</summary>
    public MutedPatterns(IReadOnlyDictionary<string, string> byId)
    {
        _byId = byId;
        _byLength = byId.SelectMany(one =>
                Enum.GetValues<LogLevel>()
                    .Where(level =>
                        string.Equals(PatternMiner.IdOf(level, one.Value), one.Key, StringComparison.Ordinal)
                    )
                    .Select(level => new Muted(level, one.Value, PatternParts.Of(one.Value)))
            )
            .ToLookup(one => one.Parts.Length);
    }

    /// <summary>The text of the muted pattern that a text belongs to, or null.</summary>
    public string? Find(LogLevel level, string text)
    {
        if (_byId.Count == 0)
            return null;

        text = text.Replace(PatternMerger.Wide, '*');
        if (_byId.ContainsKey(PatternMiner.IdOf(level, text)))
            return text;

        var parts = PatternParts.Of(text);
        return _byLength[parts.Length].FirstOrDefault(one => one.Level == level && Takes(one.Parts, parts))?.Text;
    }

    // A value takes any word but one that says what happened.
    private static bool Takes(string[] muted, string[] parts) =>
        !parts
            .Where(
                (part, at) =>
                    !string.Equals(part, muted[at], StringComparison.Ordinal)
                    && !(IsMark(muted[at]) && IsWordLetter(part[0]) && !NamesError(part) && !IsHappening(part))
            )
            .Any();

    /// <summary>A muted pattern whose text is known.</summary>
    private sealed record Muted(LogLevel Level, string Text, string[] Parts);
}
