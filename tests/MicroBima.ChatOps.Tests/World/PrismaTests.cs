using System.Globalization;
using Npgsql;

namespace MicroBima.ChatOps.Tests.World;

/// <summary>Each state of a database and its folder as Prisma was seen to answer it, with the real program in a process of its own.</summary>
[Collection(SharedWorld.Name)]
public sealed partial class PrismaTests(WorldFixture fixture) : IAsyncLifetime
{
    private const string First = "20260101000000_first";
    private const string Second = "20260102000000_second";
    private const string Third = "20260103000000_third";

    private readonly string _project = Directory.CreateTempSubdirectory("prisma-").FullName;
    private readonly string _database = $"prisma_{Guid.NewGuid():N}";
    private string _url = "";

    private WorldInstance It => fixture.Instance;

    public async Task InitializeAsync()
    {
        if (It.World.Database.Connection is not { } connection)
            return;

        _url = connection.Replace("internal_api_production", _database, StringComparison.Ordinal);
        await ServerAsync($"CREATE DATABASE {_database}");
    }

    public async Task DisposeAsync()
    {
        if (It.World.Database.Connection is not null)
            await ServerAsync($"DROP DATABASE IF EXISTS {_database} WITH (FORCE)");

        Directory.Delete(_project, recursive: true);
    }

    [SkippableFact]
    public async Task Pending_then_applied_then_up_to_date()
    {
        Have(First, "CREATE TABLE a (id int)");
        Have(Second, "CREATE TABLE b (id int)");

        var pending = await PrismaAsync("status");
        var deploy = await PrismaAsync("deploy");
        var status = await PrismaAsync("status");
        var nothing = await PrismaAsync("deploy");

        Assert.Equal(1, pending.Code);
        Assert.Contains(
            $"Following migrations have not yet been applied:\n{First}\n{Second}\n",
            pending.Text,
            StringComparison.Ordinal
        );
        Assert.Equal(0, deploy.Code);
        Assert.Contains(
            $"The following migration(s) have been applied:\n\nmigrations/\n  └─ {First}/\n    └─ migration.sql\n  └─ {Second}/",
            deploy.Text,
            StringComparison.Ordinal
        );
        Assert.EndsWith("All migrations have been successfully applied.\n", deploy.Text, StringComparison.Ordinal);
        Assert.Equal(0, status.Code);
        Assert.EndsWith("Database schema is up to date!\n", status.Text, StringComparison.Ordinal);
        Assert.Equal(0, nothing.Code);
        Assert.EndsWith("No pending migrations to apply.\n", nothing.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_row_holds_the_checksum_of_the_file_and_one_step()
    {
        Have(First, "CREATE TABLE a (id int)");

        await PrismaAsync("deploy");

        var expected = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(FileOf(First)))
        );
        Assert.Equal(
            $"{expected}|1|t|",
            await ReadAsync(
                """SELECT concat_ws('|', checksum, applied_steps_count, (finished_at IS NOT NULL)::text::char(1), logs) || '|' FROM _prisma_migrations"""
            )
        );
    }

