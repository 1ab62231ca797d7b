using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Rehearsals;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Commands;

/// <summary>A rehearsal as the command line tells it.</summary>
internal static class RehearsalReport
{
    /// <summary>For people.</summary>
    public static string Text(RehearsalResult result)
    {
        var found = result.Found;
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Word(result)} {PlainText.Line(found.Migration)} on {found.On} in {found.Took.TotalMilliseconds:0} ms{(result.Wal is { } wal ? $", {wal / 1024} KiB WAL" : "")}\n"
        );
        // What the server says of rows that stand against it may hold people's data.
        var redactor = new Redactor();
        foreach (var line in Lines(result))
            text.Append(CultureInfo.InvariantCulture, $"  {PlainText.Line(redactor.Mask(line))}\n");

        return text.ToString();
    }

    /// <summary>For programs.</summary>
    public static string Json(RehearsalResult result)
    {
        var found = result.Found;
        var redactor = new Redactor();
        return JsonSerializer.Serialize(
            new RehearsalLine(
                found.Migration,
                Word(result),
                found.On,
                found.Took.TotalMilliseconds,
                found.Locks,
                found.Rewrites,
                [.. found.Losses.Select(redactor.Mask)],
                [.. found.Cautions.Select(redactor.Mask)],
                Why(result) is { } why ? redactor.Mask(why) : null,
                [.. ((result as RehearsalResult.Failed)?.Violations ?? []).Select(redactor.Mask)],
                result.Wal,
                [
                    .. result.Statements.Select(one => new StatementLine(
                        one.Line,
                        redactor.Mask(one.Sql),
                        one.Took.TotalMilliseconds,
                        one.Locks,
                        one.Rewrites,
                        one.Scans,
                        one.Rows,
                        one.Error.Length > 0 ? redactor.Mask(one.Error) : null
                    )),
                ]
            ),
            CommandFormat.Default.RehearsalLine
        );
    }

    private static IEnumerable<string> Lines(RehearsalResult result) =>
        [
            .. Why(result) is { } why ? [why] : Array.Empty<string>(),
            .. (result as RehearsalResult.Failed)?.Violations ?? [],
            .. result.Found.Locks,
            .. result.Found.Rewrites.Select(table => $"writes anew {table}"),
            .. result.Found.Losses.Select(loss => $"loses: {loss}"),
            .. result.Found.Cautions.Select(caution => $"caution: {caution}"),
        ];

    private static string? Why(RehearsalResult result) =>
        result switch
        {
            RehearsalResult.Passed => null,
            RehearsalResult.Failed failed => failed.Why,
            RehearsalResult.Unknown unknown => unknown.Why,
        };

    private static string Word(RehearsalResult result) =>
        result switch
        {
            RehearsalResult.Passed => "passed",
            RehearsalResult.Failed => "failed",
            RehearsalResult.Unknown => "unknown",
        };
}

/// <summary>One migration, for programs.</summary>
internal sealed record RehearsalLine(
    string Migration,
    string Verdict,
    string On,
    double TookMs,
    ImmutableArray<string> Locks,
    ImmutableArray<string> Rewrites,
    ImmutableArray<string> Losses,
    ImmutableArray<string> Cautions,
    string? Why,
    ImmutableArray<string> Violations,
    long? WalBytes,
    ImmutableArray<StatementLine> Statements
);

/// <summary>One statement, for programs.</summary>
internal sealed record StatementLine(
    int Line,
    string Statement,
    double TookMs,
    ImmutableArray<string> Locks,
    ImmutableArray<string> Rewrites,
    ImmutableArray<string> Scans,
    long Rows,
    string? Error
);

/// <summary>How the verbs write for programs.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RehearsalLine))]
[JsonSerializable(typeof(BackupVerdict))]
[JsonSerializable(typeof(DoctorLine))]
[JsonSerializable(typeof(AuditLine))]
internal sealed partial class CommandFormat : JsonSerializerContext;
