using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Lets the verified copy and the present database exchange their names, in one transaction: at every moment one whole database has the live name, or the catalog says which.</summary>
public sealed class SwapStep(Toolbox tools) : IStep
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Swap;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Inspect;

    /// <inheritdoc />
    public bool CanBeInterrupted => false;

    /// <inheritdoc />
    public string Instructions(StepContext context)
    {
        var (live, fresh, kept) = Names(context.Plan.Restore!);
        return $"begin; alter database {live} rename to {kept}; alter database {fresh} rename to {live}; alter database {live} allow_connections true; commit;";
    }

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var restore = context.Plan.Restore!;
        var keeper = new DatabaseKeeper(tools.Database(context.Environment)!);
        var stands = await LookAsync(context, keeper, cancellationToken);
        if (stands is not (Exchange.Ready or Exchange.HalfWay))
            return Say(stands, restore);

        var trouble = "";
        try
        {
            if (stands is Exchange.Ready)
                await keeper.CloseAsync(restore.Live, cancellationToken);

            await keeper.CloseAsync(restore.Fresh, cancellationToken);
            await keeper.SwapAsync(restore.Live, restore.Fresh, restore.Kept, cancellationToken);
        }
        catch (Exception refused) when (refused is NpgsqlException or InvalidOperationException)
        {
            // The catalog says what came of it.
            trouble = refused.Message;
        }

        return await LookAsync(context, keeper, cancellationToken) switch
        {
            Exchange.Ready => Outcome.Failed(
                $"The names were not exchanged: {trouble}",
                "",
                $"{restore.Live} is as it was, {restore.Fresh} is whole. Retry, or Abort: that brings the app back on {restore.Live}."
            ),
            var after => Say(after, restore),
        };
    }

    /// <inheritdoc />
    public async Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken)
    {
        var restore = context.Plan.Restore!;
        var keeper = new DatabaseKeeper(tools.Database(context.Environment)!);
        return await LookAsync(context, keeper, cancellationToken) switch
        {
            Exchange.Ready => new StepOutcome.NotStarted($"the names were not exchanged; {restore.Live} is as it was"),
            Exchange.HalfWay => new StepOutcome.NotStarted(
                $"{restore.Kept} is the database of before and {restore.Fresh} is whole; the name {restore.Live} is free"
            ),
            var stands => Say(stands, restore),
        };
    }

    private static async Task<Exchange> LookAsync(
        StepContext context,
        DatabaseKeeper keeper,
        CancellationToken cancellationToken
    )
    {
        var restore = context.Plan.Restore!;
        var seats = await keeper.SeatsAsync([restore.Live, restore.Fresh, restore.Kept], cancellationToken);
        return Exchange.Of(restore, Exchange.MarkOf(context.Session), seats);
    }

    private static StepOutcome Say(Exchange stands, PlannedRestore restore) =>
        stands switch
        {
            Exchange.Done => new StepOutcome.Succeeded(
                $"{restore.Live} is now the restored one; the database of before is whole and is called {restore.Kept}"
            ),
            Exchange.Ready => Outcome.Failed("The names were not exchanged.", "", "Retry."),
            Exchange.HalfWay => Outcome.Failed(
                $"Nothing has the name {restore.Live}: {restore.Kept} is the database of before, {restore.Fresh} the restored one.",
                "",
                "Retry finishes it."
            ),
            Exchange.Odd { Why: var why } => Outcome.Unknown(
                $"The names stand as nobody planned it: {why}.",
                $"Nothing was dropped. See psql -l: give the database that is to serve the name {restore.Live}, then Retry or Abort."
            ),
        };

    private static (string Live, string Fresh, string Kept) Names(PlannedRestore restore) =>
        (Quoted.Name(restore.Live), Quoted.Name(restore.Fresh), Quoted.Name(restore.Kept));
}
