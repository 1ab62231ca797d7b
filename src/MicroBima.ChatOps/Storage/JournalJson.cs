using System.Globalization;
using System.Text;

namespace MicroBima.ChatOps.Storage;

/// <summary>Journal records as JSON Lines.</summary>
public static class JournalJson
{
    /// <summary>A record: its sequence, its hash, and the batch as it is stored.</summary>
    public static string Line(JournalEntry entry) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"sequence":{{entry.Sequence}},"hash":"{{entry.Hash}}","batch":{{Encoding.UTF8.GetString(JournalFormat.Write(entry.Batch))}}}"""
        );
}
