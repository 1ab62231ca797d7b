using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>Levels that must not run full: memory that grows without end, connections that are used up.</summary>
internal static class GaugeRule
{
    private const int LeastReadings = 8;

    /// <summary>Full enough that the next wave takes the app down.</summary>
    private const double Full = 0.92;

    /// <summary>Worth a look.</summary>
    private const double High = 0.80;

    /// <summary>The alarm of a level, or null.</summary>
    public static Alarm? Look(GaugeKind kind, Observation observation)
    {
        var readings = observation
            .Readings.Where(reading => reading.Kind == kind)
            .OrderBy(reading => reading.At)
            .ToList();
        var before = readings.Where(reading => reading.At < observation.DeployedAt).ToList();
        var after = readings.Where(reading => reading.At >= observation.DeployedAt + observation.Pace.Grace).ToList();
        if (after.Count < LeastReadings)
            return null;

        var name = Name(kind);
        double? usual = before.Count == 0 ? null : before.Max(reading => reading.Share);
        foreach (var index in Enumerable.Range(2, after.Count - 2))
        {
            var three = after[(index - 2)..(index + 1)];
            if (three.All(reading => reading.Share >= Full && reading.Share > (usual ?? 0) + 0.05))
                return new Alarm(
                    name,
                    usual is null ? Verdict.Warn : Verdict.Fail, // It may have been as full before.
                    three[0].At,
                    three[^1].At,
                    $"{name}: {Percent(three[^1].Share)} in use, {Before(usual)}"
                );
        }

        return Growth(name, kind, after, usual, observation) ?? Level(name, after, usual);
    }

    /// <summary>A level that rises all the time: full within the hour is an emergency, within half a day somebody should look.</summary>
    private static Alarm? Growth(
        string name,
        GaugeKind kind,
        List<Reading> after,
        double? usual,
        Observation observation
    )
    {
        if (kind is not GaugeKind.Memory)
            return null;

        // After the caches are warm: from the end of the grace on; the slope of the middle pair of all pairs is not moved by one reading.
        var slopes = new List<double>();
        for (var first = 0; first < after.Count; first++)
        {
            for (var second = first + after.Count / 3; second < after.Count; second++)
            {
                var span = (after[second].At - after[first].At) / observation.Pace.Window;
                if (span > 0)
                    slopes.Add((after[second].Share - after[first].Share) / span);
            }
        }

        var rising = slopes.Count(slope => slope > 0);
        var slope = Numbers.Median(slopes);
        var grown = after[^1].Share - after[0].Share;
        if (slopes.Count == 0 || rising < slopes.Count * 0.9 || grown < 0.04 || after[^1].Share < (usual ?? 0) + 0.04)
            return null;

        // In spans of the watch: a short watch is a long one played fast.
        var untilFull = (1 - after[^1].Share) / slope * observation.Pace.Window;
        var watch = observation.Pace.Watch;
        if (untilFull > 24 * watch)
            return null;

        var tier = untilFull < 4 * watch || grown > 0.2 ? Verdict.Fail : Verdict.Warn;
        return new Alarm(
            name,
            tier,
            after[0].At,
            after[^1].At,
            $"{name} grows without end: from {Percent(after[0].Share)} to {Percent(after[^1].Share)}, {Before(usual)}"
        );
    }

    private static Alarm? Level(string name, List<Reading> after, double? usual)
    {
        var high = after.Where(reading => reading.Share >= High && reading.Share > (usual ?? 0) + 0.1).ToList();
        return high.Count * 2 < after.Count
            ? null
            : new Alarm(
                name,
                Verdict.Warn,
                high[0].At,
                high[^1].At,
                $"{name}: {Percent(high.Max(reading => reading.Share))} in use, {Before(usual)}"
            );
    }

    /// <summary>The words for a level.</summary>
    public static string Name(GaugeKind kind) =>
        kind switch
        {
            GaugeKind.Memory => "memory",
            GaugeKind.Connections => "database connections",
        };

    private static string Before(double? usual) =>
        usual is { } most ? $"at most {Percent(most)} before" : "nobody looked before";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0} %");
}
