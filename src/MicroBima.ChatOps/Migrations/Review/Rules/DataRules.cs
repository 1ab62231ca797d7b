namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>What changes rows.</summary>
internal static class DataRules
{
    private static readonly Rule Truncate = new(
        "truncate",
        Level.Danger,
        Locks.AccessExclusive,
        ["TruncateStmt"],
        (part, file) =>
            part.Node.List("relations").Select(Name.Of).Where(name => !file.IsSurelyNew(name)).ToList()
                is { Count: > 0 } tables
                ? $"TRUNCATE {string.Join(", ", tables)}"
                : null,
        "all rows are gone for good",
        "Archive what may be needed, then DELETE in batches."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
    };

    private static readonly Rule DeleteAll = new(
        "delete-without-where",
        Level.Danger,
        Locks.RowExclusive,
        ["DeleteStmt", "MergeStmt"],
        (part, file) =>
            (part.Kind is "MergeStmt" ? MergesAll(part.Node, "CMD_DELETE") : IsForAll(part.Node))
            && !file.IsSurelyNew(part.Table)
                ? $"DELETE FROM {part.Table} without a condition{OfNoUse(part.Node)}"
                : null,
        "all rows are gone for good, and every one of them is locked until the file is over",
        "Say which rows, and delete them in batches outside the migration."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
        IsSlow = true,
    };

    private static readonly Rule UpdateAll = new(
        "update-without-where",
        Level.Danger,
        Locks.RowExclusive,
        ["UpdateStmt", "MergeStmt", "InsertStmt"],
        (part, file) =>
            part.Kind switch
            {
                "MergeStmt" => MergesAll(part.Node, "CMD_UPDATE"),
                "InsertStmt" => OverwritesItself(part),
                _ => IsForAll(part.Node) && !OnlyNewColumns(part, file),
            } && !file.IsSurelyNew(part.Table)
                ? $"UPDATE {part.Table} without a condition{OfNoUse(part.Node)}"
                : null,
        "the old values of all rows are gone, and every row is written anew and locked until the file is over",
        "Say which rows, and update them in batches outside the migration."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
        IsSlow = true,
    };

    private static readonly Rule LargeObject = new(
        "large-object",
        Level.Danger,
        Locks.RowExclusive,
        ["FuncCall"],
        (part, _) =>
            Name.Of(part.Node.Words("funcname")).Local
                is ("lo_unlink" or "lo_truncate" or "lo_truncate64" or "lo_put" or "lowrite")
                    and var call
                ? call
                : null,
        "a large object is gone or overwritten for good, and no table shows that it was there",
        "Let the app do it, after a backup that holds large objects."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
    };

    private static readonly Rule RestartSequence = new(
        "restart-sequence",
        Level.Caution,
        Locks.ShareRowExclusive,
        ["AlterSeqStmt", "AT_SetIdentity"],
        (part, file) =>
            part.Kind is "AlterSeqStmt"
                ? part.Option("restart") is not null && Name.Of(part.Node["sequence"]) is var name && !file.IsNew(name)
                    ? $"{name}"
                    : null
                : part.Inner.List("items").Any(option => option.Text("defname") is "restart") && !file.IsNew(part.Table)
                    ? $"{part.Table}.{part.Column}"
                    : null,
        "the numbers that come next may be taken already: then each insert of the app fails",
        "SELECT setval(…) to the greatest number that is there."
    );

    private static readonly Rule Backfill = new(
        "dml-backfill",
        Level.Caution,
        Locks.RowExclusive,
        ["UpdateStmt", "DeleteStmt", "MergeStmt"],
        (part, file) =>
            part.IsRun
            && file.Outline.HasDdl
            && !file.IsNew(part.Table)
            && (
                part.Kind is "MergeStmt"
                || !IsForAll(part.Node)
                || part.Kind is "UpdateStmt" && OnlyNewColumns(part, file)
            )
                ? $"rows of {part.Table} change in a file that changes the schema"
                : null,
        "the rows, and all locks of the file, are held until its last statement is over",
        "Move the change of rows into a job of its own that works in batches."
    )
    {
        Data = DataLoss.Possible,
        IsSlow = true,
    };

    private static readonly Rule Sleep = new(
        "pg-sleep",
        Level.Caution,
        Locks.None,
        ["FuncCall"],
        (part, _) =>
            Name.Of(part.Node.Words("funcname")).Local is "pg_sleep" or "pg_sleep_for" or "pg_sleep_until"
                ? "pg_sleep"
                : null,
        "every lock that the file has taken so far is held while it sleeps",
        "Remove it."
    )
    {
        IsSlow = true,
    };

    private static readonly Rule AdvisoryLock = new(
        "advisory-lock",
        Level.Caution,
        Locks.None,
        ["FuncCall"],
        (part, _) =>
            Name.Of(part.Node.Words("funcname")).Local is ("pg_advisory_lock" or "pg_advisory_lock_shared") and var call
                ? call
                : null,
        "the lock is held until the connection ends, not the migration; Prisma takes one of its own (72707369) and waits 10 s for it",
        "Take pg_advisory_xact_lock, which ends with the transaction."
    );

