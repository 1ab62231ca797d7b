using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>More failures than before, over all endpoints together.</summary>
internal static class ErrorRule
{
    private const double Fail = 100;
    private const double Warn = 30;
    private const int LeastFailures = 3;

    /// <summary>The alarm, or null. What fails while the machines change hands counts only where it goes on.</summary>
    public static Alarm? Look(IReadOnlyCollection<EndpointSeries> endpoints, Observation observation)
    {
        var (failedBefore, askedBefore) = (
            endpoints.Sum(one => one.FailedBefore),
            endpoints.Sum(one => one.Before.Length)
        );
        var test = new ErrorTest(failedBefore, askedBefore, endpoints.Count);
        var judgedFrom = observation.DeployedAt + observation.Pace.Handover;
        var rounds = endpoints
            .SelectMany(one => one.Asked())
            .Where(asked => asked.At >= judgedFrom)
            .GroupBy(asked => Math.Floor((asked.At - observation.DeployedAt) / observation.Pace.Round))
            .OrderBy(round => round.Key)
            .Select(round => (round.Key, Asked: round.ToList()));

        DateTimeOffset? since = null;
        var past = new Queue<(double Key, int Failed, int Asked)>();
        var run = 0;
        (double Evidence, DateTimeOffset At) peak = (0, default);
        foreach (var (key, round) in rounds)
        {
            while (past.TryPeek(out var old) && (key - old.Key) * observation.Pace.Round > observation.Pace.Settled)
            {
                past.Dequeue();
                test.Learn(old.Failed, old.Asked);
            }

            var failed = round.Count(asked => asked.IsFailure);
            past.Enqueue((key, failed, round.Count));
            if (test.Evidence <= 1)
                (since, run) = (null, 0);

            test.Observe(failed, round.Count);
            run += failed;
            if (failed > 0)
                since ??= round.Where(asked => asked.IsFailure).Min(asked => asked.At);

            // Two failures are worth a look, however close together.
            var evidence = run < LeastFailures ? Math.Min(test.Evidence, Fail - 1) : test.Evidence;
            if (evidence > peak.Evidence && failed > 0)
                peak = (evidence, round.Max(asked => asked.At));

            if (peak.Evidence >= Fail)
                break;
        }

        if (peak.Evidence < Warn)
            return null;

        var (failedAfter, askedAfter) = (endpoints.Sum(one => one.FailedAfter), endpoints.Sum(one => one.After.Length));
        return new Alarm(
            Signals.Errors,
            peak.Evidence >= Fail ? Verdict.Fail : Verdict.Warn,
            since ?? peak.At,
            peak.At,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{failedAfter} of {askedAfter} requests failed, {failedBefore} of {askedBefore} before{Recovered(endpoints, peak.At, observation)}"
            )
        );
    }

    /// <summary>Says so where nothing failed any more for long enough to be no chance.</summary>
    private static string Recovered(
        IReadOnlyCollection<EndpointSeries> endpoints,
        DateTimeOffset raisedAt,
        Observation observation
    )
    {
        var last = endpoints
            .SelectMany(one => one.After.Where(one.IsFailure))
            .Select(sample => sample.At)
            .DefaultIfEmpty(raisedAt)
            .Max();
        var quiet = endpoints.Max(one => one.After.IsEmpty ? last : one.After[^1].At) - last;
        return quiet >= observation.Pace.LeastAfter
            ? string.Create(CultureInfo.InvariantCulture, $"; none since {last:HH:mm:ss} UTC")
            : "";
    }
}
