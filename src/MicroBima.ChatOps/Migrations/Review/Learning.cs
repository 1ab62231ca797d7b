using System.Collections.Immutable;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>What a statement leaves behind for the judgement of those after it.</summary>
internal static class Learning
{
    private static readonly string[] Weak =
    [
        "AT_ValidateConstraint",
        "AT_AttachPartition",
        "AT_SetStatistics",
        "AT_SetOptions",
        "AT_ResetOptions",
        "AT_SetRelOptions",
        "AT_ResetRelOptions",
        "AT_ClusterOn",
    ];

    /// <param name="part">What was judged just now.</param>
    /// <param name="surely">False inside a branch that may not be taken.</param>
    public static void From(Part part, FileFacts file, bool surely)
    {
        FromMaking(part, file, surely);
        FromDefining(part, file);
        FromChanging(part, file, surely);
    }

    private static void FromMaking(Part part, FileFacts file, bool surely)
    {
        var node = part.Node;
        var always = surely && !node.Flag("if_not_exists");
        switch (part.Kind)
        {
            case "CreateStmt":
                file.Made(part.Table, always && IsFound(node["relation"], file));
                break;
            case "CreateTableAsStmt":
                file.Made(Name.Of(node["into"]["rel"]), always && IsFound(node["into"]["rel"], file));
                break;
            case "SelectStmt" when node["intoClause"] is { IsThere: true } into:
                file.Made(Name.Of(into["rel"]), surely && IsFound(into["rel"], file));
                break;
            case "ViewStmt":
                file.Views.Add((Name.Of(node["view"]).Local, WordsIn(node["query"])));
                // Whoever deletes from a view deletes from the tables behind it.
                if (!node.Flag("replace"))
                    file.Made(Name.Of(node["view"]), surely: false);
                break;
            case "CreateSeqStmt":
                file.Made(Name.Of(node["sequence"]), surely: false);
                break;
            case "CreateEnumStmt":
                file.Made(Name.Of(node.Words("typeName")), surely);
                break;
            case "CreateDomainStmt":
                file.Made(Name.Of(node.Words("domainname")), surely);
                break;
            case "CreateSchemaStmt":
                file.Made(Name.OfSchema(node.Text("schemaname")), always);
                break;
            case "IndexStmt":
                file.IndexedColumns.Add($"{part.Table.Local}.{node.List("indexParams").FirstOrDefault().Text("name")}");
                if (file.IsNew(part.Table) && node.Text("idxname") is { Length: > 0 } index)
                    file.Made(part.Table with { Local = index }, surely: false);
                break;
        }
    }

    private static void FromDefining(Part part, FileFacts file)
    {
        var node = part.Node;
        switch (part.Kind)
        {
            case "CreateDomainStmt" when node["constraints"].IsThere:
                file.Defined(Name.Of(node.Words("domainname")).Local, isVolatile: true);
                break;
            case "PrepareStmt":
                file.Defined($"prepared {node.Text("name")}", isVolatile: true);
                break;
            case "CreateFunctionStmt":
                file.Defined(
                    Name.Of(node.Words("funcname")).Local,
                    (part.Option("volatility")?.Inside("arg").Node.Text("sval") ?? "volatile") is "volatile"
                );
                break;
            case "VariableSetStmt":
                FromSetting(node, file);
                break;
            case "FuncCall":
                FromCall(node, file);
                break;
        }
    }

    private static void FromChanging(Part part, FileFacts file, bool surely)
    {
        var node = part.Node;
        switch (part.Kind)
        {
            case "AlterEnumStmt" when node.Text("oldVal").Length == 0 && !file.IsNew(Name.Of(node.Words("typeName"))):
                file.Labelled(node.Text("newVal"));
                break;
            case "RenameStmt":
                FromRenaming(part, file, surely);
                break;
            case "AlterObjectSchemaStmt":
                FromMoving(part.Table, part.Table with { Schema = node.Text("newschema") }, file, surely);
                file.Share(Name.OfSchema(node.Text("newschema")));
                break;
            case "DropStmt" when part.IsRun:
                foreach (var gone in part.Dropped())
                    file.Forget(gone);
                break;
            case "TransactionStmt":
                FromTransaction(node.Text("kind"), file);
                break;
            case "DiscardStmt":
                file.ForgetAll();
                break;
            case "AT_AddColumn":
                file.Added(
                    part.Table,
                    part.Inner.Text("colname"),
                    new NewColumn(
                        part.Has("CONSTR_DEFAULT") || part.Has("CONSTR_IDENTITY") || part.Has("CONSTR_GENERATED"),
                        part.Has("CONSTR_NOTNULL") || part.Has("CONSTR_PRIMARY"),
                        surely && !node.Flag("missing_ok")
                    )
                );
                break;
            case "AT_DropColumn":
                file.ColumnDropped(part.Table, part.Column);
                break;
            case "AT_AlterColumnType" when !file.IsSurelyNew(part.Table):
                file.Share(Name.Of(part.Inner["typeName"].Words("names")));
                break;
            case "AT_AttachPartition" when !file.IsSurelyNew(Name.Of(part.Inner["name"])):
                file.Forget(part.Table);
                break;
            case "AT_AddInherit" when !file.IsSurelyNew(part.Table):
                file.Forget(Name.Of(part.Inner));
                break;
            case "AT_AddConstraint":
                FromConstraint(part, file);
                break;
            case "AT_ValidateConstraint":
                file.Validated(part.Table, part.Column);
                break;
        }
    }

