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

    /// <summary>What Prisma makes of a scalar where the schema names no type of the database.</summary>
    private static readonly Dictionary<string, string> Defaults = new(StringComparer.Ordinal)
    {
        ["String"] = "text",
        ["DateTime"] = "timestamp",
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
        var doubts = ImmutableArray.CreateBuilder<string>();
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

            var now = present?.Tables.FirstOrDefault(one => IsSame(one, wanted, live));
            foreach (var column in wanted.Columns)
            {
                var known = now?.Columns.FirstOrDefault(one =>
                    string.Equals(one.Name, column.Name, StringComparison.Ordinal)
                );
                refused.AddRange(Known(wanted, table, column, known, code, live, rows));
            }

            doubts.AddRange(
                wanted
                    .Keys.Where(key =>
                        !wanted.IsView && !Has(table.Keys, key) && !(now is not null && Has(now.Keys, key))
                    )
                    .Select(key =>
                        $"{wanted.Name} ({string.Join(", ", key)}) is not unique any more, and the code relies on that where it writes (upsert)"
                    )
            );

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

        if (refused.Count == 0 && doubts.Count > 0)
            return new RollbackVerdict.Unknown(
                string.Join("; ", lost.Count > 0 ? doubts.Append($"it does not see {string.Join(", ", lost)}") : doubts)
            );

        return refused.Count > 0 ? new RollbackVerdict.Refuse(refused.ToImmutable())
            : lost.Count > 0 ? new RollbackVerdict.Loss(lost.ToImmutable())
            : new RollbackVerdict.Safe();
    }

    /// <summary>What is wrong with a column that the code knows.</summary>
    /// <param name="now">The same column as the code knows it that runs now: what both say alike, the database had before.</param>
    private static IEnumerable<string> Known(
        PrismaTable wanted,
        LiveTable table,
        PrismaColumn column,
        PrismaColumn? now,
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
        var isOld = (now?.Type, now?.Native) == (column.Type, column.Native);
        var type = found.Type.TrimStart('_');
        if (column.IsList != isArray || !IsOf(column.Type, type) || !isOld && IsOtherKind(column, type))
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

        if (column is { IsFilledByDatabase: true, IsRequired: true } && !found.HasDefault)
            yield return $"{place} has no default any more, the code leaves its value to the database";

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

    /// <summary>True for types that Prisma reads alike and does not send alike: PostgreSQL finds no operator between a uuid and a text.</summary>
    private static bool IsOtherKind(PrismaColumn wanted, string found) =>
        KindOf(wanted.Native ?? Defaults.GetValueOrDefault(wanted.Type, "")) is { } kind
        && KindOf(found) is { } other
        && !string.Equals(kind, other, StringComparison.Ordinal);

    private static string? KindOf(string type) =>
        type switch
        {
            "text" or "varchar" or "char" or "bpchar" or "citext" or "name" => "text",
            "bit" or "varbit" => "bit",
            "timestamp" or "timestamptz" => "timestamp",
            "time" or "timetz" => "time",
            "uuid" or "xml" or "inet" or "date" => type,
            _ => null,
        };

    private static bool Has(ImmutableArray<ImmutableArray<string>> keys, ImmutableArray<string> wanted) =>
        keys.Any(key => key.ToHashSet(StringComparer.Ordinal).SetEquals(wanted));

    private static bool IsSame(PrismaTable one, PrismaTable other, LiveSchema live) =>
        string.Equals(one.Name, other.Name, StringComparison.Ordinal)
        && string.Equals(
            one.Schema ?? live.DefaultSchema,
            other.Schema ?? live.DefaultSchema,
            StringComparison.Ordinal
        );

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
        table.Name is "_prisma_migrations"
        || code.Tables.All(wanted =>
            !string.Equals(wanted.Schema ?? live.DefaultSchema, table.Schema, StringComparison.Ordinal)
        )
        || code.Tables.Any(wanted =>
            string.Equals(wanted.Name, table.Name, StringComparison.Ordinal)
            && string.Equals(wanted.Schema ?? live.DefaultSchema, table.Schema, StringComparison.Ordinal)
        );

    private static string Count(long rows) => rows == 1 ? "1 row" : $"{Thousands.Of(rows)} rows";
}
