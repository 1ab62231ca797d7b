using System.Collections.Immutable;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Sets the Prisma schema of a commit against the database as it is now. What cannot be found out is unknown, never safe.</summary>
internal static class RollbackJudge
{
    /// <summary>The verdict about running a commit's code on the database, in the place of the code of <paramref name="present"/>.</summary>
    public static async Task<RollbackVerdict> LookAsync(
        Git git,
        Postgres? database,
        DeploymentEnvironment environment,
        CommitSha target,
        CommitSha present,
        CancellationToken cancellationToken
    )
    {
        if (database is null)
            return new RollbackVerdict.Unknown("the bot has no access to the database");

        try
        {
            var code = await SchemaAsync(git, environment, target, cancellationToken);
            if (code is null)
                return new RollbackVerdict.Unknown($"{target.Short} has no Prisma schema that could be read");

            var now = await SchemaAsync(git, environment, present, cancellationToken);
            var catalogue = new Catalogue(database);
            var live = await catalogue.ReadAsync(cancellationToken);
            var rows = await catalogue.CountAsync(Compatibility.Questions(code, now, live), cancellationToken);
            return Compatibility.Judge(code, now, live, question => rows[question]);
        }
        catch (Exception dark)
            when (dark is FormatException or GitException or Npgsql.NpgsqlException or TimeoutException
                && !cancellationToken.IsCancellationRequested
            )
        {
            return new RollbackVerdict.Unknown(dark.Message);
        }
    }

    /// <summary>All schema files beside the folder of the migrations, or null where there is none.</summary>
    private static async Task<PrismaSchema?> SchemaAsync(
        Git git,
        DeploymentEnvironment environment,
        CommitSha commit,
        CancellationToken cancellationToken
    )
    {
        var migrations = environment.Database!.PrismaFolder;
        var folder = migrations.Contains('/', StringComparison.Ordinal)
            ? migrations[..migrations.LastIndexOf('/')]
            : migrations;
        var files = (await git.FilesAsync(commit, folder, cancellationToken))
            .Where(file => file.Path.EndsWith(".prisma", StringComparison.Ordinal))
            .ToImmutableArray();
        if (files.IsEmpty || files.Any(file => !file.IsFile))
            return null;

        var texts = await git.ReadAsync(files, cancellationToken);
        return texts.Contains(null) ? null : PrismaSchemaReader.Read(texts.Select(text => text!));
    }
}
