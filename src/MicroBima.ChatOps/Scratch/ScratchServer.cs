using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Scratch;

/// <summary>A server on which databases may be made, spoilt and thrown away. Every one carries our mark, and is looked at for it before anything is run there.</summary>
public sealed class ScratchServer : IAsyncDisposable
{
    private const string Prefix = "chatops_scratch_";

    /// <summary>Hands every object of a database that no extension owns to the database's owner.</summary>
    private const string Adoption = """
        do $chatops$ declare one record; begin
        for one in
            with mine as (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'),
                 theirs as (select classid, objid from pg_depend where deptype = 'e')
            select 1 as turn, format('schema %I', nspname) as what from pg_namespace where oid in (table mine)
                and (('pg_namespace'::regclass, oid) not in (select classid, objid from theirs))
            union all
            select 2, format('%s %s', case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence'
                when 'f' then 'foreign table' else 'table' end, oid::regclass)
            from pg_class c where relnamespace in (table mine) and relkind in ('r', 'p', 'v', 'm', 'S', 'f')
                and (('pg_class'::regclass, oid) not in (select classid, objid from theirs))
                and not (relkind = 'S' and exists (select 1 from pg_depend d where d.classid = 'pg_class'::regclass
                    and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')))
            union all
            select 3, format('%s %s', case typtype when 'd' then 'domain' else 'type' end, oid::regtype)
            from pg_type t where typnamespace in (table mine) and (typtype in ('e', 'd', 'r') or typtype = 'c' and exists
                    (select 1 from pg_class c where c.oid = t.typrelid and c.relkind = 'c'))
                and (('pg_type'::regclass, oid) not in (select classid, objid from theirs))
            union all
            select 4, format('routine %s', oid::regprocedure) from pg_proc where pronamespace in (table mine)
                and (('pg_proc'::regclass, oid) not in (select classid, objid from theirs))
            union all
            select 5, format('server %I', srvname) from pg_foreign_server
            order by 1
        loop
            execute format('alter %s owner to %I', one.what, (select pg_get_userbyid(datdba) from pg_database where datname = current_database()));
        end loop;
        end $chatops$
        """;

    private readonly string _tag;
    private readonly string _mark = $"chatops scratch {RandomNumberGenerator.GetHexString(16, lowercase: true)}";
    private readonly IAsyncDisposable? _cluster;
    private readonly string? _data;
    private readonly List<string> _databases = [];
    private readonly List<string> _roles = [];
    private string? _owner;

    private ScratchServer(NpgsqlConnectionStringBuilder address, string tag, ScratchCluster? cluster) =>
        (Address, _tag, _cluster, _data) = (address, tag, cluster, cluster?.Data);

    /// <summary>How the server is reached by whoever may make databases.</summary>
    public NpgsqlConnectionStringBuilder Address { get; }

    /// <summary>The server's own name, which no other has.</summary>
    public required string SystemIdentifier { get; init; }

    /// <summary>Its major version.</summary>
    public required int Major { get; init; }

    /// <summary>True where we may make roles and hand objects over: then nothing foreign ever runs with our rights.</summary>
    public required bool IsSuperuser { get; init; }

    /// <summary>True where we may make databases: without that it is of no use.</summary>
    public required bool MakesDatabases { get; init; }

    /// <summary>True where nobody else uses the server.</summary>
    public bool IsPrivate => _cluster is not null;

    /// <summary>Looks at a server and takes it.</summary>
    internal static async Task<ScratchServer> OpenAsync(
        NpgsqlConnectionStringBuilder address,
        string tag,
        ScratchCluster? cluster,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await SimpleQuery.OpenAsync(address, cancellationToken);
        var answer = await connection.DemandAsync(
            """
            select (select system_identifier from pg_control_system()), current_setting('server_version_num')::int / 10000,
                   rolsuper, rolcreatedb or rolsuper
            from pg_roles where rolname = current_user
            """,
            cancellationToken
        );
        return new ScratchServer(address, tag, cluster)
        {
            SystemIdentifier = answer.Rows[0][0]!,
            Major = int.Parse(answer.Rows[0][1]!, CultureInfo.InvariantCulture),
            IsSuperuser = answer.Rows[0][2] is "t",
            MakesDatabases = answer.Rows[0][3] is "t",
        };
    }

    /// <summary>A new, empty database.</summary>
    /// <param name="encoding">As the server calls it: <c>UTF8</c>.</param>
    public Task<string> CreateAsync(string encoding, CancellationToken cancellationToken) =>
        MakeAsync(
            encoding is "UTF8"
                ? "template template0"
                : $"template template0 encoding {Quoted.Text(encoding)} lc_collate 'C' lc_ctype 'C'",
            cancellationToken
        );

    /// <summary>A copy of a database of this server to which nobody is connected.</summary>
    public Task<string> CopyAsync(string database, CancellationToken cancellationToken) =>
        MakeAsync(
            $"template {Quoted.Name(database)}{(_owner is null ? "" : $" owner {Quoted.Name(_owner)}")}",
            cancellationToken
        );

    /// <summary>A copy of a database of this server, or null where that cannot be had: somebody is connected to it, or it is not ours to copy.</summary>
    public async Task<string?> TryCopyAsync(string database, CancellationToken cancellationToken)
    {
        // The server itself would wait some seconds for them to leave.
        var others = await AdminAsync(
            "postgres",
            $"select count(*) from pg_stat_activity where datname = {Quoted.Text(database)}",
            cancellationToken
        );
        if (others.Value is not "0")
            return null;

        try
        {
            return await CopyAsync(database, cancellationToken);
        }
        catch (InvalidOperationException)
        {
            // Named users and rights decide; the caller has another way.
            return null;
        }
    }

