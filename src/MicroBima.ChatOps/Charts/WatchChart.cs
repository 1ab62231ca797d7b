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

    /// <summary>The whole picture, or the small one for reports that nobody has to study.</summary>
    public Picture Draw(ChartShade shade, bool isSmall)
    {
        // A time before that ended long ago, since something bad ran meanwhile, would leave no room for what is to be seen.
        var pause = Seen.DeployedAt - LastBefore();
        if (pause > Seen.Pace.Watch)
            return Nearer(pause - Seen.Pace.Window).Draw(shade, isSmall);

        var theme = ChartTheme.Of(shade);
        var span = Span();
        var marks = Marks(theme);
        var before = Seen.Samples.Where(sample => sample.At < Seen.DeployedAt);
        var signals = new SignalPanels(Seen.Samples, Seen.Readings, before, Seen.DeployedAt, Seen.Pace.Window);
        ImmutableArray<Panel> panels = isSmall
            ? [signals.Latency(theme), signals.Errors(theme)]
            : [signals.Latency(theme), signals.Errors(theme), .. signals.Levels(theme)];
        var height =
            isSmall ? SmallHeight
            : panels.Length > 2 ? WholeHeight
            : WholeHeight - 110;
        using var drawing = new Drawing(Width, height, theme);
        drawing.Write(Title, 8, 20, 14, theme.Text, isBold: true);
        drawing.Write(Word(Judgement.Verdict), Width - 10, 20, 14, Colour(theme), SKTextAlign.Right, isBold: true);

        Panel.DrawAll(drawing, panels, span, marks, Seen.DeployedAt);
        return new Picture("watch.png", drawing.ToPng(), Alt());
    }

    /// <summary>Nearly as much of the time before as after it, counted from the last that was seen there: between the push and the release nobody's numbers count.</summary>
    private (DateTimeOffset From, DateTimeOffset To) Span()
    {
        var last = Seen.Samples.Select(sample => sample.At).Append(Seen.DeployedAt + Seen.Pace.Window).Max();
        var first = Seen.Samples.Select(sample => sample.At).Append(Seen.DeployedAt - Seen.Pace.Window).Min();
        var before = LastBefore() - Seen.Pace.Watch * 0.7;
        return (first > before ? first : before, last);
    }

    private DateTimeOffset LastBefore() =>
        Seen
            .Samples.Select(sample => sample.At)
            .Where(at => at < Seen.DeployedAt)
            .DefaultIfEmpty(Seen.DeployedAt)
            .Max();

    /// <summary>The time before is drawn beside the release, and the title says when it was.</summary>
    private WatchChart Nearer(TimeSpan by)
    {
        DateTimeOffset Moved(DateTimeOffset at) => at < Seen.DeployedAt ? at + by : at;
        return this with
        {
            Title = string.Create(
                CultureInfo.InvariantCulture,
                $"{Title} · before: until {LastBefore():d MMM HH:mm} UTC"
            ),
            Seen = Seen with
            {
                Samples = [.. Seen.Samples.Select(sample => sample with { At = Moved(sample.At) })],
                Readings = [.. Seen.Readings.Select(reading => reading with { At = Moved(reading.At) })],
            },
        };
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
