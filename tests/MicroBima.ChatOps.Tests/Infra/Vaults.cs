using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>Everything that makes, keeps and proves backups, on one folder, with real programs where a test names no others.</summary>
internal sealed class Vaults
{
    public Vaults(
        Shell shell,
        TimeProvider time,
        string folder,
        string? dump = null,
        string? restore = null,
        string? keyFile = null,
        OwnDisk ownDisk = OwnDisk.Allow,
        string? serverFolder = null
    )
    {
        Tools = new BackupTools(
            dump ?? PostgresServer.Dump,
            restore ?? PostgresServer.Restore,
            keyFile,
            new ReadingLimits(64 * 1024 * 1024, TimeSpan.FromSeconds(30)) { LockPatience = TimeSpan.FromSeconds(3) }
        );
        Shelf = new BackupShelf(folder, time);
        Room = new BackupRoom(shell, time, Shelf, Tools);
        Prover = new Prover(Room, shell, Tools, time);
        Vault = new Vault(Room, Prover, new VaultPolicy(new Retention(10, TimeSpan.FromDays(30)), ownDisk));
        Scratch = new ScratchRoom(shell, time, new ScratchSettings(folder, serverFolder, null));
        Copies = new Copies(shell, Tools, Shelf);
    }

    public BackupTools Tools { get; }

    public BackupShelf Shelf { get; }

    public BackupRoom Room { get; }

    public Prover Prover { get; }

    public Vault Vault { get; }

    public ScratchRoom Scratch { get; }

    public Copies Copies { get; }

    public async Task<ShelvedBackup> MadeAsync(Postgres database, string environment = "production")
    {
        var result = await Room.MakeAsync(environment, database, "", null, CancellationToken.None);
        return result is BackupResult.Made made ? made.Backup : throw new InvalidOperationException($"{result}");
    }
}
