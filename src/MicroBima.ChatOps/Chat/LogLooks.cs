using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Chat;

/// <summary>The answer to /logs: what an app's log says, what of it is new, what is rising, and the masked log itself as a file.</summary>
public sealed class LogLooks(Baseline baseline, Desk desk, Redactor redactor, TimeProvider time)
{
    private const int MostPatterns = 8;
    private const int LongestPattern = 160;
    private const int LongestExample = 900;
    private const int MostRemembered = 1_000;
    private static readonly TimeSpan LeastBefore = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OldestRelease = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, string> _shown = new(StringComparer.Ordinal);

    /// <summary>The pattern of an id as somebody saw it lately; empty where nobody did.</summary>
    public string Shown(string pattern) => _shown.GetValueOrDefault(pattern, "");

    /// <summary>The answer to whoever asks for the log: where reading it takes long, that is said, and the log comes when it is there. Nobody waits behind it meanwhile.</summary>
    public async Task<Reply> AnswerAsync(
        DeploymentEnvironment environment,
        TimeSpan since,
        bool errorsOnly,
        CancellationToken cancellationToken
    )
    {
        var reading = LogsAsync(environment, since, errorsOnly, cancellationToken);
        await Task.WhenAny(reading, Task.Delay(Patience, time, cancellationToken));
        return reading.IsCompleted
            ? new Reply.Say(await reading)
            : new Reply.Work(
                Card.Of(
                    CardTone.Calm,
                    Markdown.Ours("⏳ Fly takes its time. The log comes here as soon as it is read.")
                ),
                (_, _) => reading
            );
    }

    /// <summary>What the log of an app says since a moment ago.</summary>
    public async Task<Card> LogsAsync(
        DeploymentEnvironment environment,
        TimeSpan since,
        bool errorsOnly,
        CancellationToken cancellationToken
    )
    {
        var from = time.GetUtcNow() - since;
        var released =
            desk.Ledger.LastRelease(environment.Name) is { } last && last > from - OldestRelease
                ? last
                : (DateTimeOffset?)null;
        // What a bad release said is not usual: after the way back it would look known.
        var bad = BadTimes.Of(desk.Ledger.Sessions.Values, environment.Name);
        var until = released < from ? released.Value : from;
        var log = await baseline.LogAsync(
            environment,
            [
                .. Usual(until, since > LeastBefore ? since : LeastBefore).Periods.Reverse(),
                new Period(from, DateTimeOffset.MaxValue),
            ],
            cancellationToken
        );
        if (log.Problem is { } problem)
            return Card.Of(
                CardTone.Warning,
                Markdown.Ours("⚠️ The logs could not be read."),
                Markdown.Block(redactor.Mask(problem))
            );

        var view = ViewOf(released ?? from);
        if (view.Before.Events == 0 && released is not null)
        {
            // The log does not reach back to before the release: the time before the window is better than nothing.
            (released, view) = (null, ViewOf(from));
        }

        Remember(view);
        var file = redactor.Mask(LogView.Since(log.Text, from));
        return CardOf(environment.Name, since, errorsOnly, view, file, redactor.Mask(log.Gap), released);

        UsualTime Usual(DateTimeOffset border, TimeSpan enough) => UsualTime.Before(border, enough, Baseline.Kept, bad);

        LogView ViewOf(DateTimeOffset border)
        {
            var usual = Usual(border, Baseline.Kept);
            return LogView.Of(
                log.Text,
                redactor.Mask,
                at =>
                    at is { } moment && moment < border
                        ? usual.Has(moment)
                            ? LogWindow.Before
                            : LogWindow.Outside
                        : at is null || at >= from || border >= from
                            ? LogWindow.Now
                            : LogWindow.Outside,
                desk.Ledger.MutedPatterns(environment.Name, environment.App.Muted)
            );
        }
    }

    // Whoever mutes a pattern picks an id: what it stands for is told to everybody, and kept whole, so that it is known again beside other patterns.
    private void Remember(LogView view)
    {
        if (_shown.Count > MostRemembered)
            _shown.Clear();

        foreach (var finding in view.Findings.Where(finding => finding.Pattern.Level >= LogLevel.Warn))
            _shown[finding.Pattern.Id] = finding.Pattern.Text;
    }

