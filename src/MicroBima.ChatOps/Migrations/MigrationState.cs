using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace MicroBima.ChatOps.Migrations;

/// <summary>A migration in a commit: directory name and the bytes of its <c>migration.sql</c> as text.</summary>
public sealed record MigrationFile(string Name, string Sql)
{
    /// <summary>SHA-256 of the file, as Prisma stores it.</summary>
    public string Checksum => Hash(Sql);

    /// <summary>True where a stored checksum fits the file: as it is, with LF or with CRLF line ends; very old rows lack zero padding.</summary>
    public bool Matches(string checksum)
    {
        // Not ReplaceLineEndings: that takes form feeds and U+2028 for line ends too, which would change the text.
        var lf = Sql.Replace("\r\n", "\n", StringComparison.Ordinal);
        return new[] { Hash(Sql), Hash(lf), Hash(lf.Replace("\n", "\r\n", StringComparison.Ordinal)) }.Any(hash =>
            string.Equals(hash, checksum, StringComparison.Ordinal)
            || checksum.Length < hash.Length && string.Equals(Unpadded(hash), checksum, StringComparison.Ordinal)
        );
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Unpadded(string hash) =>
        string.Concat(hash.Chunk(2).Select(pair => pair[0] == '0' ? pair[1..] : pair).SelectMany(pair => pair));
}

/// <summary>What the database's own table says of one migration.</summary>
public sealed record AppliedMigration(
    string Name,
    string Checksum,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? RolledBackAt,
    string? Logs
)
{
    /// <summary>Finished and not rolled back.</summary>
    public bool IsApplied => FinishedAt is not null && RolledBackAt is null;

    /// <summary>Began, did not finish, and nobody resolved it.</summary>
    public bool IsUnfinished => FinishedAt is null && RolledBackAt is null;
}

/// <summary>The files of a commit against the rows of <c>_prisma_migrations</c>: what is pending, and what is wrong.</summary>
/// <param name="Pending">Files that were never applied, in the order in which Prisma runs them.</param>
/// <param name="Obstacles">Why nothing may be migrated: failed, edited after apply, unknown to the commit.</param>
/// <param name="Warnings">What a reader must know: a pending file that is older than the last applied.</param>
public sealed record MigrationState(
    ImmutableArray<MigrationFile> Pending,
    ImmutableArray<string> Obstacles,
    ImmutableArray<string> Warnings
)
{
    /// <summary>Compares files with rows. Rows that were rolled back count for nothing; a re-run has a row of its own.</summary>
    public static MigrationState Of(IEnumerable<MigrationFile> files, IReadOnlyCollection<AppliedMigration> rows)
    {
        var ordered = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToImmutableArray();
        var applied = rows.Where(row => row.IsApplied).ToLookup(row => row.Name, StringComparer.Ordinal);
        var pending = ordered.Where(file => !applied.Contains(file.Name)).ToImmutableArray();
        var last = applied.Select(row => row.Key).Max(StringComparer.Ordinal);
        return new MigrationState(
            pending,
            [
                .. rows.Where(row => row.IsUnfinished)
                    .Select(row =>
                        $"migration {row.Name} began at {row.StartedAt:yyyy-MM-dd HH:mm} UTC and did not finish (P3009)"
                    ),
                .. ordered
                    .Where(file =>
                        applied.Contains(file.Name) && !applied[file.Name].Any(row => file.Matches(row.Checksum))
                    )
                    .Select(file => $"migration {file.Name} was edited after it was applied"),
                .. applied
                    .Select(row => row.Key)
                    .Except(ordered.Select(file => file.Name), StringComparer.Ordinal)
                    .Select(name => $"migration {name} is applied, but the commit does not have it"),
            ],
            [
                .. pending
                    .Where(file => last is not null && string.CompareOrdinal(file.Name, last) < 0)
                    .Select(file =>
                        $"migration {file.Name} is older than the last applied one ({last}): it runs out of order"
                    ),
            ]
        );
    }
}
