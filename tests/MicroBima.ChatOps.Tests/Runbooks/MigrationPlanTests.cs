using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What a plan says of its migrations and of the database they are for, against a real repository and a real server.</summary>
[Collection(WithPostgres.Name)]
public sealed partial class MigrationPlanTests(PostgresServer server) : IAsyncLifetime
{
    private const string Folder = "prisma/migrations";
    private static readonly MigrationFile Old = new("20260101000000_old", "select 0;\n");

    private Remote _remote = null!;
    private TestDatabase? _database;
    private Surroundings? _around;

    public async Task InitializeAsync() => _remote = await Remote.WithBranchesAsync();

    public Task DisposeAsync()
    {
        _around?.Dispose();
        _remote.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task D8_a_pending_migration_stands_in_the_plan_with_what_the_review_found()
    {
        var made = await MakeAsync(("20260201000000_drop", "-- AlterTable\nALTER TABLE customers DROP COLUMN name;\n"));

        var migration = Assert.Single(made.Plan.Migrations);
        Assert.Equal(
            (Risk.Danger, "danger: drop-column (line 2)"),
            (migration.Verdict!.Risk, migration.Verdict.Summary)
        );
        Assert.Equal("drop-column", Assert.Single(migration.Verdict.Hazards).Rule);
        Assert.Contains(made.Plan.Fields, field => field is { Name: "verdict 20260201000000_drop" });
        Assert.Empty(made.MigrationObstacles);
    }

    [SkippableFact]
    public async Task D6_D7_unique_and_not_null_are_cautions_of_the_plan()
    {
        var made = await MakeAsync(
            ("20260201000000_unique", "CREATE UNIQUE INDEX i ON customers (name);"),
            ("20260202000000_required", "ALTER TABLE customers ALTER COLUMN name SET NOT NULL;")
        );

        Assert.Equal(
            ["caution: add-unique (line 1)", "caution: set-not-null (line 1)"],
            made.Plan.Migrations.Select(migration => migration.Verdict!.Summary)
        );
        Assert.Equal(Risk.Caution, made.Plan.WorstRisk());
    }

    [SkippableTheory]
    [InlineData("\\! rm -rf /", "unparseable")]
    [InlineData("GRANT ALL ON customers TO PUBLIC;", "privileges")]
    [InlineData("COPY customers TO PROGRAM 'sh';", "copy-program")]
    [InlineData("CREATE EXTENSION dblink;", "create-extension")]
    [InlineData("ALTER TABLE customers DISABLE ROW LEVEL SECURITY;", "rls")]
    [InlineData("DO $$ BEGIN SET ROLE postgres; END $$;", "session-role")]
    public async Task I01_I02_I11_what_policy_blocks_fails_the_item_of_the_checklist(string sql, string rule)
    {
        var made = await MakeAsync(("20260201000000_bad", sql));

        var list = ListOf(made);
        var failed = Assert.IsType<Standing.Failed>(list.Items[ChecklistItem.Migrations]);
        Assert.Contains($"({rule}). Policy blocks it", failed.Evidence.Fact, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task What_the_settings_let_through_people_may_approve()
    {
        await PrepareAsync([], ("20260201000000_ext", "CREATE EXTENSION citext;"));
        _around!.Environment = _around.Environment with
        {
            Database = _around.Environment.Database! with { AllowedRules = ["create-extension"] },
        };

        var made = await MadeAsync();

        Assert.Empty(made.MigrationObstacles);
        Assert.Equal(Risk.Danger, made.Plan.WorstRisk());
        Assert.IsNotType<Standing.Failed>(ListOf(made).Items[ChecklistItem.Migrations]);
    }

    [SkippableFact]
    public async Task G07_a_secret_of_the_SQL_is_masked_in_the_plan_and_the_checksum_is_that_of_the_file()
    {
        const string Sql = "INSERT INTO users VALUES (crypt('Tr0ub4dor&3', gen_salt('bf')));\n";

        var made = await MakeAsync(("20260201000000_user", Sql));

        var migration = Assert.Single(made.Plan.Migrations);
        Assert.DoesNotContain("Tr0ub4dor", ChatOps.Chat.PlanText.Whole(made.Plan), StringComparison.Ordinal);
        Assert.Equal(new MigrationFile("x", Sql).Checksum, migration.Checksum);
    }

    [SkippableFact]
    public async Task C14_the_whole_plan_holds_every_hazard_with_its_reason_and_the_safe_way()
    {
        var made = await MakeAsync(("20260201000000_two", "DROP TABLE a;\nCREATE INDEX i ON customers (name);\n"));

        var text = ChatOps.Chat.PlanText.Whole(made.Plan);

        Assert.Contains(
            "Review: danger: drop-table (line 1), create-index-blocking (line 2)",
            text,
            StringComparison.Ordinal
        );
        foreach (var hazard in made.Plan.Migrations[0].Verdict!.Hazards)
        {
            Assert.Contains(hazard.Why, text, StringComparison.Ordinal);
            Assert.Contains($"Instead: {hazard.Instead}", text, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task The_server_is_asked_for_its_version()
    {
        var made = await MakeAsync(("20260201000000_cic", "CREATE INDEX CONCURRENTLY i ON customers (name);"));

        Assert.Equal("safe", made.Plan.Migrations[0].Verdict!.Summary);
    }

    [SkippableFact]
    public async Task I13_D1_a_failed_migration_is_an_obstacle_with_its_name()
    {
        await PrepareAsync([], (Old.Name, Old.Sql));
        await _database!.MigrationAsync(Old.Name, "of a lost file", finished: false, logs: "ERROR: no such column");

        Assert.Contains($"migration {Old.Name} failed at", await ObstacleAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task I09_an_edited_migration_is_an_obstacle()
    {
        await PrepareAsync([], (Old.Name, Old.Sql + "-- edited\n"));
        await _database!.MigrationAsync(Old.Name, Old.Checksum);

        Assert.Equal($"migration {Old.Name} was edited after it was applied", await ObstacleAsync());
    }

    [SkippableFact]
    public async Task D3_a_deploy_that_runs_now_is_an_obstacle_for_that_database_only()
    {
        await PrepareAsync([], (Old.Name, Old.Sql));
        var other = await server.NewAsync();
        await using (await other.MigratingAsync())
            Assert.Empty((await MadeAsync()).MigrationObstacles);

        await using var running = await _database!.MigratingAsync();

        Assert.Contains("is running on this database right now", await ObstacleAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_database_that_does_not_exist_is_an_obstacle_and_no_crash()
    {
        var database = await server.NewAsync();
        await PrepareAsync(
            [],
            database with
            {
                Url = database.Url.Replace("/app_", "/gone_", StringComparison.Ordinal),
            },
            (Old.Name, Old.Sql)
        );

        Assert.Contains("there is no database gone_", await ObstacleAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("drop table _prisma_migrations", "P3005")]
    [InlineData("drop table _prisma_migrations, customers", "the database is empty")]
    public async Task A_database_without_the_table_says_whether_it_is_empty(string sql, string words)
    {
        await PrepareAsync([], (Old.Name, Old.Sql));
        await _database!.RunAsync(sql);

        Assert.Contains(words, await ObstacleAsync(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_role_that_may_not_read_the_table_says_so()
    {
        await PrepareAsync([], (Old.Name, Old.Sql));
        await _database!.RunAsync("revoke all on _prisma_migrations from current_user");

        Assert.Contains("may not read _prisma_migrations", await ObstacleAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("prisma.config.ts", "export default defineConfig({ engine: 'js', adapter });", "engine: 'js'")]
    [InlineData("prisma/schema.prisma", "generator client {\n  engine = \"js\"\n}\n", "engine: 'js'")]
    [InlineData(".config/prisma.ts", "export default { \"engine\" : \"js\" };", "engine: 'js'")]
    [InlineData(
        "prisma.config.ts",
        "export default { migrations: { seed: 'x', path: \"./db/migrations\" } };",
        "lie in db/migrations"
    )]
    [InlineData("prisma/migrations/migration_lock.toml", "# comment\nprovider = \"mysql\"\n", "P3019")]
    public async Task Settings_of_Prisma_under_which_nothing_is_safe_are_obstacles(
        string path,
        string text,
        string words
    )
    {
        await PrepareAsync([(path, text)], (Old.Name, Old.Sql));

        Assert.Contains(words, await ObstacleAsync(), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("prisma.config.ts", "// engine: 'js' is not for us\nexport default { engine: 'classic' };")]
    [InlineData("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n")]
    [InlineData("prisma.config.ts", "export default { migrations: {\n  path: './prisma/migrations',\n} };")]
    public async Task Other_settings_of_Prisma_are_none(string path, string text)
    {
        await PrepareAsync([(path, text)], (Old.Name, Old.Sql));

        Assert.Empty((await MadeAsync()).MigrationObstacles);
    }

    [SkippableFact]
    public async Task What_was_rolled_back_out_of_order_or_asserted_is_said()
    {
        await PrepareAsync(
            [],
            (Old.Name, Old.Sql),
            ("20260102000000_late", "select 1;"),
            ("20260301000000_last", "select 2;")
        );
        await _database!.MigrationAsync(Old.Name, Old.Checksum, steps: 0);
        await _database.MigrationAsync("20260102000000_late", finished: false, rolledBack: true);
        await _database.MigrationAsync("20260301000000_last", new MigrationFile("", "select 2;").Checksum);

        var notes = (await MadeAsync()).Plan.Notes;

        Assert.Contains(
            notes,
            note => note is { Level: NoteLevel.Warning } && note.Text.Contains("out of order", StringComparison.Ordinal)
        );
        Assert.Contains(
            notes,
            note =>
                note is { Level: NoteLevel.Warning }
                && note.Text.Contains("marked as rolled back", StringComparison.Ordinal)
        );
        Assert.Contains(
            notes,
            note =>
                note is { Level: NoteLevel.Info }
                && note.Text.Contains($"marked {Old.Name} as applied", StringComparison.Ordinal)
        );
    }

    [SkippableFact]
    public async Task D10_another_database_than_that_of_the_last_deployment_is_said()
    {
        await PrepareAsync([], (Old.Name, Old.Sql));
        var before = Sample.Of([.. Sample.Started(SamplePlans.Release())]);

        var made = await MadeAsync(before);

        Assert.Contains(
            made.Plan.Notes,
            note => note.Text.Contains("went to db.internal/app 77: is this the right one?", StringComparison.Ordinal)
        );
    }

    [SkippableTheory]
    [InlineData(
        false,
        " Its database lacks 1 migration of it: 20260101000000_old. The next /deploy applies it: it takes any new commit on staging, an empty one too (git commit --allow-empty)."
    )]
    [InlineData(true, "")]
    public async Task Where_nothing_is_to_be_merged_what_the_database_lacks_after_a_restore_is_named_with_the_way(
        bool isApplied,
        string more
    )
    {
        await PrepareAsync([], (Old.Name, Old.Sql));
        var head = await _remote.HeadAsync("staging");
        await _remote.SetAsync("refs/heads/master", head);
        if (isApplied)
            await _database!.MigrationAsync(Old.Name, Old.Checksum);

        var none = Assert.IsType<PlanResult.None>(await PlanAsync());

        Assert.Equal($"Nothing to deploy. master already holds everything of staging ({head.Short}).{more}", none.Why);
    }

    private Checklist ListOf(PlanResult.Made made)
    {
        using var prober = new ChatOps.Tools.Prober(TimeProvider.System);
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        return new Preflight(
            _around!.Tools,
            _around.Groundwork(desk),
            _around.Restores(desk),
            prober,
            _around.Redactor,
            TimeProvider.System
        ).First(Sample.Of([Sample.Approved(Sample.Plan)[0]]), made, _around.Environment);
    }

    private async Task<PlanResult.Made> MakeAsync(params (string Name, string Sql)[] migrations)
    {
        await PrepareAsync([], migrations);
        return await MadeAsync();
    }

    private async Task PrepareAsync(
        (string Path, string Text)[] files,
        params (string Name, string Sql)[] migrations
    ) => await PrepareAsync(files, await server.NewAsync(), migrations);

    private async Task PrepareAsync(
        (string Path, string Text)[] files,
        TestDatabase database,
        params (string Name, string Sql)[] migrations
    )
    {
        _database = database;
        _around = new Surroundings(_remote.Path, database.Url);
        await _remote.CommitAsync(
            "staging",
            "migrations",
            [.. migrations.Select(one => ($"{Folder}/{one.Name}/migration.sql", one.Sql)), .. files]
        );
    }

    private async Task<string> ObstacleAsync() => Assert.Single((await MadeAsync()).MigrationObstacles);

    private async Task<PlanResult.Made> MadeAsync(params Session[] history) =>
        Assert.IsType<PlanResult.Made>(await PlanAsync(history));

    private Task<PlanResult> PlanAsync(params Session[] history) =>
        _around!
            .Plans()
            .MakeAsync(
                Sample.Of([Sample.Approved(Sample.Plan, SessionKind.Deploy)[0]]),
                history,
                _around.Environment,
                null,
                CancellationToken.None
            );
}
