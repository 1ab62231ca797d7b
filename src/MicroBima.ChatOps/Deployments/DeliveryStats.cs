using System.Collections.Immutable;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>
/// The four keys of delivery (https://dora.dev/guides/dora-metrics-four-keys/) of one environment over a stretch of time; a number that nothing is known of is null.
/// </summary>
/// <param name="Deployments">Deployments whose code reached the branch.</param>
/// <param name="PerWeek">How often that happened, of the weeks since the environment's first session where those are fewer.</param>
/// <param name="LeadTime">From a commit to the release that brought it, the middle of all commits.</param>
/// <param name="FailureRate">The share of deployments that failed or were taken back.</param>
/// <param name="TimeToRestore">From the end of a failed deployment to the rollback or the next good one, the middle.</param>
/// <param name="Weeks">Deployments by week, the oldest first: good and failed ones.</param>
public sealed record DeliveryStats(
    int Deployments,
    double PerWeek,
    TimeSpan? LeadTime,
    double? FailureRate,
    TimeSpan? TimeToRestore,
    ImmutableArray<(DateOnly From, int Good, int Failed)> Weeks
)
{
    private const int DaysOfAWeek = 7;

    /// <summary>The numbers over some weeks before a moment.</summary>
    public static DeliveryStats Of(IEnumerable<Session> history, string environment, DateTimeOffset now, int weeks)
    {
        var from = now - TimeSpan.FromDays(DaysOfAWeek * weeks);
        var all = history
            .Where(session => string.Equals(session.Environment, environment, StringComparison.Ordinal))
            .OrderBy(session => session.OpenedAt)
            .ToList();
        var sessions = all.Where(session => session.IsOver && session.OpenedAt >= from).ToList();
        var deployments = sessions
            .Where(session => session.Kind is SessionKind.Deploy && session.ReleasedAt is not null)
            .ToList();
        var failed = deployments.Where(deployment => IsFailure(deployment, sessions)).ToList();
        return new DeliveryStats(
            deployments.Count,
            deployments.Count / Math.Clamp(WeeksSince(all.FirstOrDefault()?.OpenedAt ?? from, now), 1, weeks),
            Middle([.. deployments.SelectMany(LeadTimes)]),
            deployments.Count == 0 ? null : (double)failed.Count / deployments.Count,
            Middle([.. failed.Select(failure => Restored(failure, sessions)).OfType<TimeSpan>()]),
            [
                .. Enumerable
                    .Range(0, weeks)
                    .Select(week =>
                    {
                        var begin = from + TimeSpan.FromDays(DaysOfAWeek * week);
                        var inside = deployments
                            .Where(deployment =>
                                deployment.OpenedAt >= begin && deployment.OpenedAt < begin.AddDays(DaysOfAWeek)
                            )
                            .ToList();
                        var bad = inside.Count(failed.Contains);
                        return (DateOnly.FromDateTime(begin.UtcDateTime), inside.Count - bad, bad);
                    }),
            ]
        );
    }

    private static double WeeksSince(DateTimeOffset first, DateTimeOffset now) =>
        Math.Ceiling((now - first).TotalDays / DaysOfAWeek);

    private static bool IsFailure(Session deployment, List<Session> sessions) =>
        deployment.Phase is Phase.Ended { How: Ending.Failed } || sessions.Exists(deployment.IsTakenBackBy);

    private static IEnumerable<TimeSpan> LeadTimes(Session deployment)
    {
        var released = deployment.ReleasedAt;
        return deployment
            .Proposal!.Plan.Commits.Where(commit => commit.At is { } at && at < released)
            .Select(commit => released!.Value - commit.At!.Value);
    }

    private static TimeSpan? Restored(Session failure, List<Session> sessions)
    {
        var broken = ((Phase.Ended)failure.Phase).At;
        var healed = sessions
            .Where(session => session.OpenedAt > failure.OpenedAt && session.ReleasedAt is not null)
            .Select(session => session.Phase)
            .OfType<Phase.Ended>()
            .Where(ended => ended.How is Ending.RolledBack or Ending.Healthy or Ending.Warn && ended.At > broken)
            .ToList();
        return healed.Count == 0 ? null : healed.Min(ended => ended.At) - broken;
    }

    private static TimeSpan? Middle(List<TimeSpan> spans) =>
        spans.Count == 0 ? null : spans.Order().ElementAt(spans.Count / 2);
}
