using System.Collections.Concurrent;
using System.Collections.Immutable;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>The last samples of each environment: a light probe keeps them, so that a release can be compared with the time before.</summary>
public sealed class Baseline(EnvironmentList environments, Prober prober, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(45);

    private readonly ConcurrentDictionary<string, ImmutableArray<Sample>> _samples = new(StringComparer.Ordinal);

    /// <summary>Asks every endpoint of an environment once.</summary>
    public async Task<ImmutableArray<Sample>> AskAsync(
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var asked = ImmutableArray.CreateBuilder<Sample>();
        foreach (var path in environment.App.Endpoints)
            asked.Add(await prober.AskAsync(environment.App.Url, path, cancellationToken));

        _samples.AddOrUpdate(
            environment.Name,
            _ => asked.ToImmutable(),
            (_, old) => [.. old.SkipWhile(sample => sample.At < time.GetUtcNow() - Kept), .. asked]
        );
        return asked.ToImmutable();
    }

    /// <summary>What was seen of an environment between two moments.</summary>
    public ImmutableArray<Sample> Between(string environment, DateTimeOffset from, DateTimeOffset to) =>
        [.. _samples.GetValueOrDefault(environment, []).Where(sample => sample.At >= from && sample.At < to)];

    /// <summary>Probes all environments for ever, lightly: sixty times in the length of the shortest watch, but not more often than each second.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var shortest = environments.All.Min(environment => environment.Watch);
        var pause = TimeSpan.FromSeconds(Math.Clamp(shortest.TotalSeconds / 60, 1, 15));
        while (!cancellationToken.IsCancellationRequested)
        {
            foreach (var environment in environments.All)
                await AskAsync(environment, cancellationToken);

            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
