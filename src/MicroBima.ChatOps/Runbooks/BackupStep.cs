using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Makes sure, right before anything changes, that there is a proven backup of this very database: the checklist's where it still counts, a new one otherwise.</summary>
public sealed class BackupStep(Toolbox tools, Vault vault, ScratchRoom scratch, Desk desk, TimeProvider time) : IStep
{
    /// <inheritdoc />
    public StepKind Kind => StepKind.Backup;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Repeat;

    /// <inheritdoc />
    public bool CanBeInterrupted => true;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        "pg_dump --format=custom --file=backup.dump of the production database, then pg_restore --file=/dev/null backup.dump: it must end with 0.";

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (tools.Database(context.Environment) is not { } database || context.Environment.Database is not { } settings)
            return Outcome.Failed(
                "The bot has no access to the database.",
                "",
                "Make the backup by hand and press Done."
            );

        if (await vault.Shelf.NewestAsync(context.Environment.Name, cancellationToken) is { } newest)
        {
            if (IsExchanged(newest) && !context.IsRetry)
                return Outcome.Failed(
                    $"The backup {newest.Id} is not the one on record: somebody exchanged it, manifest and all.",
                    "",
                    "Look at who can write to the folder of the backups. Retry makes a new one."
                );

            var (writes, hasSameMigrations) = await BackupRoom.SinceAsync(newest.Backup, database, cancellationToken);
            var acceptance = new Acceptance(
                context.Environment.Name,
                context.Plan.Targets.Database ?? "",
                settings.BackupMaxAge
            );
            var objections = acceptance.Objections(newest.Backup, hasSameMigrations, time.GetUtcNow());
            var isProven = newest.Proof is not null || !settings.MayCopyRows;
            if (objections.IsEmpty && isProven && IsOnRecord(newest))
                return new StepOutcome.Succeeded(
                    $"{newest.Id}, made {Words.For(time.GetUtcNow() - newest.Backup.FinishedAt)} ago and unchanged, {BackupWords.Lost(writes)}{Proven(newest.Proof)}"
                );

            context.Say(
                objections.IsEmpty ? $"{newest.Id} does not count" : $"{newest.Id} does not count: {objections[0]}"
            );
        }

        return await MakeAsync(context, database, settings, cancellationToken);
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("a person made the backup"));

    private async Task<StepOutcome> MakeAsync(
        StepContext context,
        Postgres database,
        Environments.DatabaseSettings settings,
        CancellationToken cancellationToken
    )
    {
        var identity = await database.IdentityAsync(cancellationToken);
        await using var lease = scratch.LeaseForRows(identity, settings.MayCopyRows, cancellationToken);
        var order = new BackupOrder(context.Environment.Name, database, context.Plan.Base.ToString(), [], context.Say);
        return await vault.MakeAsync(
            order,
            lease.TakeAsync,
            made => desk.RecordAsync(context.Environment.Name, made.Id, made.Manifest, null, CancellationToken.None), // What lies on the shelf is on record.
            cancellationToken
        ) switch
        {
            VaultResult.Proven made => new StepOutcome.Succeeded(
                $"{made.Backup.Backup.Describe()}{Proven(made.Proof)}"
            ),
            VaultResult.Unproven made => new StepOutcome.Succeeded(
                $"{made.Backup.Backup.Describe()}, read in full, not restored: {made.Why}"
            ),
            VaultResult.Failed failed => Outcome.Failed(
                failed.What,
                failed.Detail,
                "Nothing was changed. Mend it, then retry."
            ),
        };
    }

    /// <summary>True where the journal knows another manifest of that name. One that it does not know at all does not count, and is no alarm.</summary>
    private bool IsExchanged(ShelvedBackup backup) => desk.Ledger.Backups.ContainsKey(backup.Id) && !IsOnRecord(backup);

    private bool IsOnRecord(ShelvedBackup backup) =>
        string.Equals(desk.Ledger.Backups.GetValueOrDefault(backup.Id), backup.Manifest, StringComparison.Ordinal);

    private static string Proven(ProofRecord? proof) => proof is null ? "" : $", {proof.Describe()}";
}
