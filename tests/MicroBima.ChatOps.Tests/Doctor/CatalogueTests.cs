using MicroBima.ChatOps.Doctor;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Doctor;

/// <summary>What each kind of statement leaves behind, on a real database: what did not run is never called applied, what ran never the contrary.</summary>
[Collection(WithPostgres.Name)]
public sealed class CatalogueTests(PostgresServer server) : IDisposable
{
    private readonly Surroundings _around = new("/nonexistent");

    /// <summary>What has to be there before, and the statement: the catalogue shows whether it ran.</summary>
    private static readonly (string Before, string Sql)[] Seen =
    [
        ("", "create table a1 (id int)"),
        ("", "create table if not exists a2 (id int)"),
        ("", "create table public.a3 (id int)"),
        ("create schema other", "create table other.a3 (id int)"),
        ("", "create table a5 as select 1 as id"),
        ("", "create materialized view a6 as select 1 as id"),
        ("create table b1 (id int)", "alter table b1 add column c varchar(9) not null default 'x'"),
        ("create table b2 (id int)", "alter table b2 add column if not exists c numeric(10, 2)"),
        ("create table b3 (id int, c int)", "alter table b3 drop column c"),
        ("create table b4 (id int, c int)", "alter table b4 drop column if exists c"),
        ("create table b5 (c int)", "alter table b5 alter column c type bigint"),
        ("create table b6 (c varchar(5))", "alter table b6 alter column c type varchar(9)"),
        ("create table b7 (c char(3))", "alter table b7 alter column c type char(4)"),
        ("create table b8 (c numeric(9, 2))", "alter table b8 alter column c type numeric(9, 3)"),
        ("create table b9 (c timestamp)", "alter table b9 alter column c type timestamp(3)"),
        ("create table b10 (c text)", "alter table b10 alter column c type text[] using array[c]"),
        ("create table b11 (c int)", "alter table b11 alter column c set not null"),
        ("create table b12 (c int not null)", "alter table b12 alter column c drop not null"),
        ("create table b13 (c int default 1)", "alter table b13 alter column c drop default"),
        ("create table b14 (c int)", "alter table b14 add constraint b14_c check (c > 0)"),
        ("create table b15 (c int constraint b15_c check (c > 0))", "alter table b15 drop constraint b15_c"),
        (
            "create table b16 (c int); alter table b16 add constraint b16_c check (c > 0) not valid",
            "alter table b16 validate constraint b16_c"
        ),
        ("create table c1 (id int)", "create index c1_id on c1 (id)"),
        ("create table c2 (id int)", "create index concurrently if not exists c2_id on c2 (id)"),
        ("create table c3 (id int); create index c3_id on c3 (id)", "drop index c3_id"),
        ("", "create view d1 as select 1 as id"),
        ("create view d2 as select 1 as id", "drop view d2"),
        ("create materialized view d3 as select 1 as id", "drop materialized view d3"),
        ("", "create sequence e1"),
        ("create sequence e2", "drop sequence e2"),
        ("", "create type f1 as enum ('a', 'b')"),
        ("create type f2 as enum ('a')", "alter type f2 add value 'b'"),
        ("create type f3 as enum ('a')", "alter type f3 add value if not exists 'b'"),
        ("create type f4 as enum ('a')", "alter type f4 rename value 'a' to 'b'"),
        ("", "create type f5 as (a int)"),
        ("", "create domain f6 as int"),
        ("create domain f7 as int", "drop domain f7"),
        ("create type f8 as enum ('a')", "drop type f8"),
        ("", "create schema g1"),
        ("create schema g2", "drop schema g2"),
        ("create table h1 (id int)", "create trigger h1_t before insert on h1 for each row execute function h()"),
        (
            "create table h2 (id int); create trigger h2_t before insert on h2 for each row execute function h()",
            "drop trigger h2_t on h2"
        ),
        (
            "create table h3 (id int); create trigger h3_t before insert on h3 for each row execute function h()",
            "drop trigger h3_t on public.h3"
        ),
        ("create table i1 (id int)", "alter table i1 rename to i1_new"),
        ("create table i2 (id int)", "alter table i2 rename column id to number"),
        ("create table i3 (c int constraint i3_c check (c > 0))", "alter table i3 rename constraint i3_c to i3_d"),
        ("create view i4 as select 1 as id", "alter view i4 rename to i4_new"),
        ("create table i5 (id int); create index i5_id on i5 (id)", "alter index i5_id rename to i5_new"),
        ("create sequence i6", "alter sequence i6 rename to i6_new"),
        ("create type i7 as enum ('a')", "alter type i7 rename to i7_new"),
        ("create table j1 (id int)", "drop table j1"),
        ("create table j2 (id int)", "drop table if exists public.j2"),
    ];

