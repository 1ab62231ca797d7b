using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tests.Health;

/// <summary>What is wrong with a simulated release.</summary>
public enum Trouble
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No answer any more.</summary>
    Down,

    /// <summary>Three of ten requests fail.</summary>
    ThirtyPercentErrors,

    /// <summary>One of twenty fails.</summary>
    FivePercentErrors,

    /// <summary>Every answer takes twice the time.</summary>
    TwiceAsSlow,
}

/// <summary>
/// A release in a world with its own latencies, drifts, hiccups and cold caches, all drawn from a seed. A noisy world drifts, stutters now and then and
/// fails up to seven requests of a thousand; a calm one hardly. The time before was asked every quarter, half or whole minute.
/// </summary>
internal sealed class SimulatedRelease
{
    /// <summary>The trouble begins so many seconds after the release.</summary>
    public const double Onset = 120;

    private readonly Random _random;
    private readonly int _pause;
    private readonly Trouble _trouble;
    private readonly double _failing;
    private readonly double _tail;
    private readonly double _drift;
    private readonly double _stay;
    private readonly double _cold;
    private readonly (double From, double To, double Factor)[] _hiccups;
    private readonly (string Name, double Usual, double Spread)[] _endpoints;

    public SimulatedRelease(int seed, bool isNoisy, Trouble trouble)
    {
        _random = new Random(seed * 7919 + (isNoisy ? 1 : 0));
        _pause = new[] { 15, 30, 60 }[seed % 3];
        _trouble = trouble;
        _failing = isNoisy ? Between(0.001, 0.007) : Between(0, 0.0007);
        _tail = isNoisy ? Between(0.01, 0.04) : Between(0, 0.01);
        (_drift, _stay) = isNoisy ? (Between(0.03, 0.1), Between(0.7, 0.95)) : (0, 0);
        _cold = Between(1, isNoisy ? 3 : 2);
        _hiccups =
        [
            .. Enumerable
                .Range(0, isNoisy ? _random.Next(4) : 0)
                .Select(_ => Between(-Releases.Before, Releases.Watch))
                .Select(from => (from, from + Between(5, 30), Between(1.3, 3))),
        ];
        _endpoints =
        [
            .. Enumerable
                .Range(0, _random.Next(2, 5))
                .Select(index =>
                    (
                        $"/{index}",
                        Math.Exp(Between(Math.Log(10), Math.Log(300))),
                        isNoisy ? Between(0.2, 0.5) : Between(0.08, 0.3)
                    )
                ),
        ];
    }

    /// <summary>How many endpoints are asked.</summary>
    public int Endpoints => _endpoints.Length;

    /// <summary>Everything that a probe sees.</summary>
    public List<Sample> Samples()
    {
        var samples = new List<Sample>();
        double drift = 0;
        foreach (var second in Releases.Seconds(_pause))
        {
            drift = _stay * drift + Math.Sqrt(1 - _stay * _stay) * _drift * Normal();
            foreach (var (name, usual, spread) in _endpoints)
                samples.Add(Ask(second, name, usual * Math.Exp(drift + spread * Normal())));
        }

        return samples;
    }

    private Sample Ask(int second, string endpoint, double milliseconds)
    {
        var isBroken = second >= Onset;
        if (_random.NextDouble() < _tail)
            milliseconds *= Between(2, 8);

        foreach (var (from, to, factor) in _hiccups)
            milliseconds *= second >= from && second < to ? factor : 1;

        if (second >= 0)
            milliseconds *= 1 + (_cold - 1) * Math.Exp(-second / 20.0);

        if (isBroken && _trouble is Trouble.TwiceAsSlow)
            milliseconds *= 2;

        var failing = (isBroken, _trouble) switch
        {
            (true, Trouble.Down) => 1,
            (true, Trouble.ThirtyPercentErrors) => 0.3,
            (true, Trouble.FivePercentErrors) => 0.05,
            _ => _failing,
        };
        return new Sample(
            Releases.DeployedAt.AddSeconds(second + Between(0, 0.4)),
            endpoint,
            milliseconds,
            _random.NextDouble() >= failing ? 200
                : _random.Next(2) == 0 ? 500
                : null
        );
    }

    private double Between(double low, double high) => low + (high - low) * _random.NextDouble();

    private double Normal() =>
        Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
