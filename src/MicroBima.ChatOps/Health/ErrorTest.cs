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
    private const double MostOfARound = 15;

    /// <summary>One failure alone may count for a little more, where failures are rare.</summary>
    private const double MostOfOne = 25;

    /// <summary>However much a release fails without an alarm, no more than this is learned from it as usual.</summary>
    private const double MostLearned = 0.02;

    /// <summary>A bettor who lost keeps this much of the stake: a rise that comes late is seen as soon as one that comes at once.</summary>
    private const double Kept = 0.30;

    private static readonly (double Rate, double Share)[] Bets =
    [
        (0.02, 0.01),
        (0.05, 0.75),
        (0.12, 0.14),
        (0.30, 0.08),
        (0.70, 0.02),
    ];

    private readonly double _start;
    private readonly double _unseen;
    private readonly double[] _wealth;
    private double _before;
    private int _failed;
    private int _asked;

    /// <param name="failed">Failed requests before the release.</param>
    /// <param name="asked">Requests before the release.</param>
    /// <param name="endpoints">How many are asked in one moment.</param>
    public ErrorTest(int failed, int asked, int endpoints)
    {
        var least = Math.Clamp(LeastRate * endpoints, LowestLeast, HighestLeast);

        // A time before without a failure may have been a lucky one: so much of a failure counts as seen.
        _unseen = Math.Min(1, 0.25 + 0.08 * endpoints);
        (_failed, _asked) = (failed, asked);
        _start = _before = Math.Clamp(Usual, least, 0.95);
        _wealth = [.. Bets.Select(bet => bet.Share)];
    }

    /// <summary>The evidence for a rise so far.</summary>
    public double Evidence => _wealth.Sum();

    private double Usual =>
        Math.Max(
            (_failed + _unseen + 0.5 * Math.Sqrt(_failed)) / (_asked + 80.0),
            Numbers.SurelyFailing(_failed, _asked)
        );

    /// <summary>
    /// Takes a moment that is long past and was no alarm: it says what is usual, as the time before does, of which a light probe sees little.
    /// </summary>
    public void Learn(int failed, int asked)
    {
        (_failed, _asked) = (_failed + failed, _asked + asked);
        if (failed > 0 || _before > _start)
            _before = Math.Max(_start, Math.Min(Usual, MostLearned));
    }

    /// <summary>Takes what one moment brought: the requests of all endpoints, and how many failed.</summary>
    public void Observe(int failed, int asked)
    {
        for (var index = 0; index < Bets.Length; index++)
        {
            // A rise is a rise above the rate before: the bets move with it.
            var rate = _before + (1 - _before) * Bets[index].Rate;
            var factor = Math.Pow(rate / _before, failed) * Math.Pow((1 - rate) / (1 - _before), asked - failed);
            _wealth[index] = Math.Clamp(
                _wealth[index] * Math.Min(factor, Math.Max(MostOfARound, Math.Min(rate / _before, MostOfOne))),
                Bets[index].Share * Kept,
                1e12
            );
        }
    }
}
