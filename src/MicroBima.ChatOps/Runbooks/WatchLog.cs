using System.Globalization;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Logs;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>What the log says of a release.</summary>
/// <param name="Compared">What is new in it; nothing where that cannot be told.</param>
/// <param name="Gap">What was not seen, in words, or empty.</param>
internal sealed record WatchLog(LogComparison Compared, string Gap)
{
    private const int MostNames = 3;
    private const int LongestName = 120;

    /// <summary>Nobody looked yet.</summary>
    public static WatchLog Nothing { get; } = new(LogComparison.None, "");

    /// <summary>The log did not come.</summary>
    public static WatchLog Unread { get; } = new(LogComparison.None, "the logs could not be read");

    /// <summary>True where it can be told what is new.</summary>
    public bool IsKnown => Compared != LogComparison.None;

    /// <summary>Only what can be compared is new: where nothing is known of the time before, everything would be.</summary>
    public static WatchLog Of(LogView view, string gap)
    {
        if (view.Before.Events == 0)
            return new(
                LogComparison.None,
                "nothing of the log of the time before was seen, so nobody can tell what in it is new"
            );

        var news = view.NewErrors;
        return new(
            new LogComparison(
                (int)view.Before.Lines,
                (int)view.Now.Lines,
                (int)news.Sum(pattern => pattern.Now),
                string.Join(
                    ", ",
                    news.Take(MostNames)
                        .Select(pattern =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{Excerpt.Of(pattern.Text, LongestName)} ×{pattern.Now}"
                            )
                        )
                ) + (news.Length > MostNames ? $" and {news.Length - MostNames} more" : "")
            )
            {
                NewFatals = (int)news.Where(pattern => pattern.Level is LogLevel.Fatal).Sum(pattern => pattern.Now),
                Muted = view.Muted,
            },
            gap
        );
    }
}
