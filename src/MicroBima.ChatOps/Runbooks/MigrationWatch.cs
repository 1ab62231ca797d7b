using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Follows a migration over a second connection while it runs: how many are applied, what it waits for, how far a long command is.</summary>
internal sealed class MigrationWatch(
    Postgres database,
    ImmutableArray<string> names,
    Action<string> say,
    TimeProvider time
)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    /// <summary>The last session that was seen in the way, and what it held, or null.</summary>
    public (Backend Who, string What)? Blocked { get; private set; }

    /// <summary>What it waited for when that was last seen, or empty.</summary>
    public string Waited { get; private set; } = "";

    /// <summary>Runs the work and follows it until it is over. What cannot be seen is not said: it is for reading, the table decides.</summary>
    public async Task<T> DuringAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync(over.Token);
        try
        {
            return await work();
        }
        finally
        {
            await over.CancelAsync();
            await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var (said, saidAt) = ("", time.GetTimestamp());
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            while (true)
            {
                var seen = await Backends.AtWorkAsync(connection, names, cancellationToken);
                if (seen is { Blocker: { } who, WaitsFor: var what })
                    Blocked = (who, what);

                var line = Line(seen);
                if (seen.WaitsFor.Length > 0)
                    Waited = line;

                if (
                    !string.Equals(line, said, StringComparison.Ordinal)
                    && (said.Length == 0 || time.GetElapsedTime(saidAt) >= Quiet)
                )
                {
                    (said, saidAt) = (line, time.GetTimestamp());
                    say(line);
                }

                await Task.Delay(Beat, time, cancellationToken);
            }
        }
        catch (NpgsqlException)
        {
            // The database is asked again when the migration is over.
        }
    }

    private string Line(MigrationAtWork seen)
    {
        var at = $"{seen.Applied} of {Words.Count(names.Length, "migration")} applied";
        var name = seen.Name.Length > 0 ? $"; {seen.Name}" : "";
        var work = seen.Work.Length > 0 ? $": {seen.Work}" : "";
        return seen.WaitsFor.Length == 0
            ? $"{at}{name}{work}"
            : $"{at}{name} waits for a lock on {seen.WaitsFor}{(seen.Blocker is { } who ? $", held by pid {who.Pid} ({(who.Application.Length > 0 ? who.Application : who.User)})" : "")}";
    }
}
