using System.Collections.Immutable;
using MicroBima.ChatOps.Migrations.Review;

namespace MicroBima.ChatOps.Doctor;

/// <summary>What ALTER … RENAME leaves behind: the new name, and no old one.</summary>
internal static class Renames
{
    public static (ImmutableArray<Mark> Marks, string Blind) Of(Node node)
    {
        var (table, before, after) = (Name.Of(node["relation"]), node.Text("subname"), node.Text("newname"));
        return node.Text("renameType") switch
        {
            "OBJECT_TABLE" => Whole(TraceKind.Table, "TABLE", table, after),
            "OBJECT_VIEW" => Whole(TraceKind.View, "VIEW", table, after),
            "OBJECT_INDEX" => Whole(TraceKind.Index, "INDEX", table, after),
            "OBJECT_SEQUENCE" => Whole(TraceKind.Sequence, "SEQUENCE", table, after),
            "OBJECT_TYPE" => Whole(TraceKind.Type, "TYPE", Name.Of(node.Inside("object").Node.Words("items")), after),
            "OBJECT_COLUMN" when node.Text("relationType") is "OBJECT_TABLE" => Part(
                TraceKind.Column,
                "COLUMN",
                table,
                before,
                after
            ),
            "OBJECT_TABCONSTRAINT" => Part(TraceKind.Constraint, "CONSTRAINT", table, before, after),
            _ => ([], "the catalogue does not tell whether it ran"),
        };
    }

    private static (ImmutableArray<Mark> Marks, string Blind) Whole(
        TraceKind kind,
        string noun,
        Name before,
        string after
    ) =>
        Pair(
            new Trace(kind, before.Schema, before.Local),
            new Trace(kind, before.Schema, after),
            $"ALTER {noun} {StatementMarks.Sql(before with { Local = after })} RENAME TO {StatementMarks.Sql(before.Local)};"
        );

    private static (ImmutableArray<Mark> Marks, string Blind) Part(
        TraceKind kind,
        string noun,
        Name table,
        string before,
        string after
    ) =>
        Pair(
            new Trace(kind, table.Schema, table.Local, before),
            new Trace(kind, table.Schema, table.Local, after),
            $"ALTER TABLE {StatementMarks.Sql(table)} RENAME {noun} {StatementMarks.Sql(after)} TO {StatementMarks.Sql(before)};"
        );

    private static (ImmutableArray<Mark> Marks, string Blind) Pair(Trace before, Trace after, string undo) =>
        (
            [
                new Mark(after, IsExpected: true, Strength.Proof, undo, IsExact: false),
                new Mark(before, IsExpected: false, Strength.Proof, "", IsExact: true),
            ],
            ""
        );
}
