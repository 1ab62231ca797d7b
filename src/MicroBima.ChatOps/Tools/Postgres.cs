using System.Collections.Immutable;
using System.Data;
using System.Web;
using MicroBima.ChatOps.Migrations;
using Npgsql;

namespace MicroBima.ChatOps.Tools;

/// <summary>Which server and database this is: two databases of one name are told apart by the system identifier.</summary>
public sealed record DatabaseIdentity(
    string Host,
    int Port,
    string Database,
    string SystemIdentifier,
    int ServerVersion
)
{
    /// <summary>The version before the point.</summary>
    public int Major => ServerVersion / 10000;

    /// <inheritdoc />
    public override string ToString() => $"{Host}:{Port}/{Database} (system {SystemIdentifier})";
}

/// <summary>Who the bot is in the database, and what it may do there.</summary>
/// <param name="Strangers">Roles that own tables and the like there, and that the bot's is no member of: a restore could hand nothing over to them.</param>
/// <param name="Unreadable">Tables and sequences of which it may not read everything: no dump can be made.</param>
public sealed record DatabaseRole(
    string Name,
    bool OwnsDatabase,
    bool CreatesDatabases,
    bool EndsSessions,
    bool IsSuperuser,
    ImmutableArray<string> Strangers,
    ImmutableArray<string> Unreadable
);

/// <summary>Questions to the production database; nothing here writes. A database that cannot be reached is an <see cref="NpgsqlException"/>.</summary>
public sealed class Postgres
{
    /// <summary>libpq's words (https://www.postgresql.org/docs/current/libpq-ssl.html).</summary>
    private static readonly Dictionary<string, SslMode> SslWords = new(StringComparer.Ordinal)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    private readonly NpgsqlConnectionStringBuilder _connection;

    /// <summary>From a connection string in keyword or URL form, as it stands in the secret file.</summary>
    public Postgres(string connection)
    {
        _connection = Parse(connection);
        _connection.ApplicationName = "chatops";
        _connection.Timeout = 10;
        _connection.CommandTimeout = 20;
        _connection.Pooling = false;
        _connection.Options =
            $"{_connection.Options} -c default_transaction_read_only=on -c statement_timeout=20000 -c lock_timeout=3000".Trim();
    }

    /// <summary>Host, port, database and user, for tools that take them apart.</summary>
    public (string Host, int Port, string Database, string User, string? Password) Parts =>
        (_connection.Host!, _connection.Port, _connection.Database!, _connection.Username!, _connection.Password);

    /// <summary>The schema that Prisma's address names, as SQL takes it; null where the server decides.</summary>
    public string? SearchPath => _connection.SearchPath;

    /// <summary>The variables by which libpq's programs connect in the same way, beside what <see cref="Parts"/> says. No password.</summary>
    public ImmutableDictionary<string, string> Variables
    {
        get
        {
            var variables = ImmutableDictionary<string, string>.Empty.Add(
                "PGSSLMODE",
                SslWords.First(word => word.Value == _connection.SslMode).Key
            );
            return _connection.RootCertificate is { } certificate
                ? variables.Add("PGSSLROOTCERT", certificate)
                : variables;
        }
    }

    /// <summary>Another database of the same server.</summary>
    public Postgres At(string database) =>
        new(new NpgsqlConnectionStringBuilder(_connection.ConnectionString) { Database = database }.ConnectionString);

    /// <summary>The connection as this class opens it.</summary>
    internal string ConnectionString => _connection.ConnectionString;

