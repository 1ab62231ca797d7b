using System.Collections.Immutable;
using MicroBima.ChatOps.Migrations.Review;

namespace MicroBima.ChatOps.Doctor;

/// <summary>What CREATE TABLE and ALTER TABLE leave behind.</summary>
internal static class TableMarks
{
    public static Mark Created(Node node)
    {
        var table = Name.Of(node["relation"]);
        var columns = node.Kinds("tableElts").Where(one => one.Kind is "ColumnDef").Select(one => one.Node).ToList();
        return new Mark(
            new Trace(TraceKind.Table, table.Schema, table.Local),
            IsExpected: true,
            StatementMarks.If(node, "if_not_exists"),
            $"DROP TABLE {StatementMarks.Sql(table)}; -- with the rows in it",
            IsExact: false
        )
        {
            Details =
            [
                .. columns.Select(column => (Of(TraceKind.Column, table, column.Text("colname")), true)),
                .. columns.SelectMany(column => DetailsOf(table, column)),
            ],
        };
    }

    public static (ImmutableArray<Mark> Marks, string Blind) Altered(Node node)
    {
        if (node.Text("objtype") is not "OBJECT_TABLE")
            return ([], "the catalogue does not tell whether it ran");

        var table = Name.Of(node["relation"]);
        var marks = ImmutableArray.CreateBuilder<Mark>();
        foreach (var command in node.List("cmds"))
        {
            if (Of(table, command) is not { } mark)
                return ([], $"the catalogue does not tell whether it ran ({command.Text("subtype")[3..]})");

            marks.Add(mark);
        }

        return (marks.ToImmutable(), "");
    }

    private static Mark? Of(Name table, Node command)
    {
        var column = command.Text("name");
        var definition = command.Inside("def").Node;
        var alter = $"ALTER TABLE {StatementMarks.Sql(table)}";
        var sql = StatementMarks.Sql(column);
        switch (command.Text("subtype"))
        {
            case "AT_AddColumn":
                var added = definition.Text("colname");
                return new Mark(
                    Of(TraceKind.Column, table, added),
                    IsExpected: true,
                    StatementMarks.If(command, "missing_ok"),
                    $"{alter} DROP COLUMN {StatementMarks.Sql(added)};",
                    IsExact: definition
                        .List("constraints")
                        .All(one => one.Text("contype") is "CONSTR_NOTNULL" or "CONSTR_NULL")
                        && TypeText.Of(definition["typeName"]) is not null
                )
                {
                    Details = [.. DetailsOf(table, definition)],
                };
            case "AT_DropColumn":
                return new Mark(
                    Of(TraceKind.Column, table, column),
                    IsExpected: false,
                    StatementMarks.If(command, "missing_ok"),
                    Undo: null,
                    IsExact: true
                );
            case "AT_AlterColumnType" when TypeText.Of(definition["typeName"]) is { } type:
                return new Mark(
                    Of(TraceKind.ColumnType, table, column) with
                    {
                        Type = type,
                    },
                    IsExpected: true,
                    Strength.Repeatable,
                    Undo: null,
                    IsExact: true
                );
            case "AT_SetNotNull" or "AT_DropNotNull":
                var sets = command.Text("subtype") is "AT_SetNotNull";
                return new Mark(
                    Of(TraceKind.NotNull, table, column),
                    sets,
                    Strength.Repeatable,
                    $"{alter} ALTER COLUMN {sql} {(sets ? "DROP" : "SET")} NOT NULL;",
                    IsExact: true
                );
            case "AT_ColumnDefault" when !IsNull(command.Inside("def")):
                var has = command["def"].IsThere;
                return new Mark(
                    Of(TraceKind.Default, table, column),
                    has,
                    has ? Strength.OnlyAgainst : Strength.Repeatable,
                    Undo: null,
                    IsExact: !has
                );
            case "AT_AddConstraint" when definition.Text("conname") is { Length: > 0 } constraint:
                return new Mark(
                    Of(TraceKind.Constraint, table, constraint),
                    IsExpected: true,
                    Strength.Proof,
                    $"{alter} DROP CONSTRAINT {StatementMarks.Sql(constraint)};",
                    IsExact: false
                );
            case "AT_DropConstraint":
                return new Mark(
                    Of(TraceKind.Constraint, table, column),
                    IsExpected: false,
                    StatementMarks.If(command, "missing_ok"),
                    Undo: null,
                    IsExact: true
                );
            case "AT_ValidateConstraint":
                return new Mark(
                    Of(TraceKind.Validated, table, column),
                    IsExpected: true,
                    Strength.Repeatable,
                    Undo: "",
                    IsExact: true
                );
            default:
                return null;
        }
    }

    /// <summary>What else is true of a column that the file makes, as far as the catalogue can tell.</summary>
    private static IEnumerable<(Trace Trace, bool IsExpected)> DetailsOf(Name table, Node column)
    {
        var name = column.Text("colname");
        var constraints = column.List("constraints").Select(one => one.Text("contype")).ToList();
        var isVague = column.List("constraints").Any(one => IsNull(one.Inside("raw_expr")));
        if (TypeText.Of(column["typeName"]) is { } type)
            yield return (Of(TraceKind.ColumnType, table, name) with { Type = type }, true);

        if (constraints.Contains("CONSTR_NOTNULL"))
            yield return (Of(TraceKind.NotNull, table, name), true);

        var isGenerated = constraints.Contains("CONSTR_IDENTITY") || constraints.Contains("CONSTR_GENERATED");
        if (!isGenerated && !isVague && TypeText.Of(column["typeName"]) is not null)
            yield return (Of(TraceKind.Default, table, name), constraints.Contains("CONSTR_DEFAULT"));
    }

    // DEFAULT NULL is none for most types, and is kept as one where it has to be fitted to a length.
    private static bool IsNull((string Kind, Node Node) value) =>
        value is { Kind: "A_Const", Node: var constant } && constant.Flag("isnull")
        || value is { Kind: "TypeCast", Node: var cast } && IsNull(cast.Inside("arg"));

    private static Trace Of(TraceKind kind, Name table, string name) => new(kind, table.Schema, table.Local, name);
}
