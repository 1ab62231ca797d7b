using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;
using Npgsql;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>The databases of a real server, from outside: what is made is like the live one, what is exchanged is exchanged whole, what is not ours stays.</summary>
[Collection(WithPostgres.Name)]
public sealed class DatabaseKeeperTests(PostgresServer server)
{
    [SkippableFact]
    public async Task J09_a_new_database_has_the_rights_and_settings_of_the_live_one()
    {
        var live = await server.NewAsync("likeness");
        var (keeper, name) = Keeper(live);
        await live.RunAsync(
            $"""
            revoke connect on database {name} from public; grant temporary on database {name} to pg_monitor;
            alter database {name} set timezone to 'Africa/Nairobi'; alter database {name} set search_path to app, "Odd one", public;
            alter database {name} set statement_timeout to '7s'; alter database {name} connection limit 9
            """
        );

        await keeper.CreateAsync($"{name}_new", "ours", CancellationToken.None);
        var mark = (await keeper.SeatsAsync([$"{name}_new"], CancellationToken.None))[$"{name}_new"].Mark;
        await keeper.SwapAsync(name, $"{name}_new", $"{name}_old", CancellationToken.None);

        const string look = """
            select concat_ws(' | ', (select array_agg(one::text order by one::text) from unnest(d.datacl) one)::text, s.setconfig::text, d.datconnlimit, d.encoding, d.datcollate, d.datctype, d.datdba)
            from pg_database d left join pg_db_role_setting s on s.setdatabase = d.oid where d.datname =
            """;
        var old = await AskAsync(live, $"{look} '{name}_old'");
        Assert.Contains(" | 9 | ", old, StringComparison.Ordinal);
        Assert.Equal(old, await AskAsync(live, $"{look} '{name}'"));
        Assert.Equal("ours", mark);
    }

    [SkippableFact]
    public async Task J09_settings_that_only_a_superuser_sets_are_named_and_hinder_nothing()
    {
        var live = await server.NewAsync("settings");
        var (keeper, name) = Keeper(live);
        await server.AsSuperAsync(
            live,
            $"create role tuned; alter database {name} set log_statement to 'ddl'; alter role tuned in database {name} set work_mem to '8MB'"
        );
        await live.RunAsync($"alter database {name} set timezone to 'Africa/Nairobi'");

        var refused = await keeper.CreateAsync($"{name}_new", "ours", CancellationToken.None);

        Assert.Equal(
            [
                $"alter database {name}_new set log_statement to 'ddl'",
                $"alter role tuned in database {name}_new set work_mem to '8MB'",
            ],
            refused.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            "{TimeZone=Africa/Nairobi}",
            await AskAsync(
                live,
                $"select s.setconfig::text from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where d.datname = '{name}_new'"
            )
        );
    }

    [SkippableFact]
    public async Task J08_a_session_that_the_bots_role_may_not_end_is_named_and_the_others_are_ended()
    {
        var live = await server.NewAsync("closed");
        var (keeper, name) = Keeper(live);
        await server.AsSuperAsync(live, "create role administrator superuser login password 'x'");
        var address = ChatOps.Tools.Postgres.Parse(live.Url);
        (address.Username, address.Password, address.Pooling) = ("administrator", "x", false);
        await using var administrator = new NpgsqlConnection(address.ConnectionString);
        await administrator.OpenAsync();
        var pid = administrator.ProcessID;
        await using var app = await live.OpenAsync();

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            keeper.CloseAsync(name, CancellationToken.None)
        );
        await using var look = new NpgsqlCommand("select 1", app);
        await Assert.ThrowsAnyAsync<NpgsqlException>(look.ExecuteNonQueryAsync);
        await administrator.CloseAsync();
        await keeper.CloseAsync(name, CancellationToken.None);

        Assert.EndsWith($": pid {pid} (administrator).", refused.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task J10_an_exchange_that_fails_half_way_leaves_both_names_as_they_were()
    {
        var live = await server.NewAsync("exchange");
        var (keeper, name) = Keeper(live);
        await keeper.CreateAsync($"{name}_new", "ours", CancellationToken.None);
        var before = await keeper.SeatsAsync([name, $"{name}_new"], CancellationToken.None);
        await using var somebody = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(new ChatOps.Tools.Postgres(live.Url).At($"{name}_new").ConnectionString)
            {
                Pooling = false,
            }.ConnectionString
        );
        await somebody.OpenAsync();

        // The copy is in use: the second of the two renames is refused, after the first went well.
        await Assert.ThrowsAsync<PostgresException>(() =>
            keeper.SwapAsync(name, $"{name}_new", $"{name}_old", CancellationToken.None)
        );

        var after = await keeper.SeatsAsync([name, $"{name}_new", $"{name}_old"], CancellationToken.None);
        Assert.Equal(
            before.Values.Select(seat => (seat.Name, seat.Oid)).Order(),
            after.Values.Select(seat => (seat.Name, seat.Oid)).Order()
        );
    }

