using System.Collections.Immutable;
using System.Globalization;
using Npgsql;

namespace MicroBima.ChatOps.Tools;

/// <summary>A database as the server's catalog shows it.</summary>
/// <param name="Oid">Tells it from another that had the name before.</param>
/// <param name="Mark">Its comment: what the bot makes it marks.</param>
/// <param name="Connections">Clients that are connected to it.</param>
public sealed record DatabaseSeat(string Name, uint Oid, bool IsOpen, string Mark, int Connections);

/// <summary>
/// The databases of a server, seen and changed from outside of each: the only place where the bot writes to a production server. It makes databases and
/// exchanges names; it drops only what it made and marked.
/// </summary>
public sealed partial class DatabaseKeeper(Postgres database)
{
    private const int Attempts = 20;

    // The server's own workers step aside by themselves. Of sessions of other roles nothing is shown but who they are.
    private const string IsClient = "coalesce(a.backend_type, 'client backend') = 'client backend'";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    // Nobody can close or rename the database that they are connected to.
    private string Maintenance =>
        string.Equals(database.Parts.Database, "postgres", StringComparison.Ordinal) ? "template1" : "postgres";

    /// <summary>The system identifier of the server, asked without touching the database itself.</summary>
    public async Task<DatabaseIdentity> ServerAsync(CancellationToken cancellationToken)
    {
        var server = await database.At(Maintenance).IdentityAsync(cancellationToken);
        return server with { Database = database.Parts.Database };
    }

    /// <summary>Those of the databases that exist, by name.</summary>
    public async Task<ImmutableDictionary<string, DatabaseSeat>> SeatsAsync(
        IEnumerable<string> names,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await SeatsAsync(connection, names, cancellationToken);
    }

    /// <summary>Why a restore could not make a database or exchange names, or null.</summary>
    public async Task<string?> WhyNotAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = Command(
            connection,
            """
            select r.rolname::text, r.rolcreatedb or r.rolsuper, pg_has_role(d.datdba, 'usage'), pg_get_userbyid(d.datdba)::text,
              (select min(gid) from pg_prepared_xacts x where x.database = d.datname), pg_is_in_recovery()
            from pg_roles r, pg_database d where r.rolname = current_user and d.datname = $1
            """,
            database.Parts.Database
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return $"there is no database {database.Parts.Database} on the server: make an empty one for its owner (create database {Quoted.Name(database.Parts.Database)} owner …), and the backup takes its place";

        return reader.GetBoolean(5)
                ? "the server is a standby that only follows another one: the bot's connection has to lead to the one that is written to"
            : !reader.GetBoolean(1) ? $"the role {reader.GetString(0)} may not create databases (alter role … createdb)"
            : !reader.GetBoolean(2)
                ? $"the database belongs to {reader.GetString(3)}, and {reader.GetString(0)} is no member of that role: it could not be renamed"
            : reader.GetValue(4) is string held
                ? $"the prepared transaction {held} holds the database: nobody can rename it before that is ended (commit prepared or rollback prepared; pg_prepared_xacts lists all)"
            : null;
    }

