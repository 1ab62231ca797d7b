using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>Reads samples from CSV: a header with <c>at,endpoint,latency_ms,status</c> in any order, times in RFC 3339, an empty status for no answer.</summary>
public static class SampleFile
{
    private static readonly string[] Columns = ["at", "endpoint", "latency_ms", "status"];

    /// <summary>The samples. A line that cannot be read is a <see cref="FormatException"/> that names it: a judge that skips lines judges something else.</summary>
    public static ImmutableArray<Sample> Read(IEnumerable<string> lines)
    {
        int[]? places = null;
        var samples = ImmutableArray.CreateBuilder<Sample>();
        var number = 0;
        foreach (var raw in lines)
        {
            number++;
            var line = raw.TrimStart('\uFEFF').TrimEnd('\r');
            if (line.Length == 0)
                continue;

            var cells = line.Split(',').Select(cell => cell.Trim().Trim('"')).ToArray();
            if (places is null)
            {
                places =
                [
                    .. Columns.Select(name =>
                        Array.FindIndex(cells, cell => string.Equals(cell, name, StringComparison.OrdinalIgnoreCase))
                    ),
                ];
                if (places.Contains(-1))
                    throw new FormatException(
                        $"The first line must name the columns {string.Join(", ", Columns)}; it says '{line}'."
                    );

                continue;
            }

            samples.Add(Sample(cells, places, number));
        }

        return samples.ToImmutable();
    }

    /// <summary>A sample as a line without header, with the bot's own delay as its fifth column.</summary>
    public static string Line(Sample sample) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{sample.At:O},{sample.Endpoint},{sample.Milliseconds:0.###},{sample.Status},{sample.OwnDelay:0.###}"
        );

    /// <summary>Lines without header, as <see cref="Line"/> wrote them; one that was cut off by a crash is left out.</summary>
    public static ImmutableArray<Sample> ReadLines(IEnumerable<string> lines)
    {
        var samples = ImmutableArray.CreateBuilder<Sample>();
        foreach (var cells in lines.Select(line => line.Split(',')))
        {
            if (
                cells is [var at, var endpoint, var latency, var status, .. { Length: <= 1 } more]
                && DateTimeOffset.TryParse(
                    at,
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var moment
                )
                && double.TryParse(latency, NumberStyles.Float, CultureInfo.InvariantCulture, out var took)
                && double.IsFinite(took)
                && took >= 0
            )
                samples.Add(
                    new Sample(
                        moment,
                        endpoint,
                        took,
                        int.TryParse(status, CultureInfo.InvariantCulture, out var code) ? code : null
                    )
                    {
                        OwnDelay =
                            more is [var own]
                            && double.TryParse(own, NumberStyles.Float, CultureInfo.InvariantCulture, out var delay)
                            && double.IsFinite(delay)
                                ? delay
                                : null,
                    }
                );
        }

        return samples.ToImmutable();
    }

    private static Sample Sample(string[] cells, int[] places, int number)
    {
        if (cells.Length <= places.Max())
            throw new FormatException($"Line {number} has {cells.Length} columns.");

        var (at, endpoint, latency, status) = (cells[places[0]], cells[places[1]], cells[places[2]], cells[places[3]]);
        if (!DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            throw new FormatException($"Line {number}: '{at}' is no time.");

        var took = 0.0;
        var isTimed =
            latency.Length == 0 || double.TryParse(latency, NumberStyles.Float, CultureInfo.InvariantCulture, out took);
        if (!isTimed || !double.IsFinite(took) || took < 0)
            throw new FormatException($"Line {number}: '{latency}' is no latency in milliseconds.");

        if (status.Length == 0)
            return new Sample(moment.ToUniversalTime(), endpoint, took, null);

        return int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? new Sample(moment.ToUniversalTime(), endpoint, took, code)
            : throw new FormatException($"Line {number}: '{status}' is no HTTP status.");
    }
}
