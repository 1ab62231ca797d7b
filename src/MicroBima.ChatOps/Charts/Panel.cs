using System.Collections.Immutable;
using System.Globalization;
using SkiaSharp;

namespace MicroBima.ChatOps.Charts;

/// <summary>A moment that is marked through all panels of a picture.</summary>
/// <param name="IsOneOfMany">True where its label goes rather than stand under another moment's line.</param>
internal sealed record Mark(DateTimeOffset At, string Label, SKColor Colour, bool IsOneOfMany = false);

/// <summary>One line of a panel.</summary>
internal sealed record Series(string Name, SKColor Colour, ImmutableArray<(DateTimeOffset At, double? Value)> Points);

/// <summary>A part of a picture with a time axis of its own height: what is measured, its usual range, its lines.</summary>
/// <param name="Top">The axis goes up to here at least, and no further where <paramref name="IsFixed"/>.</param>
internal sealed record Panel(
    string Title,
    Func<double, string> Show,
    double Top,
    bool IsFixed,
    (double Low, double High)? Usual,
    ImmutableArray<Series> Series
)
{
    private const float TitleHeight = 22;
    private const float LabelWidth = 64;

    private static readonly double[] RoundTops = [1, 1.5, 2, 3, 5, 8, 10];

    private static readonly TimeSpan[] Steps =
    [
        .. new[] { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600 }.Select(seconds =>
            TimeSpan.FromSeconds(seconds)
        ),
    ];

    /// <summary>Draws the panel into an area; all panels of a picture share the span of time.</summary>
    public void Draw(
        Drawing drawing,
        SKRect area,
        (DateTimeOffset From, DateTimeOffset To) span,
        IReadOnlyList<Mark> marks
    )
    {
        var theme = drawing.Theme;
        var plot = new SKRect(area.Left + LabelWidth, area.Top + TitleHeight, area.Right - 8, area.Bottom);
        drawing.Write(Title, area.Left + 8, area.Top + 12, 11, theme.Text, isBold: true);
        if (Series.Length > 1)
            drawing.Legend(plot.Right, area.Top + 12, Series.Select(line => (line.Name, line.Colour)));

        var top = RoundTop();
        float X(DateTimeOffset at) => plot.Left + (float)((at - span.From) / (span.To - span.From)) * plot.Width;
        float Y(double value) => plot.Bottom - (float)Math.Clamp(value / top, 0, 1) * plot.Height;

        foreach (var share in new[] { 0, 0.5, 1 })
        {
            drawing.Line(plot.Left, Y(top * share), plot.Right, Y(top * share), theme.Grid);
            drawing.Write(Show(top * share), plot.Left - 6, Y(top * share) + 4, 10, theme.Faint, SKTextAlign.Right);
        }

        if (Usual is { } usual)
            drawing.Fill(
                new SKRect(plot.Left, Y(usual.High), plot.Right, Math.Max(Y(usual.Low), Y(usual.High) + 1)),
                theme.Band
            );

        foreach (var mark in marks)
            drawing.Line(X(mark.At), plot.Top, X(mark.At), plot.Bottom, mark.Colour, 1.5f, isDashed: true);

        foreach (var line in Series)
            drawing.Curve(
                line.Points.Where(point => point.At >= span.From && point.At <= span.To)
                    .Select(point => point.Value is { } value ? new SKPoint(X(point.At), Y(value)) : (SKPoint?)null),
                line.Colour,
                1.8f
            );
    }

    /// <summary>Draws panels under the title of a picture, the first one taller, and the time axis under them.</summary>
    public static void DrawAll(
        Drawing drawing,
        ImmutableArray<Panel> panels,
        (DateTimeOffset From, DateTimeOffset To) span,
        IReadOnlyList<Mark> marks,
        DateTimeOffset zero
    )
    {
        var (top, bottom) = (30f, drawing.Height - 38f);
        var shares = panels.Select((_, index) => index == 0 ? 1.6f : 1f).ToArray();
        foreach (var (panel, index) in panels.Select((panel, index) => (panel, index)))
        {
            var tall = (bottom - top) * shares[index] / shares[index..].Sum() - 8;
            panel.Draw(drawing, new SKRect(0, top, drawing.Width, top + tall), span, marks);
            top += tall + 8;
        }

        DrawTime(drawing, new SKRect(0, drawing.Height - 38, drawing.Width, drawing.Height), span, marks, zero);
    }

    /// <summary>The time axis under the last panel, and the labels of the marks.</summary>
    private static void DrawTime(
        Drawing drawing,
        SKRect area,
        (DateTimeOffset From, DateTimeOffset To) span,
        IReadOnlyList<Mark> marks,
        DateTimeOffset zero
    )
    {
        var (left, right) = (area.Left + LabelWidth, area.Right - 8);
        float X(DateTimeOffset at) => left + (float)((at - span.From) / (span.To - span.From)) * (right - left);
        var step = Step(span.To - span.From);
        for (var ticks = (int)Math.Ceiling((span.From - zero) / step); zero + ticks * step <= span.To; ticks++)
            drawing.Write(
                Offset(ticks * step),
                X(zero + ticks * step),
                area.Top + 14,
                10,
                drawing.Theme.Faint,
                SKTextAlign.Center
            );

        var taken = float.MinValue;
        foreach (var mark in marks.OrderBy(mark => mark.At))
        {
            var width = Drawing.Measure(mark.Label, 11, isBold: true);
            var at = Math.Clamp(X(mark.At), left + width / 2, right - width / 2);
            var free = Math.Max(at, taken + 10 + width / 2);
            if (mark.IsOneOfMany && free - at > width / 2)
                continue;

            at = free;
            taken = at + width / 2;
            drawing.Write(mark.Label, at, area.Top + 30, 11, mark.Colour, SKTextAlign.Center, isBold: true);
        }
    }

    /// <summary>A round number above everything that is drawn.</summary>
    private double RoundTop()
    {
        if (IsFixed)
            return Top;

        var highest = Series
            .SelectMany(line => line.Points)
            .Select(point => point.Value ?? 0)
            .Append(Usual?.High ?? 0)
            .Append(Top)
            .Max();
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(highest)));
        return RoundTops.Select(factor => factor * magnitude).First(top => top >= highest * 0.999);
    }

    private static TimeSpan Step(TimeSpan length) =>
        Steps.FirstOrDefault(step => length / step <= 9, TimeSpan.FromHours(6));

    private static string Offset(TimeSpan offset)
    {
        var sign = offset < TimeSpan.Zero ? "−" : "+";
        var whole = offset.Duration();
        return whole == TimeSpan.Zero ? "0"
            : whole.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{sign}{whole.TotalHours:0.#} h")
            : whole.Seconds == 0 ? string.Create(CultureInfo.InvariantCulture, $"{sign}{whole.TotalMinutes:0} min")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{(int)whole.TotalMinutes}:{whole.Seconds:00}");
    }
}
