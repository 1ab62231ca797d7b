using System.Globalization;
using System.Net;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;

namespace MicroBima.ChatOps.Audit;

/// <summary>The journal as one page that opens anywhere without a network: whether its chain holds, who read and approved what, and every entry.</summary>
public static class AuditPage
{
    private const string Head = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><title>Audit</title>
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <style>
        body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #222 }
        table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem } caption { text-align: left; font-weight: 600 }
        th, td { border-bottom: 1px solid #ddd; padding: .3rem .6rem; text-align: left; vertical-align: top }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .3rem 0 } .ok { color: #186a2c } .bad { color: #a11 }
        code { font-size: 12px; overflow-wrap: anywhere }
        </style></head><body><h1>Audit</h1>
        """;

    /// <summary>The page, line by line; the first bad record ends it and is named at its top.</summary>
    public static IEnumerable<string> Lines(string journalFolder)
    {
        yield return Head;
        // Read once, so that the page shows exactly what was checked.
        var entries = new List<JournalEntry>();
        var result = AuditTrail.Verify(
            journalFolder,
            entry =>
            {
                if (!entry.Batch.Facts.IsEmpty)
                    entries.Add(entry);
            }
        );
        yield return result switch
        {
            AuditResult.Whole whole =>
                $"<p class=\"ok\">The chain holds: {Words.Count(whole.Records, "record")}, head <code>{whole.Head}</code>.</p>",
            AuditResult.Broken broken =>
                $"<p class=\"bad\">The chain is broken: {Text(broken.What)} What follows ends before it.</p>",
        };
        yield return "<table><caption>Who read, signed, approved and rejected what</caption>";
        yield return "<tr><th>At (UTC)</th><th>What</th><th>Who</th><th>Did</th><th>Plan</th></tr>";
        foreach (var entry in entries)
        {
            foreach (var (who, did, plan) in entry.Batch.Facts.Select(Deed).OfType<(string, string, string)>())
                yield return Row(At(entry.Batch.Facts[0]), entry.Batch.Stream, who, did, plan);
        }

        yield return "</table><table><caption>Every entry</caption>";
        yield return "<tr><th>#</th><th>At (UTC)</th><th>What</th><th>Entry</th></tr>";
        foreach (var entry in entries)
            yield return $"<tr><td>{entry.Sequence}</td><td>{At(entry.Batch.Facts[0])}</td><td>{Text(entry.Batch.Stream)}</td><td>{Details(entry)}</td></tr>";

        yield return "</table></body></html>";
    }

    private static (string Who, string Did, string Plan)? Deed(Fact fact) =>
        fact switch
        {
            SessionEvent.PlanRead read => (read.By.Person.Value, "read the plan", read.Digest.ToString()),
            SessionEvent.Signed signed => (signed.By.Person.Value, $"signed {signed.Item}", signed.Digest.ToString()),
            SessionEvent.Approved yes => (yes.By.Person.Value, "approved", yes.Digest.ToString()),
            SessionEvent.Denied no => (no.Person.Value, $"was refused: {no.Asked} ({no.Code})", ""),
            SessionEvent.Finished { How: Ending.Rejected, Why: var why } => ("", why, ""),
            _ => null,
        };

    private static string Details(JournalEntry entry) =>
        $"<details><summary>{Text(string.Join(", ", entry.Batch.Facts.Select(fact => fact.GetType().Name)))} · <code>{entry.Hash}</code></summary><pre>{Text(JournalJson.Line(entry))}</pre></details>";

    private static string Row(params string[] cells) =>
        $"<tr>{string.Concat(cells.Select(cell => $"<td>{Text(cell)}</td>"))}</tr>";

    private static string At(Fact fact) =>
        fact.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
