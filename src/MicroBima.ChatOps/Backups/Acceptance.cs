using System.Collections.Immutable;

namespace MicroBima.ChatOps.Backups;

/// <summary>The rule by which a backup counts for a deployment: of this database, of this environment, young enough, and newer than the last migration.</summary>
/// <param name="Environment">What is deployed to.</param>
/// <param name="Source">The identity of its database.</param>
/// <param name="MaxAge">How old a backup may be.</param>
public sealed record Acceptance(string Environment, string Source, TimeSpan MaxAge)
{
    /// <summary>Why a backup does not count, one sentence each; empty where it does.</summary>
    /// <param name="hasSameMigrations">False where <c>_prisma_migrations</c> was written to since.</param>
    public ImmutableArray<string> Objections(Backup backup, bool hasSameMigrations, DateTimeOffset now)
    {
        var objections = ImmutableArray.CreateBuilder<string>();
        if (!string.Equals(backup.Environment, Environment, StringComparison.Ordinal))
            objections.Add($"it is of {backup.Environment}, not of {Environment}");

        if (!string.Equals(backup.Source, Source, StringComparison.Ordinal))
            objections.Add($"it is of the database {backup.Source}, not of {Source}");

        // A clock that was put back makes nothing younger.
        if ((now - backup.StartedAt).Duration() > MaxAge)
            objections.Add($"it is from {backup.StartedAt:yyyy-MM-dd HH:mm} UTC, older than {MaxAge:c} allows");

        if (!hasSameMigrations)
            objections.Add("it is older than the last write to _prisma_migrations");

        return objections.ToImmutable();
    }
}
