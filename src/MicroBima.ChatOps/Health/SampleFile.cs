using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MicroBima.ChatOps.Health;

/// <summary>Reads samples from CSV: a header with <c>at,endpoint,latency_ms,status</c> in any order, times in RFC 3339, an empty status for no answer.</summary>
public static class SampleFile
{
    private const int MostSamples = 2_000_000;
    private const int LongestLine = 8_000;

    /// <summary>A day; what took longer was measured in another unit.</summary>
    private const double LongestLatency = 86_400_000;

    private static readonly string[] Columns = ["at", "endpoint", "latency_ms", "status"];

    /// <summary>
    /// The samples. A line that cannot be read is a <see cref="FormatException"/> that names it: a judge that skips lines judges something else. What is no
    /// file, or has no end, is given up with the first line that is too long, or one sample too many.
    /// </summary>
    public static ImmutableArray<Sample> Read(TextReader text)
    {
        int[]? places = null;
        var samples = ImmutableArray.CreateBuilder<Sample>();
        foreach (var (number, raw) in Lines(text))
        {
            var line = raw.Trim('\uFEFF', ' ', '\t');
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

            if (samples.Count == MostSamples)
                throw new FormatException(
                    $"There are more than {MostSamples} samples; leave those of half an hour before the release and of the watch."
                );

            samples.Add(Sample(cells, places, number));
        }

        return samples.ToImmutable();
    }

    /// <summary>The moment that a text means; without a zone it is UTC. A time without its day could be any day's, and 3/4 is two days.</summary>
    public static bool TryMoment(string text, out DateTimeOffset moment)
    {
        moment = default;
        return text is [_, _, _, _, '-', _, _, '-', _, _, 'T' or 't' or ' ', _, _, ':', _, _, ..]
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out moment
            );
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

    private static IEnumerable<(int Number, string Text)> Lines(TextReader text)
    {
        var line = new StringBuilder();
        var (number, last) = (1, 0);
        for (var next = text.Read(); next >= 0; (last, next) = (next, text.Read()))
        {
            if (next is '\n' && last is '\r')
                continue;

            if (next is '\n' or '\r')
            {
                yield return (number++, line.ToString());
                line.Clear();
            }
            else if (line.Append((char)next).Length > LongestLine)
            {
                throw new FormatException(
                    $"Line {number} is longer than {LongestLine} characters; write one sample a line, as {string.Join(',', Columns)}."
                );
            }
        }

        yield return (number, line.ToString());
    }

    private static Sample Sample(string[] cells, int[] places, int number)
    {
        if (cells.Length <= places.Max())
            throw new FormatException(
                $"Line {number} has {cells.Length} of the {places.Max() + 1} columns that the first line promises."
            );

        var (at, endpoint, latency, status) = (cells[places[0]], cells[places[1]], cells[places[2]], cells[places[3]]);
        if (!TryMoment(at, out var moment))
            throw new FormatException($"Line {number}: '{at}' is no time; write it as 2026-11-22T14:01:00Z.");

        if (endpoint.Length == 0)
            throw new FormatException($"Line {number}: the endpoint has no name.");

        var took = 0.0;
        var isTimed =
            latency.Length == 0
                ? status.Length == 0
                : double.TryParse(latency, NumberStyles.Float, CultureInfo.InvariantCulture, out took);
        if (!isTimed || took is not (>= 0 and <= LongestLatency))
            throw new FormatException(
                $"Line {number}: '{latency}' is no latency in milliseconds; only where there was no answer it may be empty."
            );

        if (status.Length == 0)
            return new Sample(moment, endpoint, took, null);

        // Where some have no status, tables of numbers write all others as 200.0.
        var digits = status.EndsWith(".0", StringComparison.Ordinal) ? status[..^2] : status;
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? new Sample(moment, endpoint, took, code)
            : throw new FormatException(
                $"Line {number}: '{status}' is no HTTP status; where there was no answer it is empty."
            );
    }
}
