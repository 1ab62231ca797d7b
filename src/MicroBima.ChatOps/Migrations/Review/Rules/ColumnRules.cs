namespace MicroBima.ChatOps.Migrations.Review.Rules;

/// <summary>What adds columns and changes their types.</summary>
internal static class ColumnRules
{
    private static readonly string[] Serials = ["serial", "bigserial", "smallserial", "serial2", "serial4", "serial8"];

    // A change to one of these keeps the table as it is for some old types; which type it is now, the file does not say.
    private static readonly string[] PerhapsWider =
    [
        "text",
        "varchar",
        "citext",
        "numeric",
        "timestamp",
        "timestamptz",
    ];

    private static readonly Rule AlterType = new(
        "alter-column-type",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AlterColumnType", "OBJECT_TYPE/AT_AlterColumnType"],
        (part, file) =>
            file.IsNew(part.Table) || IsSwap(part, file) ? null : $"{part.Table}.{part.Column} becomes {Type(part)}",
        "values may not fit the new type, and the app that runs does not expect it",
        "Add a column of the new type, write both, copy in batches, switch the readers, drop the old one later."
    )
    {
        Data = DataLoss.Possible,
    };

    private static readonly Rule AlterTypeRewrite = new(
        "alter-column-type-rewrite",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AlterColumnType", "OBJECT_TYPE/AT_AlterColumnType"],
        (part, file) =>
            AlterType.Finds(part, file) is not null && Rewrites(part, file) ? $"{part.Table}.{part.Column}" : null,
        "the table and all its indexes are written anew while nobody can read or write it",
        "Add a column of the new type, copy in batches, and swap."
    )
    {
        Data = DataLoss.Possible,
        Rewrites = true,
        IsSlow = true,
    };

    private static readonly Rule Overwritten = new(
        "alter-column-type",
        Level.Danger,
        Locks.AccessExclusive,
        ["AT_AlterColumnType"],
        (part, file) =>
            !file.IsSurelyNew(part.Table)
            && part.Inner.Inside("raw_default") is { Kind.Length: > 0 } given
            && given.Kind is not "ColumnRef"
            && given.Node.Below().All(below => below.Kind is not "ColumnRef")
                ? $"{part.Table}.{part.Column} gets a value that does not come from its old one"
                : null,
        "what stands in the column is gone for good: every row gets the value behind USING",
        "Convert the old value, or add a new column and leave the old one until nobody misses it."
    )
    {
        Data = DataLoss.Certain,
        LosesData = true,
        Rewrites = true,
    };

    private static readonly Rule AlterTypeDependents = new(
        "alter-column-type-dependents",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AlterColumnType"],
        (part, file) =>
            file.Checks.Any(check =>
                string.Equals(check.Table, part.Table.Local, StringComparison.Ordinal)
                && check.Columns.Contains(part.Column)
            )
                ? $"{part.Table}.{part.Column}"
                : null,
        "a condition names the column: all rows are read again while nobody can use the table, even where the type only gets wider",
        "Drop the condition, change the type, add it back NOT VALID, and validate it in a later migration."
    )
    {
        IsSlow = true,
    };

    private static readonly Rule BlockedByView = new(
        "type-blocked-by-view",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AlterColumnType"],
        (part, file) =>
            file.Views.Find(view => view.Words.Contains(part.Table.Local) && view.Words.Contains(part.Column))
                is { View: { } name }
                ? $"{part.Table}.{part.Column} is used by the view {name}"
                : null,
        "PostgreSQL refuses to change the type, and the file stops there",
        "Drop the view before, and make it again afterwards."
    );

    private static readonly Rule EnumSwap = new(
        "enum-swap",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AlterColumnType"],
        (part, file) =>
            IsSwap(part, file) && !file.IsNew(part.Table)
                ? $"{part.Table}.{part.Column} is cast to the new enum"
                : null,
        "the table is written anew while nobody can use it, and it fails where a label that went is still in use",
        "Count the rows that hold the label, change them first, and then swap in a quiet hour."
    )
    {
        Data = DataLoss.Possible,
        Rewrites = true,
    };

    private static readonly Rule AddRewrite = new(
        "add-column-rewrite",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AddColumn"],
        (part, file) =>
            !file.IsNew(part.Table) && WhyRewritten(part, file) is { } why
                ? $"{part.Table}.{part.Inner.Text("colname")} {why}"
                : null,
        "every row is written anew while nobody can read or write the table",
        "Add the column without a default, set the default for new rows, and fill the old ones in batches."
    )
    {
        Rewrites = true,
        IsSlow = true,
    };

    private static readonly Rule NewExpression = new(
        "add-column-rewrite",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_SetExpression"],
        (part, file) => file.IsNew(part.Table) ? null : $"{part.Table}.{part.Column} is computed in a new way",
        "every row is written anew while nobody can read or write the table",
        "Add a new generated column, switch the readers, drop the old one later."
    )
    {
        Rewrites = true,
        IsSlow = true,
    };

