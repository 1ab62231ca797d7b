using MicroBima.ChatOps.Charts;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Tests.Health;
using SkiaSharp;

namespace MicroBima.ChatOps.Tests.Charts;

/// <summary>Pictures are looked at by pixels: text that is not there, lines that are not drawn. CHATOPS_PICTURES=folder keeps them for people.</summary>
public sealed class WatchChartTests
{
    [Theory]
    [InlineData(ChartShade.Dark, true)]
    [InlineData(ChartShade.Dark, false)]
    [InlineData(ChartShade.Light, true)]
    [InlineData(ChartShade.Light, false)]
    public void Title_and_axes_are_readable_without_a_font_on_the_machine(ChartShade shade, bool isSmall)
    {
        var picture = Failing().Draw(shade, isSmall);
        Keep(picture, $"watch-{shade}-{(isSmall ? "small" : "whole")}");

        using var bitmap = SKBitmap.Decode(picture.Png.Span);
        var theme = ChartTheme.Of(shade);
        Assert.True(Count(bitmap, new SKRectI(0, 0, 400, 60), theme.Text) > 300, "the title is missing");
        Assert.True(Count(bitmap, new SKRectI(0, 60, 130, bitmap.Height), theme.Faint) > 300, "the labels are missing");
        Assert.True(Count(bitmap, new SKRectI(0, bitmap.Height - 80, bitmap.Width, bitmap.Height), theme.Bad) > 60);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(200)]
    public void A_text_at_an_edge_is_in_the_picture_as_a_whole(float x)
    {
        Assert.Equal(Written(100), Written(x));

        static int Written(float x)
        {
            using var drawing = new Drawing(200, 20, ChartTheme.Of(ChartShade.Dark));
            drawing.Write("+15 min", MathF.Round(x), 14, 10, SKColors.White, SKTextAlign.Center);
            using var bitmap = SKBitmap.Decode(drawing.ToPng());
            return bitmap.Pixels.Count(pixel => pixel.Red > 128);
        }
    }

    [Fact]
    public void Another_text_is_another_picture()
    {
        var one = Failing();

        Assert.False(
            one.Draw(ChartShade.Dark, true)
                .Png.Span.SequenceEqual((one with { Title = "staging · #8" }).Draw(ChartShade.Dark, true).Png.Span)
        );
    }