    /// <summary>Throws a database away.</summary>
    public async Task DropAsync(string database, CancellationToken cancellationToken)
    {
        await AdminAsync(
            "postgres",
            $"drop database if exists {Quoted.Name(database)} with (force)",
            cancellationToken
        );
        _databases.Remove(database);
    }

    /// <summary>Makes roles that a dump speaks of; they cannot log in.</summary>
    public async Task AddRolesAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        if (!IsPrivate)
            return;

        foreach (var name in names)
        {
            var known = $"select to_regrole({Quoted.Text(Quoted.Name(name))})";
            if ((await AdminAsync("postgres", known, cancellationToken)).Value is null)
                await AdminAsync("postgres", $"create role {Quoted.Name(name)}", cancellationToken);
        }
    }

    /// <summary>
    /// A login without any right but over the objects of a database: everything there becomes its own. Where we are no superuser ourselves it is us.
    /// </summary>
    /// <param name="name">The name that the owner has in production, where the server is ours alone; migrations may speak of it.</param>
    public async Task<NpgsqlConnectionStringBuilder> RunnerAsync(
        string database,
        string? name,
        CancellationToken cancellationToken
    )
    {
        if (!IsSuperuser)
            return To(database);

        var role =
            IsPrivate && name is not null && name is not ScratchCluster.Admin
                ? name
                : $"chatops_runner_{_tag}_{RandomNumberGenerator.GetHexString(6, lowercase: true)}";
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await AddRolesAsync([role], cancellationToken);
        await AdminAsync(
            "postgres",
            IsPrivate
                ? $"alter role {Quoted.Name(role)} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls"
                : $"create role {Quoted.Name(role)} login nosuperuser nocreatedb nocreaterole password '{password}'",
            cancellationToken
        );
        _roles.Add(role);
        _owner = role;
        await AdminAsync(
            "postgres",
            $"alter database {Quoted.Name(database)} owner to {Quoted.Name(role)}",
            cancellationToken
        );
        await AdminAsync(database, Adoption, cancellationToken);
        return new NpgsqlConnectionStringBuilder(To(database).ConnectionString)
        {
            Username = role,
            Password = IsPrivate ? null : password,
        };
    }

    /// <summary>How a database is reached with our own rights.</summary>
    public NpgsqlConnectionStringBuilder To(string database) =>
        new(Address.ConnectionString) { Database = database, Pooling = false };

    /// <summary>Makes sure, on the connection itself, that it is one of ours before the first statement is run there.</summary>
    /// <exception cref="InvalidOperationException">It is not.</exception>
    public async Task CheckAsync(SimpleQuery connection, CancellationToken cancellationToken)
    {
        var answer = await connection.DemandAsync(
            "select shobj_description(oid, 'pg_database'), datname from pg_database where datname = current_database()",
            cancellationToken
        );
        var isOurs =
            string.Equals(answer.Value, _mark, StringComparison.Ordinal)
            && answer.Rows[0][1]!.StartsWith(Prefix, StringComparison.Ordinal);
        if (!isOurs || _data is not null && !await IsAtHomeAsync(cancellationToken))
            throw new InvalidOperationException(
                $"{answer.Rows[0][1]} is not a scratch database of ours: nothing was run there."
            );
    }

    /// <summary>Throws away what an earlier bot left on a shared server.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var left = await AdminAsync(
            "postgres",
            $"select datname from pg_database where starts_with(datname, '{Prefix}{_tag}_')",
            cancellationToken
        );
        foreach (var row in left.Rows)
            await DropAsync(row[0]!, cancellationToken);

        var roles = await AdminAsync(
            "postgres",
            $"select rolname from pg_roles where starts_with(rolname, 'chatops_runner_{_tag}_')",
            cancellationToken
        );
        foreach (var row in roles.Rows)
            await AdminAsync("postgres", $"drop role if exists {Quoted.Name(row[0]!)}", cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
            return;
        }

        // It has to go whoever asks.
        foreach (var database in _databases.ToArray())
            await DropAsync(database, CancellationToken.None);

        foreach (var role in _roles)
            await AdminAsync("postgres", $"drop role if exists {Quoted.Name(role)}", CancellationToken.None); // As above.
    }

    private async Task<string> MakeAsync(string how, CancellationToken cancellationToken)
    {
        var name = $"{Prefix}{_tag}_{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        await AdminAsync("postgres", $"create database {name} {how}", cancellationToken);
        _databases.Add(name);
        await AdminAsync("postgres", $"comment on database {name} is '{_mark}'", cancellationToken);
        return name;
    }

    private async Task<bool> IsAtHomeAsync(CancellationToken cancellationToken) =>
        string.Equals(
            (await AdminAsync("postgres", "show data_directory", cancellationToken)).Value,
            _data,
            StringComparison.Ordinal
        );

    private async Task<SqlAnswer> AdminAsync(string database, string sql, CancellationToken cancellationToken)
    {
        await using var connection = await SimpleQuery.OpenAsync(To(database), cancellationToken);
        return await connection.DemandAsync(sql, cancellationToken);
    }
}
