using System.Globalization;

namespace MicroBima.ChatOps.Health;

/// <summary>Incidents after a release: how many of a kind make somebody look, and how many mean that it must go back.</summary>
internal static class IncidentRule
{
    /// <summary>The alarms, one a kind.</summary>
    public static IEnumerable<Alarm> Look(Observation observation) =>
        observation
            .Incidents.GroupBy(incident => incident.Kind)
            .OrderBy(kind => kind.Key)
            .Select(kind => Look(kind.Key, [.. kind.OrderBy(incident => incident.At)], observation))
            .OfType<Alarm>();

    private static Alarm? Look(IncidentKind kind, List<Incident> all, Observation observation)
    {
        var after = all.Where(incident => incident.At >= observation.DeployedAt).ToList();
        var before = all.Count - after.Count;
        var (warn, fail) = Limits(kind);
        if (after.Count < warn || after.Count <= before)
            return null;

        var isFail = after.Count >= fail;
        var words = before == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({before} before)");
        return new Alarm(
            Name(kind),
            isFail ? Verdict.Fail : Verdict.Warn,
            after[0].At,
            after[(isFail ? fail : warn) - 1].At,
            string.Create(CultureInfo.InvariantCulture, $"{Name(kind)} ×{after.Count}{words}: {after[^1].What}")
        );
    }

    /// <summary>From how many on somebody should look, and from how many on the release is broken.</summary>
    private static (int Warn, int Fail) Limits(IncidentKind kind) =>
        kind switch
        {
            IncidentKind.Restart => (1, 2),
            IncidentKind.OutOfMemory => (1, 1),
            IncidentKind.LockWait => (3, 12),
            IncidentKind.Deadlock => (1, 10),
            IncidentKind.DatabaseAway => (2, 4),
        };

    private static string Name(IncidentKind kind) =>
        kind switch
        {
            IncidentKind.Restart => "restarts",
            IncidentKind.OutOfMemory => "out of memory",
            IncidentKind.LockWait => "waiting for locks",
            IncidentKind.Deadlock => "deadlocks",
            IncidentKind.DatabaseAway => "database away",
        };
}
