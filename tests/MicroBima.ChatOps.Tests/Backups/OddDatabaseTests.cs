using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Rehearsals;
using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Backups;

/// <summary>Databases with everything that PostgreSQL knows and Prisma does not: good backups of them are proven, and nothing of them gets hold of the machine.</summary>
[Collection(WithPostgres.Name)]
public sealed class OddDatabaseTests(PostgresServer server, ScratchFixture scratch)
    : IClassFixture<ScratchFixture>,
        IDisposable
{
    // What a program of production would do once it runs with the rights of the scratch server.
    private const string Careful = """
        create function careful(n int) returns int language plpgsql immutable as $f$ begin
            if (select rolsuper from pg_roles where rolname = session_user) then raise exception 'it runs as a superuser'; end if;
            return n;
        end $f$;
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("create table watched (id int check (careful(id) > 0)); insert into watched values (1)")]
    [InlineData(
        "create table watched (id int, twice int generated always as (careful(id) * 2) stored); insert into watched values (1)"
    )]
    [InlineData("create table watched (id int); insert into watched values (1); create index on watched (careful(id))")]
    [InlineData("create materialized view watched as select careful(id) from customers")]
    [InlineData(
        "create domain careful_int as int check (careful(value) > 0); create table watched (id careful_int); insert into watched values (1)"
    )]
    [InlineData(
        "create table watched (id int) partition by list (careful(id)); create table watched_1 partition of watched for values in (1); insert into watched values (1)"
    )]
    public async Task Programs_of_production_never_run_with_the_rights_of_the_scratch_server(string sql)
    {
        var database = await server.NewAsync();
        await database.RunAsync($"{Careful} {sql}");

        await ProvenAsync(new Postgres(database.Url));
    }

    [SkippableFact]
    public async Task What_only_a_superuser_may_make_comes_along_and_event_triggers_do_not()
    {
        var database = await server.NewAsync();
        await server.AsSuperAsync(
            database,
            """
            create schema "Ext ""1"; create extension hstore schema "Ext ""1"; create extension pageinspect; create extension postgres_fdw;
            comment on extension hstore is 'bags'; comment on schema "Ext ""1" is 'of extensions';
            create server other foreign data wrapper postgres_fdw options (host '127.0.0.1');
            create user mapping for public server other options (user 'nobody');
            create foreign table far (id int) server other; grant all on far to public; grant usage on foreign server other to public;
            create role "Odd ""Röle"; grant usage on schema "Ext ""1" to public;
            create publication everything for all tables;
            create function noted() returns event_trigger language plpgsql as $f$ begin
                if (select rolsuper from pg_roles where rolname = session_user) then raise exception 'it runs as a superuser'; end if;
            end $f$;
            """
        );
        await database.RunAsync(
            """
            create table bags (id int generated always as identity, b "Ext ""1".hstore);
            create policy p on bags to "Odd ""Röle" using (id > 0); alter table bags enable row level security;
            insert into bags (b) values ('a=>1');
            """
        );
        await server.AsSuperAsync(
            database,
            "create event trigger watching on ddl_command_start execute function noted()"
        );

        var copy = await ProvenAsync(new Postgres(database.Url));

        Assert.Equal("3", await AskAsync(copy, "select count(*) from pg_extension where extname <> 'plpgsql'"));
        Assert.Equal(
            "bags",
            await AskAsync(
                copy,
                "select obj_description(oid, 'pg_extension') from pg_extension where extname = 'hstore'"
            )
        );
        Assert.Equal("0", await AskAsync(copy, "select count(*) from pg_event_trigger"));
        Assert.Equal(
            "0",
            await AskAsync(
                copy,
                "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where relname in ('bags', 'far') and rolsuper"
            )
        );
        Assert.IsType<RehearsalResult.Passed>(
            await RehearsedAsync(
                copy,
                "alter table bags add column n int; create foreign table farther (id int) server other"
            )
        );
    }

    [SkippableFact]
    public async Task J17_partitions_heirs_large_objects_and_whatever_else_there_is_are_proven_and_rehearsed()
    {
        var database = await server.NewAsync();
        await database.RunAsync(
            """
            create type mood as enum ('a', 'b''c', 'ü'); create domain mail as text check (value like '%@%');
            create collation plain (provider = libc, locale = 'C'); create type pair as (l int, r mood[]);
            create table "Ta.ble on ""x" ("Spal.te ü" mood[] default '{a}', "a
            b" mail, p pair, primary key ("a
            b"));
            insert into "Ta.ble on ""x" values ('{"b''c",ü}', 'x@y', (1, '{ü}'));
            create table parent (id int); create table heir (n int) inherits (parent); insert into parent values (1); insert into heir values (2, 3);
            create unlogged table quick (id int); insert into quick values (1);
            create table forced (id int); insert into forced values (1);
            create table always (id int generated always as identity (start 7 increment -3 minvalue -100 maxvalue 7), c text collate plain);
            insert into always (c) select 'x' from generate_series(1, 5);
            create function nope() returns trigger language plpgsql as $f$ begin raise exception 'no'; end $f$;
            create table sealed (id int); insert into sealed values (1);
            create trigger stop before insert or update on sealed for each row execute function nope();
            create trigger stop_always before insert on sealed for each row execute function nope(); alter table sealed enable always trigger stop_always;
            create rule quiet as on insert to forced do instead nothing;
            create sequence down increment -1; select nextval('down'); create sequence cyclic maxvalue 2 cycle; create sequence unused start 5;
            select lo_from_bytea(0, 'large'); create statistics st on name, id from customers;
            create view chain as select * from customers; create materialized view stale as select * from chain with no data;
            create table self (id int primary key, up int references self deferrable initially deferred); insert into self values (1, 2), (2, 1);
            comment on table self is 'it''s; --'; alter table customers replica identity full;
            create aggregate longest(text) (sfunc = textcat, stype = text); create procedure act() language sql as 'select 1';
            do $d$ begin execute 'create function sums() returns int begin atomic select 1; select 2; end'; end $d$;
            """
        );

        var copy = await ProvenAsync(new Postgres(database.Url));

        var passed = Assert.IsType<RehearsalResult.Passed>(
            await RehearsedAsync(
                copy,
                "alter table \"Ta.ble on \"\"x\" drop column \"Spal.te ü\"; alter table parent add column c int; drop table quick; drop materialized view stale; drop aggregate longest(text)"
            )
        );
        Assert.Contains("DROP TABLE quick: 1 rows", passed.Found.Losses);
        Assert.Contains("DROP COLUMN Ta.ble on \"x.Spal.te ü: 1 non-null values", passed.Found.Losses);
        var failed = Assert.IsType<RehearsalResult.Failed>(
            await RehearsedAsync(
                copy,
                "alter table parent alter id set not null; alter table heir add unique (id); alter table sealed add check (id > 1)"
            )
        );
        Assert.Contains("sealed", Assert.Single(failed.Violations), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Rows_that_are_spread_by_hash_are_compared_as_one_table_and_missed_all_the_same()
    {
        var database = await server.NewAsync();
        await database.RunAsync(
            """
            create type colour as enum ('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l');
            create table hashed (c colour, n int) partition by hash (c);
            create table hashed_0 partition of hashed for values with (modulus 3, remainder 0);
            create table hashed_1 partition of hashed for values with (modulus 3, remainder 1);
            create table hashed_2 partition of hashed for values with (modulus 3, remainder 2) partition by list (n);
            create table hashed_2_all partition of hashed_2 default;
            insert into hashed select unnest(enum_range(null::colour)), n from generate_series(1, 5) n;
            """
        );
        var vaults = Vaults();
        var made = await vaults.MadeAsync(new Postgres(database.Url));
        var few = made with
        {
            Backup = made.Backup with
            {
                Contents = made.Backup.Contents with
                {
                    Tables =
                    [
                        .. made.Backup.Contents.Tables.Select(table =>
                            table.Name is "public.hashed_0" ? table with { Rows = table.Rows + 1 } : table
                        ),
                    ],
                },
            },
        };

        Assert.IsType<ProofResult.Proven>(await RestoreAsync(vaults, made));
        var refuted = Assert.IsType<ProofResult.Refuted>(await RestoreAsync(vaults, few));

        Assert.Contains("table public.hashed has 60 rows instead of 61", refuted.What, StringComparison.Ordinal);
        Assert.All(
            made.Backup.Contents.Tables.Where(table => table.Name.Contains("hashed", StringComparison.Ordinal)),
            table => Assert.Equal("public.hashed", table.Spread)
        );
    }

    [SkippableTheory]
    [InlineData("Ünï-Code \"Q\" 'q' \\ %41", "UTF8")]
    [InlineData("host=nowhere dbname='x", "UTF8")]
    [InlineData("postgresql://nowhere/x", "UTF8")]
    [InlineData("latin", "LATIN1")]
    [InlineData("ascii", "SQL_ASCII")]
    public async Task E06_a_database_is_dumped_and_proven_whatever_its_name_and_encoding(string name, string encoding)
    {
        var maker = await server.NewAsync();
        await maker.RunAsync(
            $"create database {Quoted.Name(name)} template template0 encoding '{encoding}' lc_collate 'C' lc_ctype 'C'"
        );
        var odd = new Postgres(maker.Url).At(name);
        await using (
            var connection = await SimpleQuery.OpenAsync(
                new(odd.ConnectionString) { Options = "" },
                CancellationToken.None
            )
        )
            await connection.DemandAsync(
                "create table t (v text); insert into t values ('é'), ('z')",
                CancellationToken.None
            );

        await ProvenAsync(odd);
    }

    [SkippableFact]
    public async Task J09_a_function_that_no_restore_could_run_is_told_with_the_table_that_needs_it()
    {
        var database = await server.NewAsync();
        await database.RunAsync(
            """
            create function how_many(t text) returns int immutable language sql as 'select count(*)::int from customers';
            create table names (n text); create index on names (how_many(n)); insert into names values ('a')
            """
        );

        var made = await Vaults()
            .Room.MakeAsync("production", new Postgres(database.Url), "", null, CancellationToken.None);

        var failed = Assert.IsType<BackupResult.Failed>(made);
        Assert.EndsWith("public.names: relation \"customers\" does not exist.", failed.What, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(_folder.In("backups")));
    }

    private Vaults Vaults() => new(scratch.Shell, TimeProvider.System, _folder.In("backups"));

    private Task<ProofResult> RestoreAsync(Vaults vaults, ShelvedBackup backup) =>
        vaults.Prover.RestoreAsync(backup, scratch.Server, null, CancellationToken.None);

    /// <summary>The copy of a proven backup.</summary>
    private async Task<string> ProvenAsync(Postgres database)
    {
        var vaults = Vaults();
        var result = await RestoreAsync(vaults, await vaults.MadeAsync(database));
        Assert.True(result is ProofResult.Proven, $"{result}");
        return ((ProofResult.Proven)result).Database;
    }

    private async Task<RehearsalResult> RehearsedAsync(string copy, string sql) =>
        Assert.Single(
            await new Rehearser(scratch.Server, TimeProvider.System).RunAsync(
                new Stage(copy, "internal_api", "the restored backup", null),
                [new MigrationFile("m", sql)],
                null,
                null,
                CancellationToken.None
            )
        );

    private async Task<string?> AskAsync(string copy, string sql)
    {
        await using var connection = await SimpleQuery.OpenAsync(scratch.Server.To(copy), CancellationToken.None);
        return (await connection.DemandAsync(sql, CancellationToken.None)).Value;
    }
}
