using System.Collections.Immutable;

namespace MicroBima.ChatOps.Doctor;

/// <summary>What can be looked up in the catalogue of a database.</summary>
public enum TraceKind
{
    /// <summary>A table, also a partitioned or foreign one.</summary>
    Table,

    /// <summary>A view, materialized or not.</summary>
    View,

    /// <summary>An index; one that a failed CONCURRENTLY left behind is broken.</summary>
    Index,

    /// <summary>A sequence.</summary>
    Sequence,

    /// <summary>A type or domain.</summary>
    Type,

    /// <summary>A label of an enum.</summary>
    Label,

    /// <summary>A column of a table.</summary>
    Column,

    /// <summary>A column that takes no NULL.</summary>
    NotNull,

    /// <summary>A column with a default.</summary>
    Default,

    /// <summary>A column of a certain type, as format_type writes it.</summary>
    ColumnType,

    /// <summary>A constraint of a table.</summary>
    Constraint,

    /// <summary>A constraint that was checked against all rows.</summary>
    Validated,

    /// <summary>A trigger of a table.</summary>
    Trigger,

    /// <summary>A schema.</summary>
    Schema,

    /// <summary>An extension.</summary>
    Extension,
}

/// <summary>One question to the catalogue. The schema is empty where the file leaves it to the search path.</summary>
/// <param name="Owner">The table or enum that it belongs to; of a thing that stands alone its own name.</param>
/// <param name="Name">The column, constraint, label or trigger, or empty.</param>
/// <param name="Type">The type that the column should have, or empty.</param>
public sealed record Trace(TraceKind Kind, string Schema, string Owner, string Name = "", string Type = "")
{
    /// <summary>As people read it: <c>column customers.email</c>.</summary>
    public string Words
    {
        get
        {
            var owner = Schema.Length == 0 ? Owner : $"{Schema}.{Owner}";
            return Kind switch
            {
                TraceKind.Table => $"table {owner}",
                TraceKind.View => $"view {owner}",
                TraceKind.Index => $"index {owner}",
                TraceKind.Sequence => $"sequence {owner}",
                TraceKind.Type => $"type {owner}",
                TraceKind.Schema => $"schema {owner}",
                TraceKind.Extension => $"extension {owner}",
                TraceKind.Label => $"label {Name} of {owner}",
                TraceKind.Column => $"column {owner}.{Name}",
                TraceKind.NotNull => $"NOT NULL of {owner}.{Name}",
                TraceKind.Default => $"a default of {owner}.{Name}",
                TraceKind.ColumnType => $"type {Type} of {owner}.{Name}",
                TraceKind.Constraint => $"constraint {Name} of {owner}",
                TraceKind.Validated => $"validated constraint {Name} of {owner}",
                TraceKind.Trigger => $"trigger {Name} of {owner}",
            };
        }
    }

    /// <summary>True where the two are the same thing, or one is the thing that the other belongs to.</summary>
    public bool Touches(Trace other) =>
        string.Equals(Owner, other.Owner, StringComparison.Ordinal)
        && (
            Schema.Length == 0
            || other.Schema.Length == 0
            || string.Equals(Schema, other.Schema, StringComparison.Ordinal)
        )
        && (Name.Length == 0 || other.Name.Length == 0 || string.Equals(Name, other.Name, StringComparison.Ordinal))
        && Family == other.Family;

    /// <summary>Tables and their columns, enums and their labels: names of one family exclude each other.</summary>
    private int Family =>
        Kind switch
        {
            TraceKind.Type or TraceKind.Label => 1,
            TraceKind.Constraint or TraceKind.Validated when Name.Length > 0 => 0,
            TraceKind.Schema => 2,
            TraceKind.Extension => 3,
            _ => 0,
        };
}

/// <summary>What the catalogue says.</summary>
public enum TraceState
{
    /// <summary>It is there.</summary>
    There,

    /// <summary>It is not there.</summary>
    Absent,

    /// <summary>It is there and of no use: an index that is not valid.</summary>
    Broken,

    /// <summary>What it belongs to is not there.</summary>
    Orphan,
}

/// <summary>How much the state of a trace says about the statement.</summary>
public enum Strength
{
    /// <summary>The statement fails where the state holds already: holding it ran, not holding it did not.</summary>
    Proof,

    /// <summary>The statement does nothing where the state holds already: not holding it did not run, holding it need not.</summary>
    Repeatable,

    /// <summary>Only not holding says something: what is there may be another version.</summary>
    OnlyAgainst,
}

/// <summary>One thing that a statement makes or takes away.</summary>
/// <param name="IsExpected">True where it is there afterwards, false where it is gone.</param>
/// <param name="Undo">SQL that takes it back, or null where none can be written.</param>
/// <param name="IsExact">True where nothing is left to compare once name and details agree.</param>
public sealed record Mark(Trace Trace, bool IsExpected, Strength Strength, string? Undo, bool IsExact)
{
    /// <summary>What must agree as well where the thing is there, and whether it must be there: the type of an added column.</summary>
    public ImmutableArray<(Trace Trace, bool IsExpected)> Details { get; init; } = [];
}

/// <summary>A statement of a migration: where it stands, what it leaves behind, or why its effect cannot be seen.</summary>
/// <param name="Marks">Empty where nothing can be seen.</param>
/// <param name="Blind">Why nothing can be seen, or empty. Empty with no marks: it leaves nothing behind (SET, BEGIN).</param>
/// <param name="IsOutside">True where it begins, ends or refuses a transaction: what stands before it may stay.</param>
public sealed record Traced(int Line, string Text, ImmutableArray<Mark> Marks, string Blind, bool IsOutside);
