using System.Collections.Immutable;
using System.Diagnostics;
using MicroBima.ChatOps.Charts;
using MicroBima.ChatOps.Health;
using static MicroBima.ChatOps.Benchmarks.Report;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>What a picture costs: the whole chart of a watch of fifteen minutes with two endpoints, drawn and packed as PNG.</summary>
internal static class ChartBenchmark
{
    private const int Warm = 5;
    private const int Turns = 40;

    private static readonly string[] Endpoints = ["/api/health", "/api/internal/customers"];

    public static void Run(Report report)
    {
        var chart = Chart();
        var (small, whole, bytes) = (new Series(), new Series(), 0);
        var before = Peak;
        var first = Draw(chart, isSmall: false, out _);
        for (var turn = 0; turn < Warm + Turns; turn++)
        {
            var (one, other) = (Draw(chart, isSmall: true, out _), Draw(chart, isSmall: false, out bytes));
            if (turn < Warm)
                continue;

            small.Add(one);
            whole.Add(other);
        }

        report.Say(
            $"{chart.Seen.Samples.Count} samples, {chart.Seen.Readings.Count} readings. {Turns} turns after {Warm} for warming up. The whole process was {Show(before)} MiB at most before the first picture."
        );
        report.Table(
            ["", "median ms", "worst ms", "target"],
            [
                ["the first whole picture", Show(first), "–", "–"],
                ["whole picture", Show(whole.Median), Show(whole.Worst), "150"],
                ["small picture", Show(small.Median), Show(small.Worst), "150"],
            ]
        );
        report.Table(
            ["", "MiB", "target"],
            [
                ["resident memory that the pictures added at most", Show(Peak - before), "80"],
                ["resident memory of the whole process at most, the sandbox's libraries included", Show(Peak), "–"],
                ["one picture", Show(bytes / 1024.0 / 1024), "–"],
            ]
        );
    }

    private static double Peak => Mebibytes("/proc/self/status", "VmHWM");

    private static double Draw(WatchChart chart, bool isSmall, out int bytes)
    {
        var began = Stopwatch.GetTimestamp();
        bytes = chart.Draw(ChartShade.Dark, isSmall).Png.Length;
        return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    }

    private static WatchChart Chart()
    {
        var random = new Random(7);
        var released = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        var seconds = Enumerable
            .Range(-50, 50)
            .Select(step => step * 30)
            .Concat(Enumerable.Range(0, 180).Select(step => step * 5))
            .ToList();
        var samples = seconds
            .SelectMany(second =>
                Endpoints.Select(endpoint => new Sample(
                    released.AddSeconds(second),
                    endpoint,
                    (second > 480 ? 200 : 80) + random.Next(40),
                    second > 420 && random.Next(12) == 0 ? 500 : 200
                ))
            )
            .ToImmutableArray();
        var readings = seconds
            .Where(second => second % 15 == 0)
            .SelectMany(second =>
                Enum.GetValues<GaugeKind>()
                    .Select(kind => new Reading(released.AddSeconds(second), kind, 0.3 + random.NextDouble() / 5))
            )
            .ToImmutableArray();
        var seen = new Observation(released, Pace.Normal, samples, readings, LogComparison.None);
        return new WatchChart("production · #57", seen, Judge.Of(seen), released.AddMinutes(14));
    }
}
