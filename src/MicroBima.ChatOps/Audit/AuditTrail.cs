using System.Globalization;
using System.Text;
using System.Text.Json;
using MicroBima.ChatOps.Storage;

namespace MicroBima.ChatOps.Audit;

/// <summary>What a check of the journal's chain found.</summary>
public abstract record AuditResult
{
    private AuditResult() { }

    /// <summary>Every record follows the one before.</summary>
    public sealed record Whole(long Records, string Head) : AuditResult;

    /// <summary>The first record that does not, in words.</summary>
    public sealed record Broken(string What) : AuditResult;
}

/// <summary>Reads the journal for people who check: verifies the hash chain, and writes all facts out.</summary>
public static class AuditTrail
{
    /// <summary>Verifies every record, and that none is missing at the end; names the first bad one.</summary>
    public static AuditResult Verify(string journalFolder) => Verify(journalFolder, _ => { });

    /// <summary>The same, and hands on each record that holds, so that nobody reads the journal a second time.</summary>
    internal static AuditResult Verify(string journalFolder, Action<JournalEntry> holds)
    {
        // The store is behind the journal, never before it. What it has seen and the journal has not was cut off, and a chain that lost its end is whole.
        var store = StorageFolder.DatabaseBeside(journalFolder);
        var seen = SessionIndex.NewestIn(store);
        var reader = new JournalReader(journalFolder);
        var head = "";
        try
        {
            foreach (var entry in reader.Read())
            {
                head = entry.Hash;
                holds(entry);
            }

            return seen > reader.Sequence
                ? new AuditResult.Broken(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Record {reader.Sequence + 1} of the journal is missing: it ends before it, and {Path.GetFileName(store)} beside it has seen {seen}. Its end was cut off, or it is an older copy: put the newest one back."
                    )
                )
                : new AuditResult.Whole(reader.Sequence, head);
        }
        catch (Exception damage) when (damage is InvalidDataException or JsonException)
        {
            return new AuditResult.Broken(damage.Message);
        }
    }

    /// <summary>One JSON object a fact, with the sequence and hash of its record.</summary>
    public static IEnumerable<string> JsonLines(string journalFolder) =>
        new JournalReader(journalFolder).Read().Select(entry => JournalJson.Line(entry));

    /// <summary>One line a fact; cells that a spreadsheet would take for a formula are quoted away.</summary>
    public static IEnumerable<string> CsvLines(string journalFolder) =>
        (
            from entry in new JournalReader(journalFolder).Read()
            from fact in entry.Batch.Facts
            select string.Join(
                ',',
                new[]
                {
                    entry.Sequence.ToString(CultureInfo.InvariantCulture),
                    fact.At.ToString("O", CultureInfo.InvariantCulture),
                    entry.Batch.Stream,
                    fact.GetType().Name,
                    entry.Batch.Cause,
                    entry.Hash,
                }.Select(Cell)
            )
        ).Prepend("sequence,at,stream,event,cause,hash");

    /// <summary>A cell that is text whatever it begins with.</summary>
    public static string Cell(string text)
    {
        var harmless = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return new StringBuilder("\"")
            .Append(harmless.Replace("\"", "\"\"", StringComparison.Ordinal))
            .Append('"')
            .ToString();
    }
}
