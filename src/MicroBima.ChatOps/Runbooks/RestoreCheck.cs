using System.Collections.Immutable;
using System.Globalization;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>What must hold before a restore may be approved, and still hold when each of its steps begins. What cannot be found out means no.</summary>
public sealed class RestoreCheck(
    Toolbox tools,
    Vault vault,
    Prover prover,
    ScratchRoom scratch,
    Desk desk,
    Redactor redactor,
    TimeProvider time
)
{
    private Checks Checks => new(redactor, time);

    /// <summary>What stands on the card at once.</summary>
    public Checklist First(PlannedRestore restore, DeploymentEnvironment environment) =>
        Checklist
            .Unchecked.With(ChecklistItem.Migrations, Checks.Open(Loss(restore)))
            .With(
                ChecklistItem.Rollback,
                Checks.Proven(
                    environment,
                    $"the present database is kept as {restore.Kept}, and a safety backup of it is made first"
                )
            )
            .With(ChecklistItem.Team, Checks.Proven(environment, "announced by this card"));

    /// <summary>Runs the checks that take time, each reporting by itself.</summary>
    public async Task ProveAsync(
        PlannedRestore restore,
        Checklist first,
        DeploymentEnvironment environment,
        Reporting reporting,
        CancellationToken cancellationToken
    )
    {
        await Checks.MakeAsync(
            first,
            ChecklistItem.Staging,
            () => DatabaseAsync(restore, environment, cancellationToken),
            reporting,
            cancellationToken
        );
        await Checks.MakeAsync(
            first,
            ChecklistItem.Backup,
            () => BackupAsync(restore, environment, line => reporting.Say(StepKind.Backup, line), cancellationToken),
            reporting,
            cancellationToken
        );
    }

    /// <summary>What is not as it was approved any more. Asked before the exchange of names, without touching the database itself.</summary>
    public async Task<ImmutableArray<string>> MovedAsync(
        Session session,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var plan = session.Proposal!.Plan;
        var restore = plan.Restore!;
        var moved = ImmutableArray.CreateBuilder<string>();
        if (!string.Equals(environment.PolicyHash, plan.Policy, StringComparison.Ordinal))
            moved.Add("the settings of the environment changed");

        if (tools.Database(environment) is not { } database)
            return [.. moved, "the bot has no access to the database any more"];

        var server = await new DatabaseKeeper(database).ServerAsync(cancellationToken);
        if (!string.Equals(server.ToString(), plan.Targets.Database, StringComparison.Ordinal))
            moved.Add($"the database is {server}, not {plan.Targets.Database}");

        if (await vault.Shelf.FindAsync(restore.Backup, cancellationToken) is not { } backup)
            moved.Add($"the backup {restore.Backup} is gone");
        else if (
            !string.Equals(backup.Manifest, restore.Manifest, StringComparison.Ordinal)
            || !string.Equals(backup.Backup.Sha256, restore.Sha256, StringComparison.Ordinal)
            || !File.Exists(backup.Path)
            || new FileInfo(backup.Path).Length != backup.Backup.Size
        )
            moved.Add($"the backup {restore.Backup} is not what it was");

        return moved.ToImmutable();
    }

    private async Task<Standing> DatabaseAsync(
        PlannedRestore restore,
        DeploymentEnvironment environment,
        CancellationToken cancellationToken
    )
    {
        var keeper = new DatabaseKeeper(tools.Database(environment)!);
        var server = await keeper.ServerAsync(cancellationToken);
        if (await vault.Shelf.FindAsync(restore.Backup, cancellationToken) is not { } backup)
            return Checks.Failed($"the backup {restore.Backup} is gone");

        var objections = new Restorable(environment.Name, server.ToString()).Objections(
            backup,
            desk.Ledger.Backups.GetValueOrDefault(backup.Id)
        );
        if (!objections.IsEmpty)
            return Checks.Failed(string.Join("; ", objections));

        if (await keeper.WhyNotAsync(cancellationToken) is { } why)
            return Checks.Failed(why);

        var taken = await keeper.SeatsAsync([restore.Fresh, restore.Kept], cancellationToken);
        return taken.IsEmpty
            ? Checks.Proven(environment, $"{server}: the backup was made of this very one, and the names are free")
            : Checks.Failed(
                $"there is a database {string.Join(" and ", taken.Keys.Order(StringComparer.Ordinal))} already"
            );
    }

    /// <summary>Read in full, and restored elsewhere: now, where nobody did it before.</summary>
    private async Task<Standing> BackupAsync(
        PlannedRestore restore,
        DeploymentEnvironment environment,
        Action<string> say,
        CancellationToken cancellationToken
    )
    {
        if (await vault.Shelf.FindAsync(restore.Backup, cancellationToken) is not { } backup)
            return Checks.Failed($"the backup {restore.Backup} is gone");

        say($"reading {backup.Id} in full");
        var keeper = new DatabaseKeeper(tools.Database(environment)!);
        var strangers = await keeper.StrangersAsync(cancellationToken);
        var (refuted, owners) = await prover.ReadAsync(backup, strangers, cancellationToken);
        if (refuted is not null)
            return Checks.Failed($"{refuted.What} {refuted.Detail}".Trim());

        if (!owners.IsEmpty)
        {
            var roles = string.Join(", ", owners);
            return Checks.Failed(
                $"things in {backup.Id} belong to {roles}, and the bot's role is no member of {(owners.Length == 1 ? "that role" : "those roles")}: it could not hand them over and the restore would stop half way. Grant {roles} to it, then press Retry"
            );
        }

        if (backup.Proof is { } proof)
            return Checks.Proven(
                environment,
                $"{proof.Describe()}, proven {Words.For(time.GetUtcNow() - proof.At)} ago; read in full just now: {backup.Backup.Describe()}"
            );

        var identity = await keeper.ServerAsync(cancellationToken);
        await using var lease = scratch.LeaseForRows(identity, environment.Database!.MayCopyRows, cancellationToken);
        return await vault.VerifyAsync(backup, lease.TakeAsync, say, cancellationToken) switch
        {
            VaultResult.Proven proven => Checks.Proven(
                environment,
                $"{proven.Proof.Describe()}, proven just now: {proven.Backup.Backup.Describe()}"
            ),
            VaultResult.Unproven unproven => Checks.Failed(
                $"its restore was never proven, and cannot be proven now: {unproven.Why}"
            ),
            VaultResult.Failed failed => Checks.Failed($"{failed.What} {failed.Detail}".Trim()),
        };
    }

    private string Loss(PlannedRestore restore) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"everything written since {Words.At(restore.MadeAt)} ({Words.For(time.GetUtcNow() - restore.MadeAt)}) will not be there any more: {BackupWords.Lost(restore.Writes)}. It stays in {restore.Kept}. Sign that this is understood."
        );
}
