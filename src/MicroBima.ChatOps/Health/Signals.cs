using System.Collections.Immutable;

namespace MicroBima.ChatOps.Health;

/// <summary>The numbers of a judgement: what was before, what is now, over how many readings.</summary>
internal static class Signals
{
    /// <summary>The signal of failed requests, all endpoints together.</summary>
    public const string Errors = "errors";

    /// <summary>The signal that counts events of errors with patterns that are new.</summary>
    public const string NewErrors = "new error lines";

    /// <summary>All numbers: latency and errors of each endpoint, levels, logs.</summary>
    public static ImmutableArray<Signal> Of(
        IReadOnlyCollection<EndpointSeries> endpoints,
        ImmutableArray<Alarm> alarms,
        Observation observation
    ) =>
        [
            .. endpoints.SelectMany(endpoint => OfEndpoint(endpoint, alarms, observation)),
            .. endpoints.Count == 0 ? Array.Empty<Signal>() : [OfAll(endpoints, alarms, observation)],
            .. Enum.GetValues<GaugeKind>().SelectMany(kind => OfGauge(kind, alarms, observation)),
            .. observation.Logs == LogComparison.None
                ? Array.Empty<Signal>()
                :
                [
                    new Signal(
                        NewErrors,
                        SignalUnit.Count,
                        0,
                        observation.Logs.NewErrors,
                        observation.Logs.LinesBefore,
                        observation.Logs.LinesAfter,
                        TierOf(NewErrors, alarms)
                    ),
                ],
        ];

    private static IEnumerable<Signal> OfEndpoint(
        EndpointSeries endpoint,
        ImmutableArray<Alarm> alarms,
        Observation observation
    )
    {
        var warm = endpoint.After.Where(sample => sample.At >= observation.DeployedAt + observation.Pace.Grace);
        var before = endpoint.Times(endpoint.Before).Order().ToList();
        var after = endpoint.Times([.. warm]).Order().ToList();
        foreach (var (name, share) in new[] { ("p50", 0.5), ("p95", 0.95) })
        {
            yield return new Signal(
                $"{endpoint.Endpoint} {name}",
                SignalUnit.Milliseconds,
                before.Count == 0 ? null : Numbers.Quantile(before, share),
                after.Count == 0 ? null : Numbers.Quantile(after, share),
                before.Count,
                after.Count,
                TierOf($"{endpoint.Endpoint} {name}", alarms)
            );
        }

        yield return new Signal(
            $"{endpoint.Endpoint} errors",
            SignalUnit.Share,
            Share(endpoint.FailedBefore, endpoint.Before.Length),
            Share(endpoint.FailedAfter, endpoint.After.Length),
            endpoint.Before.Length,
            endpoint.After.Length,
            TierOfErrors(endpoint, alarms, observation)
        );
    }

    /// <summary>The sum of all endpoints; where it rose, it is marked like the worst of those that made it rise.</summary>
    private static Signal OfAll(
        IReadOnlyCollection<EndpointSeries> endpoints,
        ImmutableArray<Alarm> alarms,
        Observation observation
    )
    {
        var (before, after) = (endpoints.Sum(one => one.Before.Length), endpoints.Sum(one => one.After.Length));
        var was = Share(endpoints.Sum(one => one.FailedBefore), before);
        var now = Share(endpoints.Sum(one => one.FailedAfter), after);
        var parts =
            now > (was ?? 0)
                ? endpoints.Select(endpoint => TierOfErrors(endpoint, alarms, observation))
                : Array.Empty<Verdict>();
        return new Signal(
            Errors,
            SignalUnit.Share,
            was,
            now,
            before,
            after,
            parts.Append(TierOf(Errors, alarms)).Max()
        );
    }

    /// <summary>Errors are judged over all endpoints together; where they rose, an endpoint is marked that would have said so alone.</summary>
    private static Verdict TierOfErrors(EndpointSeries endpoint, ImmutableArray<Alarm> alarms, Observation observation)
    {
        var down = TierOf($"{endpoint.Endpoint} errors", alarms);
        var all = TierOf(Errors, alarms);
        if (all is Verdict.Healthy)
            return down;

        var own = ErrorRule.Look([endpoint], observation)?.Tier ?? Verdict.Healthy;
        return new[] { down, own < all ? own : all }.Max();
    }

    private static IEnumerable<Signal> OfGauge(GaugeKind kind, ImmutableArray<Alarm> alarms, Observation observation)
    {
        var all = observation
            .Readings.Where(reading => reading.Kind == kind)
            .ToLookup(reading => reading.At >= observation.DeployedAt, reading => reading.Share);
        if (!all[true].Any())
            yield break;

        yield return new Signal(
            GaugeRule.Name(kind),
            SignalUnit.Share,
            all[false].Any() ? Numbers.Median([.. all[false]]) : null,
            observation.Readings.Where(reading => reading.Kind == kind).MaxBy(reading => reading.At)!.Share,
            all[false].Count(),
            all[true].Count(),
            TierOf(GaugeRule.Name(kind), alarms)
        );
    }

    private static Verdict TierOf(string name, ImmutableArray<Alarm> alarms) =>
        alarms
            .Where(alarm => string.Equals(alarm.Signal, name, StringComparison.Ordinal))
            .Select(alarm => alarm.Tier)
            .Append(Verdict.Healthy)
            .Max();

    private static double? Share(int part, int whole) => whole == 0 ? null : (double)part / whole;
}
