using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Charts;

/// <summary>The panels of what is measured all the time: latency with its usual range, errors, memory and connections.</summary>
/// <param name="usual">What the band of the slowest endpoint is made of.</param>
/// <param name="split">Windows are counted from here.</param>
/// <param name="window">One point of a line stands for so long.</param>
internal sealed class SignalPanels(
    IReadOnlyCollection<Sample> samples,
    IReadOnlyCollection<Reading> readings,
    IEnumerable<Sample> usual,
    DateTimeOffset split,
    TimeSpan window
)
{
    private const int LatencyLines = 4;
    private const int LongPause = 3;

    public Panel Latency(ChartTheme theme)
    {
        var endpoints = samples
            .GroupBy(sample => sample.Endpoint, StringComparer.Ordinal)
            .OrderByDescending(endpoint => Numbers.Median([.. endpoint.Select(sample => sample.Milliseconds)]))
            .Take(LatencyLines)
            .ToList();
        var slowest =
            endpoints.Count == 0
                ? []
                : usual
                    .Where(sample =>
                        sample.IsGood && string.Equals(sample.Endpoint, endpoints[0].Key, StringComparison.Ordinal)
                    )
                    .Select(sample => sample.Milliseconds)
                    .Order()
                    .ToList();
        return new Panel(
            "latency, median",
            value => string.Create(CultureInfo.InvariantCulture, $"{value:0.#} ms"),
            Top: 1,
            IsFixed: false,
            slowest.Count < 10 ? null : (Numbers.Quantile(slowest, 0.1), Numbers.Quantile(slowest, 0.9)),
            [
                .. endpoints.Select(
                    (endpoint, index) =>
                        new Series(
                            endpoint.Key,
                            theme.Series[index],
                            ByWindow(
                                endpoint,
                                slot =>
                                    slot.Any(sample => sample.IsGood)
                                        ? Numbers.Median([
                                            .. slot.Where(sample => sample.IsGood)
                                                .Select(sample => sample.Milliseconds),
                                        ])
                                        : null
                            )
                        )
                ),
            ]
        );
    }

    public Panel Errors(ChartTheme theme) =>
        new(
            "errors",
            value => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.#} %"),
            Top: 0.01,
            IsFixed: false,
            null,
            [
                new Series(
                    "errors",
                    theme.Bad,
                    ByWindow(samples, slot => (double)slot.Count(sample => !sample.IsGood) / slot.Count)
                ),
            ]
        );

    public IEnumerable<Panel> Levels(ChartTheme theme)
    {
        if (readings.Count == 0)
            yield break;

        yield return new Panel(
            "memory and database connections",
            value => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0} %"),
            Top: 1,
            IsFixed: true,
            null,
            [
                .. readings
                    .GroupBy(reading => reading.Kind)
                    .OrderBy(kind => kind.Key)
                    .Select(kind => new Series(
                        GaugeRule.Name(kind.Key),
                        theme.Series[(int)kind.Key],
                        Parted([
                            .. kind.OrderBy(reading => reading.At)
                                .Select(reading => (reading.At, (double?)reading.Share)),
                        ])
                    )),
            ]
        );
    }

    /// <summary>One point for each window, counted from the release, at its middle.</summary>
    private ImmutableArray<(DateTimeOffset, double?)> ByWindow(
        IEnumerable<Sample> asked,
        Func<List<Sample>, double?> value
    ) =>
        Parted([
            .. asked
                .GroupBy(sample => Math.Floor((sample.At - split) / window))
                .OrderBy(slot => slot.Key)
                .Select(slot => (split + (slot.Key + 0.5) * window, value([.. slot]))),
        ]);

    /// <summary>
    /// A line ends and begins again at the release, and where nobody looked for a while or where it did not count: nothing is drawn that was not seen, and what
    /// rises with a release does not seem to have risen before it.
    /// </summary>
    private ImmutableArray<(DateTimeOffset At, double? Value)> Parted(
        ImmutableArray<(DateTimeOffset At, double? Value)> points
    )
    {
        // The light probe of the time before has a pace of its own.
        var first = points.TakeWhile(point => point.At < split).Count();
        var (before, after) = (LongestPause(points.Take(first)), LongestPause(points.Skip(first)));
        var parted = ImmutableArray.CreateBuilder<(DateTimeOffset, double?)>(points.Length);
        for (var index = 0; index < points.Length; index++)
        {
            if (
                index > 0
                && (index == first || points[index].At - points[index - 1].At > (index < first ? before : after))
            )
                parted.Add((points[index].At, null));

            parted.Add(points[index]);
        }

        return parted.ToImmutable();
    }

    private TimeSpan LongestPause(IEnumerable<(DateTimeOffset At, double? Value)> points)
    {
        var pauses = points.Zip(points.Skip(1), (one, next) => (next.At - one.At) / window);
        return LongPause * Math.Max(1, Numbers.Median([.. pauses.DefaultIfEmpty(1)])) * window;
    }
}