    /// <summary>Roles of which the bot's is no member: it cannot hand anything over to them.</summary>
    public async Task<ImmutableArray<string>> StrangersAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            select coalesce(array_agg(rolname::text order by 1), '{}') from pg_roles
            where rolname !~ '^pg_' and not pg_has_role(current_user, oid, 'member')
            """,
            connection
        );
        return [.. (string[])(await command.ExecuteScalarAsync(cancellationToken))!];
    }

    /// <summary>
    /// A new, empty database of the same kind as the live one, with its owner; marked from its first moment on. Returned are the statements for what is left out
    /// of the live one's settings: what the bot's role may not set, and what only shut the live one. Its limit of connections comes with the exchange of names.
    /// </summary>
    public async Task<ImmutableArray<string>> CreateAsync(string name, string mark, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await RunAsync(connection, await CreationAsync(connection, name, cancellationToken), cancellationToken);
        await MarkAsync(connection, name, mark, cancellationToken);
        var refused = ImmutableArray.CreateBuilder<string>();
        foreach (var (sql, onlyShuts) in await LikenessAsync(connection, name, cancellationToken))
        {
            try
            {
                if (onlyShuts)
                    refused.Add(sql);
                else
                    await RunAsync(connection, sql, cancellationToken);
            }
            catch (PostgresException right) when (right.SqlState is PostgresErrorCodes.InsufficientPrivilege)
            {
                refused.Add(sql);
            }
        }

        return refused.ToImmutable();
    }

    /// <summary>Writes the mark of a database.</summary>
    public async Task MarkAsync(string name, string mark, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await MarkAsync(connection, name, mark, cancellationToken);
    }

    /// <summary>Drops a database that the bot made, with whoever is still connected to it: exactly the one that the caller has seen, and none that lives.</summary>
    public async Task DropAsync(DatabaseSeat seat, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        var now = await SeatsAsync(connection, [seat.Name], cancellationToken);
        if (
            now.TryGetValue(seat.Name, out var same)
            && same.Oid == seat.Oid
            && string.Equals(same.Mark, seat.Mark, StringComparison.Ordinal)
            && !string.Equals(seat.Name, database.Parts.Database, StringComparison.Ordinal)
        )
            await RunAsync(connection, $"drop database {Quoted.Name(seat.Name)} with (force)", cancellationToken);
    }

    /// <summary>True where a database has no tables of its own.</summary>
    public async Task<bool> IsEmptyAsync(string name, CancellationToken cancellationToken) =>
        !await database.At(name).HasTablesAsync(cancellationToken);

    /// <summary>Gathers the statistics that the planner needs: a restore brings none.</summary>
    public async Task AnalyzeAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(database.At(name), cancellationToken);
        await RunAsync(connection, "set statement_timeout = 0; analyze", cancellationToken);
    }

    /// <summary>Lets nobody in any more and ends whoever is connected; how many those were.</summary>
    public async Task<int> CloseAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await RunAsync(connection, $"alter database {Quoted.Name(name)} allow_connections false", cancellationToken);
        // Who was told to end and is not gone yet is told again, and counts once.
        var ended = new HashSet<int>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            ended.UnionWith(await EndAsync(connection, name, cancellationToken));
            if (
                !(await SeatsAsync(connection, [name], cancellationToken)).TryGetValue(name, out var seat)
                || seat.Connections == 0
            )
                return ended.Count;

            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }

        throw new InvalidOperationException(
            $"Somebody stays connected to {name}, and the bot's role cannot end that: {await StayingAsync(connection, name, cancellationToken)}."
        );
    }

    /// <summary>Lets clients in again.</summary>
    public async Task OpenAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await RunAsync(connection, $"alter database {Quoted.Name(name)} allow_connections true", cancellationToken);
    }

    /// <summary>The exchange of names: all of it or nothing, and both are open afterwards.</summary>
    public async Task SwapAsync(string live, string fresh, string kept, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var seats = await SeatsAsync(connection, [live], cancellationToken);
        if (seats.ContainsKey(live))
            await RunAsync(
                connection,
                $"alter database {Quoted.Name(live)} rename to {Quoted.Name(kept)}",
                cancellationToken
            );

        await RunAsync(
            connection,
            $"alter database {Quoted.Name(fresh)} rename to {Quoted.Name(live)}",
            cancellationToken
        );
        // Before, it would have kept out those who fill and compare the copy.
        await using (var limit = Command(connection, "select datconnlimit from pg_database where datname = $1", kept))
        {
            if (await limit.ExecuteScalarAsync(cancellationToken) is int and > 0 and var most)
                await RunAsync(
                    connection,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"alter database {Quoted.Name(live)} connection limit {most}"
                    ),
                    cancellationToken
                );
        }

        await RunAsync(connection, $"alter database {Quoted.Name(kept)} allow_connections true", cancellationToken);
        await RunAsync(connection, $"alter database {Quoted.Name(live)} allow_connections true", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<int[]> EndAsync(
        NpgsqlConnection connection,
        string name,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            connection,
            $$"""
            select coalesce(array_agg(a.pid) filter (where pg_terminate_backend(a.pid)), '{}')
            from pg_stat_activity a left join pg_roles r on r.oid = a.usesysid, pg_roles me
            where a.datname = $1 and {{IsClient}} and me.rolname = current_user
              and (me.rolsuper or not r.rolsuper and (pg_has_role(a.usesysid, 'usage') or pg_has_role('pg_signal_backend', 'usage')))
            """,
            name
        );
        return (int[])(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<string> StayingAsync(
        NpgsqlConnection connection,
        string name,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            connection,
            $"select coalesce(string_agg(format('pid %s (%s)', a.pid, a.usename), ', ' order by a.pid), 'see pg_stat_activity') from pg_stat_activity a where a.datname = $1 and {IsClient}",
            name
        );
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<ImmutableDictionary<string, DatabaseSeat>> SeatsAsync(
        NpgsqlConnection connection,
        IEnumerable<string> names,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select d.datname::text, d.oid, d.datallowconn, coalesce(shobj_description(d.oid, 'pg_database'), ''),
                   (select count(*)::int from pg_stat_activity a where a.datid = d.oid and {IsClient})
            from pg_database d where d.datname = any($1)
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter { Value = names.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var seats = ImmutableDictionary.CreateBuilder<string, DatabaseSeat>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var seat = new DatabaseSeat(
                reader.GetString(0),
                await reader.GetFieldValueAsync<uint>(1, cancellationToken),
                reader.GetBoolean(2),
                reader.GetString(3),
                reader.GetInt32(4)
            );
            seats.Add(seat.Name, seat);
        }

        return seats.ToImmutable();
    }

    /// <summary>The words that make a database like the live one (https://www.postgresql.org/docs/current/sql-createdatabase.html).</summary>
    private async Task<string> CreationAsync(
        NpgsqlConnection connection,
        string name,
        CancellationToken cancellationToken
    )
    {
        // The column of the ICU locale has another name from PostgreSQL 17 on, and none before 15.
        await using var command = Command(
            connection,
            """
            select pg_get_userbyid(datdba)::text, pg_encoding_to_char(encoding)::text, datcollate::text, datctype::text,
                   coalesce(to_jsonb(d)->>'datlocprovider', 'c'), coalesce(to_jsonb(d)->>'datlocale', to_jsonb(d)->>'daticulocale', '')
            from pg_database d where datname = $1
            """,
            database.Parts.Database
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            throw new InvalidOperationException($"There is no database {database.Parts.Database} any more.");

        var provider = reader.GetString(4) switch
        {
            "i" => $" locale_provider icu icu_locale {Quoted.Text(reader.GetString(5))}",
            "b" => $" locale_provider builtin builtin_locale {Quoted.Text(reader.GetString(5))}",
            _ => "",
        };
        return $"create database {Quoted.Name(name)} owner {Quoted.Name(reader.GetString(0))} template template0 encoding {Quoted.Text(reader.GetString(1))} lc_collate {Quoted.Text(reader.GetString(2))} lc_ctype {Quoted.Text(reader.GetString(3))}{provider}";
    }

    /// <summary>
    /// What belongs to the live database and is in no dump of it: who may connect, and its settings. The server writes the words itself, quoted; a list
    /// (search_path) is one without quotes around all of it. What only shuts a database that nobody may write to any more is marked: its successor is to be used.
    /// </summary>
    private async Task<List<(string Sql, bool OnlyShuts)>> LikenessAsync(
        NpgsqlConnection connection,
        string name,
        CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            connection,
            """
            with live as (select oid, datacl from pg_database where datname = $1)
            select format('revoke all on database %I from public', $2), false from live where datacl is not null
            union all
            select format('grant %s on database %I to %s%s', a.privilege_type, $2,
                          case when a.grantee = 0 then 'public' else quote_ident(pg_get_userbyid(a.grantee)) end,
                          case when a.is_grantable then ' with grant option' else '' end), false
            from live, aclexplode(live.datacl) a
            union all
            select format('alter %s set %I to %s',
                          case when s.setrole = 0 then format('database %I', $2)
                               else format('role %I in database %I', pg_get_userbyid(s.setrole), $2) end,
                          split_part(one, '=', 1),
                          case when split_part(one, '=', 1) in ('search_path', 'local_preload_libraries', 'session_preload_libraries', 'temp_tablespaces', 'DateStyle')
                               then substr(one, strpos(one, '=') + 1) else quote_literal(substr(one, strpos(one, '=') + 1)) end),
                   s.setrole = 0 and split_part(one, '=', 1) = 'default_transaction_read_only'
            from live join pg_db_role_setting s on s.setdatabase = live.oid, unnest(s.setconfig) one
            union all
            select format('alter database %I connection limit 0', $2), true from pg_database where datname = $1 and datconnlimit = 0
            """,
            database.Parts.Database
        );
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<(string, bool)>();
        while (await reader.ReadAsync(cancellationToken))
            all.Add((reader.GetString(0), reader.GetBoolean(1)));

        return all;
    }

    private static Task MarkAsync(
        NpgsqlConnection connection,
        string name,
        string mark,
        CancellationToken cancellationToken
    ) => RunAsync(connection, $"comment on database {Quoted.Name(name)} is {Quoted.Text(mark)}", cancellationToken);

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, string parameter)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }

    private Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) =>
        OpenAsync(database.At(Maintenance), cancellationToken);

    private static Task<NpgsqlConnection> OpenAsync(Postgres where, CancellationToken cancellationToken)
    {
        var address = new NpgsqlConnectionStringBuilder(where.ConnectionString) { CommandTimeout = 0 };

        // The last word counts: this connection may write, and has the patience that making a database takes.
        address.Options +=
            " -c default_transaction_read_only=off -c statement_timeout=300000 -c lock_timeout=10000 -c standard_conforming_strings=on";
        return Postgres.OpenAsync(address.ConnectionString, cancellationToken);
    }
}
