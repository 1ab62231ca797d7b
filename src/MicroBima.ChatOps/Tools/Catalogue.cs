using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Rollbacks;
using Npgsql;

namespace MicroBima.ChatOps.Tools;

/// <summary>Reads the catalogue of a database and counts rows for the rules of rollbacks. Nothing here writes; each count has its time limit.</summary>
public sealed class Catalogue(Postgres database)
{
    /// <summary>Tables, views, columns and enums of all schemas but the server's own.</summary>
    public async Task<LiveSchema> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var tables = new Dictionary<(string Schema, string Name), List<LiveColumn>>();
        await foreach (
            var row in RowsAsync(
                connection,
                """
                select n.nspname, c.relname, a.attname, t.typname,
                       case when t.typname in ('varchar', 'bpchar') and a.atttypmod > 4 then a.atttypmod - 4 end,
                       a.attnotnull, a.atthasdef or a.attidentity <> '' or a.attgenerated <> '',
                       case when d.adbin is not null and pg_get_expr(d.adbin, d.adrelid) ~ '^(-?[0-9.]+|true|false|''([^'']|'''')*''(::[a-z0-9_ "]+(\([0-9,]+\))?)?)$'
                            then pg_get_expr(d.adbin, d.adrelid) end
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                join pg_type t on t.oid = a.atttypid
                left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
                where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
                  and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
                  and not exists (select 1 from pg_depend e where e.objid = c.oid and e.deptype = 'e')
                order by 1, 2, a.attnum
                """,
                cancellationToken
            )
        )
        {
            var key = (row.GetString(0), row.GetString(1));
            if (!tables.TryGetValue(key, out var columns))
                tables[key] = columns = [];

            columns.Add(
                new LiveColumn(
                    row.GetString(2),
                    row.GetString(3),
                    await row.IsDBNullAsync(4, cancellationToken) ? null : row.GetInt32(4),
                    row.GetBoolean(5),
                    row.GetBoolean(6),
                    await row.IsDBNullAsync(7, cancellationToken) ? null : row.GetString(7)
                )
            );
        }

        var enums = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        await foreach (
            var row in RowsAsync(
                connection,
                "select t.typname, e.enumlabel from pg_enum e join pg_type t on t.oid = e.enumtypid order by t.typname, e.enumsortorder",
                cancellationToken
            )
        )
        {
            if (!enums.TryGetValue(row.GetString(0), out var labels))
                enums[row.GetString(0)] = labels = [];

            labels.Add(row.GetString(1));
        }

        var keys = new Dictionary<(string Schema, string Name), List<ImmutableArray<string>>>();
        await foreach (
            var row in RowsAsync(
                connection,
                """
                select n.nspname, c.relname,
                       (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.oid and a.attnum = any((i.indkey::int2[])[0:i.indnkeyatts - 1]))
                from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
                where i.indisunique and i.indisvalid and i.indpred is null and 0 <> all((i.indkey::int2[])[0:i.indnkeyatts - 1])
                  and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
                """,
                cancellationToken
            )
        )
        {
            var key = (row.GetString(0), row.GetString(1));
            if (!keys.TryGetValue(key, out var own))
                keys[key] = own = [];

            own.Add([.. await row.GetFieldValueAsync<string[]>(2, cancellationToken)]);
        }

        await using var current = new NpgsqlCommand("select coalesce(current_schema(), 'public')", connection);
        return new LiveSchema(
            (string)(await current.ExecuteScalarAsync(cancellationToken))!,
            [
                .. tables.Select(table => new LiveTable(table.Key.Schema, table.Key.Name, [.. table.Value])
                {
                    Keys = [.. keys.GetValueOrDefault(table.Key) ?? []],
                }),
            ],
            [.. enums.Select(one => new LiveEnumType(one.Key, [.. one.Value]))]
        );
    }

    /// <summary>How many rows, for each question.</summary>
    public async Task<ImmutableDictionary<RowQuestion, long>> CountAsync(
        ImmutableArray<RowQuestion> questions,
        CancellationToken cancellationToken
    )
    {
        var counts = ImmutableDictionary.CreateBuilder<RowQuestion, long>();
        if (questions.IsEmpty)
            return counts.ToImmutable();

        await using var connection = await database.OpenAsync(cancellationToken);
        foreach (var question in questions)
        {
            await using var command = Of(question);
            command.Connection = connection;
            counts[question] = Convert.ToInt64(
                await command.ExecuteScalarAsync(cancellationToken),
                CultureInfo.InvariantCulture
            );
        }

        return counts.ToImmutable();
    }

    private static NpgsqlCommand Of(RowQuestion question)
    {
        var from = $"select count(*) from {Quoted.Name(question.Schema)}.{Quoted.Name(question.Table)}";
        switch (question)
        {
            case RowQuestion.Rows:
                return new NpgsqlCommand(from);
            case RowQuestion.Empty { Column: var column }:
                return new NpgsqlCommand($"{from} where {Quoted.Name(column)} is null");
            case RowQuestion.Filled { Column: var column, Default: null }:
                return new NpgsqlCommand($"{from} where {Quoted.Name(column)} is not null");
            case RowQuestion.Filled { Column: var column, Default: { } constant }:
                // The server's own expression of a constant, and only of one: see the query of the catalogue.
                return new NpgsqlCommand(
                    $"{from} where {Quoted.Name(column)} is distinct from ({constant}) and {Quoted.Name(column)} is not null"
                );
            case RowQuestion.Labelled { Column: var column, Label: var label }:
                var command = new NpgsqlCommand($"{from} where {Quoted.Name(column)}::text = $1");
                command.Parameters.Add(new NpgsqlParameter { Value = label });
                return command;
            default:
                throw new InvalidOperationException($"Nobody asks {question.GetType().Name}.");
        }
    }

    private static async IAsyncEnumerable<NpgsqlDataReader> RowsAsync(
        NpgsqlConnection connection,
        string sql,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return reader;
    }
}
