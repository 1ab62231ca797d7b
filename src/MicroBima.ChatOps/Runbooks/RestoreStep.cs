using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Restores the backup into a new database beside the present one, which stays as it is.</summary>
public sealed class RestoreStep(Toolbox tools, Vault vault, Restorer restorer) : IStep
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Restore;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Inspect;

    /// <inheritdoc />
    public bool CanBeInterrupted => true;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        $"createdb {context.Plan.Restore!.Fresh}, then pg_restore --exit-on-error --dbname={context.Plan.Restore!.Fresh} {context.Plan.Restore!.Backup}.dump";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var (database, restore) = (tools.Database(context.Environment)!, context.Plan.Restore!);
        var keeper = new DatabaseKeeper(database);
        var mark = Exchange.MarkOf(context.Session);
        if (await BackupAsync(restore, cancellationToken) is not { } backup)
            return Outcome.Failed(
                $"{restore.Backup} is not the backup that was approved any more.",
                "",
                $"Nothing was restored; {restore.Live} is as it was. Abort brings the app back on it."
            );

        if (await MakeRoomAsync(keeper, restore, mark, cancellationToken) is { } stands)
            return stands;

        context.Say($"making {restore.Fresh}");
        var refused = await keeper.CreateAsync(restore.Fresh, mark, cancellationToken);
        var refuted = await restorer.IntoAsync(
            backup,
            database.At(restore.Fresh),
            async extensions =>
            {
                var forbidden = await keeper.ForbiddenAsync(restore.Fresh, extensions, cancellationToken);
                refused = [.. refused, .. forbidden.Select(one => $"create extension {Quoted.Name(one)}")];
                return forbidden;
            },
            context.Say,
            cancellationToken
        );
        if (refuted is not null)
            return Outcome.Failed(
                refuted.What,
                refuted.Detail,
                $"{restore.Live} is as it was, nobody uses it. Retry begins the copy anew; Abort brings the app back on {restore.Live}."
            );

        context.Say("gathering statistics");
        await keeper.AnalyzeAsync(restore.Fresh, cancellationToken);
        await keeper.MarkAsync(restore.Fresh, Exchange.WholeMark(mark), cancellationToken);
        return refused.IsEmpty
            ? Whole(restore)
            : new StepOutcome.Succeeded(
                $"{Whole(restore).Fact}. ⚠️ Not taken over from {restore.Live}, a superuser sets it where it is wanted: {string.Join("; ", refused)}"
            );
    }

    /// <inheritdoc />
    public async Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken)
    {
        var restore = context.Plan.Restore!;
        var keeper = new DatabaseKeeper(tools.Database(context.Environment)!);
        var seats = await keeper.SeatsAsync([restore.Fresh], cancellationToken);
        if (!seats.TryGetValue(restore.Fresh, out var fresh))
            return new StepOutcome.NotStarted($"{restore.Fresh} was not made yet; {restore.Live} is as it was");

        return Exchange.IsWhole(fresh, Exchange.MarkOf(context.Session))
            ? Whole(restore)
            : Outcome.Failed(
                $"The copy was interrupted half way. {restore.Live} is as it was; only {restore.Fresh} is not whole.",
                "",
                $"Retry throws {restore.Fresh} away and begins it anew. Abort brings the app back on {restore.Live}."
            );
    }

    /// <summary>The backup, byte by byte the approved one; null where it is not.</summary>
    private async Task<ShelvedBackup?> BackupAsync(PlannedRestore restore, CancellationToken cancellationToken) =>
        await vault.Shelf.FindAsync(restore.Backup, cancellationToken) is { } backup
        && string.Equals(backup.Manifest, restore.Manifest, StringComparison.Ordinal)
        && string.Equals(backup.Backup.Sha256, restore.Sha256, StringComparison.Ordinal)
        && await BackupShelf.IsWholeAsync(backup, cancellationToken)
            ? backup
            : null;

    /// <summary>Throws away what an earlier attempt of this session left; whatever else has the name stays, and the step does not begin.</summary>
    private static async Task<StepOutcome?> MakeRoomAsync(
        DatabaseKeeper keeper,
        PlannedRestore restore,
        string mark,
        CancellationToken cancellationToken
    )
    {
        var seats = await keeper.SeatsAsync([restore.Fresh], cancellationToken);
        if (!seats.TryGetValue(restore.Fresh, out var left))
            return null;

        // Between making it and marking it the bot may have been ended: then it is empty.
        var isOurs =
            Exchange.IsOurs(left, mark)
            || left.Mark.Length == 0 && await keeper.IsEmptyAsync(restore.Fresh, cancellationToken);
        if (!isOurs)
            return Outcome.Failed(
                $"There is a database {restore.Fresh} that this session did not make. It was not touched.",
                "",
                $"See what it is; when it has gone, retry. Abort brings the app back on {restore.Live}."
            );

        await keeper.DropAsync(left, cancellationToken);
        return null;
    }

    private static StepOutcome.Succeeded Whole(PlannedRestore restore) =>
        new($"all of {restore.Backup} is in {restore.Fresh}; {restore.Live} was not touched");
}
