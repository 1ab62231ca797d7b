namespace MicroBima.ChatOps.Health;

/// <summary>
/// An anytime-valid test: did the share of failed requests rise? Evidence is a bet against "as before" that starts at 1 and is multiplied with every
/// request; it may be looked at after each, because a fair bet reaches 100 with a chance of at most one in a hundred, whenever one stops
/// (<see href="https://arxiv.org/abs/2210.01948">game-theoretic statistics</see>). The bets are spread over several sizes of the rise.
/// </summary>
internal sealed class ErrorTest
{
    /// <summary>
    /// The rate before is never taken for lower, for each endpoint that is asked: a release may meet one failure that the time before did not, and where more is asked chance
    /// has more occasions in one watch.
    /// </summary>
    private const double LeastRate = 0.0012;

    /// <summary>However few or many are asked, that least rate lies between these two.</summary>
    private const double LowestLeast = 0.002;

    private const double HighestLeast = 0.008;

    /// <summary>One moment counts for no more than this, however many endpoints failed in it: they may have failed for one reason.</summary>
    private const double MostOfARound = 60;

    /// <summary>A bettor who lost keeps this much of the stake: a rise that comes late is seen as soon as one that comes at once.</summary>
    private const double Kept = 0.22;

    private static readonly (double Rate, double Share)[] Bets =
    [
        (0.02, 0.01),
        (0.05, 0.60),
        (0.12, 0.20),
        (0.30, 0.14),
        (0.70, 0.05),
    ];

    private readonly double _before;
    private readonly double[] _wealth;

    /// <param name="failed">Failed requests before the release.</param>
    /// <param name="asked">Requests before the release.</param>
    /// <param name="endpoints">How many are asked in one moment.</param>
    public ErrorTest(int failed, int asked, int endpoints)
    {
        var least = Math.Clamp(LeastRate * endpoints, LowestLeast, HighestLeast);

        // A time before without a failure may have been a lucky one: so much of a failure counts as seen.
        var unseen = Math.Min(1, 0.25 + 0.08 * endpoints);
        _before = Math.Clamp((failed + unseen + 0.5 * Math.Sqrt(failed)) / (asked + 80.0), least, 0.95);
        _wealth = [.. Bets.Select(bet => bet.Share)];
    }

    /// <summary>The evidence for a rise so far.</summary>
    public double Evidence => _wealth.Sum();

    /// <summary>Takes what one moment brought: the requests of all endpoints, and how many failed.</summary>
    public void Observe(int failed, int asked)
    {
        for (var index = 0; index < Bets.Length; index++)
        {
            // A rise is a rise above the rate before: the bets move with it.
            var rate = _before + (1 - _before) * Bets[index].Rate;
            var factor = Math.Pow(rate / _before, failed) * Math.Pow((1 - rate) / (1 - _before), asked - failed);
            _wealth[index] = Math.Clamp(
                _wealth[index] * Math.Min(factor, MostOfARound),
                Bets[index].Share * Kept,
                1e12
            );
        }
    }
}
