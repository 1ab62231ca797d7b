using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>A judgement in words: one line for the card, a table for the report.</summary>
public static class JudgementText
{
    private const int ReasonsInLine = 2;
    private const int LongestReason = 160;
    private const int FactorWidth = 6;

    /// <summary>One line: what it came to, the loudest reasons, the middle of the latencies, the errors, the new patterns.</summary>
    public static string Line(Judgement judgement, TimeSpan watched)
    {
        var slowest = judgement
            .Signals.Where(signal => signal.Name.EndsWith(" p50", StringComparison.Ordinal) && signal.After is not null)
            .MaxBy(signal => signal.After);
        var errors = judgement.Signals.FirstOrDefault(signal =>
            string.Equals(signal.Name, Signals.Errors, StringComparison.Ordinal)
        );
        var patterns = judgement.Signals.FirstOrDefault(signal =>
            string.Equals(signal.Name, Signals.NewErrors, StringComparison.Ordinal)
        );
        ImmutableArray<string> parts =
        [
            judgement.Verdict switch
            {
                Verdict.Healthy => $"healthy for {Span(watched)}",
                Verdict.Warn => "somebody should look",
                Verdict.Fail => "it fails",
                Verdict.Inconclusive => "could not judge",
            },
            .. judgement.Reasons.Take(ReasonsInLine).Select(reason => Excerpt.Of(reason, LongestReason)),
            .. judgement.Reasons.Length > ReasonsInLine
                ? [string.Create(CultureInfo.InvariantCulture, $"{judgement.Reasons.Length - ReasonsInLine} more")]
                : Array.Empty<string>(),
            .. slowest is null
                ? Array.Empty<string>()
                : [$"p50 {slowest.Show(slowest.Before)} → {slowest.Show(slowest.After)}"],
            .. errors is null
                ? Array.Empty<string>()
                : [$"errors {errors.Show(errors.Before)} → {errors.Show(errors.After)}"],
            .. patterns is null ? Array.Empty<string>() : [$"{patterns.Show(patterns.After)} new error lines"],
        ];
        return string.Join(" · ", parts);
    }

    /// <summary>The numbers: before, after, what they say, since when; the offset is counted from the release.</summary>
    public static string Table(Judgement judgement, DateTimeOffset deployedAt)
    {
        var width = judgement.Signals.Select(signal => signal.Name.Length).DefaultIfEmpty(0).Max();
        var span = judgement.Signals.Select(signal => Change(signal).Length).DefaultIfEmpty(0).Max();
        return string.Join(
            '\n',
            judgement.Signals.Select(signal =>
                $"{Sign(signal.Word)} {signal.Name.PadRight(width)}  {Change(signal).PadRight(span)}{Factor(signal)}{Since(signal, judgement, deployedAt)}".TrimEnd()
            )
        );
    }

    private static string Change(Signal signal) => $"{signal.Show(signal.Before)} → {signal.Show(signal.After)}";

    private static string Factor(Signal signal) =>
        signal is { Unit: SignalUnit.Milliseconds, Before: > 0 and var before, After: { } after }
            ? string.Create(CultureInfo.InvariantCulture, $"  {$"×{after / before:0.00}", -FactorWidth}")
            : new string(' ', FactorWidth + 2);

    private static string Since(Signal signal, Judgement judgement, DateTimeOffset deployedAt)
    {
        var alarm = judgement
            .Alarms.Where(alarm => string.Equals(alarm.Signal, signal.Name, StringComparison.Ordinal))
            .MinBy(alarm => alarm.Since);
        return alarm is null ? "" : $"  from +{Offset(alarm.Since - deployedAt)}";
    }

    private static string Offset(TimeSpan offset) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(int)Math.Max(0, offset.TotalMinutes)}:{Math.Max(0, offset.Seconds):00}"
        );

    private static string Span(TimeSpan span) =>
        span.TotalMinutes >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} min")
            : string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s");

    private static string Sign(Verdict tier) =>
        tier switch
        {
            Verdict.Healthy => "🟢",
            Verdict.Warn => "🟠",
            Verdict.Fail => "🔴",
            Verdict.Inconclusive => "⚪",
        };
}
