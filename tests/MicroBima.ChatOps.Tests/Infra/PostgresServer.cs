using System.Globalization;
using MicroBima.ChatOps.Sandbox.World;
using MicroBima.ChatOps.Sandbox.World.Postgres;
using Npgsql;
using WorldTools = MicroBima.ChatOps.Sandbox.World.Processes.Tools;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A private PostgreSQL server for the tests of one collection; each test takes a database of its own.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private PostgresCluster? _cluster;
    private string _why = "";
    private int _databases;

    internal static string? Dump => PostgresPrograms.TryFind()?.Dump;

    internal static string? Restore => PostgresPrograms.TryFind()?.Restore;

    public async Task InitializeAsync()
    {
        var folder = WorldFolder.Create(_folder.Path);
        (_cluster, var why) = await PostgresCluster.TryStartAsync(
            folder,
            new WorldTools(folder),
            WorldPorts.Free(),
            TimeProvider.System,
            CancellationToken.None
        );
        _why = why ?? "";
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();

        _folder.Dispose();
    }

    /// <summary>A new database with Prisma's table and one table of the app; skips the test aloud where there is no server.</summary>
    internal async Task<TestDatabase> NewAsync(string name = "app")
    {
        Skip.If(_cluster is null, _why);
        name = string.Create(CultureInfo.InvariantCulture, $"{name}_{Interlocked.Increment(ref _databases)}");
        await new TestDatabase(_cluster!.Url("postgres")).RunAsync($"create database {name}");
        var database = new TestDatabase(_cluster.Url(name));
        await database.RunAsync(
            """
            create table customers (id int primary key, name text not null);
            insert into customers select n, 'customer ' || n from generate_series(1, 3000) n;
            create table _prisma_migrations (
                id varchar(36) primary key default gen_random_uuid(), checksum varchar(64) not null, finished_at timestamptz,
                migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
                started_at timestamptz not null default now(), applied_steps_count int not null default 0);
            """
        );
        return database;
    }

    /// <summary>Adds an extension that only a superuser may add.</summary>
    internal Task ExtendAsync(TestDatabase database, string extension) =>
        Super(database).RunAsync($"create extension {extension}");

    /// <summary>Does what only a superuser may.</summary>
    internal Task AsSuperAsync(TestDatabase database, string sql) => Super(database).RunAsync(sql);

    /// <summary>Makes a table that the app's role may not read.</summary>
    internal Task ForbidAsync(TestDatabase database, string table) =>
        Super(database).RunAsync($"create table {table} (id int)");

    /// <summary>Gives a table a page of rubbish, as a dying disk does.</summary>
    internal async Task SpoilAsync(TestDatabase database, string table)
    {
        await using var connection = await Super(database).OpenAsync();
        await using var command = new NpgsqlCommand(
            $"select current_setting('data_directory') || '/' || pg_relation_filepath('{table}')",
            connection
        );
        await using var file = new FileStream((string)(await command.ExecuteScalarAsync())!, FileMode.Append);
        await file.WriteAsync(Enumerable.Repeat((byte)0xFF, 8192).ToArray());
    }

    /// <summary>The same database, as its superuser reaches it.</summary>
    internal TestDatabase Super(TestDatabase database) =>
        new(_cluster!.SuperUrl(ChatOps.Tools.Postgres.Parse(database.Url).Database!));
}

/// <summary>One database of the server, by its address as Prisma takes it.</summary>
internal sealed record TestDatabase(string Url)
{
    public string Password => ChatOps.Tools.Postgres.Parse(Url).Password!;

    public async Task RunAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public Task MigrationAsync(
        string name,
        string checksum = "x",
        bool finished = true,
        bool rolledBack = false,
        string? logs = null,
        int steps = 1
    ) =>
        RunAsync(
            $"""
            insert into _prisma_migrations (migration_name, checksum, finished_at, rolled_back_at, logs, applied_steps_count)
            values ('{name}', '{checksum}', {(finished ? "now()" : "null")}, {(rolledBack ? "now()" : "null")}, {(
                logs is null ? "null" : $"'{logs}'"
            )}, {steps})
            """
        );

    /// <summary>A connection that holds the lock of <c>prisma migrate deploy</c> until it is closed.</summary>
    public async Task<NpgsqlConnection> MigratingAsync()
    {
        var connection = await OpenAsync();
        await using var command = new NpgsqlCommand("select pg_advisory_lock(72707369)", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public async Task<NpgsqlConnection> OpenAsync()
    {
        var builder = ChatOps.Tools.Postgres.Parse(Url);
        builder.Pooling = false;
        var connection = new NpgsqlConnection(builder.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}

/// <summary>The tests that share one server; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class WithPostgres : ICollectionFixture<PostgresServer>
{
    public const string Name = "PostgreSQL";
}
