using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Rollbacks;

/// <content>The tables that Prisma makes by itself where two models hold lists of each other (https://www.prisma.io/docs/orm/prisma-schema/data-model/relations/many-to-many-relations#implicit-many-to-many-relations).</content>
public static partial class PrismaSchemaReader
{
    private static IEnumerable<PrismaTable> JoinTables(
        List<Block> models,
        Dictionary<string, PrismaEnumType> enums,
        HashSet<string> relations
    )
    {
        var lists = models.SelectMany(model => ListsOf(model, relations)).ToList();
        var pairs =
            from one in lists
            from other in lists
            where
                one != other
                && string.Equals(one.Of.Name, other.To, StringComparison.Ordinal)
                && string.Equals(other.Of.Name, one.To, StringComparison.Ordinal)
                && string.Equals(one.Name, other.Name, StringComparison.Ordinal)
                && string.CompareOrdinal(one.Of.Name, other.Of.Name) <= 0
            select (one, other);
        foreach (var (one, other) in pairs.DistinctBy(pair => pair.one.Table))
        {
            var (left, right) = (TableOf(one.Of, enums, relations), TableOf(other.Of, enums, relations));
            if (
                string.Equals(left.Schema, right.Schema, StringComparison.Ordinal)
                && IdOf(left) is { } a
                && IdOf(right) is { } b
            )
                yield return new PrismaTable(
                    left.Schema,
                    one.Table,
                    false,
                    [a with { Name = "A" }, b with { Name = "B" }]
                );
        }
    }

    private static IEnumerable<Many> ListsOf(Block model, HashSet<string> relations) =>
        model
            .Lines.Where(IsField)
            .Select(line => Field().Match(line))
            .Where(field => relations.Contains(field.Groups["type"].Value) && field.Groups["mark"].Value is "[]")
            .Where(field => !Ignored().IsMatch(field.Groups["rest"].Value))
            .Select(field => new Many(
                model,
                field.Groups["name"].Value,
                field.Groups["type"].Value,
                Relation().Match(field.Groups["rest"].Value) is { Success: true } named
                    ? named.Groups["name"].Value
                    : ""
            ));

    private static PrismaColumn? IdOf(PrismaTable table) =>
        table.Keys.FirstOrDefault(key => key.Length == 1) is { IsDefault: false } key
            ? table.Columns.First(column => string.Equals(column.Name, key[0], StringComparison.Ordinal)) with
            {
                IsRequired = true,
                IsFilledByDatabase = false,
            }
            : null;

    private sealed record Many(Block Of, string Field, string To, string Name)
    {
        public string Table =>
            Name.Length > 0 ? $"_{Name}"
            : string.CompareOrdinal(Of.Name, To) <= 0 ? $"_{Of.Name}To{To}"
            : $"_{To}To{Of.Name}";
    }

    [GeneratedRegex(@"@relation\(\s*(?:name:\s*)?""(?<name>[^""]+)""", RegexOptions.None, 1000)]
    private static partial Regex Relation();
}
