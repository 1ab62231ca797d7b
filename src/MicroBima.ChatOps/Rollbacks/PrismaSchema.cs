using System.Collections.Immutable;

namespace MicroBima.ChatOps.Rollbacks;

/// <summary>What a commit's code expects of the database: the tables and enums of its Prisma schema.</summary>
public sealed record PrismaSchema(ImmutableArray<PrismaTable> Tables, ImmutableArray<PrismaEnumType> Enums);

/// <summary>A model or view: the table it stands for, and its columns. Relations have none of their own.</summary>
/// <param name="Schema">The database schema, or null for the default one.</param>
public sealed record PrismaTable(string? Schema, string Name, bool IsView, ImmutableArray<PrismaColumn> Columns);

/// <summary>A field with a column: Prisma's scalar type or an enum's database name, and how many characters it may hold.</summary>
/// <param name="Length">Of <c>@db.VarChar(n)</c> or <c>@db.Char(n)</c>, or null.</param>
public sealed record PrismaColumn(string Name, string Type, bool IsRequired, bool IsList, int? Length);

/// <summary>An enum by its name in the database, with the labels that the code may write.</summary>
public sealed record PrismaEnumType(string Name, ImmutableArray<string> Labels);
