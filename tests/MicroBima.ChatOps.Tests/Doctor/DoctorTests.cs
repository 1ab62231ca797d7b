using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Doctor;

/// <summary>Migrations that failed in every way, on a real database: what the doctor says of each, and that its advice leads to a clean <c>migrate status</c>.</summary>
[Collection(WithPostgres.Name)]
public sealed partial class DoctorTests(PostgresServer server) : IDisposable
{
    private const string One = "20260101000000_one";

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];
    private TestDatabase _database = null!;
    private Machine _machine = null!;
    private Surroundings? _around;
    private Action<string> _listen = _ => { };

    public void Dispose()
    {
        _around?.Dispose();
        _folder.Dispose();
    }

    [SkippableTheory]
    [InlineData("create table fresh (id int);\nalter table customers add column mood mood;")]
    [InlineData("alter table customers drop column name, add column name mood;")]
    public async Task D2_an_error_in_a_file_of_one_transaction_leaves_nothing_and_Retry_is_right(string sql)
    {
        await PrepareAsync(sql);

        var problem = await FailAsync();
        await _database.RunAsync("create type mood as enum ('glad')");

        Offers(problem, Remedy.Retry);
        Assert.Contains("Nothing of it is in the database", problem.Next, StringComparison.Ordinal);
        await SucceedAsync(Remedy.Retry);
    }

    [SkippableFact]
    public async Task D2_I10_what_a_commit_in_the_middle_left_has_to_go_before_anything_is_marked()
    {
        await PrepareAsync("create table fresh (id int);\ncommit;\nalter table nowhere add column x int;");

        var problem = await FailAsync();
        var refused = await FailAsync(Remedy.MarkRolledBack);
        await _database.RunAsync("drop table \"fresh\"; create table nowhere (id int)");
        var marked = await FailAsync(Remedy.MarkRolledBack);

        Offers(problem, Remedy.MarkRolledBack, Remedy.LookAgain);
        Assert.Contains("line 1: table fresh is there", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("line 3: column nowhere.x is not there", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("DROP TABLE \"fresh\";", problem.Detail, StringComparison.Ordinal);
        Offers(refused, Remedy.MarkRolledBack, Remedy.LookAgain);
        Assert.Contains("P3012", marked.What, StringComparison.Ordinal);
        await SucceedAsync(Remedy.Retry);
    }

    [SkippableFact]
    public async Task D2_an_index_that_is_INVALID_is_no_index()
    {
        await PrepareAsync("create unique index concurrently customers_name on customers (name);");
        await _database.RunAsync("update customers set name = 'same' where id < 3");

        var problem = await FailAsync();
        await _database.RunAsync("drop index concurrently customers_name");
        await _database.RunAsync("update customers set name = 'other' where id = 1");
        var marked = await FailAsync(Remedy.MarkRolledBack);

        Offers(problem, Remedy.MarkRolledBack, Remedy.LookAgain);
        Assert.Contains("INVALID", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("DROP INDEX CONCURRENTLY \"customers_name\";", problem.Detail, StringComparison.Ordinal);
        Offers(marked, Remedy.Retry);
        await SucceedAsync(Remedy.Retry);
    }

    [SkippableFact]
    public async Task D1_I13_killed_before_anything_happened_may_be_retried_though_rows_cannot_be_seen()
    {
        await PrepareAsync("create table fresh (id int);\nupdate customers set name = upper(name);");
        await KilledAsync();

        var problem = await FailAsync(isRetry: false);

        Offers(problem, Remedy.Retry);
        Assert.Contains("cut off", problem.What, StringComparison.Ordinal);
        await SucceedAsync(Remedy.Retry);
    }

    [SkippableFact]
    public async Task D1_killed_after_all_of_it_happened_is_marked_as_applied()
    {
        await PrepareAsync(
            "create table fresh (id int primary key, at timestamp(3) not null, price decimal(10,2), tags text[]);\nalter table customers add column age int not null default 0;\nalter table customers rename column name to full_name;\ncreate index fresh_price on fresh (price);"
        );
        await _database.RunAsync(_machine.Files[0].Sql);
        await KilledAsync();

        var problem = await FailAsync();
        var wrong = await FailAsync(Remedy.MarkRolledBack);

        Offers(problem, Remedy.MarkApplied, Remedy.LookAgain);
        Offers(wrong, Remedy.MarkApplied, Remedy.LookAgain);
        await SucceedAsync(Remedy.MarkApplied);
    }

    [SkippableTheory]
    [InlineData(
        "alter table customers add column age int default null, add column nick varchar(9) default null;",
        true
    )]
    [InlineData("create table fresh (id int);\nalter table customers alter name set default null;", false)]
    [InlineData("create table fresh (id int, \"Ärger \"\"; x\" text default ';');", true)]
    [InlineData(
        "create table fresh (id int, at date) partition by range (at);\ncreate index by_at on fresh (at);",
        true
    )]
    [InlineData(
        "create domain mail as text;\ncreate table fresh (id int generated always as identity, tags mail[], twice int generated always as (1 + 1) stored);",
        true
    )]
    [InlineData(
        "create unlogged table fresh (id int primary key, n smallint not null default 3);\ncreate materialized view seen as select * from fresh;",
        true
    )]
    public async Task D1_killed_after_all_of_it_happened_it_is_never_said_to_be_half(string sql, bool canBeTold)
    {
        await PrepareAsync(sql);
        await _database.RunAsync(sql);
        await KilledAsync();

        var problem = await FailAsync();

        if (canBeTold)
            Offers(problem, Remedy.MarkApplied, Remedy.LookAgain);
        else
            Offers(problem, Remedy.LookAgain);
    }

    [SkippableFact]
    public async Task D2_killed_half_way_names_what_is_there_and_what_is_not()
    {
        await PrepareAsync("create table fresh (id int);\ncommit;\ncreate table other (id int);");
        await _database.RunAsync("create table fresh (id int)");
        await KilledAsync();

        var problem = await FailAsync();
        await _database.RunAsync("create table other (id int)");

        Offers(problem, Remedy.MarkRolledBack, Remedy.LookAgain);
        Assert.Contains("line 3: table other is not there", problem.Detail, StringComparison.Ordinal);
        Offers(await FailAsync(Remedy.LookAgain), Remedy.MarkApplied, Remedy.LookAgain);
        await SucceedAsync(Remedy.MarkApplied);
    }

    [SkippableFact]
    public async Task D4_a_column_that_somebody_made_by_hand_exactly_so_is_marked_as_applied()
    {
        await PrepareAsync("alter table customers add column age int;");
        await _database.RunAsync("alter table customers add column age int");

        var problem = await FailAsync();

        Offers(problem, Remedy.MarkApplied, Remedy.LookAgain);
        await SucceedAsync(Remedy.MarkApplied);
    }

    [SkippableTheory]
    [InlineData(
        "alter table customers add column age int;",
        "alter table customers add column age text",
        "without type integer"
    )]
    [InlineData(
        "alter table customers add column age int;",
        "alter table customers add column age int default 7",
        "with a default"
    )]
    [InlineData(
        "create index by_name on customers (name);",
        "create index by_name on customers (id)",
        "is it the same?"
    )]
    public async Task D4_what_somebody_made_by_hand_and_differs_is_never_called_applied(
        string sql,
        string byHand,
        string why
    )
    {
        await PrepareAsync(sql);
        await _database.RunAsync(byHand);

        var problem = await FailAsync();

        Offers(problem, Remedy.LookAgain);
        Assert.Contains(why, problem.Detail, StringComparison.Ordinal);
        Offers(await FailAsync(Remedy.MarkApplied), Remedy.LookAgain);
    }

    [SkippableFact]
    public async Task D1_a_label_of_an_enum_is_seen()
    {
        await PrepareAsync("alter type mood add value 'calm';");
        await _database.RunAsync("create type mood as enum ('glad')");
        await KilledAsync();

        Offers(await FailAsync(isRetry: false), Remedy.Retry);
        await _database.RunAsync("alter type mood add value 'calm'");
        Offers(await FailAsync(Remedy.LookAgain), Remedy.MarkApplied, Remedy.LookAgain);
        await SucceedAsync(Remedy.MarkApplied);
    }

    [SkippableFact]
    public async Task I12_a_statement_that_took_too_long_left_nothing()
    {
        await PrepareAsync("create table fresh (id int);\nselect pg_sleep(60);");
        var name = ChatOps.Tools.Postgres.Parse(_database.Url).Database!;
        await _database.RunAsync($"alter database {name} set statement_timeout = '100ms'");

        var problem = await FailAsync();
        await _database.RunAsync($"alter database {name} reset statement_timeout");

        Offers(problem, Remedy.Retry);
        Assert.Contains("statement timeout", problem.What, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task D2_rows_outside_of_one_transaction_cannot_be_told_and_a_person_resolves()
    {
        await PrepareAsync("update customers set name = upper(name);\ncommit;\nselect nothing();");

        var problem = await FailAsync();
        Offers(await FailAsync(Remedy.MarkRolledBack), Remedy.LookAgain);
        await _database.RunAsync("update _prisma_migrations set rolled_back_at = now()");
        await _database.MigrationAsync(One, _machine.Files[0].Checksum, steps: 0);

        Offers(problem, Remedy.LookAgain);
        Assert.Contains("line 1: it changes rows", problem.Detail, StringComparison.Ordinal);
        await SucceedAsync(Remedy.LookAgain);
    }

    [SkippableFact]
    public async Task D4_another_file_of_that_name_says_nothing_about_the_one_that_failed()
    {
        await PrepareAsync("create table fresh (id int);");
        await _database.MigrationAsync(One, "another", finished: false, logs: "ERROR: x");

        var problem = await FailAsync();

        Offers(problem, Remedy.LookAgain);
        Assert.Contains("was changed since", problem.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task D4_P3012_nothing_is_resolved_where_nothing_failed()
    {
        await PrepareAsync("create table fresh (id int);");

        var problem = await FailAsync(Remedy.MarkRolledBack);

        Offers(problem, Remedy.Retry);
        Assert.Contains("P3012", problem.What, StringComparison.Ordinal);
        Assert.False(File.Exists(_machine.Commands));
        await SucceedAsync(Remedy.Retry);
    }

    [SkippableFact]
    public async Task D1_P3005_a_database_without_the_table_is_not_migrated()
    {
        await PrepareAsync("create table fresh (id int);");
        await _database.RunAsync("drop table _prisma_migrations");

        var problem = await FailAsync();

        Offers(problem, Remedy.LookAgain);
        Assert.Contains("P3005", problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain("deploy", await File.ReadAllTextAsync(_machine.Commands), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("create table fresh (id int, evil int);", null, "is not the approved one")]
    [InlineData("create table fresh (id int);", "20260102000000_more", "was not approved")]
    public async Task C07_C08_a_machine_with_other_migrations_than_approved_runs_none(
        string inMachine,
        string? more,
        string why
    )
    {
        await PrepareAsync("create table fresh (id int);");
        _machine.Write(One, inMachine);
        if (more is not null)
            _machine.Write(more, "drop table customers;");

        var problem = await FailAsync();

        Assert.Contains(why, problem.What, StringComparison.Ordinal);
        Assert.DoesNotContain("deploy", await File.ReadAllTextAsync(_machine.Commands), StringComparison.Ordinal);
    }

    private static void Offers(Problem problem, params Remedy[] remedies) => Assert.Equal(remedies, problem.Remedies);

    private async Task PrepareAsync(string sql)
    {
        _database = await server.NewAsync();
        _machine = new Machine(_folder, _database.Url);
        _machine.Have(One, sql);
        _around = new Surroundings("/nonexistent", _database.Url, flyctl: _machine.Flyctl);
    }

    /// <summary>Whoever ran the migration was killed: a row, and no word in it.</summary>
    private Task KilledAsync() => _database.MigrationAsync(One, _machine.Files[0].Checksum, finished: false, steps: 0);

    private async Task<Problem> FailAsync(
        Remedy remedy = Remedy.Retry,
        Blocker? blocker = null,
        bool isRetry = true,
        TimeProvider? time = null
    ) =>
        Assert
            .IsType<StepOutcome.Failed>(await RunAsync(remedy, blocker, isRetry && remedy is not Remedy.Retry, time))
            .Problem;

    private async Task SucceedAsync(Remedy remedy, TimeProvider? time = null)
    {
        Assert.IsType<StepOutcome.Succeeded>(await RunAsync(remedy, null, isRetry: true, time));
        var (code, text) = await _machine.StatusAsync();
        Assert.True(code == 0, text);
    }

    private Task<StepOutcome> RunAsync(Remedy remedy, Blocker? blocker, bool isRetry, TimeProvider? time) =>
        new MigrateStep(_around!.Tools, _around.Doctor, time ?? TimeProvider.System).RunAsync(
            new StepContext(Sample.Of(Sample.Started(_machine.Plan)), _machine.Plan, _around.Environment, Said)
            {
                IsRetry = isRetry,
                Remedy = remedy,
                Blocker = blocker,
            },
            CancellationToken.None
        );

    private void Said(string line)
    {
        lock (_said)
            _said.Add(line);

        _listen(line);
    }
}
