using Npgsql;

namespace MicroBima.ChatOps.Tools;

/// <summary>How the database is at one moment. Deadlocks are counted by the server since it began to count.</summary>
public sealed record DatabaseReading(
    int Connections,
    int MostConnections,
    int WaitingForLocks,
    TimeSpan OldestTransaction,
    long Deadlocks
);

/// <summary>
/// Looks at the database over one connection that stays open: where all connections are in use, a monitor that has none cannot say so.
/// </summary>
public sealed class DatabasePulse(Postgres database) : IAsyncDisposable
{
    /// <summary>https://www.postgresql.org/docs/current/errcodes-appendix.html: too_many_connections.</summary>
    private const string TooMany = "53300";

    private readonly SemaphoreSlim _one = new(1);

    private NpgsqlConnection? _connection;

    /// <summary>The reading; full where the server takes no more connections; null where it does not answer. Whoever comes meanwhile waits: it is one connection.</summary>
    public async Task<DatabaseReading?> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            _connection ??= await database.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                """
                select
                  (select count(*)::int from pg_stat_activity where backend_type = 'client backend'),
                  current_setting('max_connections')::int,
                  (select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'),
                  coalesce((select extract(epoch from max(clock_timestamp() - xact_start))::float8 from pg_stat_activity
                            where datname = current_database() and pid <> pg_backend_pid()), 0),
                  coalesce((select deadlocks from pg_stat_database where datname = current_database()), 0)
                """,
                _connection
            );
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new DatabaseReading(
                reader.GetInt32(0),
                reader.GetInt32(1),
                reader.GetInt32(2),
                TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(3))),
                reader.GetInt64(4)
            );
        }
        catch (PostgresException full) when (full.SqlState == TooMany)
        {
            return new DatabaseReading(1, 1, 0, TimeSpan.Zero, 0);
        }
        catch (Exception away)
            when (away is NpgsqlException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            // The next reading begins with a new connection.
            await CloseAsync();
            return null;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _one.Dispose();
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();

        _connection = null;
    }
}
