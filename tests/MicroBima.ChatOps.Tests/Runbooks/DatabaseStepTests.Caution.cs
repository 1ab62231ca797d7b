using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Where the step holds back: what it does not repeat, does not mark, and does not claim.</summary>
public sealed partial class DatabaseStepTests
{
    [SkippableFact]
    public async Task O07_a_database_that_is_away_before_anything_began_is_a_failure_and_nothing_was_begun()
    {
        await PrepareAsync(deploy: "exit 0");
        DropDatabase();

        var problem = Failed(await MigrateAsync());

        Assert.Equal(ProblemNature.Failed, problem.Nature);
        Assert.StartsWith("The database cannot be asked (P1001)", problem.What, StringComparison.Ordinal);
        Assert.Equal(["status"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableFact]
    public async Task O07_a_database_that_goes_away_once_something_is_marked_is_never_said_to_be_as_it_was()
    {
        await PrepareAsync(deploy: "exit 0", resolve: Resolve);
        await _database.MigrationAsync(One.Name, One.Checksum, finished: false, logs: "ERROR: x");
        var context = Context() with
        {
            IsRetry = true,
            Say = line =>
            {
                if (line.StartsWith("pnpm prisma migrate resolve", StringComparison.Ordinal))
                    DropDatabase();
            },
        };

        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => Step().RunAsync(context, CancellationToken.None));
    }

    [SkippableTheory]
    [InlineData("create table fresh (id int);", "ERROR: division by zero")]
    [InlineData("create table fresh (id int); commit; select 1;", "ERROR: canceling statement due to lock timeout")]
    public async Task I10_I13_only_a_whole_file_that_waited_for_a_lock_in_vain_is_tried_again_by_itself(
        string sql,
        string error
    )
    {
        var file = new MigrationFile(One.Name, sql);
        await PrepareAsync(
            deploy: $"psql_ \"insert into _prisma_migrations (migration_name, checksum, logs) values ('{file.Name}', '{file.Checksum}', '{error}')\"; exit 1",
            resolve: Resolve,
            sums: Sums(file)
        );

        Failed(await MigrateAsync(plan: PlanOf(file)));

        Assert.Equal(["status", "deploy"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I13_without_Retry_a_failure_is_cleared_only_where_the_approved_plan_says_that_very_one(
        bool isThatOne
    )
    {
        await PrepareAsync(deploy: $"{Insert(One)}; {Insert(Two)}", resolve: Resolve);
        await _database.MigrationAsync(One.Name, One.Checksum, finished: false, logs: "ERROR: x");
        var checksum = isThatOne ? One.Checksum : "another";
        var plan = Plan() with { Repairs = [new PlannedRepair(One.Name, checksum, One.Sql, "nothing is there")] };

        var outcome = await MigrateAsync(plan: plan);

        Assert.Equal(isThatOne, outcome is StepOutcome.Succeeded);
        Assert.Equal(isThatOne, (await CommandsAsync()).Contains("deploy"));
    }

    [SkippableFact]
    public async Task I13_a_planned_repair_of_what_is_there_after_all_marks_nothing()
    {
        var file = new MigrationFile(One.Name, "create table fresh (id int);");
        await PrepareAsync(deploy: "exit 1", resolve: Resolve, sums: Sums(file));
        await _database.RunAsync(file.Sql);
        await _database.MigrationAsync(file.Name, file.Checksum, finished: false);
        var plan = PlanOf(file) with { Repairs = [new PlannedRepair(file.Name, file.Checksum, file.Sql, "nothing")] };

        Failed(await MigrateAsync(plan: plan));

        Assert.Equal(["status"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableTheory]
    [InlineData(Remedy.MarkRolledBack)]
    [InlineData(Remedy.LookAgain)]
    public async Task D3_while_somebody_migrates_nothing_is_marked_and_nothing_is_said_of_what_they_left(Remedy remedy)
    {
        await PrepareAsync(deploy: "exit 0", resolve: Resolve);
        await _database.MigrationAsync(One.Name, One.Checksum, finished: false, logs: "ERROR: x");
        await using var other = await _database.MigratingAsync();

        var problem = Failed(await Step().RunAsync(Context() with { Remedy = remedy }, CancellationToken.None));

        Assert.Contains("Somebody else is migrating", problem.What, StringComparison.Ordinal);
        Assert.Empty(await CommandsAsync());
    }

    [SkippableFact]
    public async Task R1_a_migration_that_outlasts_all_patience_is_unknown_and_not_begun_beside_it()
    {
        await PrepareAsync(deploy: "exit 0");
        await using var other = await _database.MigratingAsync();

        var problem = Failed(
            await new MigrateStep(_around!.Tools, _around.Doctor, new FastTime(100_000)).InspectAsync(
                Context(),
                CancellationToken.None
            )
        );

        Assert.Equal(ProblemNature.Unknown, problem.Nature);
        Assert.Empty(await CommandsAsync());
    }

    private MigrateStep Step() => new(_around!.Tools, _around.Doctor, TimeProvider.System);

    private static Plan PlanOf(MigrationFile file) =>
        Plan() with
        {
            Migrations = [new PlannedMigration(file.Name, file.Checksum, file.Sql)],
        };

    private void DropDatabase()
    {
        var ours = ChatOps.Tools.Postgres.Parse(_database.Url).Database!;
        new TestDatabase(_database.Url.Replace(ours, "postgres", StringComparison.Ordinal))
            .RunAsync($"drop database {ours} with (force)")
            .Wait();
    }

    [SkippableFact]
    public async Task E10_a_migration_whose_name_no_command_line_takes_as_it_is_is_left_to_a_person()
    {
        var odd = new MigrationFile("--applied 1", "select 1;\n");
        await PrepareAsync(deploy: "exit 0", resolve: Resolve);
        await _database.MigrationAsync(odd.Name, odd.Checksum, finished: false, logs: "ERROR: lock timeout");

        var problem = Failed(
            await MigrateAsync(
                isRetry: true,
                Plan() with
                {
                    Migrations = [new PlannedMigration(odd.Name, odd.Checksum, odd.Sql)],
                }
            )
        );

        Assert.Contains("A person runs it", problem.Next, StringComparison.Ordinal);
        Assert.Equal(["status"], (await CommandsAsync()).AsEnumerable());
    }
}
