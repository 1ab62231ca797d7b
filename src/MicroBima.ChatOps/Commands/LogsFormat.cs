using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Commands;

/// <summary>A pattern as programs read it.</summary>
internal sealed record LogsLine(
    string Id,
    string Level,
    string Pattern,
    long Count,
    long Before,
    string State,
    DateTimeOffset? First,
    DateTimeOffset? Last,
    string Example
);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogsLine))]
internal sealed partial class LogsFormat : JsonSerializerContext
{
    private static readonly LogsFormat Readable = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
        }
    );

    /// <summary>One pattern, one line.</summary>
    public static string Line(LogFinding finding) =>
        JsonSerializer.Serialize(
            new LogsLine(
                finding.Pattern.Id,
                finding.Pattern.Level.Written(),
                finding.Pattern.Text,
                finding.Pattern.Now,
                finding.Pattern.Before,
                Word(finding.Change),
                finding.Pattern.First,
                finding.Pattern.Last,
                finding.Pattern.Example
            ),
            Readable.LogsLine
        );

    /// <summary>The word for what became of a pattern.</summary>
    public static string Word(LogChange change) =>
        change switch
        {
            LogChange.New => "new",
            LogChange.Rising => "rising",
            LogChange.Known => "known",
            LogChange.Gone => "gone",
        };
}
