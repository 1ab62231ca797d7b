using System.Collections.Immutable;
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
    private const int RoundsBetweenLooks = 3;
    private const int RoundsBetweenReadings = 6;

    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(30);

    /// <summary>How long a failure that is sure waits for what else may be known of it.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(10);

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
    public Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken) =>
        WatchAsync(context, time.GetUtcNow(), TimeSpan.Zero, cancellationToken);

    /// <summary>After a restart the watch goes on for the time that was left; what nobody saw is said.</summary>
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var began = Intended(context) ?? now;
        if (began > now)
            return WatchAsync(context, now, null, cancellationToken);

        var seen = baseline.Samples(context.Environment, began, DateTimeOffset.MaxValue);
        return WatchAsync(context, began, now - (seen.IsEmpty ? began : seen[^1].At), cancellationToken);
    }

    /// <summary>When the watch was begun, by the clock of its session; null where that is not on record.</summary>
    private static DateTimeOffset? Intended(StepContext context) =>
        context.Session.StateOf(StepKind.Watch) is StepState.Intended { At: var at } ? at : null;

    private async Task<StepOutcome> WatchAsync(
        StepContext context,
        DateTimeOffset began,
        TimeSpan? gap,
        CancellationToken cancellationToken
    )
    {
        var (environment, start, done) = (context.Environment, time.GetTimestamp(), time.GetUtcNow() - began);
        var usual = UsualTime.Before(
            began - RunFor(context, began),
            Enough,
            Baseline.Kept,
            BadTimes.Of(desk.Ledger.Sessions.Values, environment.Name)
        );
        var moments = new Moments(usual, began, baseline.Leapt(environment));
        var pace = new Pace(environment.Watch);
        ImmutableArray<MachineExit> exits = [];
        var queries = await QueriesAsync(environment, cancellationToken);
        await using var wayBack = new WayBack(tools, environment, time, cancellationToken);
        using var beside = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var look = LookAsync(environment, moments, beside.Token);
        var fatal = WatchLog.Nothing;
        Observation? end = null;
        var reading = ReadLaterAsync(context, moments, beside.Token);

        // By what really passes: a clock that leaps ahead must not end a watch before enough was seen.
        while (done + time.GetElapsedTime(start) < environment.Watch)
        {
            await baseline.AskAsync(environment, cancellationToken);

            // Slow tools beside the probes, never before them: the probes keep their pace.
            if (look.IsCompleted)
            {
                exits = await look ?? exits;
                look = LookAsync(environment, moments, beside.Token);
            }

            // Counts are judged once, at the end; what ended the app need not be waited for.
            if (reading.IsCompleted)
            {
                fatal = await reading is { Compared.NewFatals: > 0 } found ? found : fatal;
                reading = ReadLaterAsync(context, moments, beside.Token);
            }

            var now = Seen(environment, moments, exits, fatal.Compared);
            var soFar = Judge.Of(now);
            context.Say(
                $"+{Words.For(done + time.GetElapsedTime(start))} of {Words.For(environment.Watch)} · {(soFar.Alarms.IsEmpty ? "as before" : soFar.Alarms[0].Reason)}"
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
        var levels = baseline.LookAsync(environment, cancellationToken);
        var machines = ExitsAsync(environment, moments, cancellationToken);
        var reread = LogsAsync(context, moments, cancellationToken);
        await SettledAsync(environment, end is not null, Task.WhenAll(levels, machines, reread), cancellationToken);
        exits = (machines.IsCompleted ? await machines : null) ?? exits;
        var logs = reread.IsCompleted ? await reread : WatchLog.Unread;
        var known = logs.IsKnown ? logs : fatal;
        var seen = Seen(environment, moments, exits, known.Compared).EndedBy(end) with
        {
            Queries = new QueryCounts(
                queries,
                levels.IsCompleted ? await QueriesAsync(environment, cancellationToken) : queries
            ),
        };
        var gaps = new WatchGaps(gap, LeapIn(environment, moments), logs.Gap);
        var judged = WatchReports.Write(context, seen, Judge.Of(seen), gaps, tools.Folder);
        return judged.Ending is Ending.Healthy
            ? judged
            : await WithWayBackAsync(context, judged, wayBack, cancellationToken);
    }

    // A failure is sure: it is told although Fly and the database have nothing to say at the moment.
    private Task SettledAsync(
        DeploymentEnvironment environment,
        bool isSure,
        Task all,
        CancellationToken cancellationToken
    ) => isSure ? Task.WhenAny(all, Task.Delay(PatienceOf(environment), time, cancellationToken)) : all;

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
    private static async Task<StepOutcome> WithWayBackAsync(
        StepContext context,
        StepOutcome.Judged judged,
        WayBack wayBack,
        CancellationToken cancellationToken
    )
    {
        var target = context.Plan.Base;
        var verdict = await wayBack.LookAsync(target, PatienceOf(context.Environment), cancellationToken);
        return judged with
        {
            Report = judged.Report! with
            {
                Rollback = verdict.Word,
                RollbackWhy = RollbackWords.Sentence(verdict, target.Short),
            },
        };
    }

    private static TimeSpan PatienceOf(DeploymentEnvironment environment) =>
        environment.Watch < Late ? environment.Watch : Late;

    private Observation Seen(
        DeploymentEnvironment environment,
        Moments moments,
        ImmutableArray<MachineExit> exits,
        LogComparison logs
    )
    {
        var (leap, usual) = (LeapIn(environment, moments), moments.Usual);
        var (from, began) = (usual.From + leap, moments.Began + leap);
        ImmutableArray<Sample> samples =
        [
            .. baseline.Samples(environment, from, DateTimeOffset.MaxValue).Where(sample => Counts(sample.At)),
        ];
        return new(
            began,
            new Pace(environment.Watch),
            samples,
            [.. baseline.Readings(environment, from).Where(reading => Counts(reading.At))],
            logs
        )
        {
            LeftOut = samples.IsEmpty || samples[0].At >= began ? default : usual.LeftOut(samples[0].At - leap),
            Incidents =
            [
                .. baseline.Incidents(environment, from).Where(incident => Counts(incident.At)),
                .. exits.Select(exit => new Incident(
                    exit.At,
                    exit.IsOutOfMemory ? IncidentKind.OutOfMemory : IncidentKind.Restart,
                    exit.Sentence
                )),
            ],
        };

        bool Counts(DateTimeOffset at) => at >= began || usual.Has(at - leap);
    }

    /// <summary>How long the session had been running when its watch began, by its own clock, which no leap sets back.</summary>
    private static TimeSpan RunFor(StepContext context, DateTimeOffset began) =>
        (Intended(context) ?? began) - (context.Session.StartedAt ?? began) is { Ticks: > 0 } run ? run : TimeSpan.Zero;

    /// <summary>By how much the clock leapt since the watch began: all its moments move with it.</summary>
    private TimeSpan LeapIn(DeploymentEnvironment environment, Moments moments) =>
        baseline.Leapt(environment) - moments.Leapt;

    /// <summary>Levels and machines, once; then a pause, since nothing of it changes as fast as probes come.</summary>
    private async Task<ImmutableArray<MachineExit>?> LookAsync(
        DeploymentEnvironment environment,
        Moments moments,
        CancellationToken cancellationToken
    )
    {
        await baseline.LookAsync(environment, cancellationToken);
        var exits = await ExitsAsync(environment, moments, cancellationToken);
        await Task.Delay(RoundsBetweenLooks * new Pace(environment.Watch).Round, time, cancellationToken);
        return exits;
    }

    /// <summary>How machines ended by themselves since the release, and in the time before as far as Fly remembers it; null where Fly does not say.</summary>
    private async Task<ImmutableArray<MachineExit>?> ExitsAsync(
        DeploymentEnvironment environment,
        Moments moments,
        CancellationToken cancellationToken
    )
    {
        // Fly has a clock of its own. Which of ours agreed with it, before a leap or after, nobody knows: rather one exit too many, and none before.
        var leap = LeapIn(environment, moments);
        var since = moments.Began + (leap < TimeSpan.Zero ? leap : TimeSpan.Zero);
        var output = await tools.Fly(environment).StatusAsync(cancellationToken);
        return output.IsSuccess && FlyStatus.TryRead(output.Output) is { } status
            ?
            [
                .. status.Exits.Where(exit =>
                    !exit.IsRequested && (exit.At >= since || leap == TimeSpan.Zero && moments.Usual.Has(exit.At))
                ),
            ]
            : null;
    }

    private async Task<WatchLog> ReadLaterAsync(
        StepContext context,
        Moments moments,
        CancellationToken cancellationToken
    )
    {
        await Task.Delay(RoundsBetweenReadings * new Pace(context.Environment.Watch).Round, time, cancellationToken);
        return await LogsAsync(context, moments, cancellationToken);
    }

    private async Task<WatchLog> LogsAsync(StepContext context, Moments moments, CancellationToken cancellationToken)
    {
        var (usual, released) = (moments.Usual, moments.Began);
        var log = await baseline.LogAsync(context.Environment, usual.Periods, cancellationToken);

        // Lines have the times of Fly's clock: after a leap of ours nobody knows which of them came after the release.
        if (log.Problem is not null || LeapIn(context.Environment, moments) != TimeSpan.Zero)
            return WatchLog.Unread;

        // Between push and release two versions write: what is said then is nobody's. What a bad release said is not usual.
        var view = LogView.Of(
            log.Text,
            redactor.Mask,
            at =>
                at >= released ? LogWindow.Now
                : at is { } moment && usual.Has(moment) ? LogWindow.Before
                : LogWindow.Outside,
            desk.Ledger.MutedPatterns(context.Environment.Name, context.Environment.App.Muted)
        );
        return WatchLog.Of(view, IsOfInterest(log.Missing, moments) ? log.Gap : "");
    }

    /// <summary>What is missing where two versions write, as when the new one starts, would not have counted.</summary>
    private static bool IsOfInterest(Period? missing, Moments moments) =>
        missing is not { } gap || gap.To > moments.Began || moments.Usual.Has(gap.From) || moments.Usual.Has(gap.To);

    /// <summary>The moments of a watch, and by how much the clock had leapt when they were read from it.</summary>
    private sealed record Moments(UsualTime Usual, DateTimeOffset Began, TimeSpan Leapt);
}
