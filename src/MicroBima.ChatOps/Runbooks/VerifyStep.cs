using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Compares the restored copy with the backup's manifest: tables, columns, rows, checksums, sequences, migrations.</summary>
public sealed class VerifyStep(Toolbox tools, Vault vault, Restorer restorer) : IStep
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Verify;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Repeat;

    /// <inheritdoc />
    public bool CanBeInterrupted => true;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        $"Count the rows of every table of {context.Plan.Restore!.Fresh} and compare them with the backup's manifest.";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var restore = context.Plan.Restore!;
        if (
            await vault.Shelf.FindAsync(restore.Backup, cancellationToken) is not { } backup
            || !string.Equals(backup.Manifest, restore.Manifest, StringComparison.Ordinal)
        )
            return Outcome.Failed(
                $"The manifest of {restore.Backup} is not the approved one any more: there is nothing to compare with.",
                "",
                $"Abort brings the app back on {restore.Live}, which is as it was."
            );

        context.Say("comparing the copy with the manifest");
        var copy = tools.Database(context.Environment)!.At(restore.Fresh);
        var (found, wrong) = await restorer.CompareAsync(backup, copy, cancellationToken);
        return wrong is null
            ? new StepOutcome.Succeeded(
                $"{Words.Count(found.Tables.Length, "table")} with {Thousands.Of(found.Rows)} rows and {Words.Count(found.Sequences.Length, "sequence")} are what the manifest says"
            )
            : Outcome.Failed(
                wrong.What,
                wrong.Detail,
                $"The copy is not used. {restore.Live} is as it was; Abort brings the app back on it."
            );
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        RunAsync(context, cancellationToken);
}
