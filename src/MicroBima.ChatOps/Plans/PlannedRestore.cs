using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace MicroBima.ChatOps.Plans;

/// <summary>Which backup is brought back, into which database, and under which names the new and the old one stand before and after.</summary>
/// <param name="Backup">Its name; <paramref name="Manifest"/> is the hash of its manifest, <paramref name="Sha256"/> that of its file.</param>
/// <param name="Commit">The head of the deployed branch when it was made, or empty.</param>
/// <param name="Live">The database that the app uses.</param>
/// <param name="Fresh">What the restored copy is called until it is exchanged for the live one.</param>
/// <param name="Kept">What the present database is called afterwards; it is never dropped.</param>
/// <param name="Gaps">Tables whose number of rows is another now: for reading, they change while people read.</param>
/// <param name="Writes">How many rows were written since, about; null where the server's counters do not say.</param>
/// <param name="Migrations">Migrations that were applied since, and will be pending again.</param>
public sealed record PlannedRestore(
    string Backup,
    string Manifest,
    string Sha256,
    string Commit,
    DateTimeOffset MadeAt,
    int Tables,
    long Rows,
    string Live,
    string Fresh,
    string Kept,
    ImmutableArray<TableGap> Gaps,
    long? Writes,
    ImmutableArray<string> Migrations
)
{
    /// <summary>PostgreSQL cuts longer names silently, and two of them may become one.</summary>
    private const int LongestName = 63;

    /// <summary>The fields that bind an approval.</summary>
    public IEnumerable<PlanField> Fields =>
        [
            new("backup", Backup),
            new("manifest", Manifest),
            new("backup file", Sha256),
            new("live database", Live),
            new("restored as", Fresh),
            new("kept as", Kept),
        ];

    /// <summary>The names of a session's two other databases: the restored copy, and the present one after the exchange.</summary>
    public static (string Fresh, string Kept) NamesFor(string live, int session) =>
        (Named(live, "restore", session), Named(live, "before", session));

    private static string Named(string live, string what, int session)
    {
        var ending = string.Create(CultureInfo.InvariantCulture, $"_{what}_{session}");
        while (Encoding.UTF8.GetByteCount(live) + ending.Length > LongestName)
            live = live[..^(live.Length > 1 && char.IsSurrogatePair(live, live.Length - 2) ? 2 : 1)];

        return live + ending;
    }
}

/// <summary>A table's rows in the backup and now; null where it does not exist there, or nobody could count.</summary>
public sealed record TableGap(string Table, long? InBackup, long? Now);
