using System.Collections.Immutable;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Rehearsals;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Rehearsals;

/// <summary>A database is what its migrations make, or the bot says what somebody changed by hand.</summary>
public sealed class DriftTests(ScratchFixture scratch) : IClassFixture<ScratchFixture>
{
    private static readonly MigrationFile[] Applied =
    [
        new("1_start", "create table customers (id serial primary key, name text not null default 'x', old text);"),
        new("2_more", "create type kind as enum ('a', 'b'); create index by_name on customers (name);"),
        new("3_view", "create view names as select name from customers; alter table customers drop column old;"),
    ];

    private static readonly string Made = string.Join('\n', Applied.Select(file => file.Sql));

    [SkippableFact]
    public async Task A_database_that_its_migrations_made_has_no_drift() => Assert.Empty(await FindAsync("select 1"));

    [SkippableTheory]
    [InlineData(
        "alter table customers add note text",
        "drift: no migration makes column customers.note, which the database has"
    )]
    [InlineData(
        "create table extra (id int primary key); create index e on extra (id)",
        "drift: no migration makes table extra, which the database has"
    )]
    [InlineData(
        "drop index by_name",
        "drift: the database lacks index by_name on customers, which the migrations make"
    )]
    [InlineData(
        "alter table customers alter id type bigint",
        "drift: column customers.id is not as the migrations make it"
    )]
    [InlineData(
        "alter table customers alter name drop default, alter name drop not null",
        "drift: column customers.name is not as the migrations make it"
    )]
    [InlineData("alter type kind add value 'c'", "drift: enum kind is not as the migrations make it")]
    [InlineData(
        "alter table customers add constraint c check (id > 0) not valid",
        "drift: no migration makes constraint c on customers, which the database has"
    )]
    [InlineData(
        "create or replace view names as select name || '!' as name from customers",
        "drift: view names is not as the migrations make it"
    )]
    [InlineData(
        "create function f() returns int language sql as 'select 1'",
        "drift: no migration makes function public.f(), which the database has"
    )]
    public async Task D8_what_somebody_changed_by_hand_is_named(string byHand, string sentence) =>
        Assert.Equal<string>([sentence], await FindAsync(byHand));

    [SkippableFact]
    public async Task A_history_that_does_not_run_on_an_empty_database_is_named_and_judges_nothing()
    {
        var found = await FindAsync("select 1", new MigrationFile("4_gone", "alter table nowhere add x int"));

        Assert.Equal<string>(
            ["drift is not known: 4_gone, which is applied, does not run on an empty database (42P01)"],
            found
        );
    }

    [SkippableFact]
    public async Task Another_schema_than_public_is_that_of_the_address()
    {
        var inside = "create schema \"Tenant\"; set search_path = \"Tenant\"; " + Made;
        var stage = await StageAsync(inside, "\"Tenant\"");

        Assert.Empty(await new Drift(scratch.Server).FindAsync(stage, [.. Applied], CancellationToken.None));
        var rehearsed = await new Rehearser(scratch.Server, TimeProvider.System).RunAsync(
            stage,
            [new MigrationFile("4_next", "alter table customers add phone text")],
            null,
            null,
            CancellationToken.None
        );
        Assert.IsType<RehearsalResult.Passed>(Assert.Single(rehearsed));
    }

    [Fact]
    public void Many_differences_are_a_few_names_and_a_number()
    {
        var live = Enumerable.Range(1, 9).ToDictionary(n => $"table t{n}", _ => "", StringComparer.Ordinal);

        Assert.Equal<string>(
            ["drift: no migration makes table t1, table t2, table t3, table t4 and 5 more, which the database has"],
            Drift.Between(live, ImmutableDictionary<string, string>.Empty)
        );
    }

    private async Task<ImmutableArray<string>> FindAsync(string byHand, params MigrationFile[] more) =>
        await new Drift(scratch.Server).FindAsync(
            await StageAsync($"{Made}\n{byHand}", null),
            [.. Applied, .. more],
            CancellationToken.None
        );

    private async Task<Stage> StageAsync(string sql, string? path) =>
        new(await scratch.WithAsync(sql), "internal_api", "the restored backup", null) { SearchPath = path };
}
