using System.Collections.Immutable;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>How much attention something needs before it runs on a database with people's data.</summary>
public enum Level
{
    /// <summary>Nothing that a rule knows can go wrong.</summary>
    Safe,

    /// <summary>It can block, fail or break the app that runs: read it, and choose the moment.</summary>
    Caution,

    /// <summary>It destroys, hides or opens something, or nobody can tell what it does.</summary>
    Danger,
}

/// <summary>What happens to the data, in the words of the deployment guide.</summary>
public enum DataLoss
{
    /// <summary>Safe operation.</summary>
    None,

    /// <summary>Potentially destructive: depends on the values that are there.</summary>
    Possible,

    /// <summary>Dangerous: permanent.</summary>
    Certain,
}

/// <summary>One thing that a rule found in a statement.</summary>
/// <param name="Rule">The code of the rule.</param>
/// <param name="Lock">The strongest lock it takes on something that exists, in PostgreSQL's words, or "none".</param>
/// <param name="Rewrites">True where a whole table or index is written anew.</param>
/// <param name="LosesData">True where values are gone or overwritten afterwards.</param>
/// <param name="Why">What goes wrong, on what.</param>
/// <param name="Instead">The safe way to the same end.</param>
public sealed record Hazard(
    string Rule,
    Level Level,
    DataLoss Data,
    string Lock,
    bool Rewrites,
    bool LosesData,
    string Why,
    string Instead
);

/// <summary>A statement with what was found in it.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="Sql">Its text, as it stands in the file.</param>
/// <param name="Hazards">What makes it cautious or dangerous, worst first.</param>
/// <param name="Notes">Good to know; they make nothing cautious.</param>
public sealed record ReviewedStatement(
    int Line,
    string Sql,
    ImmutableArray<Hazard> Hazards,
    ImmutableArray<Hazard> Notes
)
{
    /// <summary>The worst of the hazards.</summary>
    public Level Level => Hazards.Select(hazard => hazard.Level).DefaultIfEmpty(Level.Safe).Max();

    /// <summary>The axis of the data.</summary>
    public DataLoss Data => Hazards.Select(hazard => hazard.Data).DefaultIfEmpty(DataLoss.None).Max();

    /// <summary>The axis of the running app: the worst of what blocks or breaks it, apart from lost data.</summary>
    public Level Availability =>
        Hazards
            .Where(hazard => !string.Equals(hazard.Lock, Locks.None, StringComparison.Ordinal))
            .Select(hazard => hazard.Level)
            .DefaultIfEmpty(Level.Safe)
            .Max();
}

/// <summary>All statements of a file.</summary>
public sealed record FileReview(ImmutableArray<ReviewedStatement> Statements)
{
    /// <summary>The worst of the statements.</summary>
    public Level Level => Statements.Select(statement => statement.Level).DefaultIfEmpty(Level.Safe).Max();
}

/// <summary>PostgreSQL's table locks by their names (https://www.postgresql.org/docs/current/explicit-locking.html).</summary>
internal static class Locks
{
    public const string None = "none";
    public const string RowExclusive = "ROW EXCLUSIVE";
    public const string ShareUpdateExclusive = "SHARE UPDATE EXCLUSIVE";
    public const string Share = "SHARE";
    public const string ShareRowExclusive = "SHARE ROW EXCLUSIVE";
    public const string AccessExclusive = "ACCESS EXCLUSIVE";
}
