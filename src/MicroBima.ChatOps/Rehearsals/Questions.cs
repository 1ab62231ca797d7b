using System.Globalization;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>A count over the data as it was before a change, and what to say of it; nothing where it is zero.</summary>
internal sealed record Question(string Sql, Func<long, long, string> Say);

/// <summary>
/// From what a change did to the shape of a database to what has to be asked of its data: what is gone afterwards, and which rows stand against it. The
/// questions only read, so that production can be asked too.
/// </summary>
internal static class Questions
{
    /// <summary>What is gone afterwards: rows of dropped tables, values of dropped columns.</summary>
    public static IEnumerable<Question> Losses(Shape before, Shape after)
    {
        foreach (var (id, table) in before.Tables.Where(one => !after.Tables.ContainsKey(one.Key)).OrderBy(Name))
            if (!table.IsView)
                yield return new Question(
                    $"select count(*), 0 from {table.Sql}",
                    (rows, _) => $"DROP TABLE {table.Name}: {Thousands.Of(rows)} rows"
                );

        foreach (var (id, column) in before.Columns.OrderBy(one => one.Value.Name, StringComparer.Ordinal))
        {
            if (!after.Tables.ContainsKey(id.Table) || after.Columns.ContainsKey(id))
                continue;

            var table = before.Tables[id.Table];
            yield return new Question(
                $"select count({column.Sql}), 0 from {table.Sql}",
                (values, _) => $"DROP COLUMN {table.Name}.{column.Name}: {Thousands.Of(values)} non-null values"
            );
        }
    }

    /// <summary>Rows that stand against what is new: duplicates, NULLs, orphans, failed checks, values that a type does not take.</summary>
    public static IEnumerable<Question> Violations(Shape before, Shape after) =>
        [
            .. Columns(before, after),
            .. after
                .Indexes.Where(one =>
                    !before.Indexes.ContainsKey(one.Key) && before.Tables.ContainsKey(one.Value.Table)
                )
                .Select(one => Duplicates(before.Tables[one.Value.Table], one.Value)),
            .. after
                .Rules.Where(one => !before.Rules.ContainsKey(one.Key) && before.Tables.ContainsKey(one.Value.Table))
                .Select(one => Against(before, before.Tables[one.Value.Table], one.Value))
                .OfType<Question>(),
        ];

    /// <summary>Changes of type that only the data itself can tell about, by column.</summary>
    public static IEnumerable<(ShapeTable Table, ShapeColumn Column, string Type)> Retyped(Shape before, Shape after) =>
        from column in before.Columns
        where
            after.Columns.TryGetValue(column.Key, out var now)
            && now.Labels.Length == 0
            && !string.Equals(now.Type, column.Value.Type, StringComparison.Ordinal)
        select (before.Tables[column.Key.Table], column.Value, after.Columns[column.Key].Type);

    private static IEnumerable<Question> Columns(Shape before, Shape after)
    {
        foreach (var (id, now) in after.Columns)
        {
            if (!before.Tables.TryGetValue(id.Table, out var table))
                continue;

            if (!before.Columns.TryGetValue(id, out var was))
            {
                if (now is { IsRequired: true, HasDefault: false })
                    yield return new Question(
                        $"select count(*), 0 from {table.Sql}",
                        (rows, _) =>
                            $"{table.Name}: {Thousands.Of(rows)} rows get no value for the required column {now.Name}"
                    );

                continue;
            }

            if (now.IsRequired && !was.IsRequired)
                yield return new Question(
                    $"select count(*), 0 from {table.Sql} where {was.Sql} is null",
                    (rows, _) => $"{table.Name}.{was.Name}: {Thousands.Of(rows)} rows are NULL"
                );

            if (now.Labels.Length > 0 && !string.Equals(now.Labels, was.Labels, StringComparison.Ordinal))
                yield return new Question(
                    $"select count(*), 0 from {table.Sql} where {was.Sql} is not null and {was.Sql}::text not in ({now.Labels})",
                    (rows, _) =>
                        $"{table.Name}.{was.Name}: {Thousands.Of(rows)} rows hold a value that {now.Type} does not have"
                );
        }
    }

    private static Question Duplicates(ShapeTable table, ShapeIndex index)
    {
        var where = index.Predicate.Length > 0 ? $"({index.Predicate})" : "true";
        var known = index.NullsAreEqual ? "true" : $"num_nulls({index.Keys}) = 0";
        return new Question(
            $"""
            select coalesce(sum(n), 0), count(*) from (
                select count(*) as n from {table.Sql} where {where} and {known} group by {index.Keys} having count(*) > 1) as twice
            """,
            (rows, values) =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{table.Name} ({index.Keys.Replace("\"", "", StringComparison.Ordinal)}): {Thousands.Of(rows)} rows share {Thousands.Of(values)} {(values == 1 ? "value" : "values")}"
                )
        );
    }

    private static Question? Against(Shape before, ShapeTable table, ShapeRule rule)
    {
        if (rule.Check.Length > 0)
            return new Question(
                $"select count(*), 0 from {table.Sql} where not ({rule.Check})",
                (rows, _) => $"{table.Name}: {Thousands.Of(rows)} rows do not hold {rule.Name}"
            );

        if (!before.Tables.TryGetValue(rule.Target, out var target))
            return null;

        var given = string.Join(" and ", rule.Keys.Select(key => $"o.{key} is not null"));
        var same = string.Join(
            " and ",
            rule.Keys.Zip(rule.TargetKeys).Select(key => $"t.{key.Second} = o.{key.First}")
        );
        return new Question(
            $"select count(*), 0 from {table.Sql} o where {given} and not exists (select 1 from {target.Sql} t where {same})",
            (rows, _) =>
                $"{table.Name}: {Thousands.Of(rows)} rows point to {target.Name} rows that do not exist ({rule.Name})"
        );
    }

    private static string Name(KeyValuePair<string, ShapeTable> one) => one.Value.Name;
}
