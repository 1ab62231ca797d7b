namespace MicroBima.ChatOps.Plans;

/// <summary>A migration that failed before and of which nothing is in the database: the step marks it as rolled back before it applies the pending ones.</summary>
/// <param name="Checksum">The file that failed, as its row names it.</param>
/// <param name="Sql">Its text: it is examined again right before.</param>
/// <param name="Proof">Why nothing of it is there.</param>
public sealed record PlannedRepair(string Name, string Checksum, string Sql, string Proof);
