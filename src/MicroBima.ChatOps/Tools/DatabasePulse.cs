using System.Collections.Immutable;
using MicroBima.ChatOps.Health;
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
/// <param name="address">Asked for each connection: a password may be another one by then.</param>
public sealed class DatabasePulse(Func<Postgres> address) : IAsyncDisposable
{
    // https://www.postgresql.org/docs/current/errcodes-appendix.html
    private const string TooMany = PostgresErrorCodes.TooManyConnections;
    private const string UndefinedTable = PostgresErrorCodes.UndefinedTable;
    private const string NotReady = PostgresErrorCodes.ObjectNotInPrerequisiteState;

    private readonly SemaphoreSlim _one = new(1);

    private NpgsqlConnection? _connection;

    /// <summary>The reading; full where the server takes no more connections; null where it does not answer. Whoever comes meanwhile waits: it is one connection.</summary>
    public Task<DatabaseReading?> ReadAsync(CancellationToken cancellationToken) =>
        AskAsync(
            """
            select
              (select count(*)::int from pg_stat_activity where backend_type = 'client backend'),
              current_setting('max_connections')::int,
              (select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'),
              coalesce((select extract(epoch from max(clock_timestamp() - xact_start))::float8 from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()), 0),
              coalesce((select deadlocks from pg_stat_database where datname = current_database()), 0)
            """,
            async reader =>
            {
                await reader.ReadAsync(CancellationToken.None); // As the question itself.
                return new DatabaseReading(
                    reader.GetInt32(0),
                    reader.GetInt32(1),
                    reader.GetInt32(2),
                    TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(3))),
                    reader.GetInt64(4)
                );
            },
            refused => refused.SqlState is TooMany ? new DatabaseReading(1, 1, 0, TimeSpan.Zero, 0) : null,
            cancellationToken
        );

    /// <summary>The counters of pg_stat_statements (https://www.postgresql.org/docs/current/pgstatstatements.html); null where it is not installed.</summary>
    public Task<ImmutableArray<QueryCount>?> QueriesAsync(CancellationToken cancellationToken) =>
        AskAsync<ImmutableArray<QueryCount>?>(
            """
            select queryid, coalesce(min(query), ''), sum(calls)::bigint, sum(total_exec_time)::float8
            from pg_stat_statements
            where dbid = (select oid from pg_database where datname = current_database()) and queryid is not null
            group by queryid order by 4 desc limit 500
            """,
            async reader =>
            {
                var queries = ImmutableArray.CreateBuilder<QueryCount>();
                while (await reader.ReadAsync(CancellationToken.None)) // As the question itself.
                    queries.Add(
                        new QueryCount(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetDouble(3))
                    );

                return queries.ToImmutable();
            },
            _ => null,
            cancellationToken
        );

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _one.Dispose();
    }

    private async Task<T?> AskAsync<T>(
        string question,
        Func<NpgsqlDataReader, Task<T>> read,
        Func<PostgresException, T?> refused,
        CancellationToken cancellationToken
    )
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            _connection ??= await address().OpenAsync(cancellationToken);
            return await AnswerAsync(QuestionAsync(_connection, question, read), cancellationToken);
        }
        catch (PostgresException no) when (no.SqlState is TooMany or UndefinedTable or NotReady)
        {
            return refused(no);
        }
        catch (Exception away)
            when (away is NpgsqlException or IOException or UnauthorizedAccessException or FormatException
                || away is TimeoutException && !cancellationToken.IsCancellationRequested
            )
        {
            // The next question begins with a new connection, and with the address as its file has it then.
            await CloseAsync();
            return default;
        }
        catch (OperationCanceledException)
        {
            // What was asked may be answered on this connection yet, or never.
            await CloseAsync();
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    private static async Task<T> QuestionAsync<T>(
        NpgsqlConnection connection,
        string question,
        Func<NpgsqlDataReader, Task<T>> read
    )
    {
        await using var command = new NpgsqlCommand(question, connection);
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None); // See the one who waits for it.
        return await read(reader);
    }

    /// <summary>
    /// The answer, for as long as anybody waits for it. Npgsql stops a question by telling the server over a new connection: where that is silent, it takes
    /// as long as making two of them. The question is left to its own time limit instead, and its connection with it.
    /// </summary>
    private async Task<T> AnswerAsync<T>(Task<T> asked, CancellationToken cancellationToken)
    {
        try
        {
            return await asked.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!asked.IsCompleted && _connection is { } connection)
        {
            _connection = null;
            _ = LeaveAsync(asked, connection);
            throw;
        }
    }

    private static async Task LeaveAsync(Task asked, NpgsqlConnection connection)
    {
        await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection.DisposeAsync();
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();

        _connection = null;
    }
}