    /// <summary>Statements of which the catalogue shows nothing, or which may have been there before: a person has to look.</summary>
    private static readonly (string Before, string Sql)[] Blind =
    [
        ("create table k1 (id int)", "update k1 set id = 1"),
        ("create table k2 (id int)", "create index on k2 (id)"),
        ("create table k3 (id int)", "alter table k3 alter column id set default null"),
        ("create table k4 (id int)", "comment on table k4 is 'x'"),
        ("create view k5 as select 1 as id", "alter view k5 owner to current_user"),
        ("", "do $$ begin create table if not exists k6 (id int); end $$"),
        ("", "select setval('numbers', 7)"),
        ("create table k7 (id int)", "set search_path = pg_catalog; alter table public.k7 add column c int"),
    ];

    /// <summary>Something of that name that is not what the statement makes.</summary>
    private static readonly (string Before, string Sql)[] Others =
    [
        ("create table l1 (a numeric(12, 2))", "create table l1 (a numeric(10, 2))"),
        ("create table l2 (a varchar(9))", "create table l2 (a varchar(10))"),
        ("create table l3 (a int)", "create table l3 (a int not null)"),
        ("create table l4 (a int)", "create table l4 (a int default 1)"),
        ("create table l5 (a int default 1)", "create table l5 (a int)"),
        ("create table l6 (a int)", "create table l6 (a int, b int)"),
        ("create table l7 (a char(3))", "create table l7 (a char(4))"),
        ("create table l8 (a int)", "create table l8 (a int[])"),
        ("create type l9 as enum ('a')", "create type l9 as enum ('a', 'b')"),
        ("create table l10 (id int, c text)", "alter table l10 add column c int"),
        ("create table l11 (id int, c int)", "alter table l11 add column c int not null"),
        ("create schema apart; create table apart.l12 (id int)", "create table l12 (id int)"),
    ];

    public void Dispose() => _around.Dispose();

    [SkippableFact]
    public async Task D1_what_the_catalogue_shows_is_called_not_applied_before_and_applied_after()
    {
        var database = await PreparedAsync();
        var wrong = new List<string>();
        foreach (var (before, sql) in Seen)
        {
            await database.RunAsync(before.Length == 0 ? "select 1" : before);
            var (was, done) = (await LookAsync(database, sql), await DoneAsync(database, sql));
            if (was is not Diagnosis.NotApplied || done is not Diagnosis.Applied)
                wrong.Add($"{sql}: {was}, then {done}");
        }

        Assert.Empty(wrong);
    }

    [SkippableFact]
    public async Task D1_what_the_catalogue_does_not_show_is_never_called_either()
    {
        var database = await PreparedAsync();
        var wrong = new List<string>();
        foreach (var (before, sql) in Blind)
        {
            await database.RunAsync(before.Length == 0 ? "select 1" : before);
            var (was, done) = (await LookAsync(database, sql), await DoneAsync(database, sql));
            if (was is not Diagnosis.Unclear || done is not Diagnosis.Unclear)
                wrong.Add($"{sql}: {was}, then {done}");
        }

        Assert.Empty(wrong);
    }

    [SkippableFact]
    public async Task D1_what_only_has_the_name_is_never_called_applied()
    {
        var database = await PreparedAsync();
        var wrong = new List<string>();
        foreach (var (before, sql) in Others)
        {
            await database.RunAsync(before);
            var found = await LookAsync(database, sql);
            if (found is Diagnosis.Applied)
                wrong.Add($"{before} for {sql}: {found}");
        }

        Assert.Empty(wrong);
    }

    private async Task<TestDatabase> PreparedAsync()
    {
        var database = await server.NewAsync("catalogue");
        await database.RunAsync(
            "create sequence numbers; create function h() returns trigger language plpgsql as 'begin return new; end'"
        );
        return database;
    }

    private async Task<Diagnosis> DoneAsync(TestDatabase database, string sql)
    {
        await database.RunAsync(sql);
        return await LookAsync(database, sql);
    }

    private Task<Diagnosis> LookAsync(TestDatabase database, string sql) =>
        _around.Doctor.ExamineAsync(new ChatOps.Tools.Postgres(database.Url), null, sql, CancellationToken.None);
}
