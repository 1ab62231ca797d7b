using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>A backup of the database as it is, made after the approval and before anything is touched. Never an older one, and never skipped.</summary>
public sealed class SafetyStep(Toolbox tools, Vault vault, Desk desk) : IStep
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Safety;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Repeat;

    /// <inheritdoc />
    public bool CanBeInterrupted => true;

    /// <inheritdoc />
    public string Instructions(StepContext context) => "The bot makes it; there is nothing to do by hand.";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var order = new BackupOrder(
            context.Environment.Name,
            tools.Database(context.Environment)!,
            "",
            [context.Plan.Restore!.Backup],
            context.Say
        );
        return await vault.MakeAsync(
            order,
            // Restoring it elsewhere would keep production waiting: the database itself is kept as well.
            _ => Task.FromResult<ScratchResult>(new ScratchResult.None("")),
            made => desk.RecordAsync(context.Environment.Name, made.Id, made.Manifest, null, CancellationToken.None), // What lies on the shelf is on record.
            cancellationToken
        ) switch
        {
            VaultResult.Proven { Backup.Backup: var made } => new StepOutcome.Succeeded(made.Describe()),
            VaultResult.Unproven { Backup.Backup: var made } => new StepOutcome.Succeeded(
                $"{made.Describe()}, read back in full"
            ),
            VaultResult.Failed failed => Outcome.Failed(
                failed.What,
                failed.Detail,
                "Nothing was changed, the app runs. Mend it, then retry: without this backup nothing is restored."
            ),
        };
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        RunAsync(context, cancellationToken);
}
