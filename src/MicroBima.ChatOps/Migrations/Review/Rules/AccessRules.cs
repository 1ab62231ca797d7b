namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>Who may do what, and what reaches out of the database. A migration has no business there: policy blocks it.</summary>
internal static class AccessRules
{
    private static readonly string[] Trusted = ["sql", "plpgsql"];

    private static readonly Rule Privileges = new(
        "privileges",
        Level.Danger,
        Locks.None,
        [
            "GrantStmt",
            "GrantRoleStmt",
            "AlterDefaultPrivilegesStmt",
            "CreateRoleStmt",
            "AlterRoleStmt",
            "AlterRoleSetStmt",
            "DropRoleStmt",
            "ReassignOwnedStmt",
        ],
        (part, _) =>
            part.Kind switch
            {
                "GrantStmt" or "GrantRoleStmt" => part.Node.Flag("is_grant") ? "GRANT" : "REVOKE",
                "AlterDefaultPrivilegesStmt" => "ALTER DEFAULT PRIVILEGES",
                "ReassignOwnedStmt" => "REASSIGN OWNED",
                _ => "a role is made, changed or dropped",
            },
        "it changes who may do what in the database",
        "Let the database's owner do it by hand, with a second person."
    );

    private static readonly Rule ChangeOwner = new(
        "change-owner",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_ChangeOwner", "AlterOwnerStmt"],
        (part, file) =>
            part.Kind is "AT_ChangeOwner"
                ? file.IsNew(part.Table)
                    ? null
                    : $"OWNER of {part.Table}"
                : IsOwnersNew(part.Node, file)
                    ? null
                    : $"OWNER of {Owned(part.Node)}",
        "the role of the app may lose what it may do as the owner",
        "Let the database's owner do it by hand."
    );

    private static readonly Rule SecurityDefiner = new(
        "security-definer",
        Level.Danger,
        Locks.None,
        ["CreateFunctionStmt", "AlterFunctionStmt"],
        (part, _) =>
            part.Option("security", part.Kind is "CreateFunctionStmt" ? "options" : "actions") is { } option
            && option.Inside("arg").Node.Flag("boolval")
                ? "SECURITY DEFINER"
                : null,
        "whoever may call the function acts with the rights of its owner",
        "Leave it at SECURITY INVOKER, and give the caller what it needs."
    );

    private static readonly Rule ServerSettings = new(
        "server-settings",
        Level.Danger,
        Locks.None,
        ["AlterSystemStmt", "AlterDatabaseSetStmt", "AlterDatabaseStmt"],
        (part, _) =>
            part.Kind switch
            {
                "AlterSystemStmt" => "ALTER SYSTEM",
                "AlterDatabaseStmt" => "ALTER DATABASE",
                _ => "ALTER DATABASE … SET",
            },
        "it changes the server or database for everybody, and outlives the migration",
        "Let the database's owner do it by hand, with a second person."
    );

    private static readonly Rule CatalogueWrite = new(
        "catalogue-write",
        Level.Danger,
        Locks.RowExclusive,
        ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"],
        (part, file) =>
            part.Table is { Schema: "pg_catalog" or "information_schema" } or { Schema: "", Local: ['p', 'g', '_', ..] }
            && !file.IsSurelyNew(part.Table)
                ? $"{part.Table} is written by hand"
                : null,
        "the database believes what stands in its catalogue, and nothing checks it: one wrong value and a table cannot be read any more",
        "Say it with ALTER, which takes the locks and does the checks."
    );

    private static readonly Rule PrismaRecord = new(
        "prisma-record",
        Level.Danger,
        Locks.RowExclusive,
        ["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"],
        (part, file) =>
            part.Table.Local is "_prisma_migrations" && !file.IsSurelyNew(part.Table)
                ? $"{part.Table} is written by hand"
                : null,
        "Prisma's record says then what did not happen: a migration is passed over, or runs twice",
        "prisma migrate resolve, by hand and with a second person."
    );

    private static readonly Rule SessionRole = new(
        "session-role",
        Level.Danger,
        Locks.None,
        ["VariableSetStmt", "FuncCall"],
        (part, _) =>
            part.Kind is "FuncCall"
                ? Name.Of(part.Node.Words("funcname")).Local is "set_config"
                && part.Node.List("args").FirstOrDefault()["sval"].Text("sval").ToLowerInvariant()
                    is "role"
                        or "session_authorization"
                    ? "set_config of the role"
                    : null
                : part.Node.Text("kind") is "VAR_SET_VALUE"
                && part.Node.Text("name") is "role" or "session_authorization"
                    ? "SET ROLE"
                    : null,
        "what follows runs with the rights of somebody else",
        "Run the migration as the role that should own the result."
    );

