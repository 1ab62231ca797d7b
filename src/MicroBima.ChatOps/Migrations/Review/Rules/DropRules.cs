namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>What takes tables, columns and their keys away.</summary>
internal static class DropRules
{
    private static readonly Rule DropColumn = new(
        "drop-column",
        Level.Danger,
        Locks.AccessExclusive,
        ["AT_DropColumn", "OBJECT_TYPE/AT_DropColumn"],
        (part, file) =>
            file.IsSurelyNew(part.Table) || file.ColumnOf(part.Table, part.Column) is { Surely: true }
                ? null
                : $"DROP COLUMN {part.Table}.{part.Column}",
        "its values are gone for good, and the app that runs until the deploy is over still asks for them",
        "Stop using the column, deploy that, and drop it in a later release after a dump of the column."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
    };

    private static readonly Rule DropTable = new(
        "drop-table",
        Level.Danger,
        Locks.AccessExclusive,
        ["DropStmt"],
        (part, file) =>
            part.Node.Text("removeType") is "OBJECT_TABLE" && NotNew(part, file) is { Length: > 0 } tables
                ? $"DROP TABLE {tables}"
                : null,
        "all rows are gone for good; tables that its foreign keys point to are locked too",
        "Rename it aside, wait until nobody misses it, then drop it."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
    };

    private static readonly Rule DropCascade = new(
        "drop-cascade",
        Level.Danger,
        Locks.AccessExclusive,
        [
            "DropStmt",
            "TruncateStmt",
            "AT_DropColumn",
            "AT_DropConstraint",
            "OBJECT_TYPE/AT_DropColumn",
            "AlterDomainStmt",
        ],
        (part, file) =>
            part.IsCascade && !(part.Kind is "DropStmt" && IsAllNew(part, file)) && !file.IsSurelyNew(part.Table)
                ? "CASCADE"
                : null,
        "whatever depends on it goes with it, and the file does not say what that is",
        "List what depends on it and drop that one by one, by name."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
    };

    private static readonly Rule DropOwned = new(
        "drop-cascade",
        Level.Danger,
        Locks.AccessExclusive,
        ["DropOwnedStmt"],
        (_, _) => "DROP OWNED",
        "everything that the role owns goes, and the file does not say what that is",
        "Drop the things one by one, by name."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
    };

    private static readonly Rule DropSchema = new(
        "drop-schema",
        Level.Danger,
        Locks.AccessExclusive,
        ["DropStmt"],
        (part, file) =>
            part.Node.Text("removeType") is "OBJECT_SCHEMA" && !IsAllNew(part, file)
                ? $"DROP SCHEMA {string.Join(", ", part.Dropped())}"
                : null,
        "everything inside is gone for good",
        "Never in a migration. Drop what is inside one by one, and leave the schema."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
    };

    private static readonly Rule DropDatabase = new(
        "drop-database",
        Level.Danger,
        Locks.AccessExclusive,
        ["DropdbStmt"],
        (part, _) => $"DROP DATABASE {part.Node.Text("dbname")}",
        "the whole database is gone for good",
        "Never in a migration."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
    };

    private static readonly Rule ChangePrimaryKey = new(
        "change-primary-key",
        Level.Danger,
        Locks.AccessExclusive,
        ["AT_DropConstraint"],
        (part, file) =>
            !file.IsSurelyNew(part.Table)
            && (
                part.Column.EndsWith("_pkey", StringComparison.OrdinalIgnoreCase)
                || part.Column.StartsWith("pk_", StringComparison.OrdinalIgnoreCase)
                || file.Outline.RekeyedTables.Contains(part.Table.Local)
            )
                ? $"primary key of {part.Table}"
                : null,
        "what points to the old key has no hold any more; building the new one locks the table and those that point to it",
        "Build a unique index CONCURRENTLY in a migration of its own, then swap with ADD PRIMARY KEY USING INDEX."
    )
    {
        Data = DataLoss.Certain,
        IsSlow = true,
    };

    private static readonly Rule DropConstraint = new(
        "drop-constraint",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_DropConstraint"],
        (part, file) =>
            file.IsNew(part.Table)
            || file.IsSettled(part.Table, part.Column)
            || ChangePrimaryKey.Finds(part, file) is not null
                ? null
                : $"DROP CONSTRAINT {part.Column} of {part.Table}",
        "the rule that kept the data right is gone; for a foreign key both tables are locked",
        "Set lock_timeout, and make sure that the app or another constraint keeps the rule."
    );

    private static readonly Rule DisableConstraint = new(
        "drop-constraint",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AlterConstraint", "AlterDomainStmt"],
        (part, file) =>
            part.Kind is "AlterDomainStmt"
                ? part.Node.Text("subtype") is "X"
                    ? $"DROP CONSTRAINT {part.Column} of domain {Name.Of(part.Node.Words("typeName"))}"
                    : null
                : part.Inner.Flag("alterEnforceability") && !part.Inner.Flag("is_enforced") && !file.IsNew(part.Table)
                    ? $"{part.Inner.Text("conname")} of {part.Table} is not enforced any more"
                    : null,
        "the rule that kept the data right is gone",
        "Make sure that the app or another constraint keeps the rule."
    );

    private static readonly Rule DropExtension = new(
        "drop-extension",
        Level.Caution,
        Locks.AccessExclusive,
        ["DropStmt"],
        (part, _) =>
            part.Node.Text("removeType") is "OBJECT_EXTENSION"
                ? $"DROP EXTENSION {string.Join(", ", part.Dropped())}"
                : null,
        "its functions are gone for the queries of the app that runs, and its own tables go with all their rows",
        "Look for what uses it in the code and in its tables first; let the database's owner drop it by hand."
    )
    {
        Data = DataLoss.Possible,
    };

    private static readonly Rule DropNotNull = new(
        "drop-not-null",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_DropNotNull"],
        (part, file) =>
            file.IsNew(part.Table) || file.ColumnOf(part.Table, part.Column) is not null
                ? null
                : $"{part.Table}.{part.Column}",
        "from now on the app that runs may read NULL where it never did",
        "Make sure that every reader can take NULL before the first one is written."
    );

    private static readonly Rule DropDefault = new(
        "drop-default",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_ColumnDefault", "AT_DropIdentity"],
        (part, file) =>
            part.Definition.IsThere
            || file.IsNew(part.Table)
            || file.Outline.SwappedColumns.Contains($"{part.Table.Local}.{part.Column}")
            || file.ColumnOf(part.Table, part.Column) is { IsRequired: false }
                ? null
                : $"{part.Table}.{part.Column}",
        "inserts of the app that still runs leave the column out and fail, or write NULL",
        "Deploy code that always writes the column first, then drop the default."
    );

    public static readonly Rule[] All =
    [
        DropColumn,
        DropTable,
        DropCascade,
        DropOwned,
        DropSchema,
        DropDatabase,
        ChangePrimaryKey,
        DropConstraint,
        DisableConstraint,
        DropExtension,
        DropNotNull,
        DropDefault,
    ];

    private static string NotNew(Part part, FileFacts file) =>
        string.Join(", ", part.Dropped().Where(name => !file.IsSurelyNew(name)));

    private static bool IsAllNew(Part part, FileFacts file) =>
        part.Node.Text("removeType") is "OBJECT_SCHEMA"
            ? part.Dropped().All(name => file.IsSurelyNew(Name.OfSchema(name.Local)))
            : part.Dropped().All(file.IsSurelyNew);
}
