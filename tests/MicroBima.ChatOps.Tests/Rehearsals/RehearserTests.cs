using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Rehearsals;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Rehearsals;

/// <summary>Migrations rehearsed on a real server: what they lock, rewrite and lose, and exactly which rows stand against them.</summary>
public sealed class RehearserTests(ScratchFixture scratch) : IClassFixture<ScratchFixture>
{
    private const string App = """
        create type status as enum ('active', 'lapsed');
        create table customers (id int primary key, name text not null, email text, old_phone text, national_id text, state text, kind status not null);
        insert into customers select n, 'c' || n, case when n % 100 > 0 then n || '@x' end, case when n <= 120 then '07' || n end,
            (case when n in (7, 8, 9) then 7 else n end)::text, case when n % 50 = 0 then 'x' || n else n::text end,
            (case when n % 10 = 0 then 'lapsed' else 'active' end)::status from generate_series(1, 1000) n;
        create table policies (id serial primary key, customer_id int, premium int not null);
        insert into policies (customer_id, premium) select n % 1010, n from generate_series(1, 2000) n;
        create view contacts as select id, old_phone from customers;
        """;

    public static TheoryData<string, string> Refused =>
        new()
        {
            { "create unique index nid on customers (national_id)", "customers (national_id): 3 rows share 1 value" },
            {
                "alter table customers add constraint u unique (national_id)",
                "customers (national_id): 3 rows share 1 value"
            },
            { "create unique index p on customers (lower(national_id)) where id > 7", "2 rows share 1 value" },
            { "alter table customers alter email set not null", "customers.email: 10 rows are NULL" },
            {
                "alter table customers add phone text not null",
                "customers: 1\u00a0000 rows get no value for the required column phone"
            },
            {
                "alter table policies add constraint fk foreign key (customer_id) references customers (id)",
                "policies: 10 rows point to customers rows that do not exist (fk)"
            },
            { "alter table policies add constraint low check (premium < 1991)", "policies: 10 rows do not hold low" },
            {
                "alter table customers alter state type int using state::int",
                "customers.state: 20 rows cannot become integer"
            },
            {
                "create type s2 as enum ('active'); alter table customers alter kind type s2 using kind::text::s2",
                "customers.kind: 100 rows hold a value that s2 does not have"
            },
            {
                "update customers set email = 'x' where id < 500 and email is null; alter table customers alter email set not null",
                "customers.email: 6 rows are NULL"
            },
        };

