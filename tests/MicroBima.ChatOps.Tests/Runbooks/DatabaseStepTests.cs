using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Steps that touch a real database: the outcome is what stands in its table, not what a tool returned.</summary>
[Collection(WithPostgres.Name)]
public sealed partial class DatabaseStepTests(PostgresServer server) : IDisposable
{
    private static readonly MigrationFile One = new("20260101000000_one", "select 1;\n");
    private static readonly MigrationFile Two = new("20260201000000_two", "select 2;\n");

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];
    private TestDatabase _database = null!;
    private Surroundings? _around;

    public void Dispose()
    {
        _around?.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Migrations_that_are_in_the_table_afterwards_succeeded_whatever_the_exit_code()
    {
        await PrepareAsync(deploy: $"{Insert(One)}; {Insert(Two)}; echo boom >&2; exit 1");

        var outcome = await MigrateAsync();

        Assert.Equal(new StepOutcome.Succeeded("2 migrations are in _prisma_migrations"), outcome);
        Assert.Equal(["status", "deploy"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableFact]
    public async Task R5_exit_code_0_without_the_rows_is_not_success()
    {
        await PrepareAsync(deploy: "echo 'All migrations have been successfully applied.'; exit 0");

        var problem = Failed(await MigrateAsync());

        Assert.Contains(
            "20260101000000_one, 20260201000000_two is not in _prisma_migrations",
            problem.What,
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task D2_a_migration_that_fails_half_way_names_itself_and_the_way_out()
    {
        await PrepareAsync(
            deploy: $"{Insert(One)}; psql_ \"insert into _prisma_migrations (migration_name, checksum, logs) values ('{Two.Name}', '{Two.Checksum}', E'...\\nERROR: column does not exist')\"; exit 1"
        );

        var problem = Failed(await MigrateAsync());

        Assert.Contains($"{Two.Name} failed (P3018)", problem.What, StringComparison.Ordinal);
        Assert.Contains("Nothing of it is in the database", problem.Next, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task D1_D5_Retry_marks_a_failure_of_which_nothing_is_left_as_rolled_back_and_applies_it_again()
    {
        await PrepareAsync(deploy: $"{Insert(One)}; {Insert(Two)}", resolve: Resolve);
        await _database.MigrationAsync(
            One.Name,
            One.Checksum,
            finished: false,
            logs: "ERROR: canceling statement due to lock timeout"
        );

        var outcome = await MigrateAsync(isRetry: true);

        Assert.IsType<StepOutcome.Succeeded>(outcome);
        Assert.Equal(["status", $"resolve {One.Name}", "deploy"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableFact]
    public async Task D4_a_resolve_that_did_not_happen_is_not_believed()
    {
        await PrepareAsync(deploy: "exit 0", resolve: "echo 'Migration marked as rolled back.'; exit 0");
        await _database.MigrationAsync(One.Name, One.Checksum, finished: false, logs: "ERROR: x");

        Failed(await MigrateAsync(isRetry: true));

        Assert.DoesNotContain("deploy", await CommandsAsync());
    }

    [SkippableTheory]
    [InlineData("select 1;", null, "leaves nothing behind")]
    [InlineData("begin; select 1; commit;", "ERROR: x", "leaves nothing behind")]
    [InlineData("update customers set name = 'x';", null, "line 1: it changes rows")]
    public async Task D2_what_may_be_half_applied_is_never_marked_by_the_bot(string sql, string? logs, string why)
    {
        await PrepareAsync(deploy: "exit 0", resolve: Resolve);
        var file = new MigrationFile(One.Name, sql);
        await _database.MigrationAsync(file.Name, file.Checksum, finished: false, logs: logs);
        var plan = Plan() with { Migrations = [new PlannedMigration(file.Name, file.Checksum, file.Sql)] };

        var problem = Failed(await MigrateAsync(isRetry: true, plan));

        Assert.Contains(why, problem.Detail, StringComparison.Ordinal);
        Assert.Equal([Remedy.LookAgain], problem.Remedies.AsEnumerable());
        Assert.Equal(["status"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableFact]
    public async Task D5_a_transaction_that_the_migration_may_wait_for_is_named_before_it_begins()
    {
        await PrepareAsync(deploy: "exit 0");
        await using var open = await _database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("begin; select count(*) from customers", open);
        await command.ExecuteNonQueryAsync();

        var old = await Ours().LongTransactionsAsync(TimeSpan.Zero, CancellationToken.None);

        Assert.Contains(
            old,
            one => one.Contains("idle in transaction) has a transaction open for", StringComparison.Ordinal)
        );
        Assert.Empty(await Ours().LongTransactionsAsync(TimeSpan.FromHours(1), CancellationToken.None));
    }

    [SkippableFact]
    public async Task D1_I13_a_failed_migration_is_not_run_against_blindly()
    {
        await PrepareAsync(deploy: "exit 1");
        await _database.MigrationAsync(One.Name, One.Checksum, finished: false, logs: "ERROR: x");

        var problem = Failed(await MigrateAsync());

        Assert.Contains($"{One.Name} failed", problem.What, StringComparison.Ordinal);
        Assert.Equal(["status"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableFact]
    public async Task D3_while_somebody_else_migrates_nothing_is_begun()
    {
        await PrepareAsync(deploy: "exit 0");
        await using var other = await _database.MigratingAsync();

        var problem = Failed(await MigrateAsync());

        Assert.Contains("Somebody else is migrating", problem.What, StringComparison.Ordinal);
        Assert.Equal(["status"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableFact]
    public async Task D08_a_repeated_step_whose_migrations_are_applied_runs_nothing()
    {
        await PrepareAsync(deploy: "exit 1");
        await _database.MigrationAsync(One.Name);
        await _database.MigrationAsync(Two.Name);

        Assert.IsType<StepOutcome.Succeeded>(await MigrateAsync());
        Assert.Equal(["status"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableFact]
    public async Task D08_R1_inspecting_says_not_started_done_part_or_failed()
    {
        await PrepareAsync(deploy: "exit 1");
        var none = await InspectAsync();
        await _database.MigrationAsync(One.Name);
        var part = await InspectAsync();
        await _database.MigrationAsync(Two.Name, Two.Checksum, finished: false, logs: "ERROR: x");
        var failed = await InspectAsync();
        await _database.RunAsync(
            $"update _prisma_migrations set rolled_back_at = now() where migration_name = '{Two.Name}'"
        );
        await _database.MigrationAsync(Two.Name);
        var done = await InspectAsync();

        Assert.IsType<StepOutcome.NotStarted>(none);
        Assert.Contains("1 of 2 migrations applied", Failed(part).What, StringComparison.Ordinal);
        Assert.Contains("P3018", Failed(failed).What, StringComparison.Ordinal);
        Assert.IsType<StepOutcome.Succeeded>(done);
        Assert.Empty(await CommandsAsync());
    }

    [SkippableFact]
    public async Task R1_D08_a_migration_that_still_runs_is_waited_for()
    {
        await PrepareAsync(deploy: "exit 1");
        var other = await _database.MigratingAsync();
        var waits = new TaskCompletionSource();

        var inspecting = new MigrateStep(_around!.Tools, _around.Doctor, TimeProvider.System).InspectAsync(
            Context() with
            {
                Say = _ => waits.TrySetResult(),
            },
            CancellationToken.None
        );
        await waits.Task;
        Assert.False(inspecting.IsCompleted);
        await _database.MigrationAsync(One.Name);
        await _database.MigrationAsync(Two.Name);
        await other.DisposeAsync();

        Assert.IsType<StepOutcome.Succeeded>(await inspecting);
    }

    [SkippableFact]
    public async Task A_machine_that_cannot_be_reached_is_a_failure_before_anything_happened()
    {
        await PrepareAsync(deploy: "exit 0", status: "echo 'no machines' >&2; exit 3");

        var problem = Failed(await MigrateAsync());

        Assert.Contains("cannot be reached", problem.What, StringComparison.Ordinal);
        Assert.Equal(["status"], (await CommandsAsync()).AsEnumerable());
    }

    [SkippableFact]
    public async Task O07_a_database_that_went_away_leaves_the_outcome_unknown()
    {
        await PrepareAsync(deploy: "exit 1");
        var step = new MigrateStep(_around!.Tools, _around.Doctor, TimeProvider.System);
        var context = Context() with
        {
            Say = line =>
            {
                if (line is "pnpm prisma migrate deploy")
                    DropDatabase();
            },
        };

        var problem = Failed(await step.RunAsync(context, CancellationToken.None));

        Assert.Equal(ProblemNature.Unknown, problem.Nature);
    }

    [SkippableFact]
    public async Task I14_a_database_with_rows_is_never_seeded()
    {
        await PrepareAsync(deploy: "exit 0");

        var problem = Failed(await SeedAsync());

        Assert.Contains("public.customers holds rows", problem.What, StringComparison.Ordinal);
        Assert.Empty(await CommandsAsync());
    }

    [SkippableFact]
    public async Task I14_an_empty_database_is_seeded_once_and_a_failure_is_one()
    {
        await PrepareAsync(deploy: "exit 0", seed: "exit 0");
        await _database.RunAsync("delete from customers");

        Assert.IsType<StepOutcome.Succeeded>(await SeedAsync());

        await PrepareAsync(deploy: "exit 0", seed: "exit 9");
        await _database.RunAsync("delete from customers");
        Assert.Contains("exit code 9", Failed(await SeedAsync()).What, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(true, true, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public async Task I14_rows_are_seeded_over_only_where_settings_and_the_approved_plan_say_so(
        bool isAllowed,
        bool isApproved,
        bool isSeeded
    )
    {
        await PrepareAsync(deploy: "exit 0");
        var environment = _around!.Environment with
        {
            Database = _around.Environment.Database! with { AllowSeedingOverRows = isAllowed },
        };
        var plan = Plan() with { SeedsOver = isApproved ? "public.customers" : "" };

        var outcome = await new SeedStep(_around.Tools).RunAsync(
            Context(plan) with
            {
                Environment = environment,
            },
            CancellationToken.None
        );

        Assert.Equal(isSeeded, outcome is StepOutcome.Succeeded);
    }

    [SkippableFact]
    public async Task D10_J05_a_fresh_backup_of_another_database_is_no_backup_of_this_one()
    {
        await PrepareAsync(deploy: "exit 0");
        var (vaults, other) = (_around!.Vault(), await server.NewAsync("other"));
        await vaults.MadeAsync(new ChatOps.Tools.Postgres(other.Url));
        var plan = Plan() with
        {
            Targets = Sample.Plan.Targets with
            {
                Database = (await Ours().IdentityAsync(CancellationToken.None)).ToString(),
            },
        };

        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var step = new BackupStep(_around.Tools, vaults.Vault, vaults.Scratch, desk, TimeProvider.System);
        var made = await step.RunAsync(Context(plan), CancellationToken.None);
        var again = await step.RunAsync(Context(plan), CancellationToken.None);

        Assert.Contains("restorable in", Assert.IsType<StepOutcome.Succeeded>(made).Fact, StringComparison.Ordinal);
        Assert.Contains(
            "ago and unchanged",
            Assert.IsType<StepOutcome.Succeeded>(again).Fact,
            StringComparison.Ordinal
        );
    }

    private async Task PrepareAsync(
        string deploy,
        string status = "exit 1",
        string seed = "exit 0",
        string resolve = "exit 1",
        string? sums = null
    )
    {
        _database = await server.NewAsync();
        _around?.Dispose();
        var flyctl = _folder.Script(
            "flyctl",
            $"""
            psql_() {"{"} {Path.GetDirectoryName(
                PostgresServer.Dump
            )}/psql -q -w -v ON_ERROR_STOP=1 -c "$1" '{_database.Url}'; {"}"}
            case "$*" in
            *rolled-back*) words="$*"; name="${"{"}words##* {"}"}"; echo resolve $name >> {_folder.In("commands")}; {resolve};;
            *status) echo status >> {_folder.In("commands")}; {status};;
            *sha256sum*) {sums ?? Sums(One, Two)};;
            *deploy*) echo deploy >> {_folder.In("commands")}; {deploy};;
            *db:seed) echo seed >> {_folder.In("commands")}; {seed};;
            esac
            """
        );
        _around = new Surroundings("/nonexistent", _database.Url, flyctl: flyctl);
    }

    /// <summary>What sha256sum says in the machine.</summary>
    private static string Sums(params MigrationFile[] files) =>
        string.Join("; ", files.Select(file => $"echo '{file.Checksum}  prisma/migrations/{file.Name}/migration.sql'"));

    /// <summary>What Prisma's own resolve does.</summary>
    private const string Resolve =
        "psql_ \"update _prisma_migrations set rolled_back_at = now() where migration_name = '$name' and finished_at is null\"";

    private static string Insert(MigrationFile file) =>
        $"psql_ \"insert into _prisma_migrations (migration_name, checksum, finished_at) values ('{file.Name}', '{file.Checksum}', now())\"";

    private ChatOps.Tools.Postgres Ours() => new(_database.Url);

    private static Plan Plan() =>
        Sample.Plan with
        {
            Migrations =
            [
                .. new[] { One, Two }.Select(file => new PlannedMigration(file.Name, file.Checksum, file.Sql)),
            ],
            Steps = [new(StepKind.Migrate, StepMode.Auto)],
        };

    private StepContext Context(Plan? plan = null) =>
        new(Sample.Of(Sample.Started(plan ?? Plan())), plan ?? Plan(), _around!.Environment, _said.Add);

    private Task<StepOutcome> MigrateAsync(bool isRetry = false, Plan? plan = null) =>
        new MigrateStep(_around!.Tools, _around.Doctor, TimeProvider.System).RunAsync(
            Context(plan) with
            {
                IsRetry = isRetry,
            },
            CancellationToken.None
        );

    private Task<StepOutcome> InspectAsync() =>
        new MigrateStep(_around!.Tools, _around.Doctor, TimeProvider.System).InspectAsync(
            Context(),
            CancellationToken.None
        );

    private Task<StepOutcome> SeedAsync() => new SeedStep(_around!.Tools).RunAsync(Context(), CancellationToken.None);

    private async Task<ImmutableArray<string>> CommandsAsync() =>
        File.Exists(_folder.In("commands")) ? [.. await File.ReadAllLinesAsync(_folder.In("commands"))] : [];

    private static Problem Failed(StepOutcome outcome) => Assert.IsType<StepOutcome.Failed>(outcome).Problem;
}
