namespace MicroBima.ChatOps.Health;

/// <summary>
/// An anytime-valid test on the slow tail: did the share of requests above the 95th percentile of the time before rise? A bet as in
/// <see cref="ErrorTest"/>, settled once a window, since slow requests come in company.
/// </summary>
internal sealed class TailTest
{
    private const double MostOfAWindow = 12;
    private const double LeastRate = 0.08;

    private static readonly double[] Bets = [0.25, 0.5, 0.8];

    private readonly double _before;
    private readonly double[] _wealth = [.. Bets.Select(_ => 1.0 / Bets.Length)];

    /// <param name="before">The windows before the release: how many requests were slow, of how many.</param>
    public TailTest(IReadOnlyList<(int Slow, int Asked)> before)
    {
        // A tail that comes in clusters: the worst fifth of the windows says what a bad minute is.
        var shares = before
            .Where(window => window.Asked > 0)
            .Select(window => (double)window.Slow / window.Asked)
            .Order()
            .ToList();
        var bad = shares.Count == 0 ? 0 : shares[(int)(shares.Count * 0.9)];
        _before = Math.Clamp(Math.Max(Unsure(before.Sum(window => window.Asked)), bad * 0.8), LeastRate, 0.6);
    }

    /// <summary>The evidence for a rise so far.</summary>
    public double Evidence => _wealth.Sum();

    /// <summary>
    /// The slowest twentieth of a few answers says little of the slowest twentieth of all: the share that may truly lie above it, nine times of ten.
    /// </summary>
    private static double Unsure(int answers) =>
        (0.05 * answers + 1 + 1.28 * Math.Sqrt(0.05 * 0.95 * answers)) / Math.Max(answers, 1);

    /// <summary>Takes one window.</summary>
    public void Observe(int slow, int asked)
    {
        for (var index = 0; index < Bets.Length; index++)
        {
            var rate = _before + (1 - _before) * Bets[index];
            var factor = Math.Pow(rate / _before, slow) * Math.Pow((1 - rate) / (1 - _before), asked - slow);
            _wealth[index] = Math.Clamp(_wealth[index] * Math.Min(factor, MostOfAWindow), 1e-6, 1e12);
        }
    }
}
