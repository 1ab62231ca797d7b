namespace MicroBima.ChatOps.Backups;

/// <summary>A dump that was written and read back in full.</summary>
/// <param name="Id">Opaque name; paths never come from people.</param>
/// <param name="Environment">Where it came from, with <paramref name="Source"/> the server's identity.</param>
/// <param name="Entries">How many objects the full read found.</param>
public sealed record BackupFile(
    string Id,
    string Environment,
    string Source,
    string Path,
    long Size,
    string Sha256,
    int Entries,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt
);
