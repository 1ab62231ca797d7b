using System.Collections.Immutable;

namespace MicroBima.ChatOps.Plans;

/// <summary>What the rehearsal of a migration on a copy found; all of it but the time is part of what people approve.</summary>
/// <param name="Migration">The name of the migration.</param>
/// <param name="On">What it was rehearsed on: the restored backup, or the schema without data.</param>
/// <param name="Took">How long the file ran there.</param>
/// <param name="Locks">The strongest lock on each table that was there before: <c>ACCESS EXCLUSIVE lock on customers</c>.</param>
/// <param name="Rewrites">Tables that are written anew.</param>
/// <param name="Losses">What is gone afterwards, counted.</param>
/// <param name="Cautions">What could not be found out, and what the data will refuse.</param>
public sealed record Rehearsal(
    string Migration,
    string On,
    TimeSpan Took,
    ImmutableArray<string> Locks,
    ImmutableArray<string> Rewrites,
    ImmutableArray<string> Losses,
    ImmutableArray<string> Cautions
)
{
    /// <summary>Why it did not run to its end: it fails on this data, or the copy is not enough like production to say. Empty where it did.</summary>
    public string Trouble { get; init; } = "";

    /// <summary>What binds an approval, as one text. Time is not in it: no two runs take the same.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Bound =>
        string.Join(
            '\n',
            [
                On,
                .. Locks,
                .. Rewrites,
                .. Losses,
                .. Cautions,
                .. Trouble.Length > 0 ? [Trouble] : Array.Empty<string>(),
            ]
        );
}
