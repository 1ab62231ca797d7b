using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>
/// A backup of the database as it is, made after the approval and before anything is touched. Never an older one; where the database cannot be dumped, people
/// may decide to go on without.
/// </summary>
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
        try
        {
            return Of(context, await MakeAsync(context, order, cancellationToken));
        }
        catch (NpgsqlException broken)
        {
            return Failed(context, "The database could not be read for a backup.", broken.Message);
        }
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        RunAsync(context, cancellationToken);

    private Task<VaultResult> MakeAsync(StepContext context, BackupOrder order, CancellationToken cancellationToken) =>
        vault.MakeAsync(
            order,
            // Restoring it elsewhere would keep production waiting: the database itself is kept as well.
            _ => Task.FromResult<ScratchResult>(new ScratchResult.None("")),
            made => desk.RecordAsync(context.Environment.Name, made.Id, made.Manifest, null, CancellationToken.None), // What lies on the shelf is on record.
            cancellationToken
        );

    private static StepOutcome Of(StepContext context, VaultResult result) =>
        result switch
        {
            VaultResult.Proven { Backup.Backup: var made } => new StepOutcome.Succeeded(made.Describe()),
            VaultResult.Unproven { Backup.Backup: var made } => new StepOutcome.Succeeded(
                $"{made.Describe()}, read back in full"
            ),
            VaultResult.Failed failed => Failed(context, failed.What, failed.Detail),
        };

    /// <summary>What failed, as a question: the backup again, or the restore without one. The database of before is kept in either case.</summary>
    private static StepOutcome.Failed Failed(StepContext context, string what, string detail) =>
        new(
            new Problem(
                $"No safety backup: {what}",
                detail,
                $"Nothing was changed, the app runs. Mend it, then Retry. Where it cannot be dumped, {context.Session.Needed + 1} people may press Go on without it: the database of before is kept as {context.Plan.Restore!.Kept} either way, and would then be the only copy of what was written since.",
                ProblemNature.Failed
            )
            {
                Remedies = [Remedy.Retry, Remedy.GoWithout],
            }
        );
}
