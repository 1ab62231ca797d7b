namespace MicroBima.ChatOps.Health;

/// <summary>
/// What the bot's own machine adds to the times of answers. Where processors are short, everything waits several times on its way: the request, the app
/// beside it, the database. How late the bot's own timers come tells it, and so much is taken off before answers are called slow.
/// </summary>
/// <param name="before">The time before the release: timers are always a little late.</param>
internal sealed class OwnDelay(IEnumerable<Sample> before)
{
    /// <summary>Measured beside builds on a machine with two processors: an answer took five to six milliseconds more for each that a timer was late.</summary>
    private const double MillisecondsForEach = 8;

    private const double Unnoticed = 0.5;

    private readonly double? _usual = Middle(before);

    /// <summary>How many milliseconds the answers of some samples have of the bot's own machine; none where nobody looked.</summary>
    public double In(IEnumerable<Sample> samples) =>
        Middle(samples) - _usual - Unnoticed is > 0 and var late ? MillisecondsForEach * late : 0;

    private static double? Middle(IEnumerable<Sample> samples)
    {
        var delays = samples.Select(sample => sample.OwnDelay).OfType<double>().ToList();
        return delays.Count == 0 ? null : Numbers.Median([.. delays]);
    }
}
