using System.Globalization;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Stops the app's machines and closes the database: Fly starts a machine again when somebody calls, and nobody may write then.</summary>
public sealed class StopStep(Toolbox tools, Machines machines, Vault vault) : IStep
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Stop;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Repeat;

    /// <inheritdoc />
    public bool CanBeInterrupted => false;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        $"flyctl machine stop <ids> --app {context.Environment.App.Name}; then as the database's owner: alter database {Quoted.Name(context.Plan.Restore!.Live)} allow_connections false";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (database, live) = (tools.Database(context.Environment)!, context.Plan.Restore!.Live);
        var keeper = new DatabaseKeeper(database);
        var stopped = await machines.StopAsync(context.Environment, context.Say, cancellationToken);
        var since = await SinceAsync(context, database, keeper, cancellationToken);
        int ended;
        try
        {
            ended = await keeper.CloseAsync(live, cancellationToken);
        }
        catch (InvalidOperationException stays)
        {
            return Outcome.Failed(
                stays.Message,
                "",
                $"Nothing was restored; {live} is as it was and lets nobody in. Have that session ended, then Retry; Abort brings the app back."
            );
        }

        var closed = string.Create(
            CultureInfo.InvariantCulture,
            $"{live} lets nobody in, {Words.Count(ended, "connection")} ended{since}"
        );
        return new StepOutcome.Succeeded(
            stopped switch
            {
                MachinesResult.Done done => $"{done.Fact}; {closed}",
                MachinesResult.Failed failed =>
                    $"⚠️ machines were not stopped ({failed.What}) but they cannot write: {closed}",
            }
        );
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        RunAsync(context, cancellationToken);

    /// <summary>What was written between the safety backup and the stop: it is in the kept database alone.</summary>
    private async Task<string> SinceAsync(
        StepContext context,
        Postgres database,
        DatabaseKeeper keeper,
        CancellationToken cancellationToken
    )
    {
        var live = context.Plan.Restore!.Live;
        var isOpen = (await keeper.SeatsAsync([live], cancellationToken)).GetValueOrDefault(live) is { IsOpen: true };
        if (Restoring.IsUnsecured(context.Session))
            return $"; there is no safety backup: what was written since is kept in {context.Plan.Restore!.Kept} alone";

        if (!isOpen || await vault.Shelf.NewestAsync(context.Environment.Name, cancellationToken) is not { } safety)
            return "";

        var (writes, _) = await BackupRoom.SinceAsync(safety.Backup, database, cancellationToken);
        return $"; since {safety.Id}: {BackupWords.Lost(writes)}, kept in {context.Plan.Restore!.Kept}";
    }
}
