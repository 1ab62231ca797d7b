using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Backups;

/// <summary>How far the reading of contents may go.</summary>
/// <param name="LargestChecked">Bytes of a table above which its rows are counted, but not summed up.</param>
/// <param name="Patience">How long one table may take.</param>
public sealed record ReadingLimits(long LargestChecked, TimeSpan Patience)
{
    /// <summary>How long somebody else's lock on a table is waited for; a dump waits as long.</summary>
    public TimeSpan LockPatience { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Reads what a database holds, inside one transaction that sees one moment.</summary>
internal sealed class ContentsReader : IAsyncDisposable
{
    /// <summary>Rows are compared as text: both sides write them in the same way.</summary>
    private const string SameText = """
        set local timezone = 'UTC'; set local datestyle = 'ISO, MDY'; set local intervalstyle = 'postgres';
        set local extra_float_digits = 1; set local bytea_output = 'hex'; set local xmloption = 'content';
        set local row_security = off; set local search_path = pg_catalog
        """;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly ReadingLimits _limits;

    private ContentsReader(NpgsqlConnection connection, NpgsqlTransaction transaction, ReadingLimits limits) =>
        (_connection, _transaction, _limits) = (connection, transaction, limits);

    /// <summary>The name by which <c>pg_dump</c> sees the same moment (https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION).</summary>
    public required string Snapshot { get; init; }

    /// <summary>Begins the transaction; it lasts until it is disposed.</summary>
    public static async Task<ContentsReader> BeginAsync(
        Postgres database,
        ReadingLimits limits,
        CancellationToken cancellationToken
    )
    {
        var connection = await database.OpenAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(
                System.Data.IsolationLevel.RepeatableRead,
                cancellationToken
            );
            var (patience, locks) = (
                (long)limits.Patience.TotalMilliseconds,
                (long)limits.LockPatience.TotalMilliseconds
            );
            await using var same = new NpgsqlCommand(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{SameText}; set local statement_timeout = {patience}; set local lock_timeout = {locks}"
                ),
                connection
            );
            await same.ExecuteNonQueryAsync(cancellationToken);
            await using var export = new NpgsqlCommand("select pg_catalog.pg_export_snapshot()", connection);
            return new ContentsReader(connection, transaction, limits)
            {
                Snapshot = (string)(await export.ExecuteScalarAsync(cancellationToken))!,
            };
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Everything but the sequences, which know no transactions: their first reading is part of it, see <see cref="WithSequencesAsync"/>.</summary>
    public async Task<Contents> ReadAsync(CancellationToken cancellationToken)
    {
        var sequences = await SequencesAsync(cancellationToken);
        var tables = ImmutableArray.CreateBuilder<TableContents>();
        foreach (var (name, columns, size, spread) in await TablesAsync("pg_table_size(c.oid)", cancellationToken))
            tables.Add(await TableAsync(name, columns, size, cancellationToken) with { Spread = spread });

        return new Contents(
            tables.ToImmutable(),
            sequences,
            await RolesAsync(cancellationToken),
            await EncodingAsync(cancellationToken),
            await WritesAsync(_connection, cancellationToken),
            await MigrationsAsync(cancellationToken)
        );
    }

    /// <summary>The table whose rows were read last.</summary>
    public string At { get; private set; } = "";

    /// <summary>True where the server or the client gave the connection up: nothing more can be read.</summary>
    public bool IsBroken => _connection.State is not System.Data.ConnectionState.Open;

    /// <summary>The names of the tables, without waiting for a lock on any.</summary>
    public async Task<IEnumerable<string>> NamesAsync(CancellationToken cancellationToken) =>
        (await TablesAsync("0::bigint", cancellationToken)).Select(table => table.Name);

    /// <summary>The rows of a table, or null where they cannot be counted: it is locked, damaged, closed to us, or too large.</summary>
    public async Task<long?> TryCountAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await TableAsync(name, "", long.MaxValue, cancellationToken)).Rows;
        }
        catch (PostgresException)
        {
            // Npgsql gives up a connection on which the server reported a damaged page.
            if (!IsBroken)
                await _transaction.RollbackAsync("one", cancellationToken);

            return null;
        }
    }

    /// <summary>Roles and encoding alone: what a copy of the schema needs.</summary>
    public async Task<Contents> OutlineAsync(CancellationToken cancellationToken) =>
        new([], [], await RolesAsync(cancellationToken), await EncodingAsync(cancellationToken), 0, null);

    /// <summary>The contents with the sequences as they are now beside what they were: a dump that ended meanwhile holds something between.</summary>
    public async Task<Contents> WithSequencesAsync(Contents contents, CancellationToken cancellationToken)
    {
        var now = (await SequencesAsync(cancellationToken)).ToDictionary(
            sequence => sequence.Name,
            StringComparer.Ordinal
        );
        return contents with
        {
            Sequences =
            [
                .. contents.Sequences.Select(before =>
                    now.TryGetValue(before.Name, out var after)
                        ? before with
                        {
                            Low = Math.Min(before.Low, after.Low),
                            High = Math.Max(before.High, after.High),
                        }
                        : before
                ),
            ],
        };
    }

    /// <summary>What tells how far the database has moved on since a backup.</summary>
    public async Task<(long Writes, MigrationsMark? Migrations)> NowAsync(CancellationToken cancellationToken) =>
        (await WritesAsync(_connection, cancellationToken), await MigrationsAsync(cancellationToken));

    /// <summary>Rows written since the server's counters began, as far as it counts them.</summary>
    private static async Task<long> WritesAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select coalesce(tup_inserted + tup_updated + tup_deleted, 0) from pg_catalog.pg_stat_database
            where datname = pg_catalog.current_database()
            """,
            connection
        );
        return await command.ExecuteScalarAsync(cancellationToken) is long writes ? writes : 0;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <summary>Tables with rows of their own; what belongs to an extension comes with it.</summary>
    private async Task<List<(string Name, string Columns, long Size, string? Spread)>> TablesAsync(
        string size,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            $"""
            select format('%I.%I', n.nspname, c.relname),
                   coalesce((select string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' order by a.attnum)
                             from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), ''),
                   {size},
                   (select format('%I.%I', m.nspname, k.relname)
                    from pg_partition_ancestors(c.oid) with ordinality a (relid, far) join pg_partitioned_table p on p.partrelid = a.relid
                    join pg_class k on k.oid = a.relid join pg_namespace m on m.oid = k.relnamespace
                    where p.partstrat = 'h' order by a.far desc limit 1)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and c.relpersistence <> 't'
              and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_toast'
              and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 1
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<(string, string, long, string?)>();
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(
                (
                    reader.GetString(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetString(3)
                )
            );

        return tables;
    }

    /// <summary>One pass over a table. One that takes too long is said to be unknown; the transaction goes on.</summary>
    private async Task<TableContents> TableAsync(
        string name,
        string columns,
        long size,
        CancellationToken cancellationToken
    )
    {
        At = name;
        await _transaction.SaveAsync("one", cancellationToken);
        try
        {
            // The name comes quoted from the catalog, as format %I writes it.
            var isSummed = size <= _limits.LargestChecked;
            var sum = isSummed
                ? """coalesce(sum(hashtextextended((row(r.*))::text collate "C", 0)::numeric), 0)::text"""
                : "null::text";
            await using var command = Command($"select count(*), {sum} from only {name} as r");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new TableContents(name, columns, reader.GetInt64(0), isSummed ? reader.GetString(1) : null);
        }
        catch (PostgresException slow) when (slow.SqlState is PostgresErrorCodes.QueryCanceled)
        {
            await _transaction.RollbackAsync("one", cancellationToken);
            return new TableContents(name, columns, null, null);
        }
    }

    private async Task<ImmutableArray<SequenceContents>> SequencesAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            select format('%I.%I', n.nspname, c.relname), pg_sequence_last_value(c.oid)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_sequence s on s.seqrelid = c.oid
            where c.relkind = 'S' and c.relpersistence <> 't' and not s.seqcycle
              and not exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            order by 1
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sequences = ImmutableArray.CreateBuilder<SequenceContents>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var last = await reader.IsDBNullAsync(1, cancellationToken) ? 0 : reader.GetInt64(1);
            sequences.Add(new SequenceContents(reader.GetString(0), last, last));
        }

        return sequences.ToImmutable();
    }

    private async Task<string> EncodingAsync(CancellationToken cancellationToken)
    {
        await using var command = Command(
            "select pg_encoding_to_char(encoding)::text from pg_database where datname = current_database()"
        );
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<ImmutableArray<string>> RolesAsync(CancellationToken cancellationToken)
    {
        await using var command = Command("select rolname::text from pg_roles where rolname !~ '^pg_' order by 1");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var roles = ImmutableArray.CreateBuilder<string>();
        while (await reader.ReadAsync(cancellationToken))
            roles.Add(reader.GetString(0));

        return roles.ToImmutable();
    }

    private async Task<MigrationsMark?> MigrationsAsync(CancellationToken cancellationToken)
    {
        await using var where = Command(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relname = '_prisma_migrations' and c.relkind = 'r' order by n.nspname = 'public' desc, 1 limit 1
            """
        );
        return await where.ExecuteScalarAsync(cancellationToken) is string table
            ? await MarkAsync(_connection, table, cancellationToken)
            : null;
    }

    private static async Task<MigrationsMark> MarkAsync(
        NpgsqlConnection connection,
        string table,
        CancellationToken cancellationToken
    )
    {
        // The name comes quoted from the catalog.
        await using var command = new NpgsqlCommand(
            $"""
            select migration_name, checksum, started_at, finished_at, rolled_back_at from {table}
            order by started_at, migration_name, checksum
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (count, last, text) = (0, default(DateTimeOffset?), new StringBuilder());
        while (await reader.ReadAsync(cancellationToken))
        {
            count++;
            text.Append(reader.GetString(0)).Append('\t').Append(reader.GetString(1));
            for (var column = 2; column < 5; column++)
            {
                var at = await reader.GetFieldValueAsync<DateTimeOffset?>(column, cancellationToken);
                text.Append('\t').Append(at?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? "");
                last = at > last || last is null ? at ?? last : last;
            }

            text.Append('\n');
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        return new MigrationsMark(count, last, hash);
    }

    private NpgsqlCommand Command(string sql) =>
        new(sql, _connection, _transaction) { CommandTimeout = (int)_limits.Patience.TotalSeconds + 5 };
}
