using System.Collections.Immutable;
using System.Globalization;
using SkiaSharp;

namespace MicroBima.ChatOps.Charts;

/// <summary>A number with its name, as it stands above the bars.</summary>
public sealed record StatsTile(string Name, string Value);

/// <summary>The deployments of one week.</summary>
public sealed record StatsWeek(DateOnly From, int Good, int Failed);

/// <summary>The picture of <c>/stats</c>: four numbers, and the deployments week by week, the failed ones on top.</summary>
public sealed record StatsChart(string Title, ImmutableArray<StatsTile> Tiles, ImmutableArray<StatsWeek> Weeks)
{
    private const int Width = 760;
    private const int Height = 320;
    private const float Left = 40;
    private const float Top = 118;
    private const float Bottom = Height - 34;

    /// <summary>Draws it.</summary>
    public Picture Draw(ChartShade shade)
    {
        var theme = ChartTheme.Of(shade);
        using var drawing = new Drawing(Width, Height, theme);
        drawing.Write(Title, 8, 20, 14, theme.Text, isBold: true);
        drawing.Legend(Width - 8, 20, [("deployments", theme.Good), ("failed or taken back", theme.Bad)]);
        var wide = Width / (float)Math.Max(1, Tiles.Length);
        foreach (var (tile, index) in Tiles.Select((tile, index) => (tile, index)))
        {
            drawing.Write(tile.Value, index * wide + 16, 64, 22, theme.Series[0], isBold: true);
            drawing.Write(tile.Name, index * wide + 16, 84, 11, theme.Faint);
        }

        var most = Math.Max(1, Weeks.Select(week => week.Good + week.Failed).DefaultIfEmpty(0).Max());
        foreach (var share in new[] { 0, most })
        {
            drawing.Line(Left, Y(share, most), Width - 8, Y(share, most), theme.Grid);
            drawing.Write(
                share.ToString(CultureInfo.InvariantCulture),
                Left - 8,
                Y(share, most) + 4,
                10,
                theme.Faint,
                SKTextAlign.Right
            );
        }

        var step = (Width - 8 - Left) / Math.Max(1, Weeks.Length);
        var every = Math.Max(1, (int)Math.Ceiling(60 / step));
        foreach (var (week, index) in Weeks.Select((week, index) => (week, index)))
        {
            var (from, to) = (Left + index * step + step * 0.15f, Left + (index + 1) * step - step * 0.15f);
            drawing.Fill(new SKRect(from, Y(week.Good, most), to, Bottom), theme.Good);
            drawing.Fill(new SKRect(from, Y(week.Good + week.Failed, most), to, Y(week.Good, most)), theme.Bad);
            if (index % every == 0)
                drawing.Write(
                    week.From.ToString("d MMM", CultureInfo.InvariantCulture),
                    (from + to) / 2,
                    Bottom + 16,
                    10,
                    theme.Faint,
                    SKTextAlign.Center
                );
        }

        var words = string.Join("; ", Tiles.Select(tile => $"{tile.Name} {tile.Value}"));
        return new Picture("stats.png", drawing.ToPng(), $"{Title}: {words}");
    }

    private static float Y(int count, int most) => Bottom - (Bottom - Top) * count / most;
}
