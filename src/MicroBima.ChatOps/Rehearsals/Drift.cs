using System.Collections.Frozen;
using System.Collections.Immutable;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>
/// Whether a database is what its migrations make: the applied files are run on an empty database of the scratch server, and the catalogues are compared.
/// Prisma itself does not look when it deploys.
/// </summary>
public sealed class Drift(ScratchServer server)
{
    private const int MostNamed = 4;

    // One row for each thing that a migration can make: what it is called, and how it is defined. What an extension owns came with the extension.
    private const string Things = """
        set local search_path = pg_catalog;
        with mine as (select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'),
             foreigners as (select classid, objid from pg_depend where deptype = 'e'),
             tables as (select c.oid, c.relkind, c.relname, case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname as name
                        from pg_class c join mine n on n.oid = c.relnamespace
                        where ('pg_class'::regclass::oid, c.oid) not in (select classid, objid from foreigners) and c.relname <> '_prisma_migrations')
        select case relkind when 'v' then 'view ' when 'm' then 'materialized view ' when 'S' then 'sequence ' else 'table ' end || name,
               case when relkind in ('v', 'm') then pg_get_viewdef(oid) else '' end
        from tables where relkind in ('r', 'p', 'f', 'v', 'm', 'S')
        union all
        select 'column ' || t.name || '.' || a.attname,
               concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                         'default ' || pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity::text, ''), nullif(a.attgenerated::text, ''))
        from tables t join pg_attribute a on a.attrelid = t.oid left join pg_attrdef d on d.adrelid = t.oid and d.adnum = a.attnum
        where t.relkind in ('r', 'p', 'f') and a.attnum > 0 and not a.attisdropped
        union all
        select 'index ' || x.relname || ' on ' || t.name, pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ' invalid' end
        from pg_index i join pg_class x on x.oid = i.indexrelid join tables t on t.oid = i.indrelid
        where not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
        union all
        select 'constraint ' || k.conname || ' on ' || t.name, pg_get_constraintdef(k.oid) from pg_constraint k join tables t on t.oid = k.conrelid
        where k.contype in ('p', 'u', 'x', 'c', 'f')
        union all
        select 'trigger ' || g.tgname || ' on ' || t.name, pg_get_triggerdef(g.oid) from pg_trigger g join tables t on t.oid = g.tgrelid
        where not g.tgisinternal
        union all
        select 'enum ' || case n.nspname when 'public' then '' else n.nspname || '.' end || y.typname,
               coalesce((select string_agg(e.enumlabel, ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = y.oid), '')
        from pg_type y join mine n on n.oid = y.typnamespace
        where y.typtype = 'e' and ('pg_type'::regclass::oid, y.oid) not in (select classid, objid from foreigners)
        union all
        select 'function ' || p.oid::regprocedure, p.prosrc from pg_proc p join mine n on n.oid = p.pronamespace
        where ('pg_proc'::regclass::oid, p.oid) not in (select classid, objid from foreigners)
        """;

    /// <summary>Sentences about what differs; none where the database is what its migrations make.</summary>
    /// <param name="stage">The copy of the database; nobody may be connected to it afterwards.</param>
    /// <param name="applied">The files of the migrations that it had, in their order.</param>
    public async Task<ImmutableArray<string>> FindAsync(
        Stage stage,
        ImmutableArray<MigrationFile> applied,
        CancellationToken cancellationToken
    )
    {
        var empty = await server.CreateAsync("UTF8", cancellationToken);
        try
        {
            return await ReplayAsync(stage, empty, applied, cancellationToken) is { } problem
                ? [problem]
                : Between(
                    await ThingsAsync(server.To(stage.Database), cancellationToken),
                    await ThingsAsync(server.To(empty), cancellationToken)
                );
        }
        finally
        {
            await server.DropAsync(empty, CancellationToken.None); // It has to go whoever asks.
        }
    }

    /// <summary>The same for two lists of things by their names.</summary>
    internal static ImmutableArray<string> Between(
        IReadOnlyDictionary<string, string> live,
        IReadOnlyDictionary<string, string> made
    )
    {
        // A table that is missing is named; its columns are not named once more.
        bool IsInside(string thing, IReadOnlyDictionary<string, string> other) =>
            TableOf(thing) is { } table && !other.ContainsKey($"table {table}");

        string[] onlyLive = [.. live.Keys.Where(thing => !made.ContainsKey(thing) && !IsInside(thing, made))];
        string[] onlyMade = [.. made.Keys.Where(thing => !live.ContainsKey(thing) && !IsInside(thing, live))];
        string[] other =
        [
            .. live.Keys.Where(thing =>
                made.TryGetValue(thing, out var definition)
                && !string.Equals(definition, live[thing], StringComparison.Ordinal)
            ),
        ];
        return
        [
            .. Sentence(onlyLive, "drift: no migration makes", ", which the database has"),
            .. Sentence(onlyMade, "drift: the database lacks", ", which the migrations make"),
            .. Sentence(other, "drift:", $" {(other.Length == 1 ? "is" : "are")} not as the migrations make it"),
        ];
    }

    private static IEnumerable<string> Sentence(string[] things, string before, string after)
    {
        if (things.Length == 0)
            yield break;

        var named = string.Join(", ", things.Order(StringComparer.Ordinal).Take(MostNamed));
        var more = things.Length > MostNamed ? $" and {things.Length - MostNamed} more" : "";
        yield return $"{before} {named}{more}{after}";
    }

    private static string? TableOf(string thing) =>
        thing.StartsWith("column ", StringComparison.Ordinal) ? thing[7..thing.LastIndexOf('.')]
        : thing.LastIndexOf(" on ", StringComparison.Ordinal) is var on and > 0 ? thing[(on + 4)..]
        : null;

    /// <summary>Why the files do not run on an empty database, or null where they do.</summary>
    private async Task<string?> ReplayAsync(
        Stage stage,
        string empty,
        ImmutableArray<MigrationFile> applied,
        CancellationToken cancellationToken
    )
    {
        var runner = await server.RunnerAsync(empty, stage.Owner, cancellationToken);
        if (stage.SearchPath is { } path)
        {
            runner.SearchPath = path;
            await using var first = await SimpleQuery.OpenAsync(runner, cancellationToken);
            await first.DemandAsync($"create schema if not exists {path}", cancellationToken);
        }

        foreach (var file in applied)
        {
            await using var connection = await SimpleQuery.OpenAsync(runner, cancellationToken);
            await server.CheckAsync(connection, cancellationToken);
            if ((await connection.SendAsync(file.Sql, cancellationToken)).Error is { } error)
                return $"drift is not known: {file.Name}, which is applied, does not run on an empty database ({error.SqlState})";
        }

        return null;
    }

    private static async Task<IReadOnlyDictionary<string, string>> ThingsAsync(
        Npgsql.NpgsqlConnectionStringBuilder address,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await SimpleQuery.OpenAsync(address, cancellationToken);
        var answer = await connection.DemandAsync(Things, cancellationToken);
        return answer.Rows.ToFrozenDictionary(row => row[0]!, row => row[1] ?? "", StringComparer.Ordinal);
    }
}
