using System.Collections.Immutable;

namespace MicroBima.ChatOps.Rollbacks;

/// <summary>What a commit's code expects of the database: the tables and enums of its Prisma schema.</summary>
public sealed record PrismaSchema(ImmutableArray<PrismaTable> Tables, ImmutableArray<PrismaEnumType> Enums);

/// <summary>A model or view: the table it stands for, and its columns. Relations have none of their own.</summary>
/// <param name="Schema">The database schema, or null for the default one.</param>
public sealed record PrismaTable(string? Schema, string Name, bool IsView, ImmutableArray<PrismaColumn> Columns)
{
    /// <summary>The columns that the code takes for unique, of each such rule.</summary>
    public ImmutableArray<ImmutableArray<string>> Keys { get; init; } = [];
}

/// <summary>A field with a column: Prisma's scalar type or an enum's database name, and how many characters it may hold.</summary>
/// <param name="Length">Of <c>@db.VarChar(n)</c> or <c>@db.Char(n)</c>, or null.</param>
public sealed record PrismaColumn(string Name, string Type, bool IsRequired, bool IsList, int? Length)
{
    /// <summary>The type in the database as the schema names it (<c>@db.Uuid</c>), in small letters, or null for Prisma's own choice.</summary>
    public string? Native { get; init; }

    /// <summary>True where the code writes no value and relies on the default in the database: <c>autoincrement()</c>, <c>dbgenerated()</c>.</summary>
    public bool IsFilledByDatabase { get; init; }
}

/// <summary>An enum by its name in the database, with the labels that the code may write.</summary>
public sealed record PrismaEnumType(string Name, ImmutableArray<string> Labels);