    private static readonly Rule AddRequired = new(
        "add-required-column",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AddColumn"],
        (part, file) =>
            !file.IsNew(part.Table) && (part.Has("CONSTR_NOTNULL") || part.Has("CONSTR_PRIMARY")) && !HasValue(part)
                ? $"{part.Table}.{part.Inner.Text("colname")} is NOT NULL and has no default"
                : null,
        "it fails as soon as the table has one row",
        "Give it a default, or add it nullable, fill it, and require it in a later migration."
    );

    private static readonly Rule SetNotNull = new(
        "set-not-null",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_SetNotNull"],
        (part, file) => file.IsNew(part.Table) || IsProven(part, file) ? null : $"{part.Table}.{part.Column}",
        "all rows are read while nobody can use the table, and one NULL makes it fail",
        "Add CHECK (… IS NOT NULL) NOT VALID, validate it in a later migration, then SET NOT NULL: that reads nothing."
    )
    {
        IsSlow = true,
    };

    private static readonly Rule AddNotNull = new(
        "set-not-null",
        Level.Caution,
        Locks.AccessExclusive,
        ["AT_AddConstraint"],
        (part, file) =>
            part.Inner.Text("contype") is "CONSTR_NOTNULL"
            && !part.Inner.Flag("skip_validation")
            && !file.IsNew(part.Table)
                ? $"{part.Table}.{string.Join(", ", part.Inner.Words("keys"))}"
                : null,
        "all rows are read while nobody can use the table, and one NULL makes it fail",
        "Add it NOT VALID, and validate it in a later migration."
    )
    {
        IsSlow = true,
    };

    public static readonly Rule[] All =
    [
        AlterType,
        AlterTypeRewrite,
        Overwritten,
        AlterTypeDependents,
        BlockedByView,
        EnumSwap,
        AddRewrite,
        NewExpression,
        AddRequired,
        SetNotNull,
        AddNotNull,
    ];

    private static string Type(Part part) => Name.Of(part.Inner["typeName"].Words("names")).Local;

    private static bool IsSwap(Part part, FileFacts file) => file.Outline.SwappedTypes.Contains(Type(part));

    private static bool Rewrites(Part part, FileFacts file)
    {
        var isArray = part.Inner["typeName"]["arrayBounds"].IsThere;
        var isPlain =
            part.Inner.Inside("raw_default") is var (kind, conversion)
            && (kind is "" or "ColumnRef" || kind is "TypeCast" && conversion.Inside("arg").Kind is "ColumnRef");
        var isOldServer = file.Pg.Major < 12 && Type(part) is "timestamptz" or "timestamp";
        return isArray || !isPlain || isOldServer || !PerhapsWider.Contains(Type(part), StringComparer.Ordinal);
    }

    private static bool HasValue(Part part) =>
        Serials.Contains(Type(part), StringComparer.Ordinal)
        || part.Has("CONSTR_IDENTITY")
        || part.Has("CONSTR_GENERATED")
        || part.ColumnConstraints("CONSTR_DEFAULT").Any(constraint => !IsNull(constraint));

    private static bool IsNull(Node @default) =>
        @default.Inside("raw_expr") switch
        {
            ("A_Const", var value) => value.Flag("isnull"),
            ("TypeCast", var cast) => cast.Inside("arg") is { Kind: "A_Const", Node: var value }
                && value.Flag("isnull"),
            _ => false,
        };

    private static string? WhyRewritten(Part part, FileFacts file)
    {
        if (Serials.Contains(Type(part), StringComparer.Ordinal))
            return "is a serial";

        if (part.Has("CONSTR_IDENTITY"))
            return "is an identity";

        if (part.ColumnConstraints("CONSTR_GENERATED").Any(generated => generated.Text("generated_kind") is "s"))
            return "is stored and computed";

        if (file.IsVolatile(Type(part)) is true)
            return "is of a domain with conditions";

        var given = part.ColumnConstraints("CONSTR_DEFAULT").Where(constraint => !IsNull(constraint)).ToList();
        if (given.Count > 0 && file.Pg.Major < 11)
            return "has a default, and the server is older than 11";

        return
            given
                .SelectMany(one => Volatility.CallsIn(one["raw_expr"]))
                .FirstOrDefault(call => Volatility.IsVolatile(call, file))
                is { } volatileCall
            ? $"has the default {volatileCall}(), another value for each row"
            : null;
    }

    private static bool IsProven(Part part, FileFacts file) =>
        file.Pg.Major >= 12
        && (
            file.IsProvenNotNull(part.Table, part.Column)
            || file.ValidatedBefore.Any(validated =>
                file.IsSameTable(validated.Table, part.Table)
                && (
                    validated.Constraint.Contains(part.Column, StringComparison.OrdinalIgnoreCase)
                    || validated.Constraint.Contains("null", StringComparison.OrdinalIgnoreCase)
                )
            )
        );
}
