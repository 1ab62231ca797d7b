using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Secrets;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Stores what steps came to. A full disk is told and waited for: what happened in the world must not be forgotten.</summary>
internal sealed partial class Outcomes(Desk desk, Redactor redactor, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Stores the outcome of a step, sooner or later.</summary>
    public async Task StoreAsync(
        SessionNumber number,
        StepKind kind,
        int attempt,
        StepOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        // Going down, a failure may be our own doing: the intent stays, and the world is looked at after the restart. What succeeded is kept.
        var isCertain = outcome is StepOutcome.Succeeded or StepOutcome.Judged;
        var patience = isCertain ? CancellationToken.None : cancellationToken;
        var report = new SessionRequest.Report(kind, attempt, Masked(outcome));
        while (true)
        {
            try
            {
                await desk.AskAsync(number, report, "", patience);
                return;
            }
            catch (NotStoredException full) when (!cancellationToken.IsCancellationRequested)
            {
                await WaitAsync(number, kind, full, cancellationToken);
            }
        }
    }

    /// <summary>Says that something cannot be stored, and why, and waits a little.</summary>
    public async Task WaitAsync(
        SessionNumber number,
        StepKind kind,
        NotStoredException full,
        CancellationToken cancellationToken
    )
    {
        Log.NotStored(logger, full, number, kind);
        desk.Announce(
            new Progress(
                number,
                kind,
                redactor.Mask($"cannot be stored: {full.Message.TrimEnd('.')}. It is tried again until it can")
            )
        );
        await Task.Delay(Pause, time, cancellationToken);
    }

    private StepOutcome Masked(StepOutcome outcome) =>
        outcome switch
        {
            StepOutcome.Succeeded done => done with { Fact = redactor.Mask(done.Fact) },
            StepOutcome.Judged judged => judged with
            {
                Fact = redactor.Mask(judged.Fact),
                Report = judged.Report is { } report
                    ? report with
                    {
                        Numbers = redactor.Mask(report.Numbers),
                        AltText = redactor.Mask(report.AltText),
                        RollbackWhy = redactor.Mask(report.RollbackWhy),
                        Reasons = report.Reasons is { IsDefaultOrEmpty: false } reasons
                            ? [.. reasons.Select(redactor.Mask)]
                            : report.Reasons,
                    }
                    : null,
            },
            StepOutcome.NotStarted clear => clear with { Fact = redactor.Mask(clear.Fact) },
            StepOutcome.Failed { Problem: var problem } failed => failed with
            {
                Problem = problem with
                {
                    What = redactor.Mask(problem.What),
                    Detail = redactor.Mask(problem.Detail),
                    Next = redactor.Mask(problem.Next),
                    Blocker = problem.Blocker is { } blocker
                        ? blocker with
                        {
                            Query = redactor.Mask(blocker.Query),
                            Application = redactor.Mask(blocker.Application),
                        }
                        : null,
                },
            },
        };

    private static partial class Log
    {
        [LoggerMessage(
            206,
            LogLevel.Error,
            "Session {Number}: what {Step} came to cannot be stored; it is tried again"
        )]
        public static partial void NotStored(ILogger logger, Exception exception, SessionNumber number, StepKind step);
    }
}
