using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Opens the database that has the live name, whichever it is, and starts the app's machines. The way home, also of a restore that was stopped.</summary>
public sealed class StartStep(Toolbox tools, Machines machines) : IStep
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Start;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Repeat;

    /// <inheritdoc />
    public bool CanBeInterrupted => false;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        $"alter database {Quoted.Name(context.Plan.Restore!.Live)} allow_connections true, then flyctl machine start <ids> --app {context.Environment.App.Name}";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var restore = context.Plan.Restore!;
        var mark = Exchange.MarkOf(context.Session);
        var keeper = new DatabaseKeeper(tools.Database(context.Environment)!);
        var seats = await keeper.SeatsAsync([restore.Live, restore.Fresh, restore.Kept], cancellationToken);
        if (!seats.TryGetValue(restore.Live, out var live))
            return Outcome.Failed(
                $"There is no database {restore.Live}. There is: {string.Join(", ", seats.Keys.Order(StringComparer.Ordinal).DefaultIfEmpty("none of ours"))}.",
                "",
                $"Give the one that is to serve its name: alter database {Quoted.Name(restore.Kept)} rename to {Quoted.Name(restore.Live)}; then Retry."
            );

        if (!live.IsOpen)
            await keeper.OpenAsync(restore.Live, cancellationToken);

        var isRestored = Exchange.IsWhole(live, mark);
        if (!isRestored && seats.TryGetValue(restore.Fresh, out var copy) && Exchange.IsOurs(copy, mark))
        {
            context.Say($"throwing the unused copy {restore.Fresh} away");
            await keeper.DropAsync(copy, cancellationToken);
        }

        var which = isRestored ? $"{restore.Live} is the restored one" : $"{restore.Live} is the database of before";
        return await machines.StartAsync(context.Environment, context.Say, cancellationToken) switch
        {
            MachinesResult.Done done => new StepOutcome.Succeeded($"{which}, and open; {done.Fact}"),
            MachinesResult.Failed when !tools.HasFly => new StepOutcome.Succeeded(
                $"{which}, and open; there is no flyctl here, so nothing was stopped"
            ),
            MachinesResult.Failed failed => Outcome.Failed(
                $"{which}, and open. {failed.What}",
                failed.Detail,
                $"The data is safe. Look at Fly (flyctl status --app {context.Environment.App.Name}), then Retry."
            ),
        };
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        RunAsync(context, cancellationToken);
}
