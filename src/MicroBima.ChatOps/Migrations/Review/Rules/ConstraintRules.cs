namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>What makes new rules for the rows that are there.</summary>
internal static class ConstraintRules
{
    private static readonly Rule AddUnique = new(
        "add-unique",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AddConstraint", "AT_AddColumn"],
        (part, file) =>
            !file.IsNew(part.Table)
            && (
                part.Kind is "AT_AddColumn"
                    ? part.Has("CONSTR_UNIQUE")
                    : part.Inner.Text("contype") is "CONSTR_UNIQUE" && part.Inner.Text("indexname").Length == 0
            )
                ? $"UNIQUE on {part.Table}"
                : null,
        "one duplicate makes it fail, and nobody can use the table while its index is built",
        "Look for duplicates first; CREATE UNIQUE INDEX CONCURRENTLY alone in a migration, then ADD CONSTRAINT … USING INDEX."
    )
    {
        Data = DataLoss.Possible,
        IsSlow = true,
    };

    private static readonly Rule AddUniqueIndex = new(
        "add-unique",
        Level.Caution,
        Locks.Share,
        ["IndexStmt"],
        (part, file) =>
            part.Node.Flag("unique") && !part.Node.Flag("concurrent") && !file.IsNew(part.Table)
                ? $"unique index on {part.Table}"
                : null,
        "one duplicate makes it fail, and nobody can write to the table while it is built",
        "Look for duplicates first; CREATE UNIQUE INDEX CONCURRENTLY, alone in its migration."
    )
    {
        Data = DataLoss.Possible,
        IsSlow = true,
    };

    private static readonly Rule AddPrimaryKey = new(
        "add-primary-key",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AddConstraint", "AT_AddColumn"],
        (part, file) =>
            !file.IsNew(part.Table)
            && (
                part.Kind is "AT_AddColumn"
                    ? part.Has("CONSTR_PRIMARY")
                    : part.Inner.Text("contype") is "CONSTR_PRIMARY" && part.Inner.Text("indexname").Length == 0
            )
                ? $"primary key of {part.Table}"
                : null,
        "all rows are read and an index is built while nobody can use the table; a NULL or a duplicate makes it fail",
        "CREATE UNIQUE INDEX CONCURRENTLY over columns that are NOT NULL, then ADD PRIMARY KEY USING INDEX."
    )
    {
        Data = DataLoss.Possible,
        IsSlow = true,
    };

    private static readonly Rule AddForeignKey = new(
        "add-fk-validating",
        Level.Caution,
        Locks.ShareRowExclusive,
        ["AT_AddConstraint"],
        (part, file) =>
            part.AddsValid("CONSTR_FOREIGN") && !file.IsNew(part.Table) && !IsOnEmptyColumns(part, file)
                ? $"foreign key from {part.Table} to {Name.Of(part.Inner["pktable"])}"
                : null,
        "nobody can write to either table while every row is looked up; one orphan makes it fail",
        "Add it NOT VALID, and VALIDATE CONSTRAINT in a later migration: that lets writers go on."
    )
    {
        IsSlow = true,
    };

    private static readonly Rule AddForeignKeyWithColumn = new(
        "add-fk-validating",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AddColumn"],
        (part, file) =>
            !file.IsNew(part.Table)
            && part.ColumnConstraints("CONSTR_FOREIGN").FirstOrDefault() is { IsThere: true } key
                ? $"foreign key from {part.Table} to {Name.Of(key["pktable"])}"
                : null,
        "both tables are locked against writers, and this one against readers too, until the file is over",
        "Add the column alone; add the foreign key NOT VALID, and validate it in a later migration."
    );

    private static readonly Rule AddCheck = new(
        "add-check-validating",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AddConstraint", "AT_AddColumn"],
        (part, file) =>
            !file.IsNew(part.Table)
            && (part.Kind is "AT_AddColumn" ? part.Has("CONSTR_CHECK") : part.AddsValid("CONSTR_CHECK"))
                ? $"CHECK on {part.Table}"
                : null,
        "all rows are read while nobody can use the table, and one that does not fit makes it fail",
        "Add it NOT VALID, and VALIDATE CONSTRAINT in a later migration."
    )
    {
        IsSlow = true,
    };

    private static readonly Rule ValidateTogether = new(
        "validate-in-same-transaction",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_ValidateConstraint"],
        (part, file) =>
            file.IsUnvalidated(part.Table, part.Column) && !file.IsNew(part.Table)
                ? $"{part.Column} of {part.Table}"
                : null,
        "it was added NOT VALID in the same file: the lock of that is held while all rows are read",
        "Validate it in a migration of its own."
    );

    private static readonly Rule AddExclusion = new(
        "add-exclusion",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AddConstraint"],
        (part, file) =>
            part.Inner.Text("contype") is "CONSTR_EXCLUSION" && !file.IsNew(part.Table)
                ? $"EXCLUDE on {part.Table}"
                : null,
        "its index is built while nobody can use the table, and there is no gentle way",
        "Plan a maintenance window."
    )
    {
        IsSlow = true,
    };

    private static readonly Rule DomainConstraint = new(
        "domain-constraint",
        Level.Caution,
        Locks.Share,
        ["AlterDomainStmt"],
        (part, file) =>
            !file.IsNew(Name.Of(part.Node.Words("typeName")))
            && (
                part.Node.Text("subtype") is "O"
                || part.Node.Text("subtype") is "C" && !part.Inner.Flag("skip_validation")
            )
                ? $"domain {Name.Of(part.Node.Words("typeName"))}"
                : null,
        "every table that uses the domain is read to the end, locked against writers",
        "Add it NOT VALID, and validate it in a later migration."
    )
    {
        IsSlow = true,
    };

    public static readonly Rule[] All =
    [
        AddUnique,
        AddUniqueIndex,
        AddPrimaryKey,
        AddForeignKey,
        AddForeignKeyWithColumn,
        AddCheck,
        ValidateTogether,
        AddExclusion,
        DomainConstraint,
    ];

    /// <summary>A column of this file without a default holds only NULL: no row can be an orphan.</summary>
    private static bool IsOnEmptyColumns(Part part, FileFacts file) =>
        part.Inner.Words("fk_attrs").TrueForAll(column => file.ColumnOf(part.Table, column) is { HasDefault: false });
}