    /// <summary>The card of a view.</summary>
    internal static Card CardOf(
        string environment,
        TimeSpan since,
        bool errorsOnly,
        LogView view,
        string file,
        string gap,
        DateTimeOffset? released
    )
    {
        var seen = view
            .Findings.Where(finding => finding is { Change: not LogChange.Gone, IsMuted: false })
            .Where(finding => finding.Pattern.Level >= (errorsOnly ? LogLevel.Error : LogLevel.Warn))
            .ToImmutableArray();
        var isCompared = view.Before.Events > 0;
        var hidden = file.Split(Redactor.Instead).Length - 1;
        var worst = seen.FirstOrDefault(finding =>
            finding is { Change: LogChange.New or LogChange.Rising, Pattern.Level: >= LogLevel.Error }
        );
        ImmutableArray<Markdown> blocks =
        [
            Head(environment, since, view),
            .. Sections(seen, view, isCompared),
            Gone(view, errorsOnly),
            seen.IsEmpty ? Markdown.Ours(errorsOnly ? "No errors." : "No errors and no warnings.") : default,
            worst is null
                ? default
                : Markdown.Ours("One of the first:\n") + Markdown.Block(worst.Pattern.Example, LongestExample),
            Markdown.Ours(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Words.Count(hidden, "value")} hidden{(view.Muted > 0 ? $" · {view.Muted} muted" : "")}{Compared(isCompared, released)}"
                )
            ) + (gap.Length > 0 ? Markdown.Ours(" · ") + Markdown.Text(gap) : default),
        ];
        return new Card(
            worst is not null ? CardTone.Bad
                : seen.Any(finding => finding.Pattern.Level >= LogLevel.Error) ? CardTone.Warning
                : CardTone.Good,
            [.. blocks.Where(block => block.Source.Length > 0)],
            [],
            [new CardFile("logs.txt", PlainText.Of(file))]
        )
        {
            Menus = MuteDesk.Menu(environment, seen.Take(MostPatterns).Select(finding => finding.Pattern)),
        };
    }

    private static string Compared(bool isCompared, DateTimeOffset? released) =>
        !isCompared ? " · nothing to compare with: the log does not reach further back"
        : released is { } at ? $" · compared with the time before the release of <t:{at.ToUnixTimeSeconds()}:t>"
        : " · compared with the time before";

    // What is not said any more is good to know, and no reason to look.
    private static Markdown Gone(LogView view, bool errorsOnly)
    {
        var gone = view
            .Findings.Where(finding => finding is { Change: LogChange.Gone, IsMuted: false })
            .Where(finding => finding.Pattern.Level >= (errorsOnly ? LogLevel.Error : LogLevel.Warn))
            .ToList();
        return gone.Count == 0
            ? default
            : Markdown.Ours(string.Create(CultureInfo.InvariantCulture, $"**GONE** ({gone.Count}) · "))
                + Markdown.Text(gone[0].Pattern.Text, LongestPattern);
    }

    private static Markdown Head(string environment, TimeSpan since, LogView view) =>
        Markdown.Ours("📋 **")
        + Markdown.Text(environment)
        + string.Create(
            CultureInfo.InvariantCulture,
            $" logs** · last {Words.For(since)} · {view.Now.Lines} lines → {view.Findings.Count(finding => finding.Pattern.Now > 0)} patterns · {view.Machines} {(view.Machines == 1 ? "machine" : "machines")}"
        );

    // At most eight lines in all, first what ended something, then what is new; what is as before is counted and told last.
    private static IEnumerable<Markdown> Sections(ImmutableArray<LogFinding> seen, LogView view, bool isCompared)
    {
        var lines = seen.OrderByDescending(finding => finding.Pattern.Level is LogLevel.Fatal)
            .ThenBy(finding => (int)finding.Change)
            .Take(MostPatterns)
            .ToHashSet();
        foreach (var change in new[] { LogChange.New, LogChange.Rising, LogChange.Known })
        {
            var part = seen.Where(finding => finding.Change == change).ToList();
            if (part.Count == 0)
                continue;

            var title = change switch
            {
                LogChange.New => isCompared ? "NEW" : "SEEN",
                LogChange.Rising => "RISING",
                LogChange.Known or LogChange.Gone => "KNOWN",
            };
            var shown = part.Where(lines.Contains).ToList();
            yield return Markdown.Join(
                "\n",
                [
                    Markdown.Ours(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"**{title}** ({part.Count}{(change is LogChange.Known ? ", unchanged" : "")})"
                        )
                    ),
                    .. shown.Select(finding => Line(finding, view)),
                    More([.. part.Except(shown)]),
                ]
            );
        }
    }

    // What ended something is never passed over in silence.
    private static Markdown More(List<LogFinding> rest)
    {
        var fatal = rest.Count(finding => finding.Pattern.Level is LogLevel.Fatal);
        return rest.Count == 0
            ? default
            : Markdown.Ours(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"and {rest.Count} more{(fatal > 0 ? $", {fatal} of them fatal: in the file" : "")}"
                )
            );
    }

    private static Markdown Line(LogFinding finding, LogView view)
    {
        var pattern = finding.Pattern;
        var line =
            Markdown.Ours(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(pattern.Level >= LogLevel.Error ? "🔴" : "🟠")} ×{pattern.Now}  "
                )
            ) + Markdown.Text(pattern.Text, LongestPattern);
        return finding.Change switch
        {
            LogChange.Rising => line
                + " · "
                + Markdown.Code(pattern.Id)
                + $" · {Rate(pattern.Before, view.Before)} → {Rate(pattern.Now, view.Now)}",
            LogChange.New => line
                + " · "
                + Markdown.Code(pattern.Id)
                + (pattern.First is { } first ? $" · first <t:{first.ToUnixTimeSeconds()}:T>" : ""),
            LogChange.Known or LogChange.Gone => line,
        };
    }

    private static string Rate(long count, Exposure exposure) =>
        exposure.Length > TimeSpan.FromSeconds(1)
            ? string.Create(CultureInfo.InvariantCulture, $"{count / exposure.Length.TotalMinutes:0.#}/min")
            : string.Create(CultureInfo.InvariantCulture, $"×{count}");
}
