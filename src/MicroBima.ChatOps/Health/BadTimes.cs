using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;

namespace MicroBima.ChatOps.Health;

/// <summary>When an environment was not as it should be: a release that failed, or was taken back, ran there, or its database was being restored.</summary>
public static class BadTimes
{
    /// <summary>The periods; one that nobody ended yet has no end.</summary>
    /// <param name="history">All sessions, in the order of their numbers.</param>
    /// <param name="environment">The environment's name.</param>
    public static ImmutableArray<Period> Of(IEnumerable<Session> history, string environment)
    {
        var sessions = history
            .Where(session => string.Equals(session.Environment, environment, StringComparison.Ordinal))
            .ToList();
        return
        [
            .. sessions
                .Where(session => session.ReleasedAt is not null && IsBad(session, sessions))
                .Select(release => new Period(release.ReleasedAt!.Value, Relieved(release, sessions))),
            .. sessions
                .Where(session => session.Kind is SessionKind.Restore && session.HasStarted)
                .Select(restore => new Period(
                    restore.StartedAt!.Value,
                    restore.Phase is Phase.Ended { At: var at } ? at : DateTimeOffset.MaxValue
                )),
        ];
    }

    /// <summary>What somebody keeps in spite of its watch is what the team calls usual.</summary>
    private static bool IsBad(Session release, List<Session> sessions) =>
        release is { Phase: Phase.Ended { How: Ending.Failed or Ending.Aborted }, Keeper: null }
        || sessions.Exists(release.IsTakenBackBy);

    /// <summary>When the next release was seen running.</summary>
    private static DateTimeOffset Relieved(Session release, List<Session> sessions) =>
        sessions
            .Where(session => session.Number.Value > release.Number.Value)
            .Select(session => session.RunningSince)
            .FirstOrDefault(since => since is not null)
        ?? DateTimeOffset.MaxValue;
}
