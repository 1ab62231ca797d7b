using System.Text.Json.Serialization;

namespace MicroBima.ChatOps.Backups;

/// <summary>The manifest of a dump that was written and read back in full: what it is of, when, and what is in it.</summary>
/// <param name="Id">Opaque name; paths never come from people.</param>
/// <param name="Environment">Where it came from, with <paramref name="Source"/> the server's identity and the database.</param>
/// <param name="Commit">The head of the deployed branch when it was made, or empty.</param>
/// <param name="IsSealed">True where it is encrypted on the disk.</param>
/// <param name="Sha256">Of the file as it lies on the disk.</param>
/// <param name="Entries">How many objects the full read found.</param>
/// <param name="Contents">What the database held at the dump's snapshot.</param>
public sealed record Backup(
    string Id,
    string Environment,
    string Source,
    string Commit,
    bool IsSealed,
    long Size,
    string Sha256,
    int Entries,
    DateTimeOffset StartedAt,
    DateTimeOffset FinishedAt,
    Contents Contents
);

/// <summary>A backup on the shelf: its manifest, that manifest's own hash, and how its restore was proven, if it was.</summary>
public sealed record ShelvedBackup(Backup Backup, string Manifest, string Path, ProofRecord? Proof, bool IsPinned)
{
    /// <summary>Its name.</summary>
    public string Id => Backup.Id;
}

/// <summary>That a backup was restored and compared: kept beside it, for exactly this manifest.</summary>
public sealed record ProofRecord(string Manifest, DateTimeOffset At, TimeSpan Took, int Tables, long Rows);

/// <summary>How manifests and proofs are written.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(Backup))]
[JsonSerializable(typeof(ProofRecord))]
internal sealed partial class BackupFormat : JsonSerializerContext;