    /// <summary>
    /// Reads both forms: <c>Host=…;Database=…</c> and <c>postgresql://user:password@host:port/database?schema=public</c>
    /// (https://www.prisma.io/docs/orm/overview/databases/postgresql#arguments). What asks for more safety is never dropped.
    /// </summary>
    public static NpgsqlConnectionStringBuilder Parse(string connection)
    {
        connection = connection.Trim();
        if (
            !connection.StartsWith("postgres://", StringComparison.Ordinal)
            && !connection.StartsWith("postgresql://", StringComparison.Ordinal)
        )
            return Keywords(connection);

        if (!Uri.TryCreate(connection, UriKind.Absolute, out var url) || url.Host.Length == 0)
            throw new FormatException(
                "The address of the database cannot be read. Special characters of the password must be percent-encoded."
            );

        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host.Trim('[', ']'),
            Port = url.Port > 0 ? url.Port : 5432,
            Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')),
            Username = Uri.UnescapeDataString(user[0]),
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        var query = HttpUtility.ParseQueryString(url.Query);
        if (query["sslmode"] is { } mode)
            builder.SslMode = SslWords.TryGetValue(mode, out var known)
                ? known
                : throw new FormatException($"sslmode={mode} is none that PostgreSQL knows.");

        if (query["sslrootcert"] is { Length: > 0 } certificate)
            builder.RootCertificate = certificate;

        if (query["options"] is { Length: > 0 } options)
            builder.Options = options;

        if (query["schema"] is { Length: > 0 } schema)
            builder.SearchPath = Quoted.Name(schema);

        return builder;
    }

