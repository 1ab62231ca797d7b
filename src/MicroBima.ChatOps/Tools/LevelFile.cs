using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>The newest readings of the levels of one environment, on disk: <c>at,kind,share</c>.</summary>
public sealed class LevelFile(string folder, string environment)
    : RingFile<Reading>(Path.Combine(folder, "probes", $"{environment}.levels.csv"), Line, ReadLines, ProbeFile.Most)
{
    private static string Line(Reading reading) =>
        string.Create(CultureInfo.InvariantCulture, $"{reading.At:O},{reading.Kind},{reading.Share:0.####}");

    private static ImmutableArray<Reading> ReadLines(IEnumerable<string> lines)
    {
        var readings = ImmutableArray.CreateBuilder<Reading>();
        foreach (var cells in lines.Select(line => line.Split(',')))
        {
            if (
                cells is [var at, var kind, var share]
                && DateTimeOffset.TryParse(
                    at,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var moment
                )
                && Enum.TryParse<GaugeKind>(kind, out var gauge)
                && Enum.IsDefined(gauge)
                && double.TryParse(share, NumberStyles.Float, CultureInfo.InvariantCulture, out var level)
                && level is >= 0 and <= 1
            )
                readings.Add(new Reading(moment, gauge, level));
        }

        return readings.ToImmutable();
    }
}
