using System.Collections.Immutable;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Reads the migrations of a commit and sets them against the table of the database.</summary>
internal static class MigrationReader
{
    /// <summary>The obstacle that goes away by itself.</summary>
    public const string Running =
        "a prisma migrate deploy is running on this database right now: wait until it is over";

    /// <summary>What is pending for a commit. Without a database it is what the commit adds to <paramref name="since"/>.</summary>
    public static async Task<MigrationState> StateAsync(
        Git git,
        Postgres? database,
        DeploymentEnvironment environment,
        CommitSha commit,
        CommitSha? since,
        CancellationToken cancellationToken
    )
    {
        var folder = environment.Database?.PrismaFolder ?? "prisma/migrations";
        var (files, unreadable) = await FilesAsync(git, folder, commit, cancellationToken);
        var (odd, unlimited) = await PrismaSettings.ObstaclesAsync(
            git,
            folder,
            environment.Database,
            commit,
            cancellationToken
        );
        unreadable = [.. unreadable, .. odd];
        if (database is null)
        {
            var before = since is { } old ? (await FilesAsync(git, folder, old, cancellationToken)).Files : [];
            return new MigrationState(
                [
                    .. files
                        .ExceptBy(before.Select(file => file.Name), file => file.Name, StringComparer.Ordinal)
                        .OrderBy(file => file.Name, StringComparer.Ordinal),
                ],
                unreadable,
                ["The bot has no access to the database: these are the migrations that the commits add."]
            );
        }

        var (rows, why) = await RowsAsync(database, cancellationToken);
        if (rows is not { } known)
            return new MigrationState([], [.. unreadable, why], []);

        var state = MigrationState.Of(files, known);
        return state with
        {
            Obstacles =
            [
                .. unreadable,
                .. unlimited is null || state.Pending.IsEmpty ? Array.Empty<string>() : [unlimited],
                .. await database.IsMigratingAsync(cancellationToken) ? [Running] : Array.Empty<string>(),
                .. state.Obstacles,
            ],
        };
    }

    /// <summary>The rows of Prisma's table, or why there are none to compare with.</summary>
    private static async Task<(ImmutableArray<MigrationRow>? Rows, string Why)> RowsAsync(
        Postgres database,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (await database.StandbyAsync(cancellationToken) is { } standby)
                return (null, standby);

            if (await database.MigrationsAsync(cancellationToken) is { } rows)
                return (rows, "");

            return await database.HasTablesAsync(cancellationToken)
                ? (
                    null,
                    "the database has tables, but no _prisma_migrations: is it the right one? Prisma refuses it (P3005)"
                )
                : (null, "the database is empty and has no table _prisma_migrations: is it the right one?");
        }
        catch (PostgresException missing) when (missing.SqlState is PostgresErrorCodes.InvalidCatalogName)
        {
            return (
                null,
                $"there is no database {database.Parts.Database}: prisma migrate deploy would make an empty one and migrate that"
            );
        }
        catch (PostgresException closed) when (closed.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            return (null, "the bot's role may not read _prisma_migrations: GRANT SELECT on it");
        }
    }

    /// <summary>Each folder below the one of the migrations is a migration, as Prisma sees it; what cannot be read as text is named.</summary>
    public static async Task<(ImmutableArray<MigrationFile> Files, ImmutableArray<string> Unreadable)> FilesAsync(
        Git git,
        string folder,
        CommitSha commit,
        CancellationToken cancellationToken
    )
    {
        var entries = await git.FilesAsync(commit, folder, cancellationToken);
        if (entries is [{ Path: var only } link] && string.Equals(only, folder, StringComparison.Ordinal))
            return ([], [$"{folder} is a {Kind(link)}: the migrations behind it cannot be read"]);

        var byName = entries
            .Select(entry => (Parts: entry.Path[(folder.Length + 1)..].Split('/', 2), Entry: entry))
            .Where(file => file.Parts.Length == 2 || !file.Entry.IsFile)
            .ToLookup(file => file.Parts[0], StringComparer.Ordinal);
        var scripts = byName
            .Select(group =>
                (
                    Name: group.Key,
                    Script: (
                        group.FirstOrDefault(file => file.Parts is [_, MigrationFile.Script]) is { Entry: { } own }
                            ? own
                            : group.FirstOrDefault(file => file.Parts.Length == 1).Entry
                    )
                )
            )
            .ToList();
        var readable = scripts.Where(one => one.Script is { IsFile: true }).ToList();
        var texts = await git.ReadAsync([.. readable.Select(one => one.Script)], cancellationToken);
        return (
            [
                .. readable
                    .Zip(texts)
                    .Where(one => one.Second is not null)
                    .Select(one => new MigrationFile(one.First.Name, one.Second!)),
            ],
            [
                .. scripts
                    .Where(one => one.Script is null)
                    .Select(one => $"migration {one.Name} has no file {MigrationFile.Script} (P3015)"),
                .. scripts
                    .Where(one => one.Script is { IsFile: false })
                    .Select(one =>
                        $"migration {one.Name}: {MigrationFile.Script} is a {Kind(one.Script)}, what it would run cannot be read"
                    ),
                .. readable
                    .Zip(texts)
                    .Where(one => one.Second is null)
                    .Select(one => $"migration {one.First.Name} is not text in UTF-8: it cannot be read"),
            ]
        );
    }

    private static string Kind(GitFile entry) =>
        entry.Mode switch
        {
            "120000" => "symbolic link",
            "160000" => "submodule",
            _ => "file",
        };
}
