using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Plans after a migration that failed, and plans that seed over rows.</summary>
public sealed partial class MigrationPlanTests
{
    [SkippableTheory]
    [InlineData(
        "prisma/schema.prisma",
        "  url = env(\"DATABASE_URL\")\n  directUrl = env(\"DIRECT_URL\")\n",
        "DIRECT_URL"
    )]
    [InlineData("prisma/schema.prisma", "  url = env(\"POSTGRES_URL\") // env(\"DATABASE_URL\")\n", "POSTGRES_URL")]
    [InlineData("prisma.config.ts", "datasource: { url: env<Env>('DIRECT_URL') }", "DIRECT_URL")]
    [InlineData("prisma.config.ts", "datasource: { url: process.env[\"DIRECT_URL\"]! }", "DIRECT_URL")]
    [InlineData("prisma.config.ts", "datasource: { url: process.env.DATABASE_URL }", null)]
    [InlineData("prisma/schema.prisma", "  url = env(\"DATABASE_URL\")\n  // directUrl = env(\"OTHER\")\n", null)]
    [InlineData("prisma/schema.prisma", "  shadowDatabaseUrl = env(\"SHADOW\")\n", null)]
    public async Task D5_a_limit_on_waiting_that_would_not_reach_Prisma_stands_against_migrations(
        string path,
        string text,
        string? variable
    )
    {
        await PrepareAsync([(path, text)], (Old.Name, Old.Sql));
        await _database!.MigrationAsync(Old.Name, Old.Checksum);
        Assert.Empty((await MadeAsync()).MigrationObstacles);

        await _remote.CommitAsync(
            "staging",
            "more",
            ("prisma/migrations/20260901000000_new/migration.sql", "select 1;")
        );
        var obstacles = (await MadeAsync()).MigrationObstacles;
        _around!.Environment = _around.Environment with
        {
            Database = _around.Environment.Database! with { LockTimeout = TimeSpan.Zero },
        };

        Assert.Equal(variable is not null, !obstacles.IsEmpty);
        Assert.All(
            obstacles,
            why => Assert.StartsWith($"Prisma migrates by {variable}, ", why, StringComparison.Ordinal)
        );
        Assert.Empty((await MadeAsync()).MigrationObstacles);
    }

    [SkippableFact]
    public async Task A_server_that_only_follows_another_one_is_none_to_migrate()
    {
        await PrepareAsync([], (Old.Name, Old.Sql));
        await _database!.RunAsync(
            """
            create function public.pg_is_in_recovery() returns bool language sql as 'select true';
            do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$
            """
        );

        Assert.Contains(
            "is a standby that only follows another server",
            await ObstacleAsync(),
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task D1_D4_a_repaired_migration_clears_the_failed_one_by_the_approved_plan()
    {
        const string Name = "20260201000000_age";
        const string Broken = "alter table customers add column age nothing;";
        await PrepareAsync([], (Name, Broken));
        var failed = new MigrationFile(Name, Broken);
        await _database!.MigrationAsync(Name, failed.Checksum, finished: false, logs: "ERROR: type does not exist");
        await _remote.SetAsync("refs/heads/master", await _remote.HeadAsync("staging"));
        await _remote.CommitAsync(
            "staging",
            "repaired",
            ($"{Folder}/{Name}/migration.sql", "alter table customers add column age int;")
        );

        var made = await MadeAsync();

        var repair = Assert.Single(made.Plan.Repairs);
        Assert.Empty(made.MigrationObstacles);
        Assert.Equal((Name, failed.Checksum), (repair.Name, repair.Checksum));
        Assert.Contains(
            made.Plan.Notes,
            note => note.Text.Contains("marks it as rolled back first", StringComparison.Ordinal)
        );
        Assert.NotEqual(made.Plan.Digest, (made.Plan with { Repairs = [] }).Digest);
    }

    [SkippableTheory]
    [InlineData(
        "alter table customers add column age int;",
        "create table fresh (id int); commit; create table other (id int);",
        "create table fresh (id int)",
        "half of it"
    )]
    [InlineData("select 1;", "create table fresh (id int);", "create table fresh (id int)", "mark it as applied")]
    [InlineData(
        "select 1;",
        "update customers set name = name; commit; select nothing();",
        "select 1",
        "cannot be told"
    )]
    public async Task D1_I13_a_failed_migration_that_is_not_proven_away_stays_an_obstacle(
        string pending,
        string sql,
        string left,
        string why
    )
    {
        const string Name = "20260201000000_failed";
        await PrepareAsync([], (Name, sql), ("20260301000000_next", pending));
        await _database!.RunAsync(left);
        await _database.MigrationAsync(Name, new MigrationFile(Name, sql).Checksum, finished: false);

        var made = await MadeAsync();

        Assert.Empty(made.Plan.Repairs);
        Assert.Contains(why, Assert.Single(made.MigrationObstacles), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task I14_seeding_over_rows_is_danger_and_part_of_what_is_approved()
    {
        await PrepareAsync([], (Old.Name, Old.Sql));
        _around!.Environment = _around.Environment with
        {
            Steps = [.. _around.Environment.Steps, new PlannedStep(StepKind.Seed, StepMode.Confirm)],
        };
        var usual = (await MadeAsync()).Plan;
        _around.Environment = _around.Environment with
        {
            Database = _around.Environment.Database! with { AllowSeedingOverRows = true },
        };

        var over = (await MadeAsync()).Plan;

        Assert.Equal((Risk.Safe, ""), (usual.WorstRisk(), usual.SeedsOver));
        Assert.Equal((Risk.Danger, "public.customers"), (over.WorstRisk(), over.SeedsOver));
        Assert.NotEqual(usual.Digest, over.Digest);
    }
}
