using MicroBima.ChatOps.Charts;
using SkiaSharp;

namespace MicroBima.ChatOps.Tests.Charts;

public sealed class StatsChartTests
{
    [Fact]
    public void Numbers_and_weeks_are_drawn_and_told()
    {
        var chart = new StatsChart(
            "production · 12 weeks",
            [
                new("deployments a week", "2.4"),
                new("lead time", "1 d 4 h"),
                new("failures", "8 %"),
                new("time to restore", "14 min"),
            ],
            [
                .. Enumerable
                    .Range(0, 12)
                    .Select(week => new StatsWeek(
                        new DateOnly(2026, 9, 7).AddDays(7 * week),
                        week % 4,
                        week % 3 == 0 ? 1 : 0
                    )),
            ]
        );

        var picture = chart.Draw(ChartShade.Dark);
        if (Environment.GetEnvironmentVariable("CHATOPS_PICTURES") is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, "stats.png"), picture.Png.ToArray());

        using var bitmap = SKBitmap.Decode(picture.Png.Span);
        var theme = ChartTheme.Of(ChartShade.Dark);
        var bars = bitmap.Pixels.Skip(bitmap.Width * 200).ToHashSet();
        Assert.Superset(new HashSet<SKColor> { theme.Good, theme.Bad }, bars);
        var legend = bitmap.Pixels.Take(bitmap.Width * 60).ToHashSet();
        Assert.Superset(new HashSet<SKColor> { theme.Good, theme.Bad }, legend);
        Assert.Contains("lead time 1 d 4 h", picture.AltText, StringComparison.Ordinal);
    }

    [Fact]
    public void No_deployments_are_a_picture_too()
    {
        Assert.NotNull(SKBitmap.Decode(new StatsChart("production", [], []).Draw(ChartShade.Light).Png.Span));
    }
}
