using System.Collections.Immutable;
using MicroBima.ChatOps.Migrations.Review;

namespace MicroBima.ChatOps.Doctor;

/// <summary>What ALTER … RENAME leaves behind: the new name, and no old one.</summary>
internal static class Renames
{
    public static (ImmutableArray<Mark> Marks, string Blind) Of(Node node)
    {
        var (table, before, after) = (Name.Of(node["relation"]), node.Text("subname"), node.Text("newname"));
        var sql = StatementMarks.Sql(table);
        var renamed = StatementMarks.Sql(table with { Local = after });
        return node.Text("renameType") switch
        {
            "OBJECT_TABLE" => Pair(
                TraceKind.Table,
                table,
                after,
                $"ALTER TABLE {renamed} RENAME TO {StatementMarks.Sql(table.Local)};"
            ),
            "OBJECT_VIEW" => Pair(
                TraceKind.View,
                table,
                after,
                $"ALTER VIEW {renamed} RENAME TO {StatementMarks.Sql(table.Local)};"
            ),
            "OBJECT_INDEX" => Pair(
                TraceKind.Index,
                table,
                after,
                $"ALTER INDEX {renamed} RENAME TO {StatementMarks.Sql(table.Local)};"
            ),
            "OBJECT_SEQUENCE" => Pair(
                TraceKind.Sequence,
                table,
                after,
                $"ALTER SEQUENCE {renamed} RENAME TO {StatementMarks.Sql(table.Local)};"
            ),
            "OBJECT_COLUMN" when node.Text("relationType") is "OBJECT_TABLE" => Within(
                TraceKind.Column,
                table,
                before,
                after,
                $"ALTER TABLE {sql} RENAME COLUMN {StatementMarks.Sql(after)} TO {StatementMarks.Sql(before)};"
            ),
            "OBJECT_TABCONSTRAINT" => Within(
                TraceKind.Constraint,
                table,
                before,
                after,
                $"ALTER TABLE {sql} RENAME CONSTRAINT {StatementMarks.Sql(after)} TO {StatementMarks.Sql(before)};"
            ),
            "OBJECT_TYPE" => OfType(Name.Of(node.Inside("object").Node.Words("items")), after),
            _ => ([], "the catalogue does not tell whether it ran"),
        };
    }

    private static (ImmutableArray<Mark> Marks, string Blind) OfType(Name type, string after) =>
        Pair(
            TraceKind.Type,
            type,
            after,
            $"ALTER TYPE {StatementMarks.Sql(type with { Local = after })} RENAME TO {StatementMarks.Sql(type.Local)};"
        );

    private static (ImmutableArray<Mark> Marks, string Blind) Pair(
        TraceKind kind,
        Name before,
        string after,
        string undo
    ) =>
        (
            [
                new Mark(new Trace(kind, before.Schema, after), IsExpected: true, Strength.Proof, undo, IsExact: false),
                new Mark(
                    new Trace(kind, before.Schema, before.Local),
                    IsExpected: false,
                    Strength.Proof,
                    "",
                    IsExact: true
                ),
            ],
            ""
        );

    private static (ImmutableArray<Mark> Marks, string Blind) Within(
        TraceKind kind,
        Name table,
        string before,
        string after,
        string undo
    ) =>
        (
            [
                new Mark(
                    new Trace(kind, table.Schema, table.Local, after),
                    IsExpected: true,
                    Strength.Proof,
                    undo,
                    IsExact: false
                ),
                new Mark(
                    new Trace(kind, table.Schema, table.Local, before),
                    IsExpected: false,
                    Strength.Proof,
                    "",
                    IsExact: true
                ),
            ],
            ""
        );
}
