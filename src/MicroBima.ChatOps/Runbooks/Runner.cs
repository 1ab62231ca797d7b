using System.Collections.Concurrent;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Drives sessions: makes plans, proves checklists, and has effects, each with its intent stored before and its outcome after.</summary>
public sealed partial class Runner(
    Desk desk,
    EnvironmentList environments,
    PlanMaker plans,
    Preflight preflight,
    Guard guard,
    IEnumerable<IStep> steps,
    Baseline baseline,
    Redactor redactor,
    TimeProvider time,
    ILogger<Runner> logger
) : BackgroundService
{
    private readonly ConcurrentDictionary<int, Task> _drives = new();
    private readonly WorkInHand _work = new();
    private readonly Outcomes _outcomes = new(desk, redactor, time, logger);
    private readonly Dictionary<StepKind, IStep> _steps = steps.ToDictionary(step => step.Kind);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var feed = desk.Listen();
        var left = desk
            .Ledger.Sessions.Values.Where(session => !session.IsOver)
            .Select(session => session.Number)
            .ToList();
        foreach (var number in left)
            Wake(number, isRestart: true, stoppingToken);

        using var end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task[] parts =
        [
            .. environments.All.Select(environment => baseline.ProbeAsync(environment, end.Token)),
            baseline.FollowLogsAsync(end.Token),
            new Heartbeat(desk, environments, time, logger).RunAsync(end.Token),
            FollowAsync(feed, end.Token),
        ];
        try
        {
            await await Task.WhenAny(parts); // One that breaks down is not missed while the others go on.
        }
        finally
        {
            // None outlives the runner: what it writes or runs would be in the way of whoever comes after it.
            await end.CancelAsync();
            await Task.WhenAll(parts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(_drives.Values)
            .WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task FollowAsync(
        System.Threading.Channels.ChannelReader<Notice> feed,
        CancellationToken cancellationToken
    )
    {
        await foreach (var notice in feed.ReadAllAsync(cancellationToken))
        {
            if (notice is not Notice.Changed { After: var session } changed)
                continue;

            if (
                changed.Events.Any(happened =>
                    happened is SessionEvent.Finished or SessionEvent.Superseded or SessionEvent.AbortAsked
                )
            )
                _work.Interrupt(changed.Before ?? session);

            if (!session.IsOver)
                Wake(session.Number, isRestart: false, cancellationToken);
        }
    }

    /// <summary>One drive at a time for each session; a drive that is under way looks at the session again by itself.</summary>
    private void Wake(SessionNumber number, bool isRestart, CancellationToken cancellationToken) =>
        _ = _drives.AddOrUpdate(
            number.Value,
            _ => DriveAsync(number, isRestart, Task.CompletedTask, cancellationToken),
            (_, before) => DriveAsync(number, isRestart, before, cancellationToken)
        );

    private async Task DriveAsync(
        SessionNumber number,
        bool isRestart,
        Task before,
        CancellationToken cancellationToken
    )
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (
                await desk.IsTrustedAsync(cancellationToken)
                && desk.Ledger.Find(number) is { IsOver: false } session
                && await TryMoveAsync(session, isRestart, cancellationToken) is { } hasMoved
            )
                isRestart = !hasMoved; // What a full disk broke off in the middle is taken up as after a restart.
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The bot is going down: what was begun is on record, and is looked at after the restart.
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            // A bug or a broken machine: the session stands where it stands, the bot lives, somebody must look.
            Log.DriveBroke(logger, broken, number);
        }
    }

    /// <summary>Does the next thing for a session; false where a full disk kept it from being stored, null where it is somebody else's turn.</summary>
    private async Task<bool?> TryMoveAsync(Session session, bool isRestart, CancellationToken cancellationToken)
    {
        try
        {
            return await MoveAsync(session, isRestart, cancellationToken) ? true : null;
        }
        catch (NotStoredException full) when (!cancellationToken.IsCancellationRequested)
        {
            // What could not be stored did not begin: it is asked for again.
            await _outcomes.WaitAsync(session.Number, session.Current?.Kind ?? StepKind.Push, full, cancellationToken);
            return false;
        }
    }

    /// <summary>Does the next thing for a session; false where it is somebody else's turn.</summary>
    private async Task<bool> MoveAsync(Session session, bool isRestart, CancellationToken cancellationToken)
    {
        switch (session.Phase)
        {
            case Phase.Preparing:
                await PrepareAsync(session, cancellationToken);
                return true;
            case Phase.Checking or Phase.AwaitingApproval when isRestart && session.Proposal!.Checklist.IsChecking:
                await ProveAsync(session, cancellationToken);
                return false;
            case Phase.Running when session.Current is { State: StepState.Intended } step:
                if (!isRestart)
                    return false;

                await RecoverAsync(session, step, cancellationToken);
                return true;
            case Phase.Running when session.Current is { State: StepState.Waiting or StepState.Confirmed } step:
                return await BeginAsync(session, step, cancellationToken);
            default:
                return false;
        }
    }

    private async Task PrepareAsync(Session session, CancellationToken cancellationToken)
    {
        PlanResult result;
        var environment = environments.Get(session.Environment);
        try
        {
            Say(session, StepKind.Push, "reading the repository and the database");
            result = await plans.MakeAsync(
                session,
                [.. desk.Ledger.Sessions.Values],
                environment,
                desk.Anchor,
                cancellationToken
            );
            if (
                result is PlanResult.Made { Told: { } told }
                && desk.DoubtOf(told, environment.Repository.Base) is { } doubt
            )
                result = new PlanResult.None(Ending.Failed, $"{doubt.Why} {doubt.Next}");
        }
        catch (Exception dark) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever kept the plan from being made is told to the people who asked for it.
            result = new PlanResult.None(Ending.Failed, $"No plan could be made: {dark.Message}");
        }

        if (result is not PlanResult.Made made)
        {
            var none = (PlanResult.None)result;
            await desk.AskAsync(
                session.Number,
                new SessionRequest.GiveUp(none.How, redactor.Mask(none.Why)),
                "",
                cancellationToken
            );
            return;
        }

        var list = preflight.First(session, made, environment);
        var answer = await desk.AskAsync(
            session.Number,
            new SessionRequest.Propose(made.Plan, list),
            "",
            cancellationToken
        );
        if (answer is Answer.Done { Session: var proposed } && list.IsChecking)
            await ProveAsync(proposed, cancellationToken);
    }

    private async Task ProveAsync(Session session, CancellationToken cancellationToken)
    {
        using var work = _work.Begin(session, canBeInterrupted: true, cancellationToken);
        var plan = session.Proposal!.Plan;
        try
        {
            await preflight.ProveAsync(
                plan,
                session.Proposal.Checklist,
                environments.Get(session.Environment),
                new Reporting(
                    (item, standing) =>
                        desk.AskAsync(
                            session.Number,
                            new SessionRequest.Check(plan.Draft, item, standing),
                            "",
                            cancellationToken
                        ),
                    found =>
                        desk.AskAsync(
                            session.Number,
                            new SessionRequest.Rehearse(plan.Draft, found),
                            "",
                            cancellationToken
                        ),
                    (step, line) => Say(session, step, line)
                ),
                work.Token
            );
        }
        catch (OperationCanceledException) when (work.IsInterrupted)
        {
            // The session ended or the plan was made anew while its checks were running.
        }
    }

    private async Task<bool> BeginAsync(Session session, StepRecord step, CancellationToken cancellationToken)
    {
        var mustWait = step.State is StepState.Waiting && step.Mode is not StepMode.Auto;
        var recheck = mustWait
            ? Recheck.Clear
            : await guard.WaitAsync(session, line => Say(session, step.Kind, line), cancellationToken);
        if (recheck is null)
            return true;

        var request = new SessionRequest.Begin(step.Kind, recheck, mustWait ? Instructions(session, step) : "");
        var answer = await desk.AskAsync(session.Number, request, "", cancellationToken);
        if (answer is not Answer.Done { Session: var begun })
            return false;

        if (
            begun.Current is not { State: StepState.Intended, Attempt: var attempt }
            || begun.Phase is not Phase.Running
        )
            return begun.Phase is Phase.Preparing;

        Log.StepBegan(logger, session.Number, step.Kind, attempt);
        var isByHand = step.Mode is StepMode.Manual;
        await WorkAsync(
            begun,
            step.Kind,
            attempt,
            step is { State: StepState.Confirmed confirmed, Attempt: > 0 } ? confirmed : null,
            (context, token) =>
                isByHand ? _steps[step.Kind].InspectAsync(context, token) : _steps[step.Kind].RunAsync(context, token),
            cancellationToken
        );
        return true;
    }

    private string Instructions(Session session, StepRecord step) =>
        step.Mode is StepMode.Manual
            ? _steps[step.Kind]
                .Instructions(
                    new StepContext(session, session.Proposal!.Plan, environments.Get(session.Environment), _ => { })
                )
            : "";

    /// <summary>An intent without an outcome: the step says what that means, and nothing is ever repeated on a guess.</summary>
    private async Task RecoverAsync(Session session, StepRecord step, CancellationToken cancellationToken)
    {
        Log.StepRecovered(logger, session.Number, step.Kind, _steps[step.Kind].Restart);
        await WorkAsync(
            session,
            step.Kind,
            step.Attempt,
            null,
            (context, token) =>
                _steps[step.Kind].Restart switch
                {
                    RestartRule.Inspect => _steps[step.Kind].InspectAsync(context, token),
                    RestartRule.Repeat => Task.FromResult<StepOutcome>(
                        new StepOutcome.NotStarted("the bot was restarted; beginning again is harmless")
                    ),
                    RestartRule.AskPerson => Task.FromResult(
                        Outcome.Unknown(
                            $"The bot was restarted while {step.Kind.Title()} was at work. Nobody knows whether it happened.",
                            "Look, then retry, skip or abort."
                        )
                    ),
                },
            cancellationToken
        );
    }

    private async Task WorkAsync(
        Session session,
        StepKind kind,
        int attempt,
        StepState.Confirmed? again,
        Func<StepContext, CancellationToken, Task<StepOutcome>> work,
        CancellationToken cancellationToken
    )
    {
        using var interrupt = _work.Begin(session, _steps[kind].CanBeInterrupted, cancellationToken);
        StepOutcome outcome;
        try
        {
            var environment = environments.Get(session.Environment);
            var context = new StepContext(
                session,
                session.Proposal!.Plan,
                environment,
                line => Say(session, kind, line)
            )
            {
                IsRetry = again is not null,
                Remedy = again?.Remedy ?? Remedy.Retry,
                Blocker = again?.Blocker,
            };
            outcome = await work(context, interrupt.Token);
        }
        catch (OperationCanceledException) when (interrupt.IsInterrupted)
        {
            outcome = Outcome.Failed($"{kind.Title()} was stopped on request.", "", "Nothing more runs.");
        }
        catch (Exception broken) when (!cancellationToken.IsCancellationRequested)
        {
            // The effect may or may not have happened: that is what people see.
            Log.StepBroke(logger, broken, session.Number, kind);
            outcome = Outcome.Unknown(
                $"{kind.Title()} broke off: {broken.Message}",
                "Retry looks at the world first where it can."
            );
        }

        await _outcomes.StoreAsync(session.Number, kind, attempt, outcome, cancellationToken);
        Log.StepEnded(logger, session.Number, kind, outcome.GetType().Name);
    }

    private void Say(Session session, StepKind step, string line) =>
        desk.Announce(new Progress(session.Number, step, redactor.Mask(line)));

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Information, "Session {Number}: {Step} begins, attempt {Attempt}")]
        public static partial void StepBegan(ILogger logger, SessionNumber number, StepKind step, int attempt);

        [LoggerMessage(201, LogLevel.Information, "Session {Number}: {Step} ended as {Outcome}")]
        public static partial void StepEnded(ILogger logger, SessionNumber number, StepKind step, string outcome);

        [LoggerMessage(202, LogLevel.Warning, "Session {Number}: the bot was restarted during {Step}; rule {Rule}")]
        public static partial void StepRecovered(ILogger logger, SessionNumber number, StepKind step, RestartRule rule);

        [LoggerMessage(203, LogLevel.Error, "Session {Number}: {Step} broke off")]
        public static partial void StepBroke(ILogger logger, Exception exception, SessionNumber number, StepKind step);

        [LoggerMessage(204, LogLevel.Error, "Session {Number} cannot be driven on")]
        public static partial void DriveBroke(ILogger logger, Exception exception, SessionNumber number);
    }
}