    // Npgsql's own words for a keyword that it does not know are those of a dictionary; a file that is just being written is empty.
    private static NpgsqlConnectionStringBuilder Keywords(string connection)
    {
        const string Unreadable =
            "The connection to the database cannot be read: write postgresql://…@host:port/database, or Host=…;Database=….";
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(connection);
            return builder.Host is { Length: > 0 } ? builder : throw new FormatException(Unreadable);
        }
        catch (Exception odd) when (odd is ArgumentException or KeyNotFoundException)
        {
            throw new FormatException(Unreadable, odd);
        }
    }

    /// <summary>Who answers there.</summary>
    public async Task<DatabaseIdentity> IdentityAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select current_database(), (select system_identifier::text from pg_control_system()),
                   current_setting('server_version_num')::int
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new DatabaseIdentity(
            _connection.Host!,
            _connection.Port,
            reader.GetString(0),
            reader.GetString(1),
            reader.GetInt32(2)
        );
    }

    /// <summary>As whom the bot is there.</summary>
    public async Task<DatabaseRole> RoleAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            with held as (
                select c.oid, c.relkind, c.relowner, n.oid as schema, format('%I.%I', n.nspname, c.relname) as name
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' and not exists
                    (select 1 from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'))
            select rolname::text, pg_has_role(datdba, 'MEMBER'), rolcreatedb or rolsuper,
                   pg_has_role('pg_signal_backend', 'MEMBER'), rolsuper,
                   (select coalesce(array_agg(distinct pg_get_userbyid(relowner)::text), '{}') from held where not pg_has_role(relowner, 'MEMBER')),
                   (select coalesce(array_agg(name order by name), '{}') from held where relkind in ('r', 'p', 'S')
                      and not (has_schema_privilege(schema, 'usage') and has_table_privilege(oid, 'select') and not row_security_active(oid)))
            from pg_roles, pg_database where rolname = current_user and datname = current_database()
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new DatabaseRole(
            reader.GetString(0),
            reader.GetBoolean(1),
            reader.GetBoolean(2),
            reader.GetBoolean(3),
            reader.GetBoolean(4),
            [.. await reader.GetFieldValueAsync<string[]>(5, cancellationToken)],
            [.. await reader.GetFieldValueAsync<string[]>(6, cancellationToken)]
        );
    }

    /// <summary>All rows of <c>_prisma_migrations</c>, oldest first, or null where the table does not exist.</summary>
    public async Task<ImmutableArray<MigrationRow>?> MigrationsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select to_regclass('_prisma_migrations') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancellationToken) is not true)
            return null;

        await using var command = new NpgsqlCommand(
            """
            select migration_name, checksum, started_at, finished_at, rolled_back_at, applied_steps_count, logs
            from _prisma_migrations order by started_at, migration_name
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = ImmutableArray.CreateBuilder<MigrationRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(
                new MigrationRow(
                    reader.GetString(0),
                    reader.GetString(1),
                    await reader.GetFieldValueAsync<DateTimeOffset>(2, cancellationToken),
                    await reader.GetFieldValueAsync<DateTimeOffset?>(3, cancellationToken),
                    await reader.GetFieldValueAsync<DateTimeOffset?>(4, cancellationToken),
                    await reader.IsDBNullAsync(6, cancellationToken) ? null : reader.GetString(6)
                )
                {
                    Steps = reader.GetInt32(5),
                }
            );
        }

        return rows.ToImmutable();
    }

    /// <summary>The row of <c>pg_locks</c> (as l) that <c>prisma migrate</c> holds while it works (https://www.prisma.io/docs/orm/prisma-migrate/workflows/development-and-production#advisory-locking).</summary>
    internal const string MigrationLock =
        "l.locktype = 'advisory' and l.classid = 0 and l.objid = 72707369 and l.objsubid = 1 and l.granted and l.database = (select oid from pg_database where datname = current_database())";

    /// <summary>True while a <c>prisma migrate deploy</c> holds its advisory lock.</summary>
    public async Task<bool> IsMigratingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            $"select exists(select 1 from pg_locks l where {MigrationLock})",
            connection
        );
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Why this server is not the one that is written to, or null where it is: a standby follows another one, and what it shows may be late.</summary>
    public async Task<string?> StandbyAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select pg_is_in_recovery()", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true
            ? $"{_connection.Host}:{_connection.Port} is a standby that only follows another server: the bot's connection has to lead to the one that is written to"
            : null;
    }

    /// <summary>True where the database has any table beside Prisma's own.</summary>
    public async Task<bool> HasTablesAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return (await TablesAsync(connection, cancellationToken)).Count > 0;
    }

    /// <summary>Transactions that are open for longer than a while, and those that were prepared and never ended, one sentence each, the oldest first: whatever needs a strong lock waits for them.</summary>
    public async Task<ImmutableArray<string>> LongTransactionsAsync(
        TimeSpan longer,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select format('%s (pid %s, %s) has a transaction open', coalesce(nullif(application_name, ''), backend_type), pid, coalesce(state, 'working')),
                   extract(epoch from clock_timestamp() - xact_start)::float8 as seconds
            from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and xact_start < clock_timestamp() - $1
            union all
            select format('the prepared transaction %s of %s is open', gid, owner), extract(epoch from clock_timestamp() - prepared)::float8
            from pg_prepared_xacts where database = current_database()
            order by seconds desc limit 5
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter { Value = longer });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = ImmutableArray.CreateBuilder<string>();
        while (await reader.ReadAsync(cancellationToken))
            found.Add($"{reader.GetString(0)} for {reader.GetDouble(1):0} s");

        return found.ToImmutable();
    }

    /// <summary>A table that holds rows, or null where all are empty. It looks into the tables: their statistics may know nothing yet.</summary>
    public async Task<string?> FilledTableAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        foreach (var table in await TablesAsync(connection, cancellationToken))
        {
            // The name comes quoted from the catalog, as format %I writes it.
            await using var command = new NpgsqlCommand($"select exists(select 1 from {table})", connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                return table;
        }

        return null;
    }

    private static async Task<List<string>> TablesAsync(
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            """
            select format('%I.%I', schemaname, tablename) from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema') and tablename <> '_prisma_migrations' order by 1
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(reader.GetString(0));

        return tables;
    }

    /// <summary>A connection that may only read, for questions that belong together.</summary>
    internal Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        OpenAsync(_connection.ConnectionString, cancellationToken);

    /// <summary>
    /// A connection to an address, open; nothing of it is left where it does not open, nor afterwards. Asked for a connection alone, Npgsql would keep
    /// for ever what it learnt of the address, and each scratch server has a new one.
    /// </summary>
    internal static async Task<NpgsqlConnection> OpenAsync(string address, CancellationToken cancellationToken)
    {
        var source = NpgsqlDataSource.Create(address);
        try
        {
            var connection = await source.OpenConnectionAsync(cancellationToken);
            connection.StateChange += (_, change) =>
            {
                if (change.CurrentState is ConnectionState.Closed)
                    source.Dispose();
            };
            return connection;
        }
        catch
        {
            await source.DisposeAsync();
            throw;
        }
    }
}
