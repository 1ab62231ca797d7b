using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Migrations.Grammar;

namespace MicroBima.ChatOps.Commands;

/// <summary>A file of SQL that was found, or why there is nothing to read where something should be.</summary>
internal sealed record SqlFile(string Path, string? WhyUnreadable)
{
    /// <summary>Its bytes, at most one more than can be parsed.</summary>
    public byte[] Read()
    {
        using var stream = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return PlainFile.Read(stream, PgParser.Longest + 1);
    }
}

/// <summary>Finds the SQL below a path: a file, a folder of SQL files, Prisma's folder of migrations, or a project that has one.</summary>
internal static class SqlFiles
{
    private const int Deepest = 8;

    private static readonly string[] PlacesOfPrisma = ["prisma/migrations", "migrations"];

    /// <summary>The files in the order in which they run, or null where there is nothing at the path.</summary>
    public static IReadOnlyList<SqlFile>? Below(string path)
    {
        if (File.Exists(path))
            return [new SqlFile(path, null)];

        if (!Directory.Exists(path))
            return null;

        var root = new DirectoryInfo(path);
        foreach (var place in PlacesOfPrisma)
        {
            if (!HasSql(root) && IsPrisma(new DirectoryInfo(Path.Combine(path, place))))
                return [.. OfPrisma(Path.Combine(path, place))];
        }

        return IsPrisma(root) ? [.. OfPrisma(path)] : [.. OfFolder(path, Path.GetFullPath(path), 0)];
    }

    private static bool HasSql(DirectoryInfo folder) => folder.EnumerateFiles("*.sql").Any();

    private static bool IsPrisma(DirectoryInfo folder) =>
        folder.Exists
        && (
            File.Exists(Path.Combine(folder.FullName, "migration_lock.toml"))
            || folder
                .EnumerateDirectories()
                .Any(child => File.Exists(Path.Combine(child.FullName, MigrationFile.Script)))
        );

    /// <summary>Each folder is a migration, and only its migration.sql runs.</summary>
    private static IEnumerable<SqlFile> OfPrisma(string path)
    {
        var root = RealPath(path);
        foreach (var name in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            var file = Path.Combine(name, MigrationFile.Script);
            yield return Checked(file, root);
        }
    }

    private static IEnumerable<SqlFile> OfFolder(string path, string root, int depth)
    {
        foreach (var file in Directory.EnumerateFiles(path, "*.sql").Order(StringComparer.Ordinal))
            yield return Checked(file, root);

        if (depth == Deepest)
            yield break;

        var folders = new DirectoryInfo(path)
            .EnumerateDirectories()
            .Where(folder =>
                folder.LinkTarget is null && !folder.Name.StartsWith('.') && folder.Name is not "node_modules"
            )
            .OrderBy(folder => folder.Name, StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            foreach (var file in OfFolder(Path.Combine(path, folder.Name), root, depth + 1))
                yield return file;
        }
    }

    private static SqlFile Checked(string file, string root)
    {
        var info = new FileInfo(file);
        if (info.LinkTarget is null && !info.Exists)
            return new SqlFile(file, $"the migration has no {MigrationFile.Script} (P3015)");

        var target = RealPath(file);
        return target.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && File.Exists(target)
            ? new SqlFile(file, null)
            : new SqlFile(file, "it is a symbolic link that leads out of the folder, or nowhere");
    }

    /// <summary>The path with every link on it followed.</summary>
    private static string RealPath(string path)
    {
        var full = Path.GetFullPath(path);
        var real = Path.GetPathRoot(full)!;
        foreach (
            var part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
        )
        {
            var next = Path.Combine(real, part);
            FileSystemInfo info = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            real = info.LinkTarget is null ? next : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next;
        }

        return real.TrimEnd(Path.DirectorySeparatorChar);
    }
}
