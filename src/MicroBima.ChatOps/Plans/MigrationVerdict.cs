using System.Collections.Immutable;

namespace MicroBima.ChatOps.Plans;

/// <summary>How much attention a migration needs. The names are stored for ever.</summary>
public enum Risk
{
    /// <summary>Nothing was found.</summary>
    Safe,

    /// <summary>It can block, fail or break the app that runs.</summary>
    Caution,

    /// <summary>It destroys, hides or opens something, or nobody can tell what it does.</summary>
    Danger,
}

/// <summary>What the review says of a migration; an approval is bound to it.</summary>
/// <param name="Summary">All of it in one line: each rule, how often, and where first.</param>
/// <param name="Hazards">The worst first; of very many, the first.</param>
public sealed record MigrationVerdict(Risk Risk, string Summary, ImmutableArray<PlannedHazard> Hazards);

/// <summary>One hazard of a migration, as people read it.</summary>
public sealed record PlannedHazard(
    string Rule,
    Risk Risk,
    int Line,
    string Lock,
    bool Rewrites,
    bool LosesData,
    string Why,
    string Instead
);
