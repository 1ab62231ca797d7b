using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <summary>One line of a log: when (null where it does not say), how bad by its own words, and its message.</summary>
public sealed record LogLine(DateTimeOffset? At, LogLevel Level, string Message);

/// <summary>How bad a line is, by its own words; a platform's level says nothing about the app.</summary>
public enum LogLevel
{
    /// <summary>Ordinary.</summary>
    Info,

    /// <summary>A warning.</summary>
    Warn,

    /// <summary>An error.</summary>
    Error,
}

/// <summary>Lines that say the same, apart from their values.</summary>
public sealed record LogGroup(string Pattern, LogLevel Level, int Count, DateTimeOffset? First, string Example);

/// <summary>Groups lines by message: numbers, ids and quoted values are taken out, what is left is the pattern.</summary>
public static partial class LogSummary
{
    /// <summary>Errors and warnings, worst and most frequent first.</summary>
    public static ImmutableArray<LogGroup> Of(IEnumerable<LogLine> lines) =>
        [
            .. lines
                .Where(line => line.Level is not LogLevel.Info)
                .GroupBy(line => (Pattern: PatternOf(line.Message), line.Level))
                .Select(group => new LogGroup(
                    group.Key.Pattern,
                    group.Key.Level,
                    group.Count(),
                    group.Min(line => line.At),
                    group.First().Message
                ))
                .OrderByDescending(group => group.Level)
                .ThenByDescending(group => group.Count),
        ];

    /// <summary>The message without its values. The status of an HTTP answer stays: 2xx and 5xx must never become one.</summary>
    public static string PatternOf(string message)
    {
        var pattern = Value().Replace(message, match => match.Groups["keep"].Success ? match.Value : "*");
        pattern = Space().Replace(pattern, " ").Trim();
        return pattern.Length > 160 ? pattern[..160] : pattern;
    }

    [GeneratedRegex(
        """(?<keep>\b(?:HTTP|status|code)\W{0,4}[1-9]\d{2}\b|\bP\d{4}\b)|"[^"]{0,200}"|'[^']{0,200}'|\b[0-9a-f]{8,}\b|\d+(?:\.\d+)?""",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Value();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
