using System.Text;

namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>Good to know, and no reason to hold anything up: these become notes.</summary>
internal static class TasteRules
{
    private const int LongestName = 63;

    private static readonly Rule JsonType = new(
        "json-type",
        Level.Safe,
        Locks.None,
        ["AT_AddColumn"],
        (part, _) => TypeOf(part) is "json" ? part.Inner.Text("colname") : null,
        "json has no equality: SELECT DISTINCT over it fails",
        "jsonb."
    );

    private static readonly Rule PreferTimestamptz = new(
        "prefer-timestamptz",
        Level.Safe,
        Locks.None,
        ["AT_AddColumn"],
        (part, _) => TypeOf(part) is "timestamp" ? part.Inner.Text("colname") : null,
        "a moment without its time zone",
        "timestamptz."
    );

    private static readonly Rule PreferText = new(
        "prefer-text",
        Level.Safe,
        Locks.None,
        ["AT_AddColumn"],
        (part, _) => TypeOf(part) is "varchar" or "bpchar" ? part.Inner.Text("colname") : null,
        "a limit in the type is hard to change later",
        "text, with a CHECK where there is a limit."
    );

    private static readonly Rule PreferBigint = new(
        "prefer-bigint",
        Level.Safe,
        Locks.None,
        ["AT_AddColumn"],
        (part, _) =>
            TypeOf(part) is "int4" or "int2" or "serial" or "serial4" or "smallserial"
                ? part.Inner.Text("colname")
                : null,
        "it can run out of numbers, and the way to a wider type is a rewrite",
        "bigint."
    );

    private static readonly Rule LongName = new(
        "identifier-too-long",
        Level.Safe,
        Locks.None,
        ["IndexStmt", "CreateStmt", "AT_AddConstraint"],
        (part, _) =>
            new[] { part.Node.Text("idxname"), part.Inner.Text("conname"), part.Table.Local }.FirstOrDefault(name =>
                Encoding.UTF8.GetByteCount(name) >= LongestName
            ),
        "PostgreSQL cuts names after 63 bytes: two may become one",
        "A shorter name."
    );

    private static readonly Rule Robust = new(
        "robust",
        Level.Safe,
        Locks.None,
        ["IndexStmt"],
        (part, _) =>
            part.Node.Flag("concurrent") && !part.Node.Flag("if_not_exists") ? part.Node.Text("idxname") : null,
        "when it is interrupted an invalid index stays, and a second try fails on its name",
        "DROP INDEX IF EXISTS in a migration of its own before."
    );

    private static readonly Rule ForeignKeyIndex = new(
        "fk-no-index",
        Level.Safe,
        Locks.None,
        ["AT_AddConstraint"],
        (part, file) =>
            part.Inner.Text("contype") is "CONSTR_FOREIGN"
            && !file.IndexedColumns.Contains($"{part.Table.Local}.{part.Inner.Words("fk_attrs").FirstOrDefault()}")
                ? $"{part.Table}.{string.Join(", ", part.Inner.Words("fk_attrs"))}"
                : null,
        "without an index on it, each delete in the other table reads this one to the end",
        "An index, CONCURRENTLY, alone in its migration."
    );

    private static readonly Rule MissingLockTimeout = new(
        "missing-lock-timeout",
        Level.Safe,
        Locks.AccessExclusive,
        [
            "AT_AddColumn",
            "AT_DropColumn",
            "AT_AlterColumnType",
            "AT_SetNotNull",
            "AT_AddConstraint",
            "AT_DropConstraint",
            "DropStmt",
            "RenameStmt",
            "TruncateStmt",
        ],
        (part, file) =>
            file.HasLockTimeout || file.Held is not null || part.Table.Local.Length == 0 || file.IsNew(part.Table)
                ? null
                : part.Table.ToString(),
        "while it waits behind one long reader, everybody else waits behind it",
        "SET lock_timeout, or options=-c lock_timeout=… in the connection of the deploy."
    );

    private static readonly Rule NoLockTimeout = new(
        "missing-lock-timeout",
        Level.Caution,
        Locks.None,
        ["VariableSetStmt", "FuncCall"],
        (part, _) => LockTimeout(part) is { } limit && IsNoLimit(limit) ? "lock_timeout = 0" : null,
        "it takes away the limit that the deploy set: from here on a lock is waited for without end, and everybody waits behind it",
        "Take the line out. pg_dump writes it for a restore, where nobody else is at work."
    );

    public static readonly Rule[] All =
    [
        NoLockTimeout,
        JsonType,
        PreferTimestamptz,
        PreferText,
        PreferBigint,
        LongName,
        Robust,
        ForeignKeyIndex,
        MissingLockTimeout,
    ];

    /// <summary>True for a limit that is none, as a number or as a text with a unit.</summary>
    public static bool IsNoLimit(Node limit) =>
        limit["ival"] is { IsThere: true } number
            ? number.Number("ival") == 0
            : limit["sval"].Text("sval") is { Length: > 0 } text
                && !text.Any(letter => letter is '-' or (>= '1' and <= '9'));

    private static Node? LockTimeout(Part part) =>
        part.Kind is "VariableSetStmt"
            ? part.Node.Text("name") is "lock_timeout"
                ? part.Node.List("args").FirstOrDefault()
                : null
            : Name.Of(part.Node.Words("funcname")).Local is "set_config"
            && part.Node.List("args").ToList() is [var name, var limit, ..]
            && name["sval"].Text("sval") is "lock_timeout"
                ? limit
                : null;

    private static string TypeOf(Part part) => Name.Of(part.Inner["typeName"].Words("names")).Local;
}
