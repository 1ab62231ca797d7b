using System.Collections.Frozen;
using System.CommandLine;
using System.Globalization;
using System.Text;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Commands;

/// <summary><c>chatops logs</c>: what a log says, as patterns; compared with another log where one is given. 1 means: errors that were not there before.</summary>
internal static class LogsCommand
{
    private const int Piece = 256 * 1024;
    private const int MostLines = 8;

    private static readonly Dictionary<string, LogFormat> Formats = new(StringComparer.Ordinal)
    {
        ["auto"] = LogFormat.Auto,
        ["fly"] = LogFormat.Fly,
        ["fly-json"] = LogFormat.FlyJson,
        ["nest"] = LogFormat.Nest,
        ["pino"] = LogFormat.Pino,
        ["winston"] = LogFormat.Winston,
        ["postgres"] = LogFormat.Postgres,
        ["plain"] = LogFormat.Plain,
    };

    /// <summary>The verb.</summary>
    public static Command Create(bool isInputClosed)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "A log; without it standard input is read",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var format = new Option<string>("--format")
        {
            Description = $"How lines are written: {string.Join(", ", Formats.Keys)}",
            DefaultValueFactory = _ => "auto",
        };
        format.AcceptOnlyFromAmong([.. Formats.Keys]);
        var baseline = new Option<string?>("--baseline") { Description = "A log of the time before, to compare with" };
        var groups = new Option<bool>("--groups")
        {
            Description = "One line for each line of the log: number of the event, pattern, level, text",
        };
        var json = new Option<bool>("--json") { Description = "One JSON object a pattern" };
        var logs = new Command("logs", "Say what a log says: its patterns, what is new, what is rising")
        {
            file,
            format,
            baseline,
            groups,
            json,
        };
        logs.SetAction(
            (parsed, cancellationToken) =>
                RunAsync(
                    new Asked(
                        parsed.GetValue(file),
                        Formats[parsed.GetValue(format)!],
                        parsed.GetValue(baseline),
                        parsed.GetValue(groups),
                        parsed.GetValue(json),
                        isInputClosed
                    ),
                    cancellationToken
                )
        );
        return logs;
    }

    private static async Task<int> RunAsync(Asked asked, CancellationToken cancellationToken)
    {
        try
        {
            if (asked.IsInputClosed && (asked.File is null or "-" || asked.Baseline is "-"))
                throw new IOException(StandardInput.Closed);

            await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 64 * 1024)
            {
                NewLine = "\n",
            };
            var miner = new PatternMiner(new Redactor().Mask);
            if (asked.Baseline is not null)
            {
                miner.WindowOf = _ => LogWindow.Before;
                await ReadAsync(asked.Baseline, new LogReader(asked.Format, miner), cancellationToken);
            }

            miner.WindowOf = _ => LogWindow.Now;
            using var spool = asked.Groups ? new GroupSpool() : null;
            var reader = new LogReader(
                asked.Format,
                miner,
                spool is null ? null : spool.See,
                spool is null ? null : spool.Close
            );
            await ReadAsync(asked.File, reader, cancellationToken);
            var findings = LogChanges.Of(
                miner.Settle(),
                miner.Before,
                miner.Now,
                FrozenDictionary<string, string>.Empty
            );
            if (spool is not null)
                spool.WriteTo(output, miner);
            else if (asked.Json)
                await JsonAsync(output, findings);
            else
                await TextAsync(output, reader, findings, asked.Baseline is not null);

            await output.FlushAsync(cancellationToken);
            return findings.Any(IsBadNews) ? 1 : 0;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"chatops logs: {unreadable.Message}");
            return 2;
        }
    }

    private static bool IsBadNews(LogFinding finding) =>
        finding is { Change: LogChange.New or LogChange.Rising, Pattern.Level: >= LogLevel.Error };

    private static async Task ReadAsync(string? file, LogReader reader, CancellationToken cancellationToken)
    {
        if (Directory.Exists(file))
            throw new IOException($"{file} is a folder; name a log in it");

        await using var input = file is null or "-" ? Console.OpenStandardInput() : File.OpenRead(file);
        var piece = new byte[Piece];

        // Read in place: a pipe gives what it has, and nothing else waits for this process.
        while (input.Read(piece, 0, piece.Length) is var count and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (reader.Lines == 0 && WhyNoText(piece.AsSpan(0, count)) is { } why)
                throw new IOException($"{file ?? "standard input"} is {why}");

            reader.Read(piece.AsSpan(0, count));
        }

        reader.Complete();
    }

    // What packs files, and what Windows writes, says so in its first bytes.
    private static string? WhyNoText(ReadOnlySpan<byte> start) =>
        start is [0x1f, 0x8b, ..] ? "compressed; unpack it first: gzip -dc FILE | chatops logs"
        : start is [0x28, 0xb5, 0x2f, 0xfd, ..] ? "compressed; unpack it first: zstd -dc FILE | chatops logs"
        : start is [0xff, 0xfe, ..] or [0xfe, 0xff, ..]
            ? "UTF-16; write it as UTF-8 first: iconv -f UTF-16 -t UTF-8 FILE | chatops logs"
        : null;

    private static async Task JsonAsync(StreamWriter output, IEnumerable<LogFinding> findings)
    {
        foreach (var finding in findings)
            await output.WriteLineAsync(LogsFormat.Line(finding));
    }

    private static async Task TextAsync(
        StreamWriter output,
        LogReader reader,
        IReadOnlyList<LogFinding> findings,
        bool isCompared
    )
    {
        await output.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{reader.Lines} lines, {reader.Events} events, {findings.Count(one => one.Pattern.Now > 0)} patterns"
            )
                + (
                    isCompared
                        ? $": {Counted(findings, LogChange.New)} new, {Counted(findings, LogChange.Rising)} rising, {Counted(findings, LogChange.Gone)} gone"
                        : ""
                )
        );
        var now = findings.Where(one => one.Change is not LogChange.Gone).ToList();
        var shown = MostShown(now);
        foreach (var finding in now.Take(shown))
        {
            var since = finding.Pattern.First is { } first ? $"  first {first.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z" : "";
            var change = isCompared ? $"{LogsFormat.Word(finding.Change), -7}" : "";
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{change}{finding.Pattern.Level.Written(), -6}×{finding.Pattern.Now, -8} {finding.Pattern.Text}{since}"
                )
            );
        }

        if (now.Count > shown)
            await output.WriteLineAsync(More([.. now.Skip(shown)]));

        if (reader.Skipped > 0)
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{reader.Skipped} bytes of overlong lines were passed over"
                )
            );
    }

    // The worst come first; of what ended something none is left out.
    private static int MostShown(List<LogFinding> now) =>
        Math.Max(MostLines, now.Count(one => one.Pattern.Level is LogLevel.Fatal));

    private static string More(List<LogFinding> rest)
    {
        var errors = rest.Count(one => one.Pattern.Level is LogLevel.Error);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"and {rest.Count} more{(errors > 0 ? $", {errors} of them errors" : "")}; --json tells all"
        );
    }

    private static int Counted(IEnumerable<LogFinding> findings, LogChange change) =>
        findings.Count(finding => finding.Change == change);

    /// <summary>What the command line asks for.</summary>
    private sealed record Asked(
        string? File,
        LogFormat Format,
        string? Baseline,
        bool Groups,
        bool Json,
        bool IsInputClosed
    );
}
