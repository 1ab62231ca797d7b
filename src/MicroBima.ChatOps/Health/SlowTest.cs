using System.Collections.Immutable;

namespace MicroBima.ChatOps.Health;

/// <summary>
/// A clamped sequential test on the logarithm of 30 s medians: the surplus over what the time before explains is added up, never below zero; one window
/// counts for no more than <see cref="MostOfAWindow"/>, so a single hiccup is no alarm.
/// </summary>
internal sealed class SlowTest
{
    /// <summary>Alarm: three windows that are far too slow, or more that are somewhat too slow.</summary>
    public const double Alarm = 9;

    /// <summary>A quarter slower is nobody's emergency.</summary>
    public const double Tolerated = 1.25;

    private const double MostOfAWindow = 3;

    /// <summary>How much of a window's answers is one and the same hesitation: all would be 1.</summary>
    private const double Together = 0.75;

    /// <summary>The noise before is never taken for less: medians of a few requests vary.</summary>
    private const double LeastNoise = 0.10;

    private readonly double _tolerated;
    private readonly double _usual;
    private readonly double _noise;
    private readonly double _allowed;

    /// <param name="times">The answers' times before the release in milliseconds, in order of time.</param>
    /// <param name="perWindow">How many answers a window after the release has.</param>
    /// <param name="tolerated">So many milliseconds more are nobody's concern.</param>
    public SlowTest(ImmutableArray<double> times, double perWindow, double tolerated)
    {
        _tolerated = tolerated;
        ImmutableArray<double> before = [.. times.Select(LogOf)];
        _usual = Numbers.Median(before);
        var single = 1.4826 * Numbers.Median([.. before.Select(one => Math.Abs(one - _usual))]);
        var independent = 1.25 * single / Math.Sqrt(Math.Max(perWindow, 1));
        var lasting = Lasting(before, single);
        _noise = Math.Max(LeastNoise, Math.Sqrt(independent * independent + lasting * lasting));
        _allowed = Math.Log(Tolerated) + 0.25 * independent + 1.5 * lasting + Unsure(single, before.Length);
        while (IsFavourable(before))
            _allowed += _noise / 4;
    }

    /// <summary>The surplus so far.</summary>
    public double Surplus { get; private set; }

    /// <summary>Takes one window's median, in milliseconds.</summary>
    public void Observe(double median) => Surplus = Math.Max(0, Surplus + Step(LogOf(median)));

    private double Step(double log) => Math.Min((log - _usual - _allowed) / _noise, MostOfAWindow);

    /// <summary>
    /// True where steps as the answers of the time before would make them lead to an alarm by themselves: where some come out of a cache and some do not, or all
    /// wait together now and then, a middle says less than its spread promises. As a bet, the steps must not win against the time before.
    /// </summary>
    private bool IsFavourable(ImmutableArray<double> before) =>
        before.Average(one => Math.Exp(Together * Step(one))) > 1;

    /// <summary>The logarithm, in which a difference of the tolerated milliseconds or less hardly counts.</summary>
    private double LogOf(double milliseconds) => Math.Log(milliseconds + _tolerated);

    /// <summary>How far the middle of a few answers may be from the true one: one standard error, which is small where the time before is well known.</summary>
    private static double Unsure(double single, int answers) => 1.25 * single / Math.Sqrt(answers);

    /// <summary>
    /// Noise that lasts: medians over long stretches vary more than independent answers would. It does not average out over the windows of a watch.
    /// </summary>
    private static double Lasting(ImmutableArray<double> before, double single)
    {
        var length = Math.Max(6, before.Length / 10);
        var stretches = before.Chunk(length).Where(stretch => stretch.Length == length).Select(Numbers.Median).ToList();
        if (stretches.Count < 3)
            return 0;

        var seen = Numbers.Deviation(stretches);
        var explained = 1.25 * single / Math.Sqrt(length);
        return Math.Sqrt(Math.Max(0, seen * seen - explained * explained));
    }
}
