using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Tells the desk each second that time passed: sessions expire, and what the team agreed to beforehand begins.</summary>
internal sealed partial class Heartbeat(Desk desk, EnvironmentList environments, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Beats until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                foreach (
                    var session in desk.Ledger.Sessions.Values.Where(session => !session.IsOver && !session.HasStarted)
                )
                    await desk.AskAsync(session.Number, new SessionRequest.Tick(), "", cancellationToken);

                foreach (var environment in environments.All)
                    await TakeBackAsync(environment, cancellationToken);
            }
            catch (Exception broken)
                when (broken is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
            {
                // The journal cannot be written: nothing can be begun either. The loop lives, somebody must look.
                Log.TickBroke(logger, broken);
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Opens the rollback of a release that failed; the cause keeps it from being opened twice.</summary>
    private async Task TakeBackAsync(DeploymentEnvironment environment, CancellationToken cancellationToken)
    {
        if (desk.Ledger.Last(environment.Name) is { } last && SelfRollback.IsDue(last, desk.SinceEndOf(last)))
            await desk.OpenAsync(
                SelfRollback.Request(last, environment.RollbackPolicy, OpenRequest.NewSeal()),
                $"self-rollback/{last.Number.Value}",
                cancellationToken
            );
    }

    private static partial class Log
    {
        [LoggerMessage(205, LogLevel.Error, "Time cannot be kept: approvals do not expire")]
        public static partial void TickBroke(ILogger logger, Exception exception);
    }
}
