using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>Compares samples before and after a release. Pure; simple rules whose limits are stated on the report.</summary>
public static class Judge
{
    /// <summary>Fewer samples than this before the release give no comparison of times.</summary>
    public const int LeastBaseline = 5;

    /// <summary>Fewer samples than this after the release give no verdict.</summary>
    public const int LeastAfter = 3;

    /// <summary>The verdict over everything that was seen so far.</summary>
    public static Judgement Of(
        IReadOnlyCollection<Sample> before,
        IReadOnlyCollection<Sample> after,
        LogComparison logs
    )
    {
        var signals = ImmutableArray.CreateBuilder<Signal>();
        var reasons = ImmutableArray.CreateBuilder<string>();
        foreach (var endpoint in after.GroupBy(sample => sample.Endpoint, StringComparer.Ordinal))
        {
            var baseline = before
                .Where(sample => string.Equals(sample.Endpoint, endpoint.Key, StringComparison.Ordinal))
                .ToList();
            var now = endpoint.OrderBy(sample => sample.At).ToList();
            Add(signals, reasons, Availability(endpoint.Key, baseline, now));
            Add(signals, reasons, Latency(endpoint.Key, baseline, now));
        }

        Add(signals, reasons, Errors(logs));
        var worst = signals.Select(signal => signal.Tier).Append(Verdict.Healthy).Max();
        var fewest = after
            .GroupBy(sample => sample.Endpoint, StringComparer.Ordinal)
            .Select(endpoint => endpoint.Count())
            .DefaultIfEmpty(0)
            .Min();
        var verdict = fewest < LeastAfter && worst is not Verdict.Fail ? Verdict.Inconclusive : worst;
        if (verdict is Verdict.Inconclusive)
            reasons.Add($"only {fewest} answers were seen after the release");

        var since = after.Where(sample => !sample.IsGood).Select(sample => (DateTimeOffset?)sample.At).Min();
        return new Judgement(
            verdict,
            reasons.ToImmutable(),
            signals.ToImmutable(),
            verdict is Verdict.Healthy ? null : since
        );
    }

    /// <summary>True where three questions in a row to one endpoint failed at the end: no need to watch longer.</summary>
    public static bool IsDown(IReadOnlyCollection<Sample> after) =>
        after.GroupBy(sample => sample.Endpoint, StringComparer.Ordinal).Any(EndsDown);

    private static bool EndsDown(IEnumerable<Sample> endpoint) =>
        endpoint.OrderByDescending(sample => sample.At).Take(3).Count(sample => !sample.IsGood) == 3;

    private static (Signal Signal, string? Reason) Availability(
        string endpoint,
        List<Sample> before,
        List<Sample> after
    )
    {
        var (failedBefore, failedAfter) = (
            before.Count(sample => !sample.IsGood),
            after.Count(sample => !sample.IsGood)
        );
        var (shareBefore, shareAfter) = (Share(failedBefore, before.Count), Share(failedAfter, after.Count));

        // What is down is not healthy, even where it was down before.
        var tier =
            EndsDown(after)
            || failedAfter >= 3 && shareAfter > shareBefore + 0.05
            || failedAfter >= 2 && shareAfter > shareBefore + 0.2
                ? Verdict.Fail
            : failedAfter > Expected(failedBefore, before.Count, after.Count) || shareAfter > 0.05 ? Verdict.Warn
            : Verdict.Healthy;
        var signal = new Signal(
            $"{endpoint} errors",
            Percent(shareBefore),
            Percent(shareAfter),
            before.Count,
            after.Count,
            tier
        );
        return (
            signal,
            tier is Verdict.Healthy
                ? null
                : $"{endpoint}: {failedAfter} of {after.Count} requests failed, {failedBefore} of {before.Count} before"
        );
    }

    /// <summary>How many failures chance explains: three standard deviations above the rate before, which is never taken for zero.</summary>
    private static double Expected(int failedBefore, int before, int after)
    {
        var mean = (failedBefore + 1.0) / Math.Max(before, 100) * after;
        return mean + 3 * Math.Sqrt(mean);
    }

    private static (Signal Signal, string? Reason) Latency(string endpoint, List<Sample> before, List<Sample> after)
    {
        var (good, later) = (Times(before), Times(after));
        if (good.Count < LeastBaseline || later.Count < LeastAfter)
            return (
                new Signal(
                    $"{endpoint} p50",
                    Milliseconds(good),
                    Milliseconds(later),
                    good.Count,
                    later.Count,
                    Verdict.Healthy
                ),
                null
            );

        var (was, @is) = (Median(good), Median(later));
        var tier =
            @is > Math.Max(was * 4, was + 150) ? Verdict.Fail
            : @is > Math.Max(was * 2.5, was + 100) ? Verdict.Warn
            : Verdict.Healthy;
        var signal = new Signal(
            $"{endpoint} p50",
            Milliseconds(good),
            Milliseconds(later),
            good.Count,
            later.Count,
            tier
        );
        var factor = string.Create(CultureInfo.InvariantCulture, $"{@is / Math.Max(was, 0.1):0.0}");
        return (
            signal,
            tier is Verdict.Healthy
                ? null
                : $"{endpoint}: answers take {factor} times as long ({signal.Before} before, {signal.After} now)"
        );
    }

    private static (Signal Signal, string? Reason) Errors(LogComparison logs)
    {
        var tier =
            logs.NewErrors >= 10 && logs.NewErrors > logs.LinesAfter / 20 ? Verdict.Fail
            : logs.NewErrors >= 3 ? Verdict.Warn
            : Verdict.Healthy;
        var signal = new Signal(
            "new error messages",
            "0",
            logs.NewErrors.ToString(CultureInfo.InvariantCulture),
            logs.LinesBefore,
            logs.LinesAfter,
            tier
        );
        return (
            signal,
            tier is Verdict.Healthy ? null : $"{logs.NewErrors} errors of a kind that was not there before: {logs.News}"
        );
    }

    private static void Add(
        ImmutableArray<Signal>.Builder signals,
        ImmutableArray<string>.Builder reasons,
        (Signal Signal, string? Reason) found
    )
    {
        signals.Add(found.Signal);
        if (found.Reason is not null)
            reasons.Add(found.Reason);
    }

    private static List<double> Times(List<Sample> samples) =>
        [.. samples.Where(sample => sample.IsGood).Select(sample => sample.Milliseconds).Order()];

    private static double Median(List<double> sorted) => sorted.Count == 0 ? 0 : sorted[sorted.Count / 2];

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#} %");

    private static string Milliseconds(List<double> sorted) =>
        sorted.Count == 0 ? "–" : string.Create(CultureInfo.InvariantCulture, $"{Median(sorted):0} ms");
}

/// <summary>What the logs say, in numbers: lines before and after, errors of a kind that was not there before, and which they are.</summary>
public sealed record LogComparison(int LinesBefore, int LinesAfter, int NewErrors, string News)
{
    /// <summary>Nothing could be read.</summary>
    public static LogComparison None { get; } = new(0, 0, 0, "");
}