    private static readonly Rule CopyProgram = new(
        "copy-program",
        Level.Danger,
        Locks.None,
        ["CopyStmt"],
        (part, _) => part.Node.Flag("is_program") ? "COPY … PROGRAM" : null,
        "the database server runs a program of the file's choice",
        "Never in a migration."
    );

    private static readonly Rule ServerFile = new(
        "server-file",
        Level.Danger,
        Locks.None,
        ["CopyStmt", "FuncCall", "LoadStmt"],
        (part, _) =>
            part.Kind switch
            {
                "CopyStmt" => !part.Node.Flag("is_program") && part.Node.Text("filename").Length > 0
                    ? "COPY with a file of the server"
                    : null,
                "LoadStmt" => "LOAD",
                _ => Name.Of(part.Node.Words("funcname")).Local is var call && Outside.Files.Contains(call)
                    ? call
                    : null,
            },
        "it reads or writes files of the database server",
        "Never in a migration. Load data through the app, or with psql's \\copy from outside."
    );

    private static readonly Rule OtherServer = new(
        "other-server",
        Level.Danger,
        Locks.None,
        [
            "FuncCall",
            "CreateForeignServerStmt",
            "AlterForeignServerStmt",
            "CreateUserMappingStmt",
            "AlterUserMappingStmt",
            "CreateFdwStmt",
            "AlterFdwStmt",
            "ImportForeignSchemaStmt",
            "CreateForeignTableStmt",
            "CreateSubscriptionStmt",
            "AlterSubscriptionStmt",
        ],
        (part, _) =>
            part.Kind is not "FuncCall" ? "a connection to another server"
            : Name.Of(part.Node.Words("funcname")).Local is var call
            && (call.StartsWith("dblink", StringComparison.Ordinal) || Outside.Network.Contains(call))
                ? call
            : null,
        "data can leave the database, or come from where nobody looked",
        "Move data with a tool that people can watch."
    );

    private static readonly Rule Signals = new(
        "server-control",
        Level.Danger,
        Locks.None,
        ["FuncCall"],
        (part, _) =>
            Name.Of(part.Node.Words("funcname")).Local is var call && Outside.Control.Contains(call) ? call : null,
        "it ends other people's work or changes how the server runs",
        "Never in a migration."
    );

    private static readonly Rule CreateExtension = new(
        "create-extension",
        Level.Danger,
        Locks.None,
        ["CreateExtensionStmt", "AlterExtensionStmt", "AlterExtensionContentsStmt"],
        (part, _) => $"extension {part.Node.Text("extname")}",
        "code of others is installed into the server, some of it with all rights",
        "Let the database's owner install it by hand, then migrate."
    );

    private static readonly Rule Untrusted = new(
        "untrusted-language",
        Level.Danger,
        Locks.None,
        ["CreateFunctionStmt", "DoStmt", "CreatePLangStmt"],
        (part, _) =>
            part.Kind is "CreatePLangStmt" ? $"language {part.Node.Text("plname")}"
            : Bodies.LanguageOf(part) is var language && !Trusted.Contains(language, StringComparer.Ordinal)
                ? $"language {language}"
            : null,
        "nobody can tell from here what such code does, and some of it may do anything on the server",
        "Write it in SQL or PL/pgSQL."
    );

    /// <summary>What a statement gives another owner, where that is no table.</summary>
    private static Name Owned(Node statement) =>
        statement.Inside("object") switch
        {
            ("List", var list) => Name.Of(list.Words("items")),
            ("ObjectWithArgs", var function) => Name.Of(function.Words("objname")),
            ("TypeName", var type) => Name.Of(type.Words("names")),
            (_, var word) => new Name("", word.Text("sval")),
        };

    private static bool IsOwnersNew(Node statement, FileFacts file) =>
        statement.Text("objectType") switch
        {
            "OBJECT_SCHEMA" => file.IsNew(Name.OfSchema(Owned(statement).Local)),
            "OBJECT_FUNCTION" or "OBJECT_PROCEDURE" => file.IsVolatile(Owned(statement).Local) is not null,
            _ => file.IsNew(Owned(statement)),
        };

    public static readonly Rule[] All =
    [
        Privileges,
        ChangeOwner,
        SecurityDefiner,
        ServerSettings,
        CatalogueWrite,
        PrismaRecord,
        SessionRole,
        CopyProgram,
        ServerFile,
        OtherServer,
        Signals,
        CreateExtension,
        Untrusted,
    ];
}
