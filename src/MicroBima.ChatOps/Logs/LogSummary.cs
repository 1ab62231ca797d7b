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
    private const int Longest = 1000;

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

    /// <summary>The message without its values. Of an HTTP status its class stays: 2xx and 5xx must never become one.</summary>
    public static string PatternOf(string message)
    {
        var pattern = Value().Replace(message.Length > Longest ? message[..Longest] : message, Without);
        pattern = Space().Replace(pattern, " ").Trim();
        return pattern.Length > 160 ? pattern[..160] : pattern;
    }

    private static string Without(Match value) =>
        value.Groups["keep"].Success ? value.Value
        : value.Groups["status"] is { Success: true, Value: var status } ? $"{status[0]}xx"
        : "*";

    // What is kept: names of JSON fields and codes that tell one error from another. A number of three digits may be a status, unless it counts something.
    [GeneratedRegex(
        """
            (?<keep>"[A-Za-z_][\w.-]{0,60}"(?=\s?:)|\bcode['"]?\W{1,3}[A-Z0-9]{1,6}\b|\bP\d{4}\b)
            |"(?<status>[1-5]\d\d)"
            |(?<![\w.:])(?<status>[1-5]\d\d)(?![\w.]|\s?(?:ms|s|kB|MB|bytes|rows)\b|%)
            |(?<=":)(?<status>[1-5]\d\d)(?![\w.])
            |"[^"]{0,200}"|'[^']{0,200}'
            |\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[0-9a-f]{8,}\b|\d+(?:\.\d+)?
            """,
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace,
        1000
    )]
    private static partial Regex Value();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
