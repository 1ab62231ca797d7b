using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>How often a query ran and how long in all, as the database counts since it began to count. The text holds no values, and is masked.</summary>
public sealed record QueryCount(long Id, string Text, long Calls, double Milliseconds);

/// <summary>The counters of the queries at the release and now; both empty where the database does not count.</summary>
public sealed record QueryCounts(ImmutableArray<QueryCount> AtRelease, ImmutableArray<QueryCount> Now)
{
    /// <summary>Nobody counted.</summary>
    public static QueryCounts None { get; } = new([], []);
}

/// <summary>Queries that take much longer since the release than ever before. Nobody is paged for them: answers that got slow say it louder.</summary>
internal static class QueryRule
{
    public const string Signal = "slower queries";

    private const int LeastCalls = 20;
    private const double LeastFactor = 3;
    private const double LeastMilliseconds = 20;
    private const int LongestText = 90;

    /// <summary>The alarm over the query that lost most time, or null.</summary>
    public static Alarm? Look(Observation observation)
    {
        var before = observation.Queries.AtRelease.ToDictionary(query => query.Id);
        var slower = observation
            .Queries.Now.Where(query => before.ContainsKey(query.Id))
            .Select(query => Compare(before[query.Id], query))
            .OfType<Slower>()
            .OrderByDescending(query => query.Lost)
            .ToList();
        if (slower.Count == 0)
            return null;

        var worst = slower[0];
        var others = slower.Count == 1 ? "" : $", and {slower.Count - 1} more";
        return new Alarm(
            Signal,
            Verdict.Warn,
            observation.DeployedAt,
            observation.DeployedAt,
            string.Create(
                CultureInfo.InvariantCulture,
                $"a query takes {worst.After:0} ms, {worst.Before:0.#} ms before (×{worst.Calls}): {worst.Text}{others}"
            )
        );
    }

    private static Slower? Compare(QueryCount before, QueryCount now)
    {
        var calls = now.Calls - before.Calls;
        if (before.Calls < LeastCalls || calls < LeastCalls)
            return null;

        var (usual, mean) = (before.Milliseconds / before.Calls, (now.Milliseconds - before.Milliseconds) / calls);
        if (mean < usual * LeastFactor || mean - usual < LeastMilliseconds)
            return null;

        var line = string.Join(' ', now.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new Slower(Excerpt.Of(line, LongestText), usual, mean, calls, (mean - usual) * calls);
    }

    private sealed record Slower(string Text, double Before, double After, long Calls, double Lost);
}
