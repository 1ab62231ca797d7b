using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Logs;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Watches the app after the release, compares with the time before, and judges. It ends early where the app is down.</summary>
public sealed class WatchStep(Toolbox tools, Baseline baseline, Desk desk, Redactor redactor, TimeProvider time) : IStep
{
    private const int MostNames = 3;
    private const int LongestName = 120;
    private const int RoundsBetweenLooks = 3;
    private const int RoundsBetweenReadings = 6;

    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

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
        var seen = baseline.Samples(context.Environment, began, DateTimeOffset.MaxValue);
        var gap = time.GetUtcNow() - (seen.IsEmpty ? began : seen[^1].At);
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
        var before = baseline.Samples(environment, pushed - Before, pushed);
        var pace = new Pace(environment.Watch);
        ImmutableArray<MachineExit> exits = [];
        var queries = await QueriesAsync(environment, cancellationToken);
        using var beside = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var look = LookAsync(environment, began, beside.Token);
        var fatal = LogComparison.None;
        Observation? end = null;
        var reading = ReadLaterAsync(context, pushed, began, beside.Token);

        // By what really passes: a clock that leaps ahead must not end a watch before enough was seen.
        var (start, left) = (time.GetTimestamp(), until - time.GetUtcNow());
        while (time.GetElapsedTime(start) < left)
        {
            await baseline.AskAsync(environment, cancellationToken);

            // Slow tools beside the probes, never before them: the probes keep their pace.
            if (look.IsCompleted)
            {
                exits = await look ?? exits;
                look = LookAsync(environment, began, beside.Token);
            }

            // Counts are judged once, at the end; what ended the app need not be waited for.
            if (reading.IsCompleted)
            {
                fatal = await reading is { NewFatals: > 0 } found ? found : fatal;
                reading = ReadLaterAsync(context, pushed, began, beside.Token);
            }

            var now = Seen(environment, before, began, pushed, exits, fatal);
            var soFar = Judge.Of(now);
            context.Say(
                $"+{Words.For(time.GetUtcNow() - began)} of {Words.For(environment.Watch)} · {(soFar.Alarms.IsEmpty ? "as before" : soFar.Alarms[0].Reason)}"
            );
            if (soFar.Verdict is Verdict.Fail)
            {
                end = now;
                break;
            }

            await Task.Delay(pace.Round, time, cancellationToken);
        }

        await beside.CancelAsync();
        await Task.WhenAll(look, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await baseline.LookAsync(environment, cancellationToken);
        exits = await ExitsAsync(environment, began, cancellationToken) ?? exits;
        var logs = await LogsAsync(context, pushed, began, cancellationToken);
        var seen = Seen(environment, before, began, pushed, exits, logs ?? fatal).EndedBy(end) with
        {
            Queries = new QueryCounts(queries, await QueriesAsync(environment, cancellationToken)),
        };
        var judged = WatchReports.Write(context, seen, Judge.Of(seen), gap, logs is not null, tools.Folder);
        return judged.Ending is Ending.Healthy ? judged : await WithWayBackAsync(context, judged, cancellationToken);
    }

    // A query is cut in the report, so it is masked before.
    private async Task<ImmutableArray<QueryCount>> QueriesAsync(
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await baseline.QueriesAsync(environment, cancellationToken)).Select(query =>
                query with
                {
                    Text = redactor.Mask(query.Text),
                }
            ),
        ];

    /// <summary>Where somebody may want to go back, the report says whether the code could.</summary>
    private async Task<StepOutcome> WithWayBackAsync(
        StepContext context,
        StepOutcome.Judged judged,
        CancellationToken cancellationToken
    )
    {
        var (environment, target) = (context.Environment, context.Plan.Base);
        using var git = tools.Git(environment);
        var verdict = await RollbackJudge.LookFromDeployedAsync(
            git,
            tools.Database(environment),
            environment,
            target,
            cancellationToken
        );
        return judged with
        {
            Report = judged.Report! with
            {
                Rollback = verdict.Word,
                RollbackWhy = RollbackWords.Sentence(verdict, target.Short),
            },
        };
    }

    private Observation Seen(
        DeploymentEnvironment environment,
        ImmutableArray<Sample> before,
        DateTimeOffset began,
        DateTimeOffset pushed,
        ImmutableArray<MachineExit> exits,
        LogComparison logs
    ) =>
        new(
            began,
            new Pace(environment.Watch),
            [.. before, .. baseline.Samples(environment, began, DateTimeOffset.MaxValue)],
            [
                .. baseline
                    .Readings(environment, pushed - Before)
                    .Where(reading => reading.At < pushed || reading.At >= began),
            ],
            logs
        )
        {
            Incidents =
            [
                .. baseline.Incidents(environment, pushed - Before),
                .. exits.Select(exit => new Incident(
                    exit.At,
                    exit.IsOutOfMemory ? IncidentKind.OutOfMemory : IncidentKind.Restart,
                    exit.Sentence
                )),
            ],
        };

    /// <summary>Levels and machines, once; then a pause, since nothing of it changes as fast as probes come.</summary>
    private async Task<ImmutableArray<MachineExit>?> LookAsync(
        DeploymentEnvironment environment,
        DateTimeOffset began,
        CancellationToken cancellationToken
    )
    {
        await baseline.LookAsync(environment, cancellationToken);
        var exits = await ExitsAsync(environment, began, cancellationToken);
        await Task.Delay(RoundsBetweenLooks * new Pace(environment.Watch).Round, time, cancellationToken);
        return exits;
    }

    /// <summary>How machines ended by themselves since the release; null where Fly does not say.</summary>
    private async Task<ImmutableArray<MachineExit>?> ExitsAsync(
        DeploymentEnvironment environment,
        DateTimeOffset began,
        CancellationToken cancellationToken
    )
    {
        var output = await tools.Fly(environment).StatusAsync(cancellationToken);
        return output.IsSuccess && FlyStatus.TryRead(output.Output) is { } status
            ? [.. status.Exits.Where(exit => !exit.IsRequested && exit.At >= began)]
            : null;
    }

    private async Task<LogComparison?> ReadLaterAsync(
        StepContext context,
        DateTimeOffset pushed,
        DateTimeOffset released,
        CancellationToken cancellationToken
    )
    {
        await Task.Delay(RoundsBetweenReadings * new Pace(context.Environment.Watch).Round, time, cancellationToken);
        return await LogsAsync(context, pushed, released, cancellationToken);
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
            desk.Ledger.MutedPatterns(context.Environment.Name, context.Environment.App.Muted)
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
        };
    }
}
