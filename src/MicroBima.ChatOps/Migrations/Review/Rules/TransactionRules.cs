namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>What does not go together in one file, and what nobody can judge.</summary>
internal static class TransactionRules
{
    private static readonly Rule Explicit = new(
        "explicit-transaction",
        Level.Caution,
        Locks.None,
        ["TransactionStmt"],
        (part, _) => part.Node.Text("kind")["TRANS_STMT_".Length..].Replace('_', ' '),
        "the file is a transaction already; with one of its own, a part of it stays applied when the rest fails",
        "Remove it."
    );

    private static readonly Rule NotTransactional = new(
        "non-transactional",
        Level.Caution,
        Locks.None,
        [
            "CreatedbStmt",
            "DropdbStmt",
            "AlterSystemStmt",
            "VacuumStmt",
            "CreateTableSpaceStmt",
            "DropTableSpaceStmt",
            "CreateSubscriptionStmt",
            "AlterEnumStmt",
        ],
        (part, file) =>
            part.Kind switch
            {
                "VacuumStmt" => part.Node.Flag("is_vacuumcmd") ? "VACUUM" : null,
                "AlterEnumStmt" => file.Pg.Major < 12
                && file.Outline.Statements > 1
                && part.Node.Text("oldVal").Length == 0
                    ? "ADD VALUE before PostgreSQL 12"
                    : null,
                "CreatedbStmt" => "CREATE DATABASE",
                "DropdbStmt" => "DROP DATABASE",
                "AlterSystemStmt" => "ALTER SYSTEM",
                "CreateSubscriptionStmt" => "CREATE SUBSCRIPTION",
                _ => "a tablespace",
            },
        "it cannot run inside a transaction, which a file of several statements is",
        "Remove it: the database's owner does it by hand."
    );

    private static readonly Rule EnumUsed = new(
        "enum-value-used-in-same-tx",
        Level.Caution,
        Locks.None,
        ["A_Const"],
        (part, file) =>
            part.Node["sval"].Text("sval") is { Length: > 0 } text
            && file.AddedLabels.Contains(text, StringComparer.Ordinal)
                ? $"label {text}"
                : null,
        "a new label of an enum cannot be used before its migration is over (55P04): the file fails",
        "Add the label in a migration of its own, and use it in the next."
    );

    private static readonly Rule RunsText = new(
        "dynamic-sql",
        Level.Danger,
        Locks.None,
        ["FuncCall", "ExecuteStmt", "CallStmt"],
        (part, file) =>
            part.Kind switch
            {
                // What was prepared here was judged there.
                "ExecuteStmt" => file.IsVolatile($"prepared {part.Node.Text("name")}") is null
                    ? $"EXECUTE {part.Node.Text("name")}"
                    : null,
                "CallStmt" => Name.Of(part.Node["funccall"].Words("funcname")).Local is var procedure
                && file.IsVolatile(procedure) is null
                    ? $"CALL {procedure}"
                    : null,
                _ => Name.Of(part.Node.Words("funcname")) is var call
                && (
                    Outside.RunText.Contains(call.Local)
                    || call.Schema is "cron"
                    // Of a setting that is named while it runs nobody knows what it is.
                    || call.Local is "set_config" && part.Node.Kinds("args").FirstOrDefault().Kind is not "A_Const"
                )
                    ? call.ToString()
                    : null,
            },
        "what it runs is not in the file",
        "Write out the statements, or rehearse it on a copy and read what it did."
    )
    {
        Data = DataLoss.Possible,
    };

    private static readonly Rule CallsOther = new(
        "dynamic-sql",
        Level.Caution,
        Locks.None,
        ["SelectStmt"],
        (part, file) =>
            part.Node["fromClause"].IsThere
                ? null
                : part
                    .Node.List("targetList")
                    .Select(target => target.Inside("val"))
                    .Where(value => value.Kind is "FuncCall" && !Volatility.IsOfServer(value.Node))
                    .Select(value => Name.Of(value.Node.Words("funcname")))
                    .Where(call => file.IsVolatile(call.Local) is null && !Outside.IsKnown(call.Local))
                    .Select(call => $"{call}")
                    .FirstOrDefault(),
        "the function is not in the file, and neither is what it does",
        "Read it in the migration that made it, and rehearse this one on a copy."
    );

    private static readonly Rule SearchPath = new(
        "session-search-path",
        Level.Caution,
        Locks.None,
        ["VariableSetStmt", "FuncCall"],
        (part, file) =>
            (part.Kind is "FuncCall" ? PathOfCall(part.Node) : PathOfSetting(part.Node)) is { } path
            && !file.Outline.ResetsSettings
            && !path.Contains("public", StringComparison.Ordinal)
                ? $"search_path is \"{path}\""
                : null,
        "it stays for the files after this one, and for Prisma, which then does not find its own record _prisma_migrations: the deploy stops half way",
        "SET LOCAL, RESET search_path at the end of the file, or schemas before the names."
    );

    private static readonly Rule OtherQuotes = new(
        "unparseable",
        Level.Danger,
        Locks.None,
        ["VariableSetStmt"],
        (part, _) =>
            part.Node.Text("name") is "standard_conforming_strings"
            && part.Node.List("args").Any(value => value["sval"].Text("sval") is not "on" && value.IsThere)
                ? "standard_conforming_strings"
                : null,
        "from here on a backslash may end a string elsewhere than it was read here",
        "Remove it, and write E'…' where a backslash is an escape."
    );

    public static readonly Rule[] All =
    [
        OtherQuotes,
        Explicit,
        NotTransactional,
        EnumUsed,
        RunsText,
        CallsOther,
        SearchPath,
    ];

    private static string? PathOfSetting(Node setting) =>
        setting.Text("name") is "search_path" && setting.Text("kind") is "VAR_SET_VALUE" && !setting.Flag("is_local")
            ? string.Join(", ", setting.List("args").Select(schema => schema["sval"].Text("sval")))
            : null;

    private static string? PathOfCall(Node call) =>
        Name.Of(call.Words("funcname")).Local is "set_config"
        && call.List("args").ToList() is [var name, var path, var isLocal]
        && name["sval"].Text("sval") is "search_path"
        && !isLocal["boolval"].Flag("boolval")
            ? path["sval"].Text("sval")
            : null;
}
