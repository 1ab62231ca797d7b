using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <summary>Reads what <c>flyctl logs</c> prints: <c>{time} {provider}[{machine}] {region} [{level}]{message}</c>. A line without such a head belongs to the moment of the one before.</summary>
public static partial class FlyLog
{
    private const int Longest = 4000;

    /// <summary>The lines since a moment. Lines that cannot be understood are kept as they are; long ones are cut.</summary>
    public static ImmutableArray<LogLine> Read(string text, DateTimeOffset? since)
    {
        var lines = ImmutableArray.CreateBuilder<LogLine>();
        DateTimeOffset? at = null;
        foreach (var raw in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var plain = Escapes().Replace(raw.Length > Longest ? raw[..Longest] : raw, "").TrimEnd('\r');
            var message = plain;
            if (Head().Match(plain) is { Success: true } head && TimeOf(head) is { } said)
            {
                at = said;
                message = head.Groups["message"].Value.Trim();
            }

            if (message.Length > 0 && !(since is { } from && at < from))
                lines.Add(new LogLine(at, LevelOf(message), message));
        }

        return lines.ToImmutable();
    }

    /// <summary>How bad a message is, by its own words.</summary>
    public static LogLevel LevelOf(string message) =>
        Bad().IsMatch(message) ? LogLevel.Error
        : Worrying().IsMatch(message) ? LogLevel.Warn
        : LogLevel.Info;

    private static DateTimeOffset? TimeOf(Match head) =>
        DateTimeOffset.TryParse(
            head.Groups["at"].Value,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? at
            : null;

    // Colours and other control sequences, and links (OSC 8), as ECMA-48 writes them.
    [GeneratedRegex(@"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))", RegexOptions.None, 1000)]
    private static partial Regex Escapes();

    [GeneratedRegex(
        @"^(?<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z?) \w+\[[^\]]*\] \S+ \[\w+\]\s?(?<message>.*)$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Head();

    [GeneratedRegex(
        """
            \b(?:ERROR|FATAL|PANIC|panic:|Unhandled|Uncaught|OOM|[Oo]ut\ of\ memory|too\ many\ (?:clients|connections)|P\d{4}|ECONNREFUSED|ECONNRESET|ETIMEDOUT)
            |\b[A-Z][A-Za-z]*Error:
            |\bError:\s
            |"level":\s?"?(?:error|fatal|50|60)\b
            |"(?:status|statusCode)":\s?"?5\d\d\b
            |\b(?:status[=:]?\s?|HTTP/?[\d.]*"?\s)5\d\d\b
            |\bexit(?:ed)?\b.{0,20}\bcode[:=]?\s?[1-9]
            """,
        RegexOptions.IgnorePatternWhitespace,
        1000
    )]
    private static partial Regex Bad();

    [GeneratedRegex("""\bWARN(?:ING)?\b|"level":\s?"?(?:warn|40)\b""", RegexOptions.None, 1000)]
    private static partial Regex Worrying();
}
