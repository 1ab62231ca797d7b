using System.Collections.Immutable;

namespace MicroBima.ChatOps.Rollbacks;

/// <summary>What the database is now: tables, views and enums. Names without a schema belong to the default one.</summary>
public sealed record LiveSchema(
    string DefaultSchema,
    ImmutableArray<LiveTable> Tables,
    ImmutableArray<LiveEnumType> Enums
);

/// <summary>A table or view and its columns.</summary>
public sealed record LiveTable(string Schema, string Name, ImmutableArray<LiveColumn> Columns)
{
    /// <summary>The columns of each valid unique index over all rows.</summary>
    public ImmutableArray<ImmutableArray<string>> Keys { get; init; } = [];
}

/// <summary>A column: the name of its type (<c>_int4</c> for an array of int4), and whether a row may be written without it.</summary>
/// <param name="Length">Characters it may hold, or null where unlimited.</param>
/// <param name="HasDefault">True for defaults, identities and generated columns.</param>
/// <param name="Default">The constant that new rows get by default, or null where there is none or it is computed.</param>
public sealed record LiveColumn(
    string Name,
    string Type,
    int? Length,
    bool IsRequired,
    bool HasDefault,
    string? Default
);

/// <summary>An enum and its labels.</summary>
public sealed record LiveEnumType(string Name, ImmutableArray<string> Labels);

/// <summary>A question about rows that the rules need an answer to.</summary>
public abstract record RowQuestion(string Schema, string Table)
{
    private RowQuestion()
        : this("", "") { }

    /// <summary>How many rows the table has.</summary>
    public sealed record Rows(string Schema, string Table) : RowQuestion(Schema, Table);

    /// <summary>How many rows hold something in the column that is not the default.</summary>
    public sealed record Filled(string Schema, string Table, string Column, string? Default)
        : RowQuestion(Schema, Table);

    /// <summary>How many rows hold nothing in the column.</summary>
    public sealed record Empty(string Schema, string Table, string Column) : RowQuestion(Schema, Table);

    /// <summary>How many rows hold a label in the column.</summary>
    public sealed record Labelled(string Schema, string Table, string Column, string Label)
        : RowQuestion(Schema, Table);
}