    /// <summary>False for a temporary table that a search path may hide behind another of its name.</summary>
    private static bool IsFound(Node relation, FileFacts file) =>
        !file.HasOtherPath || relation.Text("relpersistence") is not "t";

    private static void FromRenaming(Part part, FileFacts file, bool surely)
    {
        var (node, to) = (part.Node, part.Node.Text("newname"));
        switch (node.Text("renameType"))
        {
            case "OBJECT_TABLE" or "OBJECT_VIEW":
                FromMoving(part.Table, part.Table with { Local = to }, file, surely);
                break;
            case "OBJECT_TYPE":
                var type = Name.Of(node.Inside("object").Node.Words("items"));
                FromMoving(type, type with { Local = to }, file, surely);
                break;
            case "OBJECT_COLUMN" when surely:
                file.ColumnRenamed(part.Table, node.Text("subname"), to);
                break;
            case "OBJECT_COLUMN":
                file.ColumnDropped(part.Table, node.Text("subname"));
                file.ColumnDropped(part.Table, to);
                break;
            case "OBJECT_SCHEMA":
                file.ForgetAll();
                break;
        }
    }

    private static void FromMoving(Name before, Name after, FileFacts file, bool surely)
    {
        if (surely)
        {
            file.Renamed(before, after);
            return;
        }

        file.Forget(before);
        file.Forget(after);
    }

    private static void FromTransaction(string kind, FileFacts file)
    {
        if (kind is "TRANS_STMT_COMMIT" or "TRANS_STMT_ROLLBACK")
            file.Held = null;
        if (kind is "TRANS_STMT_COMMIT")
            file.ShareAll();
        if (kind is "TRANS_STMT_ROLLBACK" or "TRANS_STMT_ROLLBACK_TO")
            file.ForgetAll();
    }

    /// <summary>Remembers the first strong lock on something that existed before the file.</summary>
    public static void Lock(Part part, FileFacts file, int line)
    {
        var taken = part.Kind switch
        {
            ['A', 'T', '_', ..] => !Weak.Contains(part.Kind, StringComparer.Ordinal) && !file.IsNew(part.Table)
                ? part.Table.ToString()
                : null,
            "RenameStmt" or "CreateTrigStmt" or "TruncateStmt" => part.Table.Local.Length > 0 && !file.IsNew(part.Table)
                ? part.Table.ToString()
                : null,
            "DropStmt" => part.Node.Text("removeType") is "OBJECT_TABLE" or "OBJECT_INDEX"
            && !part.Node.Flag("concurrent")
                ? part.Dropped().Where(name => !file.IsNew(name)).Select(name => name.ToString()).FirstOrDefault()
                : null,
            _ => null,
        };
        if (taken is not null)
            file.Held ??= (line, taken);
    }

    private static void FromConstraint(Part part, FileFacts file)
    {
        var constraint = part.Inner;
        var name = constraint.Text("conname");
        var column = constraint.Text("contype") switch
        {
            "CONSTR_NOTNULL" => constraint.Words("keys").FirstOrDefault(),
            "CONSTR_CHECK" => NotNullColumn(constraint.Inside("raw_expr")),
            _ => null,
        };
        if (constraint.Text("contype") is "CONSTR_CHECK" && !file.IsNew(part.Table))
            file.Checks.Add((part.Table.Local, WordsIn(constraint["raw_expr"])));

        if (constraint.Flag("skip_validation"))
            file.Unvalidated(part.Table, name, column);
        else
            file.Settled(part.Table, name, column);
    }

    private static string? NotNullColumn((string Kind, Node Node) condition) =>
        condition.Kind is "NullTest"
        && condition.Node.Text("nulltesttype") is "IS_NOT_NULL"
        && condition.Node.Inside("arg") is { Kind: "ColumnRef", Node: var column }
            ? column.Words("fields").LastOrDefault()
            : null;

    private static void FromSetting(Node setting, FileFacts file)
    {
        switch (setting.Text("name"))
        {
            case "" when setting.Text("kind") is "VAR_RESET_ALL":
                file.HasLockTimeout = false;
                file.SearchesIn("");
                break;
            case "lock_timeout" or "statement_timeout":
                file.HasLockTimeout =
                    setting.Text("kind") is "VAR_SET_VALUE"
                    && !Rules.TasteRules.IsNoLimit(setting.List("args").FirstOrDefault());
                break;
            case "search_path":
                file.SearchesIn(setting.List("args").FirstOrDefault()["sval"].Text("sval"));
                break;
        }
    }

    private static void FromCall(Node call, FileFacts file)
    {
        if (Name.Of(call.Words("funcname")).Local is not "set_config")
            return;

        var arguments = call.List("args").Select(argument => argument["sval"].Text("sval")).ToList();
        if (arguments is ["search_path", var path, ..])
            file.SearchesIn(path.Split(',')[0].Trim(' ', '"'));
        else if (arguments is ["lock_timeout", ..])
            file.HasLockTimeout = true;
    }

    private static ImmutableHashSet<string> WordsIn(Node tree) =>
        tree.Below()
            .Prepend(("", tree))
            .SelectMany(below =>
                below.Item1 switch
                {
                    "ColumnRef" => below.Item2.Words("fields"),
                    "RangeVar" => [below.Item2.Text("relname")],
                    _ => Enumerable.Empty<string>(),
                }
            )
            .ToImmutableHashSet(StringComparer.Ordinal);
}
