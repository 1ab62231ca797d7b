using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Plans after a migration that failed, and plans that seed over rows.</summary>
public sealed partial class MigrationPlanTests
{
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
