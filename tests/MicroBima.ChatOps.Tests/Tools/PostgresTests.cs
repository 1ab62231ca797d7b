using System.Collections;
using System.Reflection;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>Questions to a real PostgreSQL.</summary>
[Collection(WithPostgres.Name)]
public sealed class PostgresTests(PostgresServer server)
{
    [SkippableFact]
    public async Task The_role_of_the_bot_is_known_with_those_to_whom_a_restore_could_hand_nothing_over()
    {
        var database = await server.NewAsync("role");
        var bot = new Postgres(database.Url);
        var stranger = $"stranger_{bot.Parts.Database}";

        var own = await bot.RoleAsync(CancellationToken.None);
        await server.AsSuperAsync(
            database,
            $"create role {stranger}; create table theirs (id int); grant select on theirs to public; alter table theirs owner to {stranger}; create extension pageinspect"
        );
        var shared = await bot.RoleAsync(CancellationToken.None);

        Assert.Equal(
            ("internal_api", true, true, false, 0),
            (own.Name, own.OwnsDatabase, own.CreatesDatabases, own.IsSuperuser, own.Strangers.Length)
        );
        Assert.Equal([stranger], shared.Strangers.AsEnumerable());
        using var around = new Surroundings("/nonexistent", database.Url);
        Assert.Contains(
            $"; it cannot restore what belongs to {stranger}: grant that to internal_api",
            await DoctorTools.RoleAsync(around.Tools, around.Environment, CancellationToken.None),
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task The_identity_names_host_database_system_and_version()
    {
        var database = await server.NewAsync();

        var identity = await new Postgres(database.Url).IdentityAsync(CancellationToken.None);

        Assert.Equal("127.0.0.1", identity.Host);
        Assert.StartsWith("app_", identity.Database, StringComparison.Ordinal);
        Assert.Matches("^[0-9]{10,}$", identity.SystemIdentifier);
        Assert.True(identity.ServerVersion >= 120000);
    }

    [SkippableFact]
    public async Task Npgsql_keeps_nothing_of_an_address_that_was_asked_once()
    {
        var pools = typeof(NpgsqlConnection)
            .Assembly.GetType("Npgsql.PoolManager", throwOnError: true)!
            .GetProperty("Pools", BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static)!;
        var database = await server.NewAsync();

        var asked = await new Postgres(database.Url).IdentityAsync(CancellationToken.None);

        Assert.DoesNotContain(
            ((IDictionary)pools.GetValue(null)!).Keys.Cast<string>(),
            address =>
                address.Contains($"Database={asked.Database};", StringComparison.Ordinal)
                && address.Contains("default_transaction_read_only", StringComparison.Ordinal)
        );
    }

    [SkippableFact]
    public async Task Rows_of_each_kind_are_read_as_they_are()
    {
        var database = await server.NewAsync();
        await database.MigrationAsync("1_applied", "abc");
        await database.MigrationAsync("2_asserted", "abc", steps: 0);
        await database.MigrationAsync("3_rolled_back", finished: false, rolledBack: true, logs: "ERROR: x");
        await database.MigrationAsync("4_failed", finished: false, logs: "ERROR: y", steps: 0);
        await database.MigrationAsync("5_started", finished: false, steps: 0);

        var rows = (await new Postgres(database.Url).MigrationsAsync(CancellationToken.None))!.Value;

        Assert.Equal(
            ["1_applied", "2_asserted", "3_rolled_back", "4_failed", "5_started"],
            rows.Select(row => row.Name)
        );
        Assert.Equal([true, true, false, false, false], rows.Select(row => row.FinishedAt is not null));
        Assert.Equal([false, false, true, false, false], rows.Select(row => row.RolledBackAt is not null));
        Assert.Equal([null, null, "ERROR: x", "ERROR: y", null], rows.Select(row => row.Logs));
        Assert.Equal([1, 0, 1, 0, 0], rows.Select(row => row.Steps));
    }

    [SkippableFact]
    public async Task A_database_without_Prismas_table_says_so()
    {
        var database = await server.NewAsync();
        await database.RunAsync("drop table _prisma_migrations");

        Assert.Null(await new Postgres(database.Url).MigrationsAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task The_table_of_the_schema_in_the_address_is_read()
    {
        var database = await server.NewAsync();
        await database.MigrationAsync("1_public");
        await database.RunAsync(
            "create schema \"Tenant\"; create table \"Tenant\"._prisma_migrations as select * from _prisma_migrations; update \"Tenant\"._prisma_migrations set migration_name = '1_tenant'"
        );

        var rows = await new Postgres($"{database.Url}?schema=Tenant").MigrationsAsync(CancellationToken.None);

        Assert.Equal("1_tenant", Assert.Single(rows!.Value).Name);
    }

    [SkippableTheory]
    [InlineData("insert into customers values (0, 'x')")]
    [InlineData("delete from customers")]
    [InlineData("drop table customers")]
    [InlineData("create table x (id int)")]
    public async Task Nothing_can_be_written_through_it(string sql)
    {
        var database = await server.NewAsync();
        await using var connection = new NpgsqlConnection(
            new Postgres($"{database.Url}?options=-c%20default_transaction_read_only%3Doff").ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(PostgresErrorCodes.ReadOnlySqlTransaction, refused.SqlState);
    }

    [SkippableFact]
    public async Task D3_a_migration_that_holds_the_lock_is_seen_and_one_in_another_database_is_not_ours()
    {
        var (ours, theirs) = (await server.NewAsync(), await server.NewAsync());
        var postgres = new Postgres(ours.Url);

        await using (await theirs.MigratingAsync())
            Assert.False(await postgres.IsMigratingAsync(CancellationToken.None));

        await using (await ours.MigratingAsync())
            Assert.True(await postgres.IsMigratingAsync(CancellationToken.None));

        Assert.False(await postgres.IsMigratingAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task I14_rows_are_found_although_no_statistics_know_of_them()
    {
        var database = await server.NewAsync();
        await database.RunAsync(
            "delete from customers; create schema \"Odd Name\"; create table \"Odd Name\".\"a\"\"b\" (id int)"
        );
        var empty = await new Postgres(database.Url).FilledTableAsync(CancellationToken.None);

        await database.RunAsync("insert into \"Odd Name\".\"a\"\"b\" values (1)");
        var filled = await new Postgres(database.Url).FilledTableAsync(CancellationToken.None);

        Assert.Null(empty);
        Assert.Equal("\"Odd Name\".\"a\"\"b\"", filled);
    }

    [SkippableFact]
    public async Task A_server_that_is_away_is_an_exception_without_the_password()
    {
        var away = new Postgres($"postgresql://ana:s3cret-word@127.0.0.1:9/app");

        var refused = await Assert.ThrowsAnyAsync<NpgsqlException>(() => away.IdentityAsync(CancellationToken.None));

        Assert.DoesNotContain("s3cret", refused.ToString(), StringComparison.Ordinal);
    }
}
