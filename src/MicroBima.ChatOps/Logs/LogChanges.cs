using System.Collections.Immutable;

namespace MicroBima.ChatOps.Logs;

/// <summary>What became of a pattern since the time before.</summary>
public enum LogChange
{
    /// <summary>It was not there before, and would have been.</summary>
    New,

    /// <summary>It comes clearly more often than before.</summary>
    Rising,

    /// <summary>As before, as far as the counts can tell.</summary>
    Known,

    /// <summary>It was there before and is not there now.</summary>
    Gone,
}

/// <summary>A pattern and what became of it, with how many of it were to be expected now.</summary>
public sealed record LogFinding(LogPattern Pattern, LogChange Change, double Expected)
{
    /// <summary>True where somebody said that it is harmless.</summary>
    public bool IsMuted { get; init; }
}

/// <summary>Compares two windows of a log, worst first.</summary>
public static class LogChanges
{
    private const double LeastFactor = 2;

    // A warning that came once is news where the time before was four times as long.
    private const double MostForOneWarning = 0.25;
    private const long LeastCount = 5;

    // What starts says much at once, and says it again on each machine: only what still comes after that tells of the release.
    private const long LeastClumps = 3;

    // What is ordinary is news only where it comes all the time: a job that happened to run tells nothing.
    private const long LeastOrdinaryClumps = 5;
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(2);

    // One false alarm in a thousand comparisons of a whole log, whatever it has of patterns.
    private const double Doubt = 1e-3;

    // Of what is ordinary and was only too rare to be seen before, this much is called new in a healthy release, and as much of warnings.
    private const double Strays = 0.1;

    /// <summary>All patterns with what became of them; muted ones are known, however often they come.</summary>
    public static ImmutableArray<LogFinding> Of(
        IReadOnlyCollection<LogPattern> patterns,
        Exposure before,
        Exposure now,
        IReadOnlyDictionary<string, string> muted
    )
    {
        var ratio = Ratio(before, now);
        var leastWarnings = LeastWarnings(patterns, ratio);
        return
        [
            .. patterns
                .Where(pattern => pattern.Before + pattern.Now > 0)
                .Select(pattern => new LogFinding(
                    pattern,
                    muted.ContainsKey(pattern.Id) && pattern.Now > 0
                        ? LogChange.Known
                        : ChangeOf(pattern, ratio, patterns.Count, leastWarnings, now.First + Start),
                    pattern.Before * ratio
                )
                {
                    IsMuted = muted.ContainsKey(pattern.Id),
                })
                .OrderBy(finding => finding.Change is LogChange.Gone ? 1 : 0)
                .ThenByDescending(finding => (int)finding.Pattern.Level)
                .ThenBy(finding => (int)finding.Change)
                .ThenByDescending(finding => finding.Pattern.Now)
                .ThenBy(finding => finding.Pattern.Id, StringComparer.Ordinal),
        ];
    }

    /// <summary>How much more there was to see now than before, by time or by traffic, whichever is more: twice the traffic brings twice the known errors.</summary>
    private static double Ratio(Exposure before, Exposure now)
    {
        if (before.Events == 0)
            return 0;

        var byTraffic = (double)now.Events / before.Events;
        return before.Length > TimeSpan.Zero && now.Length > TimeSpan.Zero
            ? Math.Max(byTraffic, now.Length / before.Length)
            : byTraffic;
    }

    /// <summary>
    /// In how many clumps a warning that was not there before must have come to be news. The rare ones that were there before tell how many like them to
    /// expect: for each of n clumps that fell into both windows, or all into the first, there are c^n / (1 - c^n) whose clumps all fall into the second
    /// by chance, where c is the chance of one clump to do so.
    /// </summary>
    private static long LeastWarnings(IReadOnlyCollection<LogPattern> patterns, double ratio)
    {
        var chance = ratio / (1 + ratio);
        var strays = 0.0;
        foreach (
            var events in patterns
                .Where(pattern => pattern is { Level: LogLevel.Warn, Before: > 0 })
                .Select(pattern => pattern.ClumpsBefore + pattern.ClumpsNow)
                .OrderDescending()
        )
        {
            var all = Math.Pow(chance, events);
            strays += all / (1 - all);
            if (strays > Strays)
                return Math.Max(events + 1, 2);
        }

        return ratio <= MostForOneWarning ? 1 : 2;
    }

    private static LogChange ChangeOf(
        LogPattern pattern,
        double ratio,
        int patterns,
        long leastWarnings,
        DateTimeOffset? started
    )
    {
        if (pattern.Now == 0)
            return LogChange.Gone;

        if (pattern.Before == 0)
        {
            // An error that was not there is news. Of warnings the time before has not seen all that come seldom, of what an app calls ordinary
            // a short one has not seen what comes often, and of a start it has seen nothing.
            return
                pattern.Level >= LogLevel.Error
                || (
                    pattern.Level is LogLevel.Warn
                    && pattern.ClumpsNow >= leastWarnings
                    && !(pattern.ClumpsNow == 1 && pattern.Last < started)
                )
                || (
                    pattern.ClumpsNow >= (pattern.Level is LogLevel.Warn ? LeastClumps : LeastOrdinaryClumps)
                    && IsMoreThanChance(0, pattern.Now, ratio, patterns, Strays)
                )
                ? LogChange.New
                : LogChange.Known;
        }

        // What came in clumps before is counted by clumps.
        var clump = (double)pattern.Before / pattern.ClumpsBefore;
        return
            pattern.Now >= LeastCount
            && pattern.ClumpsNow >= LeastClumps
            && pattern.Now >= LeastFactor * pattern.Before * ratio
            && IsMoreThanChance(pattern.ClumpsBefore, pattern.Now / clump, ratio, patterns, Doubt)
            ? LogChange.Rising
            : LogChange.Known;
    }

    /// <summary>
    /// Given how many there were in both windows, each falls into the second with the chance that the exposure gives it. The bound on the tail
    /// (Chernoff) errs to the side of silence; errors come in clumps, so only the square root of a clump counts as evidence beyond a hundred.
    /// </summary>
    private static bool IsMoreThanChance(double before, double now, double ratio, int patterns, double doubt)
    {
        var chance = ratio / (1 + ratio);
        var all = before + now;
        var share = now / all;
        if (share <= chance)
            return false;

        var distance =
            (share * Math.Log(share / chance)) + (share < 1 ? (1 - share) * Math.Log((1 - share) / (1 - chance)) : 0);
        var evidence = all <= 100 ? all : 100 + Math.Sqrt(all - 100);
        return evidence * distance >= Math.Log(Math.Max(1, patterns) / doubt);
    }
}