    [SkippableFact]
    public async Task Another_database_that_took_the_name_meanwhile_is_not_dropped()
    {
        var live = await server.NewAsync("drop");
        var (keeper, name) = Keeper(live);
        await keeper.CreateAsync($"{name}_new", "ours", CancellationToken.None);
        var seen = (await keeper.SeatsAsync([$"{name}_new"], CancellationToken.None))[$"{name}_new"];

        await keeper.DropAsync(seen with { Oid = seen.Oid + 1 }, CancellationToken.None);
        Assert.NotEmpty(await keeper.SeatsAsync([$"{name}_new"], CancellationToken.None));
        await keeper.DropAsync(seen, CancellationToken.None);
        Assert.Empty(await keeper.SeatsAsync([$"{name}_new"], CancellationToken.None));
    }

    [SkippableFact]
    public async Task J10_a_live_database_called_postgres_is_closed_from_outside_too()
    {
        var super = server.Super(await server.NewAsync("maintenance"));
        var keeper = new DatabaseKeeper(new ChatOps.Tools.Postgres(super.Url).At("postgres"));

        try
        {
            await keeper.CloseAsync("postgres", CancellationToken.None);
            Assert.False((await keeper.SeatsAsync(["postgres"], CancellationToken.None))["postgres"].IsOpen);
        }
        finally
        {
            await keeper.OpenAsync("postgres", CancellationToken.None);
        }
    }

    [SkippableFact]
    public async Task A_name_with_quotes_is_a_name()
    {
        var live = await server.NewAsync("quotes");
        var (keeper, name) = Keeper(live);
        var odd = $"{name}\"; drop database {name}; --";

        await keeper.CreateAsync(odd, "it's ours", CancellationToken.None);
        await keeper.CloseAsync(odd, CancellationToken.None);

        var seat = (await keeper.SeatsAsync([odd, name], CancellationToken.None))[odd];
        Assert.Equal(("it's ours", false), (seat.Mark, seat.IsOpen));
        await keeper.DropAsync(seat, CancellationToken.None);
    }

    [SkippableFact]
    public async Task J06_a_role_that_could_not_make_or_rename_a_database_is_told_before_anything_begins()
    {
        var live = await server.NewAsync("rights");
        var (keeper, name) = Keeper(live);
        var role = $"limited_{name}";
        await server.AsSuperAsync(live, $"create role {role} login password 'x'");
        var limited = new DatabaseKeeper(
            new ChatOps.Tools.Postgres(new UriBuilder(live.Url) { UserName = role, Password = "x" }.Uri.ToString())
        );

        Assert.Null(await keeper.WhyNotAsync(CancellationToken.None));
        Assert.Contains(
            "may not create databases",
            await limited.WhyNotAsync(CancellationToken.None),
            StringComparison.Ordinal
        );
        await server.AsSuperAsync(live, $"alter role {role} createdb");
        Assert.Contains(
            "could not be renamed",
            await limited.WhyNotAsync(CancellationToken.None),
            StringComparison.Ordinal
        );
        await server.AsSuperAsync(live, $"alter database {name} owner to {role}");
        Assert.Null(await limited.WhyNotAsync(CancellationToken.None));
        var dropped = new DatabaseKeeper(new ChatOps.Tools.Postgres(live.Url).At("dropped"));
        Assert.Contains(
            "create database \"dropped\"",
            await dropped.WhyNotAsync(CancellationToken.None),
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task J06_a_prepared_transaction_that_would_hold_the_name_is_told_before_anything_begins()
    {
        var live = await server.NewAsync("prepared");
        var (keeper, name) = Keeper(live);
        await server.AsSuperAsync(live, $"begin; create table t (); prepare transaction 'half of {name}'");

        var why = await keeper.WhyNotAsync(CancellationToken.None);
        await server.AsSuperAsync(live, $"rollback prepared 'half of {name}'");

        Assert.Contains($"transaction half of {name} holds", why, StringComparison.Ordinal);
        Assert.Null(await keeper.WhyNotAsync(CancellationToken.None));
    }

    private static (DatabaseKeeper Keeper, string Name) Keeper(TestDatabase live)
    {
        var address = new ChatOps.Tools.Postgres(live.Url);
        return (new DatabaseKeeper(address), address.Parts.Database);
    }

    private static async Task<string> AskAsync(TestDatabase database, string sql)
    {
        await using var connection = await database.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return $"{await command.ExecuteScalarAsync()}";
    }
}
