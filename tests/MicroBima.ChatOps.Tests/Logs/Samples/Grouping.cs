using System.Text;
using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Tests.Logs.Samples;

/// <summary>How well the patterns of a log agree with the truth.</summary>
/// <param name="Accuracy">The share of lines whose group holds exactly the lines that it should.</param>
/// <param name="GroupF1">The harmonic mean of how many groups found are right and how many right ones were found.</param>
/// <param name="Recall">The share of bad events that were called bad.</param>
/// <param name="Precision">The share of events called bad that are.</param>
/// <param name="Wrong">What went wrong, for people.</param>
internal sealed record Grouping(
    double Accuracy,
    double GroupF1,
    double Recall,
    double Precision,
    IReadOnlyList<string> Wrong
)
{
    /// <summary>The texts of the patterns of a log, in the order of their first lines.</summary>
    public static List<string> Patterns(params string[] log) =>
        [
            .. Read(string.Join('\n', log) + "\n")
                .Select(line => line.Pattern)
                .DistinctBy(pattern => pattern.Id)
                .Select(pattern => pattern.Text),
        ];

    public static Grouping Of(IReadOnlyList<LabelledLine> log, LogFormat format = LogFormat.Auto)
    {
        var found = Read(string.Join('\n', log.Select(line => line.Text)) + "\n", format);
        var (byTruth, byFound) = (
            new Dictionary<string, List<int>>(StringComparer.Ordinal),
            new Dictionary<string, List<int>>(StringComparer.Ordinal)
        );
        for (var at = 0; at < log.Count; at++)
        {
            Add(byTruth, log[at].Template, at);
            Add(byFound, found[at].Pattern.Id, at);
        }

        var wrong = new List<string>();
        var (lines, groups) = (0, 0);
        foreach (var (id, members) in byFound)
        {
            var whole = byTruth[log[members[0]].Template];
            if (whole.Count == members.Count && whole.SequenceEqual(members))
            {
                lines += members.Count;
                groups++;
            }
            else
                wrong.Add($"{members.Count} of {whole.Count}: {found[members[0]].Pattern.Text}");
        }

        var precision = (double)groups / byFound.Count;
        var recall = (double)groups / byTruth.Count;
        var first = Enumerable.Range(0, log.Count).Where(at => at == 0 || log[at].Event != log[at - 1].Event).ToList();
        var bad = first.Where(at => log[at].IsBad).ToList();
        var called = first.Where(at => found[at].Pattern.Level >= LogLevel.Error).ToList();
        var right = called.Count(at => log[at].IsBad);
        wrong.AddRange(bad.Except(called).Select(at => $"missed: {log[at].Text}").Distinct().Take(10));
        wrong.AddRange(called.Except(bad).Select(at => $"false: {log[at].Text}").Distinct().Take(10));
        return new Grouping(
            (double)lines / log.Count,
            precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall),
            bad.Count == 0 ? 1 : (double)right / bad.Count,
            called.Count == 0 ? 1 : (double)right / called.Count,
            wrong
        );
    }

    /// <summary>The event and pattern of every line.</summary>
    public static IReadOnlyList<(long Event, LogPattern Pattern)> Read(string text, LogFormat format = LogFormat.Auto)
    {
        var events = new List<long>();
        var patterns = new Dictionary<long, int>();
        var miner = new PatternMiner(line => line);
        var reader = new LogReader(format, miner, events.Add, (number, pattern) => patterns[number] = pattern);
        reader.Read(Encoding.UTF8.GetBytes(text));
        reader.Complete();
        miner.Settle();
        return [.. events.Select(number => (number, miner.Pattern(miner.Settled(patterns[number]))))];
    }

    private static void Add(Dictionary<string, List<int>> groups, string key, int line)
    {
        if (!groups.TryGetValue(key, out var members))
            groups[key] = members = [];

        members.Add(line);
    }
}
