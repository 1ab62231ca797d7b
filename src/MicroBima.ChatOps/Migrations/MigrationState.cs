using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace MicroBima.ChatOps.Migrations;

/// <summary>A migration in a commit: directory name and the bytes of its <c>migration.sql</c> as text.</summary>
public sealed record MigrationFile(string Name, string Sql)
{
    /// <summary>The name of the file in the migration's directory.</summary>
    public const string Script = "migration.sql";

    /// <summary>SHA-256 of the file, as Prisma stores it.</summary>
    public string Checksum => Hash(Sql);

    /// <summary>True where a stored checksum fits the file: as it is, with LF or with CRLF line ends; very old rows lack zero padding.</summary>
    public bool Matches(string checksum)
    {
        // Not ReplaceLineEndings: that takes form feeds and U+2028 for line ends too, which would change the text.
        var lf = Sql.Replace("\r\n", "\n", StringComparison.Ordinal);
        return new[] { Hash(Sql), Hash(lf), Hash(lf.Replace("\n", "\r\n", StringComparison.Ordinal)) }.Any(hash =>
            string.Equals(hash, checksum, StringComparison.Ordinal)
            || string.Equals(Unpadded(hash), checksum, StringComparison.Ordinal)
        );
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Unpadded(string hash) =>
        string.Concat(hash.Chunk(2).Select(pair => pair[0] == '0' ? pair[1..] : pair).SelectMany(pair => pair));
}

/// <summary>What the database's own table says of one migration.</summary>
public sealed record MigrationRow(
    string Name,
    string Checksum,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? RolledBackAt,
    string? Logs
)
{
    /// <summary>0 for a row that a person made with <c>migrate resolve --applied</c>: the SQL never ran by Prisma.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>Finished and not rolled back.</summary>
    public bool IsApplied => FinishedAt is not null && RolledBackAt is null;

    /// <summary>Began, did not finish, and nobody resolved it.</summary>
    public bool IsUnfinished => FinishedAt is null && RolledBackAt is null;
}

/// <summary>The files of a commit against the rows of <c>_prisma_migrations</c>: what is pending, and what is wrong.</summary>
/// <param name="Pending">Files that were never applied, in the order in which Prisma runs them.</param>
/// <param name="Obstacles">Why nothing may be migrated: failed, edited after apply, unknown to the commit.</param>
/// <param name="Warnings">What a reader must know: a pending file that is older than the last applied, or that was rolled back before.</param>
public sealed record MigrationState(
    ImmutableArray<MigrationFile> Pending,
    ImmutableArray<string> Obstacles,
    ImmutableArray<string> Warnings
)
{
    private const int MostNamed = 5;

    /// <summary>Good to know: what people said about the table.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>Files that were applied, in the order of their names.</summary>
    public ImmutableArray<MigrationFile> Applied { get; init; } = [];

    /// <summary>Rows that began, did not finish, and nobody resolved; each is an obstacle.</summary>
    public ImmutableArray<MigrationRow> Failed { get; init; } = [];

    /// <summary>The same, with other words for the rows that failed, or none where they are no obstacle.</summary>
    public MigrationState With(Func<MigrationRow, string?> obstacle)
    {
        var others = Obstacles.Except(Failed.Select(Unfinished), StringComparer.Ordinal);
        return this with { Obstacles = [.. Failed.Select(obstacle).OfType<string>(), .. others] };
    }

    /// <summary>Compares files with rows. Rows that were rolled back count for nothing; a re-run has a row of its own.</summary>
    public static MigrationState Of(IEnumerable<MigrationFile> files, IReadOnlyCollection<MigrationRow> rows)
    {
        var ordered = files.OrderBy(file => file.Name, StringComparer.Ordinal).ToImmutableArray();
        var applied = rows.Where(row => row.IsApplied).ToLookup(row => row.Name, StringComparer.Ordinal);
        var pending = ordered.Where(file => !applied.Contains(file.Name)).ToImmutableArray();
        var last = applied.Select(row => row.Key).Max(StringComparer.Ordinal);
        ImmutableArray<string> missing =
        [
            .. applied.Select(row => row.Key).Except(ordered.Select(file => file.Name), StringComparer.Ordinal),
        ];
        return new MigrationState(
            pending,
            [
                .. rows.Where(row => row.IsUnfinished).Select(Unfinished),
                .. ordered
                    .Where(file =>
                        applied.Contains(file.Name) && !applied[file.Name].Any(row => file.Matches(row.Checksum))
                    )
                    .Select(file => $"migration {file.Name} was edited after it was applied"),
                .. missing.IsEmpty ? Array.Empty<string>() : [Gone(missing)],
                .. missing.IsEmpty || pending.IsEmpty
                    ? Array.Empty<string>()
                    : [Diverged(ordered, applied, missing, pending)],
            ],
            [
                .. pending
                    .Where(file => string.CompareOrdinal(file.Name, last) < 0)
                    .Select(file =>
                        $"migration {file.Name} is older than the last applied one ({last}): it runs out of order"
                    ),
                .. rows.Where(row => row.RolledBackAt is not null)
                    .GroupBy(row => row.Name, StringComparer.Ordinal)
                    .Where(group => pending.Any(file => string.Equals(file.Name, group.Key, StringComparison.Ordinal)))
                    .Select(group =>
                        $"migration {group.Key} was begun before and marked as rolled back at {group.Max(row => row.RolledBackAt):yyyy-MM-dd HH:mm} UTC: it runs again"
                    ),
            ]
        )
        {
            Remarks = [.. Asserted(rows)],
            Applied = [.. ordered.Where(file => applied.Contains(file.Name))],
            Failed = [.. rows.Where(row => row.IsUnfinished)],
        };
    }

    /// <summary>The obstacle of a row that did not finish.</summary>
    public static string Unfinished(MigrationRow row) =>
        row.Logs is null
            ? $"migration {row.Name} began at {row.StartedAt:yyyy-MM-dd HH:mm} UTC and did not finish (P3009)"
            : $"migration {row.Name} failed at {row.StartedAt:yyyy-MM-dd HH:mm} UTC and nobody has resolved it (P3009)";

    /// <summary>Prisma passes over them in silence. A squash leaves their rows in the table (https://www.prisma.io/docs/orm/prisma-migrate/workflows/squashing-migrations).</summary>
    private static string Gone(ImmutableArray<string> missing)
    {
        var (are, them, their) = missing.Length == 1 ? ("is", "it", "its row") : ("are", "them", "their rows");
        var more = missing.Length > MostNamed ? $" and {missing.Length - MostNamed} more" : "";
        return $"{(missing.Length == 1 ? "migration" : "migrations")} {string.Join(", ", missing.Take(MostNamed))}{more} {are} applied, but the commit does not have {them}: bring {them} back, or, after a squash, "
            + $"let a person mark the new one as applied (pnpm prisma migrate resolve --applied) and delete {their} from _prisma_migrations";
    }

    /// <summary>Prisma would apply the files all the same.</summary>
    private static string Diverged(
        ImmutableArray<MigrationFile> files,
        ILookup<string, MigrationRow> applied,
        ImmutableArray<string> missing,
        ImmutableArray<MigrationFile> pending
    )
    {
        var common = files.Where(file => applied.Contains(file.Name)).Select(file => file.Name).LastOrDefault();
        return $"the histories diverged{(common is null ? "" : $" after {common}")}: only the database has {string.Join(", ", missing)}, only the commit has {string.Join(", ", pending.Select(file => file.Name))}";
    }

    private static IEnumerable<string> Asserted(IReadOnlyCollection<MigrationRow> rows)
    {
        var names = rows.Where(row => row is { IsApplied: true, Steps: 0 }).Select(row => row.Name).ToList();
        if (names.Count > 0)
            yield return $"A person marked {string.Join(", ", names.TakeLast(3))}{(names.Count > 3 ? $" and {names.Count - 3} more" : "")} as applied: Prisma never ran that SQL here.";
    }
}
