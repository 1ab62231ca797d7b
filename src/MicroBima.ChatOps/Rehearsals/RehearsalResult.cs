using System.Collections.Immutable;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Rehearsals;

/// <summary>What a statement did on the copy.</summary>
/// <param name="Locks">The strongest lock on each table that was there before the file.</param>
/// <param name="Rows">Rows inserted, updated and deleted.</param>
/// <param name="Scans">Tables that were read from end to end.</param>
/// <param name="Error">Why it failed, or empty.</param>
public sealed record ExplainedStatement(
    int Line,
    string Sql,
    TimeSpan Took,
    ImmutableArray<string> Locks,
    ImmutableArray<string> Rewrites,
    ImmutableArray<string> Scans,
    long Rows,
    string Error
);

/// <summary>How a migration went on the copy.</summary>
public abstract record RehearsalResult
{
    private RehearsalResult(Rehearsal found) => Found = found;

    /// <summary>What was found, as far as it went.</summary>
    public Rehearsal Found { get; init; }

    /// <summary>Statement by statement; empty where the file cannot be taken apart.</summary>
    public ImmutableArray<ExplainedStatement> Statements { get; init; } = [];

    /// <summary>Bytes of write-ahead log, or null where they could not be told from others'.</summary>
    public long? Wal { get; init; }

    /// <summary>The whole file ran.</summary>
    public sealed record Passed(Rehearsal Found) : RehearsalResult(Found);

    /// <summary>It fails on this data: the reason, and the rows that stand against it.</summary>
    public sealed record Failed(Rehearsal Found, string Why, ImmutableArray<string> Violations)
        : RehearsalResult(Found);

    /// <summary>The copy is not enough like production to say: a right or an extension is missing here.</summary>
    public sealed record Unknown(Rehearsal Found, string Why) : RehearsalResult(Found);
}
