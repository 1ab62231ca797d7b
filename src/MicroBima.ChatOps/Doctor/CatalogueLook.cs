using System.Collections.Frozen;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Doctor;

/// <summary>Looks traces up in the catalogue of the live database, all in one snapshot. It only reads.</summary>
public static class CatalogueLook
{
    // Where the file names no schema it is the search path that says; what Prisma makes comes into its first schema.
    private const string Here = "(n.nspname = $1 or $1 = '' and n.nspname = any(current_schemas(false)))";

    private const string Table =
        $"select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relname = $2 and c.relkind in ('r', 'p', 'f') and {Here} order by array_position(current_schemas(false), n.nspname) limit 1";

    private const string Enum =
        $"select t.oid from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typname = $2 and {Here} order by array_position(current_schemas(false), n.nspname) limit 1";

    /// <summary>What the catalogue says of each.</summary>
    public static async Task<IReadOnlyDictionary<Trace, TraceState>> AtAsync(
        Postgres database,
        IEnumerable<Trace> traces,
        CancellationToken cancellationToken
    )
    {
        var seen = new Dictionary<Trace, TraceState>();
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var snapshot = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            cancellationToken
        );
        foreach (var trace in traces)
        {
            await using var command = new NpgsqlCommand(Question(trace.Kind), connection, snapshot);
            foreach (var value in new[] { trace.Schema, trace.Owner, trace.Name, trace.Type })
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = value });

            seen[trace] = (string?)await command.ExecuteScalarAsync(cancellationToken) switch
            {
                "yes" => TraceState.There,
                "no" => TraceState.Absent,
                "broken" => TraceState.Broken,
                _ => TraceState.Orphan,
            };
        }

        return seen.ToFrozenDictionary();
    }

    private static string Question(TraceKind kind) =>
        kind switch
        {
            TraceKind.Table => Relation("'r', 'p', 'f'"),
            TraceKind.View => Relation("'v', 'm'"),
            TraceKind.Sequence => Relation("'S'"),
            TraceKind.Index => $"""
                select coalesce(
                    (select case when c.relkind = 'i' and not (i.indisvalid and i.indisready) then 'broken' else 'yes' end
                     from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_index i on i.indexrelid = c.oid
                     where c.relname = $2 and {Here} and $3 = '' and $4 = '' limit 1), 'no')
                """,
            TraceKind.Type => Asked($"({Enum}) is not null", "true"),
            TraceKind.Label => Asked(
                $"exists(select 1 from pg_enum e where e.enumtypid = ({Enum}) and e.enumlabel = $3)",
                $"({Enum}) is not null"
            ),
            TraceKind.Column => OfColumn("true"),
            TraceKind.NotNull => OfColumn("a.attnotnull", demandsColumn: true),
            TraceKind.Default => OfColumn("a.atthasdef and a.attgenerated = ''", demandsColumn: true),
            TraceKind.ColumnType => OfColumn("format_type(a.atttypid, a.atttypmod) = $4", demandsColumn: true),
            TraceKind.Constraint => Asked(
                $"exists(select 1 from pg_constraint k where k.conrelid = ({Table}) and k.conname = $3)",
                $"({Table}) is not null"
            ),
            TraceKind.Validated => Asked(
                $"exists(select 1 from pg_constraint k where k.conrelid = ({Table}) and k.conname = $3 and k.convalidated)",
                $"({Table}) is not null"
            ),
            TraceKind.Trigger => Asked(
                $"exists(select 1 from pg_trigger g where g.tgrelid = ({Table}) and g.tgname = $3 and not g.tgisinternal)",
                $"({Table}) is not null"
            ),
            TraceKind.Schema => Asked("exists(select 1 from pg_namespace n where n.nspname = $2)", "true"),
            TraceKind.Extension => Asked("exists(select 1 from pg_extension x where x.extname = $2)", "true"),
        };

    private static string Relation(string kinds) =>
        Asked(
            $"exists(select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relname = $2 and c.relkind in ({kinds}) and {Here})",
            "true"
        );

    private static string OfColumn(string condition, bool demandsColumn = false)
    {
        var column =
            $"from pg_attribute a where a.attrelid = ({Table}) and a.attname = $3 and a.attnum > 0 and not a.attisdropped";
        return Asked(
            $"exists(select 1 {column} and {condition})",
            demandsColumn ? $"exists(select 1 {column})" : $"({Table}) is not null"
        );
    }

    // All four parameters are named in each question: the server wants to know their types.
    private static string Asked(string question, string owner) =>
        $"select case when not ({owner}) then 'orphan' when {question} then 'yes' else 'no' end where concat($1::text, $2::text, $3::text, $4::text) is not null";
}
