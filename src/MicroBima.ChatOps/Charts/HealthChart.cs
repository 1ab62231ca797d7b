using System.Collections.Immutable;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Charts;

/// <summary>The picture of <c>/health</c>: the last hour up to now, with the releases of that hour marked.</summary>
/// <param name="Title">What it is about: <c>production · the last hour</c>.</param>
/// <param name="Usual">What is usual: without the time in which something bad was running.</param>
/// <param name="Releases">When code went out, and what it is called.</param>
public sealed record HealthChart(
    string Title,
    IReadOnlyCollection<Sample> Samples,
    IReadOnlyCollection<Reading> Readings,
    IReadOnlyCollection<Sample> Usual,
    ImmutableArray<(DateTimeOffset At, string Name)> Releases,
    DateTimeOffset Now
)
{
    private const int Width = 760;
    private const int Points = 60;

    /// <summary>Draws it.</summary>
    /// <param name="words">What it shows, for people who do not see it.</param>
    public Picture Draw(ChartShade shade, string words)
    {
        var theme = ChartTheme.Of(shade);
        var first = Samples.Select(sample => sample.At).Append(Now - TimeSpan.FromMinutes(1)).Min();
        var signals = new SignalPanels(Samples, Readings, Usual, Now, (Now - first) / Points);
        ImmutableArray<Panel> panels = [signals.Latency(theme), signals.Errors(theme), .. signals.Levels(theme)];
        using var drawing = new Drawing(Width, panels.Length > 2 ? 430 : 320, theme);
        drawing.Write(Title, 8, 20, 14, theme.Text, isBold: true);
        var marks = Releases
            .Where(release => release.At >= first)
            .Select(release => new Mark(release.At, release.Name, theme.Neutral, IsOneOfMany: true))
            .ToList();
        Panel.DrawAll(drawing, panels, (first, Now), marks, Now);
        return new Picture("health.png", drawing.ToPng(), $"{Title}: {words}");
    }
}
