using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Rollbacks;

/// <summary>The rules: can this code live with this database? Pure; how many rows there are is asked through a function.</summary>
public static class Compatibility
{
    /// <summary>Which types of PostgreSQL a scalar of Prisma can be read from and written to (https://www.prisma.io/docs/orm/overview/databases/postgresql#type-mapping-between-postgresql-and-prisma-schema).</summary>
    private static readonly Dictionary<string, string[]> Fits = new(StringComparer.Ordinal)
    {
        ["String"] = ["text", "varchar", "bpchar", "uuid", "citext", "xml", "inet", "bit", "varbit", "name"],
        ["Boolean"] = ["bool"],
        ["Int"] = ["int4", "int2", "oid"],
        ["BigInt"] = ["int8", "int4", "int2"],
        ["Float"] = ["float8", "float4"],
        ["Decimal"] = ["numeric", "money"],
        ["DateTime"] = ["timestamp", "timestamptz", "date", "time", "timetz"],
        ["Json"] = ["json", "jsonb"],
        ["Bytes"] = ["bytea"],
    };

    /// <summary>The questions about rows that the verdict depends on.</summary>
    public static ImmutableArray<RowQuestion> Questions(PrismaSchema code, PrismaSchema? present, LiveSchema live)
    {
        var asked = ImmutableArray.CreateBuilder<RowQuestion>();
        _ = Judge(
            code,
            present,
            live,
            question =>
            {
                asked.Add(question);
                return 1;
            }
        );
        return [.. asked.Distinct()];
    }

    /// <summary>The verdict.</summary>
    /// <param name="present">What the code that runs now expects: only what it knows and the older code does not can go out of sight. Null: everything may.</param>
    public static RollbackVerdict Judge(
        PrismaSchema code,
        PrismaSchema? present,
        LiveSchema live,
        Func<RowQuestion, long> rows
    )
    {
        var (refused, lost) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        foreach (var wanted in code.Tables)
        {
            var schema = wanted.Schema ?? live.DefaultSchema;
            var table = live.Tables.FirstOrDefault(one =>
                string.Equals(one.Schema, schema, StringComparison.Ordinal)
                && string.Equals(one.Name, wanted.Name, StringComparison.Ordinal)
            );
            if (table is null)
            {
                refused.Add($"{(wanted.IsView ? "view" : "table")} {wanted.Name} is not there any more");
                continue;
            }

            foreach (var column in wanted.Columns)
                refused.AddRange(Known(wanted, table, column, code, live, rows));

            foreach (
                var column in table
                    .Columns.ExceptBy(wanted.Columns.Select(one => one.Name), one => one.Name)
                    .Where(column => Knows(present, live, table, column.Name))
            )
                Unknown(wanted, table, column, refused, lost, rows);
        }

        foreach (
            var table in live.Tables.Where(table => !IsExpected(code, live, table) && Knows(present, live, table, null))
        )
        {
            if (rows(new RowQuestion.Rows(table.Schema, table.Name)) is > 0 and var count)
                lost.Add($"{table.Name}: {Count(count)}");
        }

        return refused.Count > 0 ? new RollbackVerdict.Refuse(refused.ToImmutable())
            : lost.Count > 0 ? new RollbackVerdict.Loss(lost.ToImmutable())
            : new RollbackVerdict.Safe();
    }

    /// <summary>What is wrong with a column that the code knows.</summary>
    private static IEnumerable<string> Known(
        PrismaTable wanted,
        LiveTable table,
        PrismaColumn column,
        PrismaSchema code,
        LiveSchema live,
        Func<RowQuestion, long> rows
    )
    {
        var place = $"{wanted.Name}.{column.Name}";
        var found = table.Columns.FirstOrDefault(one => string.Equals(one.Name, column.Name, StringComparison.Ordinal));
        if (found is null)
        {
            yield return $"{place} is not there any more";
            yield break;
        }

        var isArray = found.Type.StartsWith('_');
        if (column.IsList != isArray || !IsOf(column.Type, found.Type.TrimStart('_')))
        {
            yield return $"{place} is {found.Type} now, the code expects {column.Type}{(column.IsList ? "[]" : "")}";
            yield break;
        }

        if (found.Length is { } most && (column.Length ?? int.MaxValue) > most)
            yield return $"{place} holds {most} characters now, the code writes {(column.Length is { } length ? $"up to {length}" : "as many as it likes")}";

        if (wanted.IsView)
            yield break;

        if (column.IsRequired && !column.IsList && !found.IsRequired)
        {
            if (rows(new RowQuestion.Empty(table.Schema, table.Name, column.Name)) is > 0 and var empty)
                yield return $"{place} is empty in {Count(empty)}, the code cannot read that";
        }

        if (!column.IsRequired && found is { IsRequired: true, HasDefault: false })
            yield return $"{place} must be filled now, the code may leave it empty";

        foreach (var problem in Labels(place, table, column, code, live, rows))
            yield return problem;
    }

