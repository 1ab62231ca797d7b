using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>A table or a materialized view: how SQL names it, how people do, and the file that holds its rows.</summary>
internal sealed record ShapeTable(string Sql, string Name, string File, bool IsView);

/// <summary>A column of a table that was not dropped.</summary>
internal sealed record ShapeColumn(
    string Sql,
    string Name,
    string Type,
    bool IsRequired,
    bool HasDefault,
    string Labels
);

/// <summary>A unique index: its expressions, the rows that it is about, and whether NULLs are equal for it.</summary>
internal sealed record ShapeIndex(string Table, string Name, string Keys, string Predicate, bool NullsAreEqual);

/// <summary>A foreign key or a check.</summary>
internal sealed record ShapeRule(
    string Table,
    string Name,
    string Check,
    string Target,
    ImmutableArray<string> Keys,
    ImmutableArray<string> TargetKeys
);

/// <summary>What a database looks like at a moment, by the numbers that stay when things are renamed, and are the same in copies.</summary>
internal sealed record Shape(
    IReadOnlyDictionary<string, ShapeTable> Tables,
    IReadOnlyDictionary<(string Table, string Number), ShapeColumn> Columns,
    IReadOnlyDictionary<string, ShapeIndex> Indexes,
    IReadOnlyDictionary<string, ShapeRule> Rules
)
{
    private const string Ours = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'";

    /// <summary>Reads it through a connection, with what its transaction has done so far.</summary>
    public static async Task<Shape> ReadAsync(SimpleQuery connection, CancellationToken cancellationToken)
    {
        var tables = await connection.DemandAsync(
            $"""
            select c.oid, format('%I.%I', n.nspname, c.relname),
                   case n.nspname when 'public' then '' else n.nspname || '.' end || c.relname, c.relfilenode, c.relkind = 'm'
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p', 'm') and {Ours}
            """,
            cancellationToken
        );
        var columns = await connection.DemandAsync(
            $"""
            select a.attrelid, a.attnum, quote_ident(a.attname), a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                   a.atthasdef or a.attidentity <> '' or a.attgenerated <> '',
                   (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_enum e where e.enumtypid = a.atttypid)
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped and {Ours}
            """,
            cancellationToken
        );
        var indexes = await connection.DemandAsync(
            $"""
            select i.indexrelid, i.indrelid, x.relname,
                   (select string_agg(pg_get_indexdef(i.indexrelid, k, false), ', ' order by k) from generate_series(1, i.indnkeyatts) k),
                   pg_get_expr(i.indpred, i.indrelid), pg_get_indexdef(i.indexrelid) like '%NULLS NOT DISTINCT%'
            from pg_index i join pg_class x on x.oid = i.indexrelid join pg_namespace n on n.oid = x.relnamespace
            where i.indisunique and {Ours}
            """,
            cancellationToken
        );
        var rules = await connection.DemandAsync(
            $"""
            select r.oid, r.conrelid, r.conname, pg_get_expr(r.conbin, r.conrelid), r.confrelid,
                   (select string_agg(quote_ident(a.attname), e'\n' order by k.ord) from unnest(r.conkey) with ordinality k(num, ord)
                    join pg_attribute a on a.attrelid = r.conrelid and a.attnum = k.num),
                   (select string_agg(quote_ident(a.attname), e'\n' order by k.ord) from unnest(r.confkey) with ordinality k(num, ord)
                    join pg_attribute a on a.attrelid = r.confrelid and a.attnum = k.num)
            from pg_constraint r join pg_namespace n on n.oid = r.connamespace
            where r.contype in ('c', 'f') and r.conrelid <> 0 and r.convalidated and {Ours}
            """,
            cancellationToken
        );
        return new Shape(
            tables.Rows.ToDictionary(
                row => row[0]!,
                row => new ShapeTable(row[1]!, row[2]!, row[3]!, row[4] is "t"),
                StringComparer.Ordinal
            ),
            columns.Rows.ToDictionary(
                row => (row[0]!, row[1]!),
                row => new ShapeColumn(row[2]!, row[3]!, row[4]!, row[5] is "t", row[6] is "t", row[7] ?? "")
            ),
            indexes.Rows.ToDictionary(
                row => row[0]!,
                row => new ShapeIndex(row[1]!, row[2]!, row[3] ?? "", row[4] ?? "", row[5] is "t"),
                StringComparer.Ordinal
            ),
            rules.Rows.ToDictionary(
                row => row[0]!,
                row => new ShapeRule(row[1]!, row[2]!, row[3] ?? "", row[4]!, Lines(row[5]), Lines(row[6])),
                StringComparer.Ordinal
            )
        );
    }

    /// <summary>Tables that were there before and whose rows lie in another file now: they were written anew, or emptied.</summary>
    public IEnumerable<string> Rewritten(Shape after) =>
        Tables
            .Keys.Where(id =>
                after.Tables.TryGetValue(id, out var now)
                && !string.Equals(now.File, Tables[id].File, StringComparison.Ordinal)
            )
            .OrderBy(id => Tables[id].Name, StringComparer.Ordinal);

    private static ImmutableArray<string> Lines(string? text) => text is null ? [] : [.. text.Split('\n')];
}
