using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Health;
using SkiaSharp;

namespace MicroBima.ChatOps.Charts;

/// <summary>The picture of a watch: latency with its usual range, errors, memory and connections; release, alert and rollback marked.</summary>
/// <param name="Seen">Everything that was seen, the time before included.</param>
/// <param name="Title">What it is about: <c>production · #57</c>.</param>
/// <param name="RolledBackAt">When the code went back, or null.</param>
public sealed record WatchChart(
    string Title,
    Observation Seen,
    Judgement Judgement,
    DateTimeOffset? RolledBackAt = null
)
{
    private const int Width = 760;
    private const int SmallHeight = 230;
    private const int WholeHeight = 430;
    private const int LatencyLines = 4;

    /// <summary>The whole picture, or the small one for reports that nobody has to study.</summary>
    public Picture Draw(ChartShade shade, bool isSmall)
    {
        var theme = ChartTheme.Of(shade);
        var span = Span();
        var marks = Marks(theme);
        ImmutableArray<Panel> panels = isSmall
            ? [Latency(theme), Errors(theme)]
            : [Latency(theme), Errors(theme), .. Levels(theme)];
        var height =
            isSmall ? SmallHeight
            : panels.Length > 2 ? WholeHeight
            : WholeHeight - 110;
        using var drawing = new Drawing(Width, height, theme);
        drawing.Write(Title, 8, 20, 14, theme.Text, isBold: true);
        drawing.Write(Word(Judgement.Verdict), Width - 10, 20, 14, Colour(theme), SKTextAlign.Right, isBold: true);

        var (top, bottom) = (30f, height - 38f);
        var shares = panels.Select((_, index) => index == 0 ? 1.6f : 1f).ToArray();
        foreach (var (panel, index) in panels.Select((panel, index) => (panel, index)))
        {
            var tall = (bottom - top) * shares[index] / shares[index..].Sum() - 8;
            panel.Draw(drawing, new SKRect(0, top, Width, top + tall), span, marks);
            top += tall + 8;
        }

        Panel.DrawTime(drawing, new SKRect(0, height - 38, Width, height), span, marks, Seen.DeployedAt);
        return new Picture("watch.png", drawing.ToPng(), Alt());
    }

    /// <summary>As much of the time before as after it, but for what nobody saw.</summary>
    private (DateTimeOffset From, DateTimeOffset To) Span()
    {
        var last = Seen.Samples.Select(sample => sample.At).Append(Seen.DeployedAt + Seen.Pace.Window).Max();
        var first = Seen.Samples.Select(sample => sample.At).Append(Seen.DeployedAt - Seen.Pace.Window).Min();
        var before = Seen.DeployedAt - Seen.Pace.Watch * 0.7;
        return (first > before ? first : before, last);
    }

    private List<Mark> Marks(ChartTheme theme)
    {
        var marks = new List<Mark> { new(Seen.DeployedAt, "released", theme.Neutral) };
        if (Judgement.RaisedAt is { } raised)
            marks.Add(new Mark(raised, Word(Judgement.Verdict), Colour(theme)));

        if (RolledBackAt is { } back)
            marks.Add(new Mark(back, "rolled back", theme.Good));

        return marks;
    }

    private Panel Latency(ChartTheme theme)
    {
        var endpoints = Seen
            .Samples.GroupBy(sample => sample.Endpoint, StringComparer.Ordinal)
            .OrderByDescending(endpoint => Numbers.Median([.. endpoint.Select(sample => sample.Milliseconds)]))
            .Take(LatencyLines)
            .ToList();
        var slowest =
            endpoints.Count == 0
                ? []
                : endpoints[0]
                    .Where(sample => sample.At < Seen.DeployedAt && sample.IsGood)
                    .Select(sample => sample.Milliseconds)
                    .Order()
                    .ToList();
        return new Panel(
            "latency, median",
            value => string.Create(CultureInfo.InvariantCulture, $"{value:0.#} ms"),
            null,
            slowest.Count < 10 ? null : (Numbers.Quantile(slowest, 0.1), Numbers.Quantile(slowest, 0.9)),
            [
                .. endpoints.Select(
                    (endpoint, index) =>
                        new Series(
                            endpoint.Key,
                            theme.Series[index],
                            ByWindow(
                                endpoint,
                                window =>
                                    window.Any(sample => sample.IsGood)
                                        ? Numbers.Median([
                                            .. window
                                                .Where(sample => sample.IsGood)
                                                .Select(sample => sample.Milliseconds),
                                        ])
                                        : null
                            )
                        )
                ),
            ]
        );
    }

    private Panel Errors(ChartTheme theme) =>
        new(
            "errors",
            value => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.#} %"),
            null,
            null,
            [
                new Series(
                    "errors",
                    theme.Bad,
                    ByWindow(Seen.Samples, window => (double)window.Count(sample => !sample.IsGood) / window.Count)
                ),
            ]
        );

    private IEnumerable<Panel> Levels(ChartTheme theme)
    {
        if (Seen.Readings.Count == 0)
            yield break;

        yield return new Panel(
            "memory and database connections",
            value => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0} %"),
            1,
            null,
            [
                .. Seen
                    .Readings.GroupBy(reading => reading.Kind)
                    .OrderBy(kind => kind.Key)
                    .Select(kind => new Series(
                        GaugeRule.Name(kind.Key),
                        theme.Series[(int)kind.Key],
                        [.. kind.OrderBy(reading => reading.At).Select(reading => (reading.At, (double?)reading.Share))]
                    )),
            ]
        );
    }

    /// <summary>One point for each window, counted from the release, at its middle.</summary>
    private ImmutableArray<(DateTimeOffset, double?)> ByWindow(
        IEnumerable<Sample> samples,
        Func<List<Sample>, double?> value
    ) =>
        [
            .. samples
                .GroupBy(sample => Math.Floor((sample.At - Seen.DeployedAt) / Seen.Pace.Window))
                .OrderBy(window => window.Key)
                .Select(window => (Seen.DeployedAt + (window.Key + 0.5) * Seen.Pace.Window, value([.. window]))),
        ];

    private SKColor Colour(ChartTheme theme) =>
        Judgement.Verdict switch
        {
            Verdict.Healthy => theme.Good,
            Verdict.Warn => theme.Warning,
            Verdict.Fail => theme.Bad,
            Verdict.Inconclusive => theme.Faint,
        };

    private string Alt()
    {
        var signals = Judgement.Signals.Select(signal =>
            $"{signal.Name} {signal.Show(signal.Before)} before, {signal.Show(signal.After)} after"
        );
        return $"{Title}: {Word(Judgement.Verdict)}. {string.Join("; ", Judgement.Reasons.Concat(signals).Take(6))}";
    }

    private static string Word(Verdict verdict) =>
        verdict switch
        {
            Verdict.Healthy => "HEALTHY",
            Verdict.Warn => "WARN",
            Verdict.Fail => "FAIL",
            Verdict.Inconclusive => "not judged",
        };
}
