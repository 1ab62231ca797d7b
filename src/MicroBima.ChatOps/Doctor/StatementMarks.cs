using System.Collections.Immutable;
using MicroBima.ChatOps.Migrations.Review;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Doctor;

/// <summary>What a statement leaves behind in the catalogue, statement by statement.</summary>
internal static class StatementMarks
{
    private const string Rows = "it changes rows: the catalogue does not know";

    /// <summary>The marks of a statement, or why it leaves none that can be seen.</summary>
    public static (ImmutableArray<Mark> Marks, string Blind) Of(string kind, Node node) =>
        kind switch
        {
            "TransactionStmt" or "VariableSetStmt" or "VariableShowStmt" => ([], ""),
            "SelectStmt" => node.Mentions(
                "FuncCall",
                "intoClause",
                "ModifyingCTE",
                "InsertStmt",
                "UpdateStmt",
                "DeleteStmt"
            )
                ? ([], "it calls functions")
                : ([], ""),
            "InsertStmt" or "UpdateStmt" or "DeleteStmt" or "MergeStmt" or "CopyStmt" or "TruncateStmt" => ([], Rows),
            "DoStmt" or "CallStmt" => ([], "it runs code"),
            "CreateStmt" => Some(TableMarks.Created(node)),
            "CreateTableAsStmt" => Some(Filled(node)),
            "AlterTableStmt" => TableMarks.Altered(node),
            "IndexStmt" => Index(node),
            "ViewStmt" => Some(
                Made(
                    TraceKind.View,
                    Name.Of(node["view"]),
                    node.Flag("replace") ? Strength.OnlyAgainst : Strength.Proof,
                    "VIEW"
                )
            ),
            "CreateSeqStmt" => Some(
                Made(TraceKind.Sequence, Name.Of(node["sequence"]), If(node, "if_not_exists"), "SEQUENCE")
            ),
            "CreateEnumStmt" => Some(Enum(node)),
            "CompositeTypeStmt" => Some(Made(TraceKind.Type, Name.Of(node["typevar"]), Strength.Proof, "TYPE")),
            "CreateDomainStmt" => Some(
                Made(TraceKind.Type, Name.Of(node.Words("domainname")), Strength.Proof, "DOMAIN")
            ),
            "AlterEnumStmt" => Label(node),
            "CreateSchemaStmt" => Some(
                Made(TraceKind.Schema, new Name("", node.Text("schemaname")), If(node, "if_not_exists"), "SCHEMA")
            ),
            "CreateExtensionStmt" => Some(
                Made(TraceKind.Extension, new Name("", node.Text("extname")), If(node, "if_not_exists"), "EXTENSION")
            ),
            "CreateTrigStmt" => Some(Trigger(node)),
            "RenameStmt" => Renames.Of(node),
            "DropStmt" => Drops.Of(node),
            _ => ([], "the catalogue does not tell whether it ran"),
        };

    /// <summary>True for what begins or ends a transaction, and for what PostgreSQL runs outside of one only.</summary>
    public static bool IsOutside(string kind, Node node) =>
        kind switch
        {
            "TransactionStmt"
            or "CreatedbStmt"
            or "DropdbStmt"
            or "AlterSystemStmt"
            or "VacuumStmt"
            or "CreateTableSpaceStmt" => true,
            "IndexStmt" or "DropStmt" => node.Flag("concurrent"),
            "ReindexStmt" => true,
            "CallStmt" or "DoStmt" => true, // Procedures and blocks may commit.
            "AlterTableStmt" => node.List("cmds").Any(command => command.Inside("def").Node.Flag("concurrent")),
            _ => false,
        };

    /// <summary>Repeatable where the statement says IF NOT EXISTS or IF EXISTS.</summary>
    public static Strength If(Node node, string flag) => node.Flag(flag) ? Strength.Repeatable : Strength.Proof;

    /// <summary>A name as SQL writes it.</summary>
    public static string Sql(Name name) =>
        name.Schema.Length == 0 ? Sql(name.Local) : $"{Sql(name.Schema)}.{Sql(name.Local)}";

    /// <summary>An identifier as SQL writes it.</summary>
    public static string Sql(string name) => Quoted.Name(name);

    private static (ImmutableArray<Mark>, string) Some(Mark mark) => ([mark], "");

    private static Mark Made(TraceKind kind, Name name, Strength strength, string word) =>
        new(
            new Trace(kind, name.Schema, name.Local),
            IsExpected: true,
            strength,
            $"DROP {word} {Sql(name)};",
            IsExact: false
        );

    private static Mark Filled(Node node)
    {
        var name = Name.Of(node["into"]["rel"]);
        var strength = If(node, "if_not_exists");
        return node.Text("objtype") is "OBJECT_MATVIEW"
            ? Made(TraceKind.View, name, strength, "MATERIALIZED VIEW")
            : Made(TraceKind.Table, name, strength, "TABLE");
    }

    private static (ImmutableArray<Mark>, string) Index(Node node)
    {
        if (node.Text("idxname") is not { Length: > 0 } index)
            return ([], "the index has no name of its own");

        var name = new Name(node["relation"].Text("schemaname"), index);
        var concurrently = node.Flag("concurrent") ? "CONCURRENTLY " : "";
        return Some(
            new Mark(
                new Trace(TraceKind.Index, name.Schema, name.Local),
                IsExpected: true,
                If(node, "if_not_exists"),
                $"DROP INDEX {concurrently}{Sql(name)};",
                IsExact: false
            )
        );
    }

    private static Mark Enum(Node node)
    {
        var name = Name.Of(node.Words("typeName"));
        return Made(TraceKind.Type, name, Strength.Proof, "TYPE") with
        {
            IsExact = true,
            Details =
            [
                .. node.Words("vals")
                    .Select(label => (new Trace(TraceKind.Label, name.Schema, name.Local, label), true)),
            ],
        };
    }

    private static (ImmutableArray<Mark>, string) Label(Node node)
    {
        var name = Name.Of(node.Words("typeName"));
        var added = new Mark(
            new Trace(TraceKind.Label, name.Schema, name.Local, node.Text("newVal")),
            IsExpected: true,
            If(node, "skipIfNewValExists"),
            Undo: null,
            IsExact: true
        );
        return node.Text("oldVal") is { Length: > 0 } old
            ? (
                [
                    added with
                    {
                        Undo =
                            $"ALTER TYPE {Sql(name)} RENAME VALUE {Quoted.Text(node.Text("newVal"))} TO {Quoted.Text(old)};",
                    },
                    added with
                    {
                        Trace = added.Trace with { Name = old },
                        IsExpected = false,
                        Undo = "",
                    },
                ],
                ""
            )
            : Some(added);
    }

    private static Mark Trigger(Node node)
    {
        var table = Name.Of(node["relation"]);
        var name = node.Text("trigname");
        return new Mark(
            new Trace(TraceKind.Trigger, table.Schema, table.Local, name),
            IsExpected: true,
            node.Flag("replace") ? Strength.OnlyAgainst : Strength.Proof,
            $"DROP TRIGGER {Sql(name)} ON {Sql(table)};",
            IsExact: false
        );
    }
}
