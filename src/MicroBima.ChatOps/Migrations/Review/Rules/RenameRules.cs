namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>New names for what the running app calls by the old one.</summary>
internal static class RenameRules
{
    private const string Column =
        "Add a column with the new name, write both, switch the readers, drop the old one later.";
    private const string Thing =
        "Make it under the new name, or keep a view under the old one, until no running app uses it.";
    private const string Why = "the app that runs until the deploy is over still uses the old name";

    private static readonly Rule RenameColumn = new(
        "rename-column",
        Level.Caution,
        Locks.AccessExclusive,
        ["RenameStmt"],
        (part, file) =>
            part.Node.Text("renameType") is "OBJECT_COLUMN" or "OBJECT_ATTRIBUTE"
            && !file.IsNew(part.Table)
            && file.ColumnOf(part.Table, part.Node.Text("subname")) is null
                ? $"{part.Table}.{part.Node.Text("subname")} becomes {part.Node.Text("newname")}"
                : null,
        Why,
        Column
    );

    private static readonly Rule RenameTable = new(
        "rename-table",
        Level.Caution,
        Locks.AccessExclusive,
        ["RenameStmt", "AlterObjectSchemaStmt"],
        (part, file) =>
            (part.Node.Text("renameType") + part.Node.Text("objectType"))
                is "OBJECT_TABLE"
                    or "OBJECT_VIEW"
                    or "OBJECT_MATVIEW"
                    or "OBJECT_FOREIGN_TABLE"
            && !file.IsNew(part.Table)
                ? $"{part.Table} becomes {part.Node.Text("newname")}{part.Node.Text("newschema")}"
                : null,
        Why,
        Thing
    );

    private static readonly Rule RenameSchema = new(
        "rename-schema",
        Level.Caution,
        Locks.AccessExclusive,
        ["RenameStmt"],
        (part, file) =>
            part.Node.Text("renameType") is "OBJECT_SCHEMA" && !file.IsNew(Name.OfSchema(part.Node.Text("subname")))
                ? $"schema {part.Node.Text("subname")} becomes {part.Node.Text("newname")}"
                : null,
        Why,
        Thing
    );

    private static readonly Rule RenameType = new(
        "rename-type",
        Level.Caution,
        Locks.AccessExclusive,
        ["RenameStmt"],
        (part, file) =>
            part.Node.Text("renameType") is "OBJECT_TYPE" or "OBJECT_DOMAIN"
            && Name.Of(part.Node.Inside("object").Node.Words("items")) is var type
            && !file.IsNew(type)
            && !file.Outline.SwappedTypes.Contains(type.Local)
                ? $"type {type} becomes {part.Node.Text("newname")}"
                : null,
        Why,
        Thing
    );

    private static readonly Rule RenameDatabase = new(
        "rename-schema",
        Level.Caution,
        Locks.AccessExclusive,
        ["RenameStmt"],
        (part, _) => part.Node.Text("renameType") is "OBJECT_DATABASE" ? $"database {part.Node.Text("subname")}" : null,
        "nobody finds it under the old name any more",
        "Never in a migration."
    );

    private static readonly Rule RenameEnumValue = new(
        "rename-enum-value",
        Level.Caution,
        Locks.AccessExclusive,
        ["AlterEnumStmt"],
        (part, file) =>
            part.Node.Text("oldVal").Length > 0 && !file.IsNew(Name.Of(part.Node.Words("typeName")))
                ? $"label {part.Node.Text("oldVal")} becomes {part.Node.Text("newVal")}"
                : null,
        "the app that runs still writes the old label, and cannot read the new one",
        "Add the new label in a migration of its own, change the rows in batches, and stop using the old one."
    );

    public static readonly Rule[] All =
    [
        RenameColumn,
        RenameTable,
        RenameSchema,
        RenameType,
        RenameDatabase,
        RenameEnumValue,
    ];
}
