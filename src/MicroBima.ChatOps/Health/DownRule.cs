using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>Down: several failures in a row. Three, or more where the time before shows that three happen by chance.</summary>
internal static class DownRule
{
    private const int Least = 3;

    /// <summary>Where every other request fails by itself, so many in a row are seen in three watches of a thousand.</summary>
    private const int Most = 16;

    /// <summary>Failures in a row of the time before lie further apart than those of a watch, and more of them say no more.</summary>
    private const int MostForARunBefore = 6;

    /// <summary>An endpoint that failed so often all the time before was down then too.</summary>
    private const double DownShare = 0.8;

    /// <summary>A watch has about so many places where a run may begin.</summary>
    private const int Places = 180;

    /// <summary>How often a whole watch may show a run by chance.</summary>
    private const double Chance = 0.003;

    /// <summary>
    /// The alarm of an endpoint, or null. What was down all the time before, beside others that answer, is no work of the release, and its rollback would mend
    /// nothing: somebody should look. Where nothing answers, nothing was released, whatever was before.
    /// </summary>
    public static Alarm? Look(EndpointSeries endpoint, IReadOnlyCollection<EndpointSeries> all)
    {
        var needed = Needed(endpoint);
        var run = 0;
        foreach (var (sample, index) in endpoint.After.Select((sample, index) => (sample, index)))
        {
            run = endpoint.IsFailure(sample) ? run + 1 : 0;
            if (run < needed)
                continue;

            var first = endpoint.After[index - run + 1];
            return new Alarm(
                $"{endpoint.Endpoint} errors",
                WasAlwaysDown(endpoint) && !all.All(WasAlwaysDown) ? Verdict.Warn : Verdict.Fail,
                first.At,
                sample.At,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{endpoint.Endpoint} is down: {run} requests in a row failed ({What(sample)}){Recovered(endpoint)}{WasDown(endpoint)}"
                )
            );
        }

        return null;
    }

    private static int Needed(EndpointSeries endpoint)
    {
        var before = endpoint.Before;
        var rate = Math.Max(
            (endpoint.FailedBefore + 0.5) / (before.Length + 50.0),
            Numbers.SurelyFailing(endpoint.FailedBefore, before.Length)
        );
        var byChance = (int)Math.Ceiling(Math.Log(Chance / Places) / Math.Log(rate));
        return Math.Max(
            Math.Clamp(byChance, Least, Most),
            Math.Min(LongestRun(endpoint, before) + 1, MostForARunBefore)
        );
    }

    private static int LongestRun(EndpointSeries endpoint, ImmutableArray<Sample> samples)
    {
        var (longest, run) = (0, 0);
        foreach (var sample in samples)
        {
            run = endpoint.IsFailure(sample) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static string What(Sample sample) =>
        sample.Status is { } status ? string.Create(CultureInfo.InvariantCulture, $"HTTP {status}") : "no answer";

    private static string Recovered(EndpointSeries endpoint)
    {
        var good = endpoint.After.Reverse().TakeWhile(sample => !endpoint.IsFailure(sample)).ToList();
        return good.Count >= 6
            ? string.Create(CultureInfo.InvariantCulture, $"; it answers again since {good[^1].At:HH:mm:ss} UTC")
            : "";
    }

    private static bool WasAlwaysDown(EndpointSeries endpoint) =>
        endpoint.Before.Length >= Judge.LeastBefore && endpoint.FailedBefore >= DownShare * endpoint.Before.Length;

    private static string WasDown(EndpointSeries endpoint) =>
        endpoint.Before.Length >= Least && endpoint.Before[^Least..].All(endpoint.IsFailure)
            ? "; it was down before the release too"
            : "";
}
