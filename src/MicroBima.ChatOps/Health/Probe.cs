namespace MicroBima.ChatOps.Health;

/// <summary>One question to one endpoint: when, how long, which status (null: no answer).</summary>
public sealed record Sample(DateTimeOffset At, string Endpoint, double Milliseconds, int? Status)
{
    /// <summary>How many milliseconds late the bot's own timers came meanwhile, on average: they come late where its machine is busy. Null where nobody looked.</summary>
    public double? OwnDelay { get; init; }

    /// <summary>True where the app answered as it should.</summary>
    public bool IsGood => Status is >= 200 and < 400;
}

/// <summary>A level that is measured again and again, as a share of what there is.</summary>
public enum GaugeKind
{
    /// <summary>Memory of the fullest machine.</summary>
    Memory,

    /// <summary>Connections to the database.</summary>
    Connections,
}

/// <summary>One reading of a level: 0 is empty, 1 is full.</summary>
public sealed record Reading(DateTimeOffset At, GaugeKind Kind, double Share);

/// <summary>Something that happened, beside what is measured all the time.</summary>
public enum IncidentKind
{
    /// <summary>A machine ended by itself and was started again.</summary>
    Restart,

    /// <summary>The kernel ended a machine's program because memory was full.</summary>
    OutOfMemory,

    /// <summary>Somebody waited for a lock in the database when it was looked at.</summary>
    LockWait,

    /// <summary>The database resolved a deadlock.</summary>
    Deadlock,

    /// <summary>The database did not answer.</summary>
    DatabaseAway,
}

/// <summary>One incident in words.</summary>
public sealed record Incident(DateTimeOffset At, IncidentKind Kind, string What);

/// <summary>What the logs say, in numbers: lines before and after, and events of errors whose pattern was not there before.</summary>
public sealed record LogComparison(int LinesBefore, int LinesAfter, int NewErrors, string News)
{
    /// <summary>How many of the new errors ended something that should not have ended: one is enough.</summary>
    public int NewFatals { get; init; }

    /// <summary>How many patterns were seen that somebody muted.</summary>
    public int Muted { get; init; }

    /// <summary>Nothing could be read.</summary>
    public static LogComparison None { get; } = new(0, 0, 0, "");
}

/// <summary>Everything that was seen around a release.</summary>
/// <param name="DeployedAt">Samples before it are the time before.</param>
public sealed record Observation(
    DateTimeOffset DeployedAt,
    Pace Pace,
    IReadOnlyCollection<Sample> Samples,
    IReadOnlyCollection<Reading> Readings,
    LogComparison Logs
)
{
    /// <summary>What happened meanwhile.</summary>
    public IReadOnlyCollection<Incident> Incidents { get; init; } = [];

    /// <summary>How much of the time before is not among the samples, since something bad was running then.</summary>
    public TimeSpan LeftOut { get; init; }

    /// <summary>How much of the time before was seen.</summary>
    public TimeSpan Baseline =>
        Samples.Select(sample => sample.At).Append(DeployedAt).Min() is var first && first < DeployedAt
            ? DeployedAt - first - LeftOut
            : TimeSpan.Zero;

    /// <summary>What the database counted of its queries.</summary>
    public QueryCounts Queries { get; init; } = QueryCounts.None;

    /// <summary>
    /// The same as far as answers go to the moment that ended a watch: what was found then stands, and an answer that came a moment later does not take it
    /// back. What else was found out since is added.
    /// </summary>
    public Observation EndedBy(Observation? end) =>
        end is null
            ? this
            : this with
            {
                Samples = end.Samples,
                Readings = end.Readings,
                Logs = end.Logs.NewFatals > Logs.NewFatals ? end.Logs : Logs,
                Incidents = [.. end.Incidents.Union(Incidents)],
            };
}
