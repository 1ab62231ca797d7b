using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <summary>Reads what <c>flyctl logs</c> prints: <c>{time} {provider}[{machine}] {region} [{level}]{message}</c>. A line without such a head continues the one before.</summary>
public static partial class FlyLog
{
    /// <summary>The lines since a moment. Lines that cannot be understood are kept as they are.</summary>
    public static ImmutableArray<LogLine> Read(string text, DateTimeOffset? since)
    {
        var lines = ImmutableArray.CreateBuilder<LogLine>();
        foreach (var raw in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var plain = Ansi().Replace(raw, "").TrimEnd('\r');
            var head = Head().Match(plain);
            if (!head.Success)
            {
                lines.Add(new LogLine(null, LevelOf(plain), plain));
                continue;
            }

            var at = DateTimeOffset.Parse(head.Groups["at"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
            if (since is { } from && at < from)
                continue;

            var message = head.Groups["message"].Value.Trim();
            lines.Add(new LogLine(at, LevelOf(message), message));
        }

        return lines.ToImmutable();
    }

    /// <summary>How bad a message is, by its own words.</summary>
    public static LogLevel LevelOf(string message) =>
        Bad().IsMatch(message) ? LogLevel.Error
        : Worrying().IsMatch(message) ? LogLevel.Warn
        : LogLevel.Info;

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]", RegexOptions.None, 1000)]
    private static partial Regex Ansi();

    [GeneratedRegex(
        @"^(?<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?) \w+\[[^\]]*\] \S+ \[\w+\]\s?(?<message>.*)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Head();

    [GeneratedRegex(
        """\b(?:ERROR|FATAL|PANIC|Unhandled|Uncaught|OOM|Out of memory|too many clients|P\d{4}|ECONNREFUSED)\b|"level":\s?"?(?:error|fatal|50|60)|\b(?:status=|HTTP )5\d\d\b|\bexit(?:ed with)? code:? [1-9]""",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Bad();

    [GeneratedRegex(""" \bWARN(?:ING)?\b|"level":\s?"?(?:warn|40)""", RegexOptions.None, 1000)]
    private static partial Regex Worrying();
}
