using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Watches the app after the release, compares with the time before, and judges. It ends early where the app is down.</summary>
public sealed class WatchStep(Toolbox tools, Baseline baseline, Redactor redactor, TimeProvider time) : IStep
{
    private const int MostNames = 3;
    private const int LongestName = 120;

    private static readonly TimeSpan Before = TimeSpan.FromMinutes(20);

    /// <inheritdoc />
    public StepKind Kind => StepKind.Watch;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Inspect;

    /// <inheritdoc />
    public bool CanBeInterrupted => true;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        $"Watch flyctl logs -a {context.Environment.App.Name} and the endpoints for {Words.For(context.Environment.Watch)}.";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        return await WatchAsync(context, began, began + context.Environment.Watch, TimeSpan.Zero, cancellationToken);
    }

    /// <summary>After a restart the watch goes on for the time that was left; what nobody saw is said.</summary>
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken)
    {
        var began = context.Session.StateOf(StepKind.Watch) is StepState.Intended { At: var at }
            ? at
            : time.GetUtcNow();
        var gap = time.GetUtcNow() - began;
        return WatchAsync(context, began, began + context.Environment.Watch, gap, cancellationToken);
    }

    private async Task<StepOutcome> WatchAsync(
        StepContext context,
        DateTimeOffset began,
        DateTimeOffset until,
        TimeSpan gap,
        CancellationToken cancellationToken
    )
    {
        var environment = context.Environment;
        var pushed = context.Session.StartedAt ?? began;
        var before = baseline.Between(environment.Name, pushed - Before, pushed);
        var pause = TimeSpan.FromSeconds(Math.Clamp(environment.Watch.TotalSeconds / 30, 0.25, 5));
        var after = new List<Sample>();
        while (time.GetUtcNow() < until)
        {
            after.AddRange(await baseline.AskAsync(environment, cancellationToken));
            var soFar = Judge.Of(before, after, LogComparison.None);
            context.Say(
                $"+{Words.For(time.GetUtcNow() - began)} of {Words.For(environment.Watch)} · {(soFar.Reasons.IsEmpty ? "as before" : soFar.Reasons[0])}"
            );
            if (Judge.IsDown(after))
                break;

            await Task.Delay(pause, time, cancellationToken);
        }

        var logs = await LogsAsync(context, pushed, began, cancellationToken);
        var judgement = Judge.Of(before, after, logs ?? LogComparison.None);
        var report = Report(judgement, context, gap, after.Count, before.Length);
        return new StepOutcome.Judged(
            EndingOf(judgement.Verdict),
            logs is null ? $"{report}; the logs could not be read" : report
        );
    }

    private async Task<LogComparison?> LogsAsync(
        StepContext context,
        DateTimeOffset pushed,
        DateTimeOffset released,
        CancellationToken cancellationToken
    )
    {
        var log = await tools.Fly(context.Environment).LogsAsync(pushed - Before, cancellationToken);
        if (log.Problem is not null)
            return null;

        // Between push and release two versions write: what is said then is nobody's.
        var view = LogView.Of(
            log.Text,
            redactor.Mask,
            at =>
                at < pushed ? LogWindow.Before
                : at >= released ? LogWindow.Now
                : LogWindow.Outside,
            context.Environment.App.Muted
        );
        var news = view.NewErrors;
        return new LogComparison(
            (int)view.Before.Lines,
            (int)view.Now.Lines,
            (int)news.Sum(pattern => pattern.Now),
            string.Join(
                ", ",
                news.Take(MostNames)
                    .Select(pattern =>
                        string.Create(CultureInfo.InvariantCulture, $"{PatternName(pattern.Text)} ×{pattern.Now}")
                    )
            ) + (news.Length > MostNames ? $" and {news.Length - MostNames} more" : "")
        );
    }

    private static string PatternName(string text) =>
        text.Length > LongestName ? text[..LongestName].TrimEnd() + "…" : text;

    private static string Report(Judgement judgement, StepContext context, TimeSpan gap, int asked, int baseline)
    {
        ImmutableArray<string> parts =
        [
            judgement.Verdict switch
            {
                Verdict.Healthy => $"healthy for {Words.For(context.Environment.Watch)}",
                Verdict.Warn => "somebody should look",
                Verdict.Fail => "rollback recommended",
                Verdict.Inconclusive => "could not judge",
            },
            .. judgement.Reasons.Take(4),
            .. judgement
                .Signals.Where(signal =>
                    signal.Tier is not Verdict.Healthy || signal.Name.EndsWith("p50", StringComparison.Ordinal)
                )
                .Take(6)
                .Select(signal => $"{signal.Name} {signal.Before} → {signal.After}"),
            $"{asked} probes after, {baseline} before",
            .. baseline < Judge.LeastBaseline
                ? ["too few probes before the release to compare times"]
                : Array.Empty<string>(),
            .. gap > TimeSpan.FromSeconds(5)
                ? [$"nobody watched for {Words.For(gap)}: the bot was restarted"]
                : Array.Empty<string>(),
        ];
        return string.Join("; ", parts);
    }

    private static Ending EndingOf(Verdict verdict) =>
        verdict switch
        {
            Verdict.Healthy => Ending.Healthy,
            Verdict.Warn => Ending.Warn,
            Verdict.Fail => Ending.Failed,
            Verdict.Inconclusive => Ending.Inconclusive,
        };
}
