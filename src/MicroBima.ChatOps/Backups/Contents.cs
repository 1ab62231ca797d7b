using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace MicroBima.ChatOps.Backups;

/// <summary>What a database holds at one moment: enough to tell whether a copy of it is whole.</summary>
/// <param name="Writes">Rows written since the server's counters began; the difference to a later reading is about what a restore would lose.</param>
/// <param name="Roles">Names of roles; a copy needs them for its policies and rights.</param>
/// <param name="Encoding">Of the database; rows are compared byte by byte.</param>
/// <param name="Migrations">The state of <c>_prisma_migrations</c>, or null where there is no such table.</param>
public sealed record Contents(
    ImmutableArray<TableContents> Tables,
    ImmutableArray<SequenceContents> Sequences,
    ImmutableArray<string> Roles,
    string Encoding,
    long Writes,
    MigrationsMark? Migrations
)
{
    /// <summary>All rows that were counted.</summary>
    public long Rows => Tables.Sum(table => table.Rows ?? 0);
}

/// <summary>A table: its rows, and a checksum over them in any order.</summary>
/// <param name="Name">Quoted, with its schema.</param>
/// <param name="Rows">Null where counting took too long.</param>
/// <param name="Checksum">Null where the table is too big for one, or it took too long.</param>
/// <param name="Columns">Names and types, as one text.</param>
public sealed record TableContents(string Name, string Columns, long? Rows, string? Checksum)
{
    /// <summary>
    /// The table among whose partitions the rows are spread by hash, or null. A copy may spread them in another way: the labels of an enum have other numbers there.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Spread { get; init; }
}

/// <summary>A sequence: between the two readings it was in while the dump was made.</summary>
public sealed record SequenceContents(string Name, long Low, long High);

/// <summary>The state of <c>_prisma_migrations</c>: how many rows, the last write, and a hash of all that counts.</summary>
public sealed record MigrationsMark(int Rows, DateTimeOffset? LastWrite, string Hash);
