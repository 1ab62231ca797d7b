using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Commands;

/// <summary>A judgement as programs read it. Times are UTC; latencies are milliseconds, errors and levels shares of 1.</summary>
internal sealed record JudgeLine(
    string Verdict,
    DateTimeOffset? Since,
    DateTimeOffset? RaisedAt,
    IReadOnlyList<string> Reasons,
    IReadOnlyList<JudgeSignal> Signals
);

/// <summary>One number of it.</summary>
internal sealed record JudgeSignal(string Name, double? Before, double? After, int NBefore, int NAfter, string Tier);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JudgeLine))]
internal sealed partial class JudgeFormat : JsonSerializerContext
{
    /// <summary>One judgement, one line.</summary>
    public static string Line(Judgement judgement) =>
        JsonSerializer.Serialize(
            new JudgeLine(
                Word(judgement.Verdict),
                judgement.Since?.ToUniversalTime(),
                judgement.RaisedAt?.ToUniversalTime(),
                judgement.Reasons,
                [
                    .. judgement.Signals.Select(signal => new JudgeSignal(
                        signal.Name,
                        signal.Before,
                        signal.After,
                        signal.CountBefore,
                        signal.CountAfter,
                        Word(signal.Word)
                    )),
                ]
            ),
            Default.JudgeLine
        );

    /// <summary>For people: verdict, reasons, numbers. Endpoints are called whatever the file calls them.</summary>
    public static string Text(Judgement judgement)
    {
        var head = judgement.RaisedAt is { } raised
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{Word(judgement.Verdict)} since {judgement.Since:yyyy-MM-dd HH:mm:ss} UTC, raised {raised:HH:mm:ss}"
            )
            : Word(judgement.Verdict);
        var text = string.Join(
            '\n',
            [
                head,
                .. judgement.Reasons.Select(reason => $"  {reason}"),
                .. judgement.Signals.Select(signal =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"  {signal.Name, -40} {signal.Show(signal.Before), 10} → {signal.Show(signal.After), -10} {Word(signal.Word)} ({signal.CountBefore} before, {signal.CountAfter} after)"
                    )
                ),
            ]
        );
        return PlainText.Of(text);
    }

    /// <summary>The verdict as programs read it.</summary>
    public static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.Healthy => "HEALTHY",
            Verdict.Warn => "WARN",
            Verdict.Fail => "FAIL",
            Verdict.Inconclusive => "INCONCLUSIVE",
        };
}
