using System.Security.Cryptography;

namespace MicroBima.ChatOps.Sandbox.World.Prisma;

/// <summary>The migrations that lie in a release's folder, in the order in which they are applied.</summary>
internal sealed class MigrationFolder(string project)
{
    public const string FileName = "migration.sql";

    public string Path { get; } = System.IO.Path.Combine(project, "prisma", "migrations");

    public IReadOnlyList<string> Names() =>
        Directory.Exists(Path)
            ?
            [
                .. Directory
                    .EnumerateDirectories(Path)
                    .Select(System.IO.Path.GetFileName)
                    .Order(StringComparer.Ordinal)!,
            ]
            : [];

    public string FileOf(string name) => System.IO.Path.Combine(Path, name, FileName);

    /// <summary>The text of a migration; a folder without its file is P3015.</summary>
    public async Task<string> ReadAsync(string name, CancellationToken cancellationToken) =>
        File.Exists(FileOf(name))
            ? await File.ReadAllTextAsync(FileOf(name), cancellationToken)
            : throw new PrismaException(
                "P3015",
                $"Could not find the migration file at {FileOf(name)}. Please delete the directory or restore the migration file."
            );

    public async Task<string> ChecksumAsync(string name, CancellationToken cancellationToken) =>
        Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(FileOf(name), cancellationToken)));
}

/// <summary>An error that Prisma prints with a code.</summary>
internal sealed class PrismaException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