    private static IEnumerable<string> Labels(
        string place,
        LiveTable table,
        PrismaColumn column,
        PrismaSchema code,
        LiveSchema live,
        Func<RowQuestion, long> rows
    )
    {
        if (
            code.Enums.FirstOrDefault(one => string.Equals(one.Name, column.Type, StringComparison.Ordinal))
            is not { } wanted
        )
            yield break;

        if (
            live.Enums.FirstOrDefault(one => string.Equals(one.Name, wanted.Name, StringComparison.Ordinal))
            is not { } found
        )
        {
            yield return $"the enum {wanted.Name} of {place} is not there any more";
            yield break;
        }

        foreach (var label in wanted.Labels.Except(found.Labels, StringComparer.Ordinal))
            yield return $"{place} does not take '{label}' any more, the code may write it";

        foreach (var label in found.Labels.Except(wanted.Labels, StringComparer.Ordinal))
        {
            if (rows(new RowQuestion.Labelled(table.Schema, table.Name, column.Name, label)) is > 0 and var count)
                yield return $"{place} is '{label}' in {Count(count)}, the code cannot read that";
        }
    }

    /// <summary>A column that the code does not know: it must be possible to write rows without it, and what is in it is out of sight.</summary>
    private static void Unknown(
        PrismaTable wanted,
        LiveTable table,
        LiveColumn column,
        ImmutableArray<string>.Builder refused,
        ImmutableArray<string>.Builder lost,
        Func<RowQuestion, long> rows
    )
    {
        if (wanted.IsView)
            return;

        var place = $"{wanted.Name}.{column.Name}";
        if (column is { IsRequired: true, HasDefault: false })
        {
            refused.Add($"{place} must be filled, the code does not know it and cannot write rows");
            return;
        }

        if (rows(new RowQuestion.Filled(table.Schema, table.Name, column.Name, column.Default)) is > 0 and var count)
            lost.Add($"{place}: {Count(count)}");
    }

    private static bool IsOf(string wanted, string found) =>
        Fits.TryGetValue(wanted, out var fitting)
            ? fitting.Contains(found, StringComparer.Ordinal)
            : string.Equals(wanted, found, StringComparison.Ordinal);

    /// <summary>True where the code that runs now knows the table, and the column where one is named.</summary>
    private static bool Knows(PrismaSchema? present, LiveSchema live, LiveTable table, string? column) =>
        present is null
        || present.Tables.Any(known =>
            string.Equals(known.Name, table.Name, StringComparison.Ordinal)
            && string.Equals(known.Schema ?? live.DefaultSchema, table.Schema, StringComparison.Ordinal)
            && (column is null || known.Columns.Any(one => string.Equals(one.Name, column, StringComparison.Ordinal)))
        );

    /// <summary>Prisma's own tables and those of schemas that the code never looks into are nobody's loss.</summary>
    private static bool IsExpected(PrismaSchema code, LiveSchema live, LiveTable table) =>
        table.Name.StartsWith('_')
        || code.Tables.All(wanted =>
            !string.Equals(wanted.Schema ?? live.DefaultSchema, table.Schema, StringComparison.Ordinal)
        )
        || code.Tables.Any(wanted =>
            string.Equals(wanted.Name, table.Name, StringComparison.Ordinal)
            && string.Equals(wanted.Schema ?? live.DefaultSchema, table.Schema, StringComparison.Ordinal)
        );

    private static string Count(long rows) => rows == 1 ? "1 row" : $"{Thousands.Of(rows)} rows";
}
