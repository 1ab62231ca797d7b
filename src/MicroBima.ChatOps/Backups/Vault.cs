using System.Collections.Immutable;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Backups;

/// <summary>What to do where the folder of backups lies on the disk of a container, which goes away with it.</summary>
public enum OwnDisk
{
    /// <summary>Such a backup is none.</summary>
    Refuse,

    /// <summary>It counts, and everybody is told.</summary>
    Warn,

    /// <summary>It counts: a demo, or a disk that only looks like one.</summary>
    Allow,
}

/// <summary>The rules for keeping backups.</summary>
public sealed record VaultPolicy(Retention Retention, OwnDisk OwnDisk);

/// <summary>What came of making or looking at a backup.</summary>
public abstract record VaultResult
{
    private VaultResult() { }

    /// <summary>Made, read, restored and compared.</summary>
    public sealed record Proven(ShelvedBackup Backup, ProofRecord Proof, string Database) : VaultResult;

    /// <summary>Made and read; its restore is for a person to prove.</summary>
    public sealed record Unproven(ShelvedBackup Backup, string Why) : VaultResult;

    /// <summary>There is no backup that counts.</summary>
    public sealed record Failed(string What, string Detail) : VaultResult;
}

/// <summary>Makes backups and proves them, keeps them as long as the rules say, and says when one does not count.</summary>
public sealed class Vault(BackupRoom room, Prover prover, VaultPolicy policy)
{
    /// <summary>The shelf.</summary>
    public BackupShelf Shelf => room.Shelf;

    /// <summary>What to say about the disk under the folder, or null where it outlives the bot.</summary>
    public string? DiskWarning => Warning(Shelf, policy.OwnDisk);

    /// <summary>The same for a shelf and a rule.</summary>
    public static string? Warning(BackupShelf shelf, OwnDisk rule) =>
        rule is OwnDisk.Allow || Ephemeral(shelf.Folder) is not { } kind
            ? null
            : $"backups lie on the container's own disk ({kind}) and go away with it: put a volume under Storage:Folder";

    /// <summary>Makes a backup, and proves it where there is a scratch server.</summary>
    /// <param name="record">Writes its name and the hash of its manifest into the journal; before that it does not count.</param>
    public async Task<VaultResult> MakeAsync(
        BackupOrder order,
        Func<CancellationToken, Task<ScratchResult>> scratch,
        Func<ShelvedBackup, Task> record,
        CancellationToken cancellationToken
    )
    {
        if (policy.OwnDisk is OwnDisk.Refuse && DiskWarning is { } warning)
            return new VaultResult.Failed(
                $"No backup: {warning}.",
                "Where it is copied out by other means, set Backup:OwnDisk to Warn."
            );

        var made = await room.MakeAsync(order.Environment, order.Database, order.Commit, order.Say, cancellationToken);
        if (made is not BackupResult.Made { Backup: var backup })
        {
            var failed = (BackupResult.Failed)made;
            return new VaultResult.Failed(failed.What, failed.Detail);
        }

        await record(backup);
        var result = await ProveAsync(backup, scratch, order.Say, cancellationToken);
        if (result is VaultResult.Proven)
            await Shelf.PruneAsync(order.Environment, policy.Retention, order.Pinned, cancellationToken);

        return result;
    }

    /// <summary>Reads a backup in full and proves it again, where there is a scratch server.</summary>
    public async Task<VaultResult> VerifyAsync(
        ShelvedBackup backup,
        Func<CancellationToken, Task<ScratchResult>> scratch,
        Action<string>? say,
        CancellationToken cancellationToken
    )
    {
        say?.Invoke($"reading {backup.Id} in full");
        return await prover.ReadAsync(backup, cancellationToken) is { } refuted
            ? new VaultResult.Failed(refuted.What, refuted.Detail)
            : await ProveAsync(backup, scratch, say, cancellationToken);
    }

    private async Task<VaultResult> ProveAsync(
        ShelvedBackup backup,
        Func<CancellationToken, Task<ScratchResult>> scratch,
        Action<string>? say,
        CancellationToken cancellationToken
    )
    {
        var taken = await scratch(cancellationToken);
        if (taken is ScratchResult.None { Why: var why })
            return new VaultResult.Unproven(backup, why);

        var server = ((ScratchResult.Ready)taken).Server;
        return await prover.RestoreAsync(backup, server, say, cancellationToken) switch
        {
            ProofResult.Proven proven => new VaultResult.Proven(
                await Shelf.ProveAsync(backup, proven.Proof, cancellationToken),
                proven.Proof,
                proven.Database
            ),
            ProofResult.Refuted refuted => new VaultResult.Failed(refuted.What, refuted.Detail),
        };
    }

    /// <summary>The kind of a disk that a container loses with its end, or null (https://docs.kernel.org/filesystems/overlayfs.html).</summary>
    private static string? Ephemeral(string folder) =>
        new DriveInfo(DiskSpace.Nearest(folder)).DriveFormat
            is ("overlay" or "overlayfs" or "tmpfs" or "ramfs")
                and var kind
            ? kind
            : null;
}

/// <summary>A backup to make.</summary>
/// <param name="Commit">The head of the deployed branch, or empty.</param>
/// <param name="Pinned">Names of backups that somebody still relies on.</param>
/// <param name="Say">Is told how it gets on; must not block.</param>
public sealed record BackupOrder(
    string Environment,
    Postgres Database,
    string Commit,
    ImmutableHashSet<string> Pinned,
    Action<string>? Say
);
