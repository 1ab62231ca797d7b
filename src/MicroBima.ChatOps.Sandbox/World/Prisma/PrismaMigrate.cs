using System.Globalization;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World.Prisma;

/// <summary>`prisma migrate`: status, deploy and resolve, with the exit codes, tables and messages of Prisma 7, its oddities included.</summary>
internal sealed class PrismaMigrate(
    string project,
    PrismaUrl url,
    TextWriter output,
    TextWriter error,
    TimeProvider time
)
{
    private const string Baseline = "https://pris.ly/d/migrate-baseline";
    private const string Resolve = "https://pris.ly/d/migrate-resolve";

    private readonly MigrationFolder _folder = new(project);

    public Task<int> StatusAsync(CancellationToken cancellationToken) =>
        ReportAsync(async () =>
        {
            await using var connection = await PrismaDatabase.OpenAsync(url, cancellationToken);
            return await StatusAsync(new MigrationTable(connection), cancellationToken);
        });

    public Task<int> DeployAsync(CancellationToken cancellationToken) =>
        ReportAsync(async () =>
        {
            if (await PrismaDatabase.EnsureAsync(url, cancellationToken))
                await output.WriteLineAsync($"\nPostgreSQL database {url.Database} created at {url.Server}");

            await WriteFoundAsync(_folder.Names());
            await output.WriteLineAsync();
            await using var connection = await PrismaDatabase.OpenAsync(url, cancellationToken);
            return await DeployAsync(connection, cancellationToken);
        });

    public Task<int> ResolveAsync(string name, bool isApplied, CancellationToken cancellationToken) =>
        ReportAsync(async () =>
        {
            await using var connection = await PrismaDatabase.OpenAsync(url, cancellationToken);
            var table = new MigrationTable(connection);
            await table.LockAsync(url, cancellationToken);
            var hasTable = await table.ExistsAsync(cancellationToken);
            var rows = hasTable ? await table.RowsAsync(cancellationToken) : [];
            MigrationRow[] mine = [.. rows.Where(row => row.Name == name)];
            if (isApplied)
                await MarkAppliedAsync(table, name, hasTable, mine, cancellationToken);
            else
                await MarkRolledBackAsync(table, name, mine, cancellationToken);

            await output.WriteLineAsync($"\nMigration {name} marked as {(isApplied ? "applied" : "rolled back")}.\n");
            return 0;
        });

    private async Task<int> StatusAsync(MigrationTable table, CancellationToken cancellationToken)
    {
        var hasTable = await table.ExistsAsync(cancellationToken);
        var rows = hasTable ? await table.RowsAsync(cancellationToken) : [];
        var local = _folder.Names();
        await WriteFoundAsync(local);

        var recorded = rows.Where(row => !row.IsRolledBack)
            .Select(row => row.Name)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var unapplied = local.Except(recorded, StringComparer.Ordinal).ToArray();
        var missing = recorded.Except(local, StringComparer.Ordinal).ToArray();
        if (unapplied.Length > 0)
        {
            await (
                missing.Length > 0
                    ? WriteDivergedAsync(local, recorded, unapplied, missing)
                    : WritePendingAsync(unapplied)
            );
            return 1;
        }

        if (!hasTable)
        {
            await WriteUnmanagedAsync(local);
            return 1;
        }

        var failed = rows.Where(row => row.IsFailed).Select(row => row.Name).ToArray();
        if (failed.Length > 0)
        {
            await WriteFailedAsync(failed);
            return 1;
        }

        await output.WriteLineAsync("\nDatabase schema is up to date!");
        return 0;
    }

    private async Task<int> DeployAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var table = new MigrationTable(connection);
        await table.LockAsync(url, cancellationToken);
        if (!await table.ExistsAsync(cancellationToken))
        {
            if (!await table.IsSchemaEmptyAsync(url.Schema, cancellationToken))
                throw new PrismaException(
                    "P3005",
                    $"The database schema is not empty. Read more about how to baseline an existing production database: {Baseline}"
                );

            await table.CreateAsync(cancellationToken);
        }

        var rows = await table.RowsAsync(cancellationToken);
        if (rows.FirstOrDefault(row => row.IsFailed) is { } failed)
            throw new PrismaException(
                "P3009",
                $"""
                migrate found failed migrations in the target database, new migrations will not be applied. Read more about how to resolve migration issues in a production database: {Resolve}
                The `{failed.Name}` migration started at {failed.StartedAt.ToString(
                    "yyyy-MM-dd HH:mm:ss.ffffff",
                    CultureInfo.InvariantCulture
                )} UTC failed

                """
            );

        var applied = rows.Where(row => row.IsApplied).Select(row => row.Name).ToHashSet(StringComparer.Ordinal);
        var done = new List<string>();
        foreach (var name in _folder.Names().Where(name => !applied.Contains(name)))
        {
            await ApplyAsync(connection, table, name, cancellationToken);
            done.Add(name);
        }

        await WriteAppliedAsync(done);
        return 0;
    }

    private async Task ApplyAsync(
        NpgsqlConnection connection,
        MigrationTable table,
        string name,
        CancellationToken cancellationToken
    )
    {
        var sql = await _folder.ReadAsync(name, cancellationToken);
        var id = NewId();
        await table.BeginAsync(id, name, await _folder.ChecksumAsync(name, cancellationToken), cancellationToken);
        await output.WriteLineAsync($"Applying migration `{name}`");
        await output.FlushAsync(cancellationToken);
        try
        {
            await MigrationScript.RunAsync(connection, sql, cancellationToken);
        }
        catch (PostgresException failure)
        {
            var logs = PrismaText.Failure(name, failure);
            await table.FailAsync(id, logs, cancellationToken);
            throw new PrismaException("P3018", logs);
        }

        await table.FinishAsync(id, cancellationToken);
    }

    private async Task MarkAppliedAsync(
        MigrationTable table,
        string name,
        bool hasTable,
        MigrationRow[] rows,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(_folder.FileOf(name)))
            throw PrismaText.Unknown(name);
        if (rows.Any(row => row.IsApplied))
            throw new PrismaException(
                "P3008",
                $"The migration `{name}` is already recorded as applied in the database."
            );
        if (!hasTable)
            await table.CreateAsync(cancellationToken);

        await table.RollBackAsync(name, cancellationToken);
        await table.AssertAppliedAsync(
            NewId(),
            name,
            await _folder.ChecksumAsync(name, cancellationToken),
            cancellationToken
        );
    }

    private async Task MarkRolledBackAsync(
        MigrationTable table,
        string name,
        MigrationRow[] rows,
        CancellationToken cancellationToken
    )
    {
        if (rows.Length == 0)
            throw File.Exists(_folder.FileOf(name))
                ? new PrismaException(
                    "P3011",
                    $"Migration `{name}` cannot be rolled back because it was never applied to the database. Hint: did you pass in the whole migration name? (example: \"20201207184859_initial_migration\")"
                )
                : PrismaText.Unknown(name);
        if (!rows.Any(row => row.IsFailed))
            throw new PrismaException(
                "P3012",
                $"Migration `{name}` cannot be rolled back because it is not in a failed state."
            );

        await table.RollBackAsync(name, cancellationToken);
    }

    /// <summary>Prints where the work is done, does it, and turns an error into its code and exit code 1.</summary>
    private async Task<int> ReportAsync(Func<Task<int>> work)
    {
        await error.WriteLineAsync("Loaded Prisma config from prisma.config.ts.\n");
        await output.WriteLineAsync("Prisma schema loaded from prisma/schema.prisma.");
        await output.WriteLineAsync(
            $"Datasource \"db\": PostgreSQL database \"{url.Database}\", schema \"{url.Schema}\" at \"{url.Server}\""
        );
        try
        {
            return await work();
        }
        catch (PrismaException failure)
        {
            await output.FlushAsync();
            var gap = failure.Code is "P1000" or "P1001" or "P1003" ? ": " : "\n\n";
            await error.WriteLineAsync($"\nError: {failure.Code}{gap}{failure.Message}\n");
            return 1;
        }
        catch (NpgsqlException failure)
        {
            await output.FlushAsync();
            var text = failure is PostgresException server
                ? $"{server.Severity}: {server.MessageText}"
                : failure.Message;
            await error.WriteLineAsync($"\nError: {text}\n   0: schema_core::state::ApplyMigrations\n");
            return 1;
        }
    }

    private Task WriteFoundAsync(IReadOnlyList<string> names) =>
        output.WriteLineAsync(
            names.Count == 0
                ? "\nNo migration found in prisma/migrations"
                : $"\n{names.Count} migration{PrismaText.S(names)} found in prisma/migrations"
        );

    private Task WritePendingAsync(string[] unapplied) =>
        output.WriteLineAsync(
            $"""
            Following migration{PrismaText.S(unapplied)} have not yet been applied:
            {string.Join('\n', unapplied)}

            To apply migrations in development run pnpm exec prisma migrate dev.
            To apply migrations in production run pnpm exec prisma migrate deploy.
            """
        );

    private Task WriteDivergedAsync(
        IReadOnlyList<string> local,
        IReadOnlyList<string> recorded,
        string[] unapplied,
        string[] missing
    ) =>
        error.WriteLineAsync(
            $"""
            Your local migration history and the migrations table from your database are different:

            The last common migration is: {local.LastOrDefault(recorded.Contains) ?? "null"}

            The migration{PrismaText.S(unapplied)} have not yet been applied:
            {string.Join('\n', unapplied)}

            The migration{PrismaText.S(missing)} from the database are not found locally in prisma/migrations:
            {string.Join('\n', missing)}
            """
        );

    private Task WriteUnmanagedAsync(IReadOnlyList<string> local) =>
        error.WriteLineAsync(
            $"""
            The current database is not managed by Prisma Migrate.
            {(
                local is [var first, ..]
                    ? $"\nIf you want to keep the current database structure and data and create new migrations, baseline this database with the migration \"{first}\":\npnpm exec prisma migrate resolve --applied \"{first}\"\n"
                    : ""
            )}
            Read more about how to baseline an existing production database:
            {Baseline}
            """
        );

    private Task WriteFailedAsync(string[] failed) =>
        error.WriteLineAsync(
            $"""
            Following migration{PrismaText.S(failed)} have failed:
            {string.Join('\n', failed)}

            During development if the failed migration(s) have not been deployed to a production database you can then fix the migration(s) and run pnpm exec prisma migrate dev.

            The failed migration(s) can be marked as rolled back or applied:

            - If you rolled back the migration(s) manually:
            pnpm exec prisma migrate resolve --rolled-back "{failed[0]}"

            - If you fixed the database manually (hotfix):
            pnpm exec prisma migrate resolve --applied "{failed[0]}"

            Read more about how to resolve migration issues in a production database:
            {Resolve}
            """
        );

    private async Task WriteAppliedAsync(List<string> done)
    {
        if (done.Count == 0)
        {
            await output.WriteLineAsync("\nNo pending migrations to apply.");
            return;
        }

        await output.WriteLineAsync("\nThe following migration(s) have been applied:\n\nmigrations/");
        foreach (var name in done)
            await output.WriteLineAsync($"  └─ {name}/\n    └─ migration.sql");
        await output.WriteLineAsync("\nAll migrations have been successfully applied.");
    }

    private string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString();
}