    [Fact]
    public void The_words_say_what_the_picture_shows()
    {
        var alt = Failing().Draw(ChartShade.Dark, false).AltText;

        Assert.StartsWith("production · #57: FAIL. ", alt, StringComparison.Ordinal);
        Assert.Contains("half of the answers take", alt, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_seen_is_a_picture_too()
    {
        var seen = new Observation(Releases.DeployedAt, Pace.Normal, [], [], LogComparison.None);

        var picture = new WatchChart("production", seen, Judge.Of(seen)).Draw(ChartShade.Dark, false);

        Assert.NotNull(SKBitmap.Decode(picture.Png.Span));
    }

    [Fact]
    public void A_time_before_that_ended_long_ago_is_drawn_beside_the_release_and_the_title_says_when_it_was()
    {
        var near = Failing();
        var ago = TimeSpan.FromHours(6);
        var far = near with
        {
            Seen = near.Seen with
            {
                Samples =
                [
                    .. near.Seen.Samples.Select(sample =>
                        sample.At < Releases.DeployedAt ? sample with { At = sample.At - ago } : sample
                    ),
                ],
            },
        };
        var picture = far.Draw(ChartShade.Dark, isSmall: false);
        Keep(picture, "watch-far");

        Assert.StartsWith(
            "production · #57 · before: until 22 Nov 05:59 UTC: FAIL",
            picture.AltText,
            StringComparison.Ordinal
        );
        Assert.InRange(Lines(picture), Lines(near.Draw(ChartShade.Dark, isSmall: false)) * 0.8, double.MaxValue);

        static int Lines(Picture drawn)
        {
            using var bitmap = SKBitmap.Decode(drawn.Png.Span);
            return Count(bitmap, new SKRectI(0, 40, bitmap.Width / 2, 200), ChartTheme.Of(ChartShade.Dark).Series[0]);
        }
    }

    [Fact]
    public void The_last_hour_is_a_picture_with_its_releases()
    {
        var seen = Failing().Seen;
        var chart = new HealthChart(
            "production · the last hour",
            seen.Samples,
            seen.Readings,
            [],
            [(Releases.DeployedAt, "#57")],
            seen.Samples.Max(sample => sample.At)
        );
        var picture = chart.Draw(ChartShade.Dark, "healthy");
        Keep(picture, "health");

        using var bitmap = SKBitmap.Decode(picture.Png.Span);
        var theme = ChartTheme.Of(ChartShade.Dark);
        Assert.True(Count(bitmap, new SKRectI(0, 0, 600, 60), theme.Text) > 300, "the title is missing");
        Assert.True(
            Count(bitmap, new SKRectI(0, bitmap.Height - 80, bitmap.Width, bitmap.Height), theme.Neutral) > 20,
            "the release is missing"
        );
        Assert.Equal("production · the last hour: healthy", picture.AltText);
    }

    [Fact]
    public void A_label_that_has_no_room_under_its_line_is_left_out_and_stands_under_no_other()
    {
        var seen = Failing().Seen;
        var last = Releases.DeployedAt;
        var picture = new HealthChart(
            "production",
            seen.Samples,
            [],
            [],
            [.. Enumerable.Range(1, 12).Select(number => (last.AddSeconds(number - 12), $"#{number}"))],
            seen.Samples.Max(sample => sample.At)
        ).Draw(ChartShade.Dark, "healthy");

        using var bitmap = SKBitmap.Decode(picture.Png.Span);
        var neutral = ChartTheme.Of(ChartShade.Dark).Neutral;
        int[] lines =
        [
            .. Enumerable
                .Range(0, bitmap.Width)
                .Where(x => Count(bitmap, new SKRectI(x, 60, x + 1, 200), neutral) > 20),
        ];
        Assert.Equal(
            0,
            Count(bitmap, new SKRectI(lines[^1] + 40, bitmap.Height - 40, bitmap.Width, bitmap.Height), neutral)
        );
        Assert.True(
            Count(bitmap, new SKRectI(lines[0] - 40, bitmap.Height - 40, lines[^1] + 40, bitmap.Height), neutral) > 20
        );
    }

    [Theory]
    [InlineData(-15, 0, 2)]
    [InlineData(-300, 0, 2)]
    [InlineData(-900, -500, 3)]
    [InlineData(300, 500, 3)]
    [InlineData(300, 330, 2)]
    public void No_line_goes_over_the_release_nor_over_the_time_in_which_nobody_looked(int from, int to, int parts)
    {
        var seen = Failing().Seen;
        bool Heard(DateTimeOffset at) => at < seen.DeployedAt.AddSeconds(from) || at >= seen.DeployedAt.AddSeconds(to);
        var signals = new SignalPanels(
            [.. seen.Samples.Where(sample => Heard(sample.At))],
            [.. seen.Readings.Where(reading => Heard(reading.At))],
            [],
            seen.DeployedAt,
            seen.Pace.Window
        );
        var theme = ChartTheme.Of(ChartShade.Dark);

        Panel[] panels = [signals.Latency(theme), signals.Errors(theme), .. signals.Levels(theme)];

        Assert.All(
            panels.SelectMany(panel => panel.Series),
            line => Assert.Equal(parts, 1 + line.Points.Count(point => point.Value is null))
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_seen_only_once_is_a_dot(bool isAlone)
    {
        using var drawing = new Drawing(200, 20, ChartTheme.Of(ChartShade.Dark));
        SKPoint?[] before = isAlone ? [] : [new SKPoint(10, 10), new SKPoint(60, 10), null];

        drawing.Curve([.. before, new SKPoint(100, 10)], SKColors.White, 1.8f);

        using var bitmap = SKBitmap.Decode(drawing.ToPng());
        var scale = bitmap.Width / 200;
        Assert.InRange(Count(bitmap, new SKRectI(90 * scale, 0, 110 * scale, bitmap.Height), SKColors.White), 1, 80);
        Assert.Equal(0, Count(bitmap, new SKRectI(65 * scale, 0, 90 * scale, bitmap.Height), SKColors.White));
    }

    [Fact]
    public void An_hour_in_which_nobody_looked_is_a_picture_too()
    {
        var picture = new HealthChart("production", [], [], [], [], Releases.DeployedAt).Draw(
            ChartShade.Light,
            "unknown"
        );

        Assert.NotNull(SKBitmap.Decode(picture.Png.Span));
    }

    private static WatchChart Failing()
    {
        var random = new Random(5);
        var samples = Releases.Of(
            second =>
                (
                    second >= 480 ? 200 + random.Next(40) : 80 + random.Next(30),
                    second >= 420 && random.Next(12) == 0 ? 500 : 200
                ),
            "/api/health",
            "/api/internal/customers"
        );
        var seen = new Observation(
            Releases.DeployedAt,
            Pace.Normal,
            samples,
            [
                .. Releases
                    .Seconds()
                    .Where(second => second % 15 == 0)
                    .SelectMany(second =>
                        new[]
                        {
                            new Reading(Releases.DeployedAt.AddSeconds(second), GaugeKind.Memory, 0.5),
                            new Reading(
                                Releases.DeployedAt.AddSeconds(second),
                                GaugeKind.Connections,
                                second < 420 ? 0.3 : 0.7
                            ),
                        }
                    ),
            ],
            LogComparison.None
        );
        return new WatchChart("production · #57", seen, Judge.Of(seen), Releases.DeployedAt.AddMinutes(14));
    }

    /// <summary>Pixels that are nearly of a colour.</summary>
    private static int Count(SKBitmap bitmap, SKRectI area, SKColor colour)
    {
        var count = 0;
        for (var y = area.Top; y < area.Bottom; y++)
        {
            for (var x = area.Left; x < area.Right; x++)
            {
                var pixel = bitmap.GetPixel(x, y);
                var distance =
                    Math.Abs(pixel.Red - colour.Red)
                    + Math.Abs(pixel.Green - colour.Green)
                    + Math.Abs(pixel.Blue - colour.Blue);
                count += distance < 40 ? 1 : 0;
            }
        }

        return count;
    }

    private static void Keep(Picture picture, string name)
    {
        if (Environment.GetEnvironmentVariable("CHATOPS_PICTURES") is { Length: > 0 } folder)
            File.WriteAllBytes(Path.Combine(folder, $"{name}.png"), picture.Png.ToArray());
    }
}
