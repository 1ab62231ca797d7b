using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>Compares what was seen after a release with the time before. Pure and deterministic: the moments are in the data.</summary>
public static class Judge
{
    /// <summary>With fewer answers of the time before nobody can say what is usual.</summary>
    public const int LeastBefore = 10;

    private const int LeastAnswers = 3;

    /// <summary>The verdict over everything that was seen so far.</summary>
    public static Judgement Of(Observation observation)
    {
        var endpoints = observation
            .Samples.GroupBy(sample => sample.Endpoint, StringComparer.Ordinal)
            .OrderBy(endpoint => endpoint.Key, StringComparer.Ordinal)
            .Select(endpoint => new EndpointSeries(endpoint.Key, endpoint, observation))
            .ToList();
        ImmutableArray<Alarm> alarms =
        [
            .. endpoints.Select(endpoint => DownRule.Look(endpoint, endpoints)).OfType<Alarm>(),
            .. new[] { ErrorRule.Look(endpoints, observation) }.OfType<Alarm>(),
            .. endpoints.SelectMany(endpoint => SlowRule.Look(endpoint, observation)),
            .. Enum.GetValues<GaugeKind>().Select(kind => GaugeRule.Look(kind, observation)).OfType<Alarm>(),
            .. IncidentRule.Look(observation),
            .. new[] { QueryRule.Look(observation) }.OfType<Alarm>(),
            .. LogAlarms(observation),
        ];
        var worst = alarms.Select(alarm => alarm.Tier).Append(Verdict.Healthy).Max();
        var blind = Blind(endpoints, observation);
        var verdict = blind is not null && worst is not Verdict.Fail ? Verdict.Inconclusive : worst;
        var loudest = alarms.Where(alarm => alarm.Tier == worst).ToList();
        return new Judgement(
            verdict,
            [
                .. verdict is Verdict.Inconclusive ? [blind!] : Array.Empty<string>(),
                .. alarms
                    .OrderByDescending(alarm => alarm.Tier)
                    .ThenBy(alarm => alarm.RaisedAt)
                    .Select(alarm => alarm.Reason),
            ],
            Signals.Of(endpoints, alarms, observation),
            alarms,
            loudest.Count == 0 ? null : loudest.Min(alarm => alarm.Since),
            loudest.Count == 0 ? null : loudest.Min(alarm => alarm.RaisedAt)
        )
        {
            TakenOff = endpoints
                .SelectMany(endpoint => endpoint.Windows)
                .Select(window => window.TakenOff)
                .DefaultIfEmpty(0)
                .Max(),
        };
    }

    /// <summary>Why nothing can be called healthy, or null. No data is never healthy.</summary>
    private static string? Blind(List<EndpointSeries> endpoints, Observation observation)
    {
        var pace = observation.Pace;
        if (endpoints.Sum(one => one.After.Length) == 0)
            return "nothing was seen after the release";

        var silent = endpoints.FirstOrDefault(one => one.After.Length < LeastAnswers);
        if (silent is not null)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"of {silent.Endpoint} only {silent.After.Length} of the {LeastAnswers} answers that a verdict needs were seen after the release"
            );

        var after = endpoints.Max(one => one.After[^1].At) - observation.DeployedAt;
        if (after < pace.LeastAfter)
            return $"only {Span(after)} were seen after the release";

        var before = observation.Baseline;
        if (before < pace.LeastBefore)
            return $"only {Span(before)} of baseline";

        var most = endpoints.Max(one => one.Before.Length);
        return most < LeastBefore
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"only {most} of the {LeastBefore} answers that say what is usual were seen before the release"
            )
            : null;
    }

    private static IEnumerable<Alarm> LogAlarms(Observation observation)
    {
        var logs = observation.Logs;
        var tier =
            logs.NewFatals > 0
            || logs.NewErrors >= 10 && logs.NewErrors > logs.LinesAfter / 20
            || logs.NewErrors >= 5 && logs.NewErrors > logs.LinesAfter / 10
                ? Verdict.Fail
            : logs.NewErrors >= 3 ? Verdict.Warn
            : Verdict.Healthy;
        if (tier is Verdict.Healthy)
            return [];

        // They are counted when the log was read, which is after everything else that was seen.
        return
        [
            new Alarm(
                Signals.NewErrors,
                tier,
                observation.DeployedAt,
                observation.Samples.Select(sample => sample.At).Append(observation.DeployedAt).Max(),
                $"{logs.NewErrors} errors in the logs of a kind that was not there before: {logs.News}"
            ),
        ];
    }

    private static string Span(TimeSpan span) =>
        span < TimeSpan.FromMinutes(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min");
}