    [SkippableTheory]
    [MemberData(nameof(Refused))]
    public async Task D6_D7_rows_that_stand_against_a_migration_are_counted_as_they_are_right_before_it(
        string sql,
        string rows
    )
    {
        var failed = Assert.IsType<RehearsalResult.Failed>(await OneAsync(sql));

        Assert.Contains(rows, Assert.Single(failed.Violations), StringComparison.Ordinal);
        Assert.DoesNotContain("x50", failed.Why, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("alter table customers drop column old_phone", "contacts depends on column old_phone")]
    [InlineData(
        "alter table customers alter old_phone type varchar(9)",
        "rule _RETURN on view contacts depends on column"
    )]
    [InlineData("drop table nothing", "table \"nothing\" does not exist (42P01)")]
    [InlineData("create table customers (id int)", "already exists (42P07)")]
    [InlineData("selec 1", "syntax error")]
    public async Task What_is_in_the_way_is_named(string sql, string why) =>
        Assert.Contains(why, Assert.IsType<RehearsalResult.Failed>(await OneAsync(sql)).Why, StringComparison.Ordinal);

    public static TheoryData<string, string, string, string> Done =>
        new()
        {
            {
                "alter table policies drop column premium",
                "ACCESS EXCLUSIVE lock on policies",
                "",
                "DROP COLUMN policies.premium: 2\u00a0000 non-null values"
            },
            {
                "drop view contacts; alter table customers drop column old_phone",
                "ACCESS EXCLUSIVE lock on contacts|ACCESS EXCLUSIVE lock on customers",
                "",
                "DROP COLUMN customers.old_phone: 120 non-null values"
            },
            { "drop table policies", "ACCESS EXCLUSIVE lock on policies", "", "DROP TABLE policies: 2\u00a0000 rows" },
            { "truncate policies", "ACCESS EXCLUSIVE lock on policies", "", "TRUNCATE policies: 2\u00a0000 rows" },
            { "delete from policies where premium > 1500", "", "", "DELETE FROM policies: 500 of 2\u00a0000 rows" },
            { "create index i on policies (premium)", "SHARE lock on policies", "", "" },
            { "alter table policies alter premium type bigint", "ACCESS EXCLUSIVE lock on policies", "policies", "" },
            {
                "alter table customers add seen timestamptz default clock_timestamp()",
                "ACCESS EXCLUSIVE lock on customers",
                "customers",
                ""
            },
            {
                "alter table customers add seen timestamptz default now()",
                "ACCESS EXCLUSIVE lock on customers",
                "",
                ""
            },
            { "alter table customers rename to clients", "ACCESS EXCLUSIVE lock on customers", "", "" },
            {
                "create table claims (policy int references policies (id))",
                "SHARE ROW EXCLUSIVE lock on policies",
                "",
                ""
            },
            {
                "do $$ begin execute 'drop table ' || 'policies'; end $$",
                "ACCESS EXCLUSIVE lock on policies",
                "",
                "DROP TABLE policies: 2\u00a0000 rows"
            },
            { "create table t (a text default ';'); insert into t values ($q$;$q$); select 1", "", "", "" },
        };

    [SkippableTheory]
    [MemberData(nameof(Done))]
    public async Task D8_I03_locks_rewrites_and_losses_are_seen_whatever_the_words(
        string sql,
        string locks,
        string rewrites,
        string losses
    )
    {
        var passed = Assert.IsType<RehearsalResult.Passed>(await OneAsync(sql));

        Assert.Equal(locks, string.Join('|', passed.Found.Locks));
        Assert.Equal(rewrites, string.Join('|', passed.Found.Rewrites));
        Assert.Equal(losses, string.Join('|', passed.Found.Losses));
        Assert.Empty(passed.Found.Cautions);
    }

    [SkippableFact]
    public async Task Each_file_stands_on_the_ones_before_and_the_first_that_fails_is_the_last()
    {
        var results = await RunAsync(
            "create table t (id int)",
            "alter table t add c int",
            "alter table t drop column missing",
            "drop table t"
        );

        Assert.Equal(["m0", "m1", "m2"], results.Select(result => result.Found.Migration));
        Assert.IsType<RehearsalResult.Failed>(results[^1]);
    }

    [SkippableFact]
    public async Task A_file_is_explained_statement_by_statement()
    {
        var passed = await OneAsync(
            "-- one\nupdate policies set premium = premium + 1 where id <= 10;\n\ncreate index i on policies (premium);"
        );

        Assert.Equal([2, 4], passed.Statements.Select(one => one.Line));
        Assert.Equal([10L, 0L], passed.Statements.Select(one => one.Rows));
        Assert.Equal("policies", Assert.Single(passed.Statements[1].Scans));
        Assert.True(passed.Wal > 0);
    }

    [SkippableTheory]
    [InlineData("create index concurrently i on policies (premium)", true)]
    [InlineData("create index concurrently i on policies (premium); select 1", false)]
    [InlineData("begin; alter table policies add c int; commit;", true)]
    [InlineData("alter type status add value 'new'; update customers set kind = 'new' where id = 1", false)]
    public async Task I10_the_verdict_is_that_of_the_whole_file_as_Prisma_sends_it(string sql, bool passes)
    {
        var result = await OneAsync(sql);

        Assert.Equal(passes, result is RehearsalResult.Passed);
    }

    [SkippableTheory]
    [InlineData("copy (select 1) to program 'touch /tmp/chatops-was-here'")]
    [InlineData("alter role current_user superuser")]
    [InlineData("create function f() returns int language c as 'libc', 'getpid'")]
    [InlineData("set role chatops_scratch; drop table customers")]
    public async Task I02_I11_what_a_migration_has_no_right_to_is_not_done_and_not_judged(string sql)
    {
        var unknown = Assert.IsType<RehearsalResult.Unknown>(await OneAsync(sql));

        Assert.Contains("(42501)", unknown.Why, StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/chatops-was-here"));
    }

    [SkippableTheory]
    [InlineData("create table t (name text collate \"sw_KE.utf8\")", false)]
    [InlineData("create table t (id int) tablespace fast", false)]
    [InlineData("create table t (id nothing)", true)]
    public async Task What_only_the_machine_of_production_may_have_is_not_judged(string sql, bool isJudged) =>
        Assert.Equal(isJudged, await OneAsync(sql) is RehearsalResult.Failed);

    [SkippableFact]
    public async Task A_rehearsal_that_is_stopped_stops_the_statement_in_the_server()
    {
        var database = await scratch.WithAsync(App);
        using var stop = new CancellationTokenSource();

        var running = new Rehearser(scratch.Server, TimeProvider.System).RunAsync(
            new Stage(database, null, "the restored backup", null),
            [new MigrationFile("slow", "select pg_sleep(600)")],
            _ => { },
            null,
            stop.Token
        );
        await UntilSleepingAsync(running);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("0", await SleepersAsync());
    }

    [SkippableFact]
    public async Task A_database_without_our_mark_is_never_touched()
    {
        await using var connection = await SimpleQuery.OpenAsync(scratch.Server.Address, CancellationToken.None);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            scratch.Server.CheckAsync(connection, CancellationToken.None)
        );

        Assert.Contains("not a scratch database of ours", refused.Message, StringComparison.Ordinal);
    }

    private async Task UntilSleepingAsync(Task running)
    {
        while (await SleepersAsync() is "0" && !running.IsCompleted)
            await Task.Yield();
    }

    private async Task<string?> SleepersAsync()
    {
        await using var connection = await SimpleQuery.OpenAsync(scratch.Server.Address, CancellationToken.None);
        var answer = await connection.DemandAsync(
            "select count(*) from pg_stat_activity where query like 'select pg_sleep%' and state = 'active'",
            CancellationToken.None
        );
        return answer.Value;
    }

    private async Task<RehearsalResult> OneAsync(string sql) => Assert.Single(await RunAsync(sql));

    private async Task<IReadOnlyList<RehearsalResult>> RunAsync(params string[] files)
    {
        var database = await scratch.WithAsync(App);
        return await new Rehearser(scratch.Server, TimeProvider.System).RunAsync(
            new Stage(database, "internal_api", "the restored backup", null),
            [.. files.Select((sql, index) => new MigrationFile($"m{index}", sql))],
            null,
            null,
            CancellationToken.None
        );
    }
}
