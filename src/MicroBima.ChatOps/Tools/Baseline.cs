using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>What was seen of each environment lately: a light probe keeps it, so that a release can be compared with the time before, also after a restart.</summary>
public sealed class Baseline(
    EnvironmentList environments,
    Toolbox tools,
    Prober prober,
    FlyMetrics metrics,
    TimeProvider time
) : IAsyncDisposable
{
    /// <summary>How far back it goes: past a bad release that stayed for most of a day there is still the time before it.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>flyctl is a program: it is not started again and again for a watch that lasts seconds.</summary>
    private static readonly TimeSpan LeastBetweenLogs = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentDictionary<string, Seen> _seen = new(StringComparer.Ordinal);

    /// <summary>Asks every endpoint of an environment once.</summary>
    public async Task<ImmutableArray<Sample>> AskAsync(
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var asking = AskEachAsync(environment, cancellationToken);
        var ownDelay = await OwnDelayAsync(asking);
        var asked = await asking;

        // By the clock as it is now: it may have leapt while an answer was waited for.
        ImmutableArray<Sample> samples =
        [
            .. asked.Select(one => one.Sample with { At = When(one.At), OwnDelay = ownDelay }),
        ];
        SeenOf(environment).Add(samples);
        return samples;
    }

    private async Task<ImmutableArray<(Sample Sample, long At)>> AskEachAsync(
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var asked = ImmutableArray.CreateBuilder<(Sample, long)>();
        foreach (var path in environment.App.Endpoints)
        {
            var at = time.GetTimestamp();
            asked.Add((await prober.AskAsync(environment.App.Url, path, cancellationToken), at));
        }

        return asked.ToImmutable();
    }

    /// <summary>How many milliseconds late timers come until something is done, on average. By the clock of the machine, since it is the machine that is measured.</summary>
    private static async Task<double> OwnDelayAsync(Task meanwhile)
    {
        var began = Stopwatch.GetTimestamp();
        var ticks = 0;
        do
        {
            await Task.Delay(Tick, TimeProvider.System, CancellationToken.None);
            ticks++;
        } while (!meanwhile.IsCompleted);

        return (Stopwatch.GetElapsedTime(began) / ticks - Tick).TotalMilliseconds;
    }

    /// <summary>Reads the levels once: memory from Fly's metrics, connections and waits from the database.</summary>
    public async Task LookAsync(DeploymentEnvironment environment, CancellationToken cancellationToken)
    {
        var seen = SeenOf(environment);
        var asked = time.GetTimestamp();
        if (await MemoryAsync(environment, cancellationToken) is { } share)
            seen.Add(new Reading(When(asked), GaugeKind.Memory, share));

        if (seen.Pulse is { } pulse)
            Add(seen, await pulse.ReadAsync(cancellationToken), When(asked));
    }

    private async Task<double?> MemoryAsync(DeploymentEnvironment environment, CancellationToken cancellationToken)
    {
        try
        {
            return environment.App.MetricsUrl is { } address
                ? await metrics.MemoryAsync(
                    address,
                    environment.App.Name,
                    tools.FlyToken(environment),
                    cancellationToken
                )
                : null;
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            // Its token cannot be read at the moment, since somebody exchanges it: the level is unknown, and the probes go on.
            return null;
        }
    }

    /// <summary>By how much the clock has leapt since the bot began. What was seen before a leap is told by the clock as it is after it.</summary>
    public TimeSpan Leapt(DeploymentEnvironment environment) => SeenOf(environment).Leapt;

    /// <summary>What was asked between two moments.</summary>
    public ImmutableArray<Sample> Samples(DeploymentEnvironment environment, DateTimeOffset from, DateTimeOffset to) =>
        [.. SeenOf(environment).Samples.Where(sample => sample.At >= from && sample.At < to)];

    /// <summary>The levels since a moment.</summary>
    public ImmutableArray<Reading> Readings(DeploymentEnvironment environment, DateTimeOffset from) =>
        [.. SeenOf(environment).Readings.Where(reading => reading.At >= from)];

    /// <summary>The newest look at the database; null where it did not answer, or nobody looked yet.</summary>
    public DatabaseReading? Database(DeploymentEnvironment environment) => SeenOf(environment).Database;

    /// <summary>What the database counted of its queries so far; nothing where it does not count.</summary>
    public async Task<ImmutableArray<QueryCount>> QueriesAsync(
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    ) =>
        SeenOf(environment).Pulse is { } pulse && await pulse.QueriesAsync(cancellationToken) is { } queries
            ? queries
            : [];

    /// <summary>The log of the app, what was seen of it earlier included, and these periods of it as far as they can still be had.</summary>
    public Task<FlyLogText> LogAsync(
        DeploymentEnvironment environment,
        ImmutableArray<Period> wanted,
        CancellationToken cancellationToken
    ) => SeenOf(environment).Log.ReadAsync(tools.Fly(environment), wanted, cancellationToken);

    /// <summary>What happened in the database since a moment.</summary>
    public ImmutableArray<Incident> Incidents(DeploymentEnvironment environment, DateTimeOffset from) =>
        [.. SeenOf(environment).Incidents.Where(incident => incident.At >= from)];

    /// <summary>Follows the logs of all environments for ever.</summary>
    public async Task FollowLogsAsync(CancellationToken cancellationToken)
    {
        var pause = environments.All.Min(environment => 2 * new Pace(environment.Watch).Probe);
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var environment in environments.All)
            {
                try
                {
                    await SeenOf(environment).Log.FollowAsync(tools.Fly(environment), cancellationToken);
                }
                catch (Exception away) when (away is IOException or UnauthorizedAccessException)
                {
                    // Its token cannot be read at the moment: what the watch cannot read is told there.
                }
            }

            await Task.Delay(pause < LeastBetweenLogs ? LeastBetweenLogs : pause, time, cancellationToken);
        }
    }

    /// <summary>Probes an environment for ever, lightly: every half minute, sooner where the watch is short.</summary>
    public async Task ProbeAsync(DeploymentEnvironment environment, CancellationToken cancellationToken)
    {
        var look = Task.CompletedTask;
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var next = Task.Delay(new Pace(environment.Watch).Probe, time, cancellationToken);
                await AskAsync(environment, cancellationToken);

                // A slow database beside the probes, never before them: so many minutes hold so many answers.
                if (look.IsCompleted)
                {
                    await look;
                    look = LookAsync(environment, cancellationToken);
                }

                await next;
            }
        }
        finally
        {
            await look.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var seen in _seen.Values)
        {
            seen.Log.Dispose();
            if (seen.Pulse is { } pulse)
                await pulse.DisposeAsync();
        }
    }

    private Seen SeenOf(DeploymentEnvironment environment) =>
        _seen.GetOrAdd(
            environment.Name,
            _ => new Seen(
                new ProbeFile(tools.Folder, environment.Name),
                new LevelFile(tools.Folder, environment.Name),
                environment.Database is null ? null : new DatabasePulse(() => tools.Database(environment)!),
                time
            )
        );

    /// <summary>A moment of the monotonic clock, by the wall clock as it is now.</summary>
    private DateTimeOffset When(long timestamp) => time.GetUtcNow() - time.GetElapsedTime(timestamp);

    private static void Add(Seen seen, DatabaseReading? reading, DateTimeOffset now)
    {
        seen.Database = reading;
        if (reading is null)
        {
            seen.Add(new Incident(now, IncidentKind.DatabaseAway, "it did not answer"));
            return;
        }

        seen.Add(new Reading(now, GaugeKind.Connections, (double)reading.Connections / reading.MostConnections));
        if (reading.WaitingForLocks > 0)
            seen.Add(
                new Incident(
                    now,
                    IncidentKind.LockWait,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{reading.WaitingForLocks} waiting, the oldest transaction is {reading.OldestTransaction.TotalSeconds:0.#} s old"
                    )
                )
            );

        if (seen.Deadlocks is { } before && reading.Deadlocks > before)
            seen.Add(new Incident(now, IncidentKind.Deadlock, $"{reading.Deadlocks - before} resolved"));

        seen.Deadlocks = reading.Deadlocks;
    }
}
