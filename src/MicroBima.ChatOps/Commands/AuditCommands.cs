using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MicroBima.ChatOps.Audit;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Storage;

namespace MicroBima.ChatOps.Commands;

/// <summary>Verbs that read the journal: <c>audit verify</c>, <c>audit export</c>, <c>history</c>. The bot may be running meanwhile.</summary>
internal static class AuditCommands
{
    /// <summary>The verb <c>audit</c>.</summary>
    public static Command Audit()
    {
        var folder = FolderOption();
        var json = new Option<bool>("--json") { Description = "One JSON object" };
        var verify = new Command("verify", "Verify the hash chain of the journal; names the first bad record")
        {
            folder,
            json,
        };
        verify.SetAction(parsed => Of(parsed.GetValue(folder)!, journal => Verify(journal, parsed.GetValue(json))));

        var format = new Option<string>("--format")
        {
            Description = "jsonl, csv or html: one page that opens without a network",
            DefaultValueFactory = _ => "jsonl",
        };
        format.AcceptOnlyFromAmong("jsonl", "csv", "html");
        var export = new Command("export", "Write all facts of the journal to standard output") { folder, format };
        export.SetAction(parsed => Of(parsed.GetValue(folder)!, journal => Export(journal, parsed.GetValue(format)!)));
        return new Command("audit", "Check or export the record of everything that happened") { verify, export };
    }

    /// <summary>The verb <c>history</c>.</summary>
    public static Command History()
    {
        var folder = FolderOption();
        var json = new Option<bool>("--json") { Description = "One JSON object a session" };
        var history = new Command("history", "Past sessions, newest first") { folder, json };
        history.SetAction(parsed =>
            Of(parsed.GetValue(folder)!, journal => ShowHistory(journal, parsed.GetValue(json)))
        );
        return history;
    }

    /// <summary>The verb <c>stats</c>.</summary>
    public static Command Stats()
    {
        var folder = FolderOption();
        var weeks = new Option<int>("--weeks") { Description = "How far back", DefaultValueFactory = _ => 12 };
        var json = new Option<bool>("--json") { Description = "One JSON object an environment" };
        var stats = new Command("stats", "Deployment frequency, lead time, change failure rate, time to restore")
        {
            folder,
            weeks,
            json,
        };
        weeks.Validators.Add(result =>
        {
            // What is no number is refused by the parser.
            if (
                result.Tokens is [var token]
                && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var asked)
                && asked is < 1 or > 520
            )
                result.AddError("--weeks must be from 1 to 520.");
        });
        stats.SetAction(parsed =>
            Of(parsed.GetValue(folder)!, journal => ShowStats(journal, parsed.GetValue(weeks), parsed.GetValue(json)))
        );
        return stats;
    }

    /// <summary>Where the bot keeps what it knows.</summary>
    public static Option<string> FolderOption() =>
        new("--data") { Description = "The bot's folder (Storage:Folder)", DefaultValueFactory = _ => "/data" };

    /// <summary>Does something with the journal of a folder; where there is none, or none that can be read, one line says so.</summary>
    private static int Of(string folder, Func<string, int> read)
    {
        var journal = Path.Combine(folder, "journal");
        try
        {
            if (!JournalReader.Segments(journal).IsEmpty)
                return read(journal);

            Console.Error.WriteLine(
                $"There is no journal in {journal}, or none that the user {Environment.UserName} may see: is --data the bot's folder (Storage:Folder)?"
            );
            return 2;
        }
        catch (Exception unreadable)
            when (unreadable is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(unreadable.Message);
            return 2;
        }
    }

    private static int Verify(string journal, bool asJson)
    {
        var result = AuditTrail.Verify(journal);
        Console.Out.WriteLine(asJson ? Json(result) : Line(result));
        return result is AuditResult.Whole ? 0 : 1;
    }

    private static string Line(AuditResult result) =>
        result switch
        {
            AuditResult.Whole { Records: 0 } => "ok: 0 records, nothing is written down yet",
            AuditResult.Whole whole => $"ok: {Words.Count(whole.Records, "record")}, head {whole.Head}",
            AuditResult.Broken broken => $"BROKEN: {broken.What}",
        };

    private static string Json(AuditResult result)
    {
        var line = result switch
        {
            AuditResult.Whole whole => new AuditLine(true, whole.Records, whole.Head, null),
            AuditResult.Broken broken => new AuditLine(false, null, null, broken.What),
        };
        return JsonSerializer.Serialize(line, CommandFormat.Default.AuditLine);
    }

    private static int Export(string journal, string format)
    {
        var lines = format switch
        {
            "csv" => AuditTrail.CsvLines(journal),
            "html" => AuditPage.Lines(journal),
            _ => AuditTrail.JsonLines(journal),
        };
        foreach (var line in lines)
            Console.Out.WriteLine(line);

        return 0;
    }

    private static int ShowHistory(string journal, bool asJson)
    {
        var ledger = LedgerOf(journal);
        foreach (var session in ledger.Sessions.Values.Reverse())
            Console.Out.WriteLine(asJson ? HistoryFormat.Line(session) : Line(session));

        return 0;
    }

    private static int ShowStats(string journal, int weeks, bool asJson)
    {
        var ledger = LedgerOf(journal);
        foreach (
            var environment in ledger
                .Sessions.Values.Select(session => session.Environment)
                .Distinct(StringComparer.Ordinal)
        )
        {
            var stats = DeliveryStats.Of(ledger.Sessions.Values, environment, TimeProvider.System.GetUtcNow(), weeks);
            Console.Out.WriteLine(
                asJson ? HistoryFormat.Line(environment, weeks, stats) : Line(environment, weeks, stats)
            );
        }

        return 0;
    }

    private static string Line(string environment, int weeks, DeliveryStats stats) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{environment}: {Words.Count(stats.Deployments, "deployment")} in {weeks} weeks ({stats.PerWeek:0.#} a week), lead time {Show(stats.LeadTime)}, failed or taken back {(stats.FailureRate is { } rate ? $"{rate * 100:0} %" : "–")}, time to restore {Show(stats.TimeToRestore)}"
        );

    private static string Show(TimeSpan? span) => span is { } known ? Words.For(known) : "–";

    private static Ledger LedgerOf(string journal) =>
        new JournalReader(journal).Read().Aggregate(Ledger.Empty, (current, entry) => current.With(entry.Batch));

    private static string Line(Session session) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{session.Number, -6} {session.OpenedAt:yyyy-MM-dd HH:mm} {session.Kind, -8} {session.Environment, -12} {session.State, -18} {session.Requester.Person} {session.Reason}"
        );
}

/// <summary>What a check of the journal found, for programs: how many records and the last one's hash, or the first bad one in words.</summary>
internal sealed record AuditLine(bool Ok, long? Records, string? Head, string? What);