    private static readonly Rule AdvisoryUnlock = new(
        "advisory-lock",
        Level.Caution,
        Locks.None,
        ["FuncCall"],
        (part, _) =>
            Name.Of(part.Node.Words("funcname")).Local
                is ("pg_advisory_unlock" or "pg_advisory_unlock_all")
                    and var call
                ? call
                : null,
        "Prisma's own lock (72707369) goes with it, or may: a second deploy would migrate at the same time",
        "Take pg_advisory_xact_lock, which ends with the transaction and needs no unlocking."
    );

    private static readonly Rule LockTable = new(
        "lock-table",
        Level.Caution,
        Locks.AccessExclusive,
        ["LockStmt"],
        (part, file) =>
            part
                .Node.List("relations")
                .Select(Name.Of)
                .Where(name => !file.IsNew(name))
                .Select(name => name.ToString())
                .FirstOrDefault(),
        "it is locked on purpose until the file is over",
        "Let the statements take the locks that they need, and set lock_timeout."
    );

    public static readonly Rule[] All =
    [
        Truncate,
        DeleteAll,
        UpdateAll,
        LargeObject,
        RestartSequence,
        Backfill,
        Sleep,
        AdvisoryLock,
        AdvisoryUnlock,
        LockTable,
    ];

    /// <summary>True for no condition, and for one that every row meets.</summary>
    private static bool IsForAll(Node statement, string field = "whereClause") =>
        statement.Inside(field) is var (kind, condition)
        && (kind.Length == 0 || IsAlwaysTrue(kind, condition) || IsTheSameForAll(kind, condition));

    /// <summary>True where nothing of a row is asked: it holds for all of them or for none.</summary>
    private static bool IsTheSameForAll(string kind, Node condition) =>
        condition
            .Below()
            .Select(below => below.Kind)
            .Prepend(kind)
            .All(one => one is not ("ColumnRef" or "ParamRef" or "CurrentOfExpr"));

    private static string OfNoUse(Node statement) =>
        statement["whereClause"].IsThere || statement["joinCondition"].IsThere ? " that tells rows apart" : "";

    /// <summary>True where all rows of a table are inserted into it again, and each overwrites itself.</summary>
    private static bool OverwritesItself(Part part) =>
        part.Node["onConflictClause"] is { IsThere: true } conflict
        && conflict.Text("action") is "ONCONFLICT_UPDATE"
        && IsForAll(conflict)
        && part.Node.Inside("selectStmt").Node is var source
        && IsForAll(source)
        && source.Kinds("fromClause").Any(from => from.Kind is "RangeVar" && Name.Of(from.Node) == part.Table);

    /// <summary>True for a MERGE that meets every row and does this to all of them.</summary>
    private static bool MergesAll(Node merge, string command) =>
        IsForAll(merge, "joinCondition")
        && merge
            .List("mergeWhenClauses")
            .Any(clause =>
                string.Equals(clause.Text("commandType"), command, StringComparison.Ordinal)
                && IsForAll(clause, "condition")
            );

    private static bool IsAlwaysTrue(string kind, Node condition) =>
        kind switch
        {
            "A_Const" => condition["boolval"].Flag("boolval"),
            "TypeCast" => condition.Inside("arg") is { Kind: "A_Const" },
            "A_Expr" => AreConstants(condition) || IsSameColumn(condition),
            "BoolExpr" => condition.Text("boolop") switch
            {
                "OR_EXPR" => condition.Kinds("args").Any(one => IsAlwaysTrue(one.Kind, one.Node))
                    || AreNullAndNot([.. condition.Kinds("args")]),
                "AND_EXPR" => condition.Kinds("args").All(one => IsAlwaysTrue(one.Kind, one.Node)),
                _ => condition.Kinds("args").All(one => one.Kind is "A_Const"),
            },
            _ => false,
        };

    // "id IS NULL OR id IS NOT NULL".
    private static bool AreNullAndNot(List<(string Kind, Node Node)> either) =>
        either
            .Where(one => one is { Kind: "NullTest" } && one.Node.Inside("arg").Kind is "ColumnRef")
            .GroupBy(one => string.Join('.', one.Node.Inside("arg").Node.Words("fields")), StringComparer.Ordinal)
            .Any(column => column.Select(one => one.Node.Text("nulltesttype")).Distinct().Count() > 1);

    private static bool AreConstants(Node expression) =>
        expression.Inside("lexpr").Kind is "A_Const" && expression.Inside("rexpr").Kind is "A_Const";

    private static bool IsSameColumn(Node expression) =>
        expression.Inside("lexpr") is { Kind: "ColumnRef", Node: var left }
        && expression.Inside("rexpr") is { Kind: "ColumnRef", Node: var right }
        && left.Words("fields").SequenceEqual(right.Words("fields"), StringComparer.Ordinal);

    private static bool OnlyNewColumns(Part part, FileFacts file) =>
        part.Node.List("targetList").All(target => file.ColumnOf(part.Table, target.Text("name")) is { Surely: true });
}
