using System.Collections.Immutable;
using Npgsql;

namespace MicroBima.ChatOps.Tools;

/// <summary>A session of the server: its pid and start name it, and no later one.</summary>
public sealed record Backend(
    int Pid,
    DateTimeOffset StartedAt,
    string User,
    string Application,
    string State,
    DateTimeOffset? QueryAt,
    string Query
);

/// <summary>A migration at work: who runs it, what it waits for, and how far it is.</summary>
/// <param name="WaitsFor">The table on which it waits for a lock, or empty.</param>
/// <param name="Blocker">The first session that is in its way, or null.</param>
/// <param name="Work">What a long command has done so far: <c>create index on customers: building index, 40 %</c>; empty where it tells nothing.</param>
public sealed record MigrationAtWork(int Applied, string Name, string WaitsFor, Backend? Blocker, string Work);

/// <summary>The sessions of the server around a migration. It reads; the one thing it can do is to end exactly one session.</summary>
public sealed class Backends(Postgres database)
{
    // The start of a session that the bot's role may not see is unknown: such a one is named, and never ended.
    private const string Columns =
        "a.pid, coalesce(a.backend_start, 'epoch'), coalesce(a.usename, ''), coalesce(a.application_name, ''), coalesce(a.state, a.backend_type, ''), a.query_start, left(coalesce(a.query, ''), 2000)";

    private const string Migrator = $"select l.pid from pg_locks l where {Postgres.MigrationLock} limit 1";

    /// <summary>Who holds the lock of <c>prisma migrate</c>, or null.</summary>
    public async Task<Backend?> MigratorAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await OneAsync(
            connection,
            $"select {Columns} from pg_stat_activity a where a.pid = ({Migrator})",
            null,
            cancellationToken
        );
    }

    /// <summary>The session that still is the one of a pid and a start, or null.</summary>
    public async Task<Backend?> FindAsync(int pid, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return await OneAsync(
            connection,
            $"select {Columns} from pg_stat_activity a where a.pid = $1 and coalesce(a.backend_start, 'epoch') = $2",
            (pid, startedAt),
            cancellationToken
        );
    }

    /// <summary>Ends the session with this pid that began at this moment; false where there is none. Whether it is gone says the server's own list.</summary>
    public async Task<bool> EndAsync(int pid, DateTimeOffset startedAt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select pg_terminate_backend(a.pid, 5000) from pg_stat_activity a where a.pid = $1 and a.backend_start = $2 and a.backend_type = 'client backend' and a.pid <> pg_backend_pid()",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = pid });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = startedAt.UtcDateTime });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>What the migration does right now, over a connection that stays open meanwhile.</summary>
    internal static async Task<MigrationAtWork> AtWorkAsync(
        NpgsqlConnection connection,
        ImmutableArray<string> names,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            with migrator as ({Migrator}),
            work as (
                select pid, 'create index on ' || coalesce(relid::regclass::text, '?') as what, phase, blocks_done as done, blocks_total as total from pg_stat_progress_create_index where datname = current_database()
                union all select pid, lower(command) || ' of ' || coalesce(relid::regclass::text, '?'), phase, heap_blks_scanned, heap_blks_total from pg_stat_progress_cluster where datname = current_database()
                union all select pid, 'vacuum of ' || coalesce(relid::regclass::text, '?'), phase, heap_blks_scanned, heap_blks_total from pg_stat_progress_vacuum where datname = current_database()
                union all select pid, 'copy of ' || coalesce(relid::regclass::text, '?'), lower(command), bytes_processed, bytes_total from pg_stat_progress_copy where datname = current_database()
            )
            select (select count(distinct migration_name)::int from _prisma_migrations where migration_name = any($1) and finished_at is not null and rolled_back_at is null),
                   coalesce((select migration_name from _prisma_migrations where migration_name = any($1) and finished_at is null and rolled_back_at is null limit 1), ''),
                   coalesce((select coalesce(l.relation::regclass::text, l.locktype) || case when 0 = any(pg_blocking_pids(l.pid)) then ', held by a prepared transaction (pg_prepared_xacts)' else '' end from pg_locks l join migrator m using (pid) where not l.granted limit 1), ''),
                   coalesce((select what || ': ' || phase || case when total > 0 then ', ' || (100 * done / total)::text || ' %' else '' end from work join migrator using (pid) limit 1), '')
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names] });
        int applied;
        string name,
            waits,
            work;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            (applied, name, waits, work) = (
                reader.GetInt32(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3)
            );
        }

        var blocker =
            waits.Length == 0
                ? null
                : await OneAsync(
                    connection,
                    $"select {Columns} from pg_stat_activity a where a.pid = any(pg_blocking_pids(({Migrator}))) order by a.xact_start limit 1",
                    null,
                    cancellationToken
                );
        return new MigrationAtWork(applied, name, waits, blocker, work);
    }

    private static async Task<Backend?> OneAsync(
        NpgsqlConnection connection,
        string sql,
        (int Pid, DateTimeOffset StartedAt)? which,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (which is { } one)
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = one.Pid });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = one.StartedAt.UtcDateTime });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Backend(
                reader.GetInt32(0),
                await reader.GetFieldValueAsync<DateTimeOffset>(1, cancellationToken),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetString(4),
                await reader.GetFieldValueAsync<DateTimeOffset?>(5, cancellationToken),
                reader.GetString(6)
            )
            : null;
    }
}