    [SkippableFact]
    public async Task A_schema_that_somebody_else_made_is_P3005()
    {
        await ExecuteAsync("CREATE TABLE theirs (id int)");
        Have(First, "CREATE TABLE a (id int)");

        var status = await PrismaAsync("status");
        var deploy = await PrismaAsync("deploy");

        Assert.Equal(1, status.Code);
        Assert.Contains("Following migration have not yet been applied:", status.Text, StringComparison.Ordinal);
        Assert.Equal(1, deploy.Code);
        Assert.Contains("Error: P3005\n\nThe database schema is not empty.", deploy.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Without_migrations_the_database_is_not_managed()
    {
        var status = await PrismaAsync("status");

        Assert.Equal(1, status.Code);
        Assert.Contains("No migration found in prisma/migrations", status.Text, StringComparison.Ordinal);
        Assert.Contains("not managed by Prisma Migrate", status.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_failure_is_P3018_and_leaves_nothing_but_its_row()
    {
        Have(First, "CREATE TABLE a (id int);\nINSERT INTO a VALUES (1), (1);\nALTER TABLE a ADD PRIMARY KEY (id);");

        var deploy = await PrismaAsync("deploy");

        Assert.Equal(1, deploy.Code);
        Assert.Contains("Error: P3018\n", deploy.Errors, StringComparison.Ordinal);
        Assert.Contains($"Migration name: {First}\n", deploy.Errors, StringComparison.Ordinal);
        Assert.Contains("Database error code: 23505\n", deploy.Errors, StringComparison.Ordinal);
        Assert.Equal("t", await ReadAsync("SELECT (to_regclass('a') IS NULL)::text::char(1)"));
        Assert.Equal(
            "t",
            await ReadAsync(
                "SELECT (finished_at IS NULL AND logs LIKE '%23505%')::text::char(1) FROM _prisma_migrations"
            )
        );
    }

    [SkippableFact]
    public async Task A_failed_migration_stops_the_next_deploy_until_it_is_resolved()
    {
        Have(First, "SELECT 1/0");
        await PrismaAsync("deploy");

        var status = await PrismaAsync("status");
        var refused = await PrismaAsync("deploy");
        var resolved = await PrismaAsync("resolve", "--rolled-back", First);
        Have(First, "CREATE TABLE a (id int)");
        var deploy = await PrismaAsync("deploy");

        Assert.Equal(1, status.Code);
        Assert.Contains($"Following migration have failed:\n{First}\n", status.Errors, StringComparison.Ordinal);
        Assert.Contains("Error: P3009", refused.Errors, StringComparison.Ordinal);
        Assert.Matches($@"The `{First}` migration started at [\d\-]+ [\d:.]+ UTC failed", refused.Errors);
        Assert.Equal(0, resolved.Code);
        Assert.Contains($"Migration {First} marked as rolled back.", resolved.Text, StringComparison.Ordinal);
        Assert.Equal(0, deploy.Code);
        Assert.Equal("2", await ReadAsync("SELECT count(*)::text FROM _prisma_migrations"));
    }

    [SkippableFact]
    public async Task A_failed_migration_is_hidden_while_another_is_pending()
    {
        Have(First, "SELECT 1/0");
        await PrismaAsync("deploy");
        Have(Second, "SELECT 1");

        var status = await PrismaAsync("status");
        var deploy = await PrismaAsync("deploy");

        Assert.DoesNotContain(First, status.Text + status.Errors, StringComparison.Ordinal);
        Assert.Contains($"have not yet been applied:\n{Second}\n", status.Text, StringComparison.Ordinal);
        Assert.Contains("Error: P3009", deploy.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Edited_deleted_and_drifted_all_look_up_to_date()
    {
        Have(First, "CREATE TABLE a (id int)");
        Have(Second, "CREATE TABLE b (id int)");
        await PrismaAsync("deploy");
        Have(First, "CREATE TABLE edited (id int)");
        Directory.Delete(Path.GetDirectoryName(FileOf(Second))!, recursive: true);
        await ExecuteAsync("ALTER TABLE a ADD COLUMN by_hand int");

        var status = await PrismaAsync("status");
        var deploy = await PrismaAsync("deploy");

        Assert.Equal((0, 0), (status.Code, deploy.Code));
        Assert.Contains("Database schema is up to date!", status.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_diverged_history_is_told_but_applied_all_the_same()
    {
        Have(First, "SELECT 1");
        Have(Second, "SELECT 1");
        await PrismaAsync("deploy");
        Directory.Delete(Path.GetDirectoryName(FileOf(Second))!, recursive: true);
        Have(Third, "SELECT 1");

        var status = await PrismaAsync("status");
        var deploy = await PrismaAsync("deploy");

        Assert.Equal(1, status.Code);
        Assert.Contains($"The last common migration is: {First}\n", status.Errors, StringComparison.Ordinal);
        Assert.Contains(
            $"are not found locally in prisma/migrations:\n{Second}\n",
            status.Errors,
            StringComparison.Ordinal
        );
        Assert.Equal(0, deploy.Code);
    }

    [SkippableFact]
    public async Task An_older_migration_is_applied_out_of_order_without_a_word()
    {
        Have(Second, "SELECT 1");
        await PrismaAsync("deploy");
        Have(First, "SELECT 1");

        Assert.Equal(1, (await PrismaAsync("status")).Code);
        Assert.Equal(0, (await PrismaAsync("deploy")).Code);
    }

    [SkippableFact]
    public async Task A_folder_without_its_file_is_P3015()
    {
        Skip.If(_url.Length == 0, It.World.Database.Why);
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(First))!);

        var deploy = await PrismaAsync("deploy");

        Assert.Equal(1, deploy.Code);
        Assert.Contains("Error: P3015", deploy.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Slow", "Prisma waits ten seconds for its lock")]
    public async Task A_second_deploy_gives_up_after_ten_seconds_with_P1002()
    {
        Have(First, "SELECT 1");
        await using var holder = await OpenAsync(_database);
        await using var hold = new NpgsqlCommand("SELECT pg_advisory_lock(72707369)", holder);
        await hold.ExecuteNonQueryAsync();

        var deploy = await PrismaAsync("deploy");

        Assert.Equal(1, deploy.Code);
        Assert.Contains("Error: P1002", deploy.Errors, StringComparison.Ordinal);
        Assert.Contains("SELECT pg_advisory_lock(72707369)", deploy.Errors, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_missing_database_is_P1003_for_status_and_created_by_deploy()
    {
        Have(First, "SELECT 1");
        await ServerAsync($"DROP DATABASE {_database}");

        var status = await PrismaAsync("status");
        var deploy = await PrismaAsync("deploy");

        Assert.Equal(1, status.Code);
        Assert.Contains("Error: P1003", status.Errors, StringComparison.Ordinal);
        Assert.Equal(0, deploy.Code);
        Assert.Contains(
            $"PostgreSQL database {_database} created at 127.0.0.1:",
            deploy.Text,
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task A_server_that_is_away_is_P1001()
    {
        Have(First, "SELECT 1");
        _url = string.Create(CultureInfo.InvariantCulture, $"postgresql://u:p@127.0.0.1:{WorldInstance.FreePort()}/x");

        var status = await PrismaAsync("status");

        Assert.Equal(1, status.Code);
        Assert.Contains(
            "Error: P1001: Can't reach database server at `127.0.0.1:",
            status.Errors,
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task Resolve_refuses_what_cannot_be_resolved()
    {
        Have(First, "SELECT 1");
        await PrismaAsync("deploy");

        var unknown = await PrismaAsync("resolve", "--rolled-back", Third);
        var notFailed = await PrismaAsync("resolve", "--rolled-back", First);
        var already = await PrismaAsync("resolve", "--applied", First);

        Assert.Contains("P3017", unknown.Errors, StringComparison.Ordinal);
        Assert.Contains("P3012", notFailed.Errors, StringComparison.Ordinal);
        Assert.Contains("P3008", already.Errors, StringComparison.Ordinal);
        Assert.Equal((1, 1, 1), (unknown.Code, notFailed.Code, already.Code));
    }

    [SkippableFact]
    public async Task A_person_can_assert_that_a_migration_is_applied()
    {
        await ExecuteAsync("CREATE TABLE theirs (id int)");
        Have(First, "CREATE TABLE theirs (id int)");

        var resolve = await PrismaAsync("resolve", "--applied", First);
        var status = await PrismaAsync("status");

        Assert.Contains($"Migration {First} marked as applied.", resolve.Text, StringComparison.Ordinal);
        Assert.Equal(0, status.Code);
        Assert.Equal(
            "0",
            await ReadAsync("SELECT applied_steps_count::text FROM _prisma_migrations WHERE finished_at IS NOT NULL")
        );
    }

    private void Have(string name, string sql)
    {
        Skip.If(_url.Length == 0, It.World.Database.Why);
        Directory.CreateDirectory(Path.GetDirectoryName(FileOf(name))!);
        File.WriteAllText(FileOf(name), sql);
    }

    private string FileOf(string name) => Path.Combine(_project, "prisma", "migrations", name, "migration.sql");

    private Task<Output> PrismaAsync(params string[] command)
    {
        Skip.If(_url.Length == 0, It.World.Database.Why);
        return WorldInstance.RunAsync(
            "/usr/bin/env",
            ["-C", _project, Path.Combine(It.Folder, "bin", "pnpm"), "prisma", "migrate", .. command],
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DATABASE_URL"] = _url,
                ["PATH"] = "/usr/bin:/bin",
            }
        );
    }

    private Task ServerAsync(string sql) => ExecuteAsync(sql, "postgres");

    private async Task ExecuteAsync(string sql, string? database = null)
    {
        Skip.If(_url.Length == 0, It.World.Database.Why);
        await using var connection = await OpenAsync(database ?? _database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<string?> ReadAsync(string sql)
    {
        await using var connection = await OpenAsync(_database);
        await using var command = new NpgsqlCommand(sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var server = new Uri(It.World.Database.Connection!);
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder
            {
                Host = server.Host,
                Port = server.Port,
                Username = server.UserInfo.Split(':')[0],
                Password = server.UserInfo.Split(':')[1],
                Database = database,
                Pooling = false,
            }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }
}
