using System.Collections.Immutable;
using System.Text;

namespace MicroBima.ChatOps.Logs;

/// <summary>A log, read and compared with the time before.</summary>
/// <param name="Findings">All patterns, worst first.</param>
/// <param name="Before">What there was to see before.</param>
/// <param name="Now">What there was to see in the time that is asked about.</param>
public sealed record LogView(int Machines, ImmutableArray<LogFinding> Findings, Exposure Before, Exposure Now)
{
    /// <summary>Reads a log as flyctl prints it.</summary>
    /// <param name="mask">Makes a text fit to be kept and shown.</param>
    /// <param name="muted">Patterns that are known to be harmless: their texts by their ids.</param>
    public static LogView Of(
        string log,
        Func<string, string> mask,
        Func<DateTimeOffset?, LogWindow> windowOf,
        IReadOnlyDictionary<string, string> muted
    )
    {
        var miner = new PatternMiner(mask) { WindowOf = windowOf, Muted = muted };
        var reader = new LogReader(LogFormat.Auto, miner);
        reader.Read(Encoding.UTF8.GetBytes(log));
        reader.Complete();
        return new LogView(
            reader.Machines,
            LogChanges.Of(miner.Settle(), miner.Before, miner.Now, muted),
            miner.Before,
            miner.Now
        );
    }

    /// <summary>Errors that were not there before, most frequent first.</summary>
    public ImmutableArray<LogPattern> NewErrors =>
        [
            .. Findings
                .Where(finding => finding is { Change: LogChange.New, Pattern.Level: >= LogLevel.Error })
                .Select(finding => finding.Pattern),
        ];

    /// <summary>How many of the patterns seen now are muted.</summary>
    public int Muted => Findings.Count(finding => finding is { IsMuted: true, Pattern.Now: > 0 });

    /// <summary>The lines of a log from a moment on; lines without a time belong to the one before.</summary>
    public static string Since(string log, DateTimeOffset since)
    {
        var from = since.ToUnixTimeMilliseconds();
        var kept = new StringBuilder();
        var isIn = true;
        foreach (var line in log.AsSpan().EnumerateLines())
        {
            var bytes = Encoding.UTF8.GetBytes(line[..Math.Min(line.Length, 200)].ToString());
            var head = FlyHead.Of(bytes.AsSpan(0, Ansi.Strip(bytes)));
            isIn = head.Start > 0 ? head.At >= from : isIn;
            if (isIn && line.Length > 0)
                kept.Append(line).Append('\n');
        }

        return kept.ToString();
    }
}
