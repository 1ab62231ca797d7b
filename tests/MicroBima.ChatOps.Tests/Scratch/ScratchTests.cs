using MicroBima.ChatOps.Scratch;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Scratch;

/// <summary>Scratch servers: closed, gone afterwards, and never production's.</summary>
[Collection(WithPostgres.Name)]
public sealed class ScratchTests(PostgresServer server) : IDisposable
{
    private static readonly DatabaseIdentity Elsewhere = new("db.internal", 5432, "app", "77", 90000);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task A_private_server_listens_on_no_network_and_leaves_nothing()
    {
        var scratch = await TakeAsync(Room());
        var home = scratch.Address.Host!;
        await using (var connection = await SimpleQuery.OpenAsync(scratch.Address, CancellationToken.None))
        {
            var settings = await connection.DemandAsync(
                "select current_setting('listen_addresses'), current_setting('data_directory')",
                CancellationToken.None
            );
            Assert.Equal("", settings.Rows[0][0]);
            Assert.Equal(Path.Combine(home, "data"), settings.Rows[0][1]);
        }

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(home)
        );
        await scratch.DisposeAsync();
        Assert.False(Directory.Exists(home));
    }

    [SkippableFact]
    public async Task A_server_that_is_lent_is_made_once_and_goes_away_though_it_is_given_back_before_it_is_there()
    {
        var (gate, made) = (new TaskCompletionSource(), new List<ScratchResult>());
        var lease = new ScratchLease(async () =>
        {
            await gate.Task;
            made.Add(await Room().TakeAsync(Elsewhere, CancellationToken.None));
            return made[^1];
        });
        await new ScratchLease(() => throw new InvalidOperationException("Nobody asked for it.")).DisposeAsync();

        var taken = new[] { lease.TakeAsync(CancellationToken.None), lease.TakeAsync(CancellationToken.None) };
        var end = lease.DisposeAsync();
        gate.SetResult();
        await end;

        Skip.If(await taken[0] is ScratchResult.None, "no server can be made");
        var ready = Assert.IsType<ScratchResult.Ready>(Assert.Single(made));
        Assert.All(taken, one => Assert.Same(ready, one.Result));
        Assert.False(Directory.Exists(ready.Server.Address.Host));
    }

    [SkippableFact]
    public async Task H09_what_a_killed_bot_left_is_swept_at_the_next_start()
    {
        var scratch = await TakeAsync(Room());
        var home = scratch.Address.Host!;

        // The next bot on the same folder: it knows the processes by their mark and the folders by their name.
        var next = new Shell(TimeProvider.System, _folder.Path);
        Assert.True(await next.SweepAsync(CancellationToken.None) > 0);
        await new ScratchRoom(next, TimeProvider.System, new ScratchSettings(_folder.Path, null, null)).SweepAsync(
            CancellationToken.None
        );

        Assert.False(Directory.Exists(home));
        await Assert.ThrowsAnyAsync<Exception>(() => SimpleQuery.OpenAsync(scratch.Address, CancellationToken.None));
    }

    [SkippableFact]
    public async Task Productions_own_server_is_no_scratch_server()
    {
        var database = await server.NewAsync();
        await File.WriteAllTextAsync(_folder.In("connection"), database.Url);
        var production = await new Postgres(database.Url).IdentityAsync(CancellationToken.None);
        var room = Room(_folder.In("connection"));

        var same = await room.TakeAsync(production, CancellationToken.None);
        var sameAddress = await room.TakeAsync(production with { SystemIdentifier = "77" }, CancellationToken.None);
        var another = production with { SystemIdentifier = "77", Host = "db.internal" };
        await using var elsewhere = Assert
            .IsType<ScratchResult.Ready>(await room.TakeAsync(another, CancellationToken.None))
            .Server;
        var newer = await room.TakeAsync(Elsewhere with { ServerVersion = 990000 }, CancellationToken.None);

        Assert.Contains(
            "production's own server",
            Assert.IsType<ScratchResult.None>(same).Why,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "at production's address",
            Assert.IsType<ScratchResult.None>(sameAddress).Why,
            StringComparison.Ordinal
        );
        Assert.Contains("production is 99", Assert.IsType<ScratchResult.None>(newer).Why, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task On_a_shared_server_with_a_password_only_our_own_databases_come_and_go()
    {
        var database = await server.NewAsync();
        await File.WriteAllTextAsync(_folder.In("connection"), database.Url);
        var room = Room(_folder.In("connection"));
        var scratch = await TakeAsync(room);
        var ours = await scratch.CreateAsync("UTF8", CancellationToken.None);
        Assert.Null(await CopyOfAsync(scratch, "absent"));

        Assert.True(await ExistsAsync(scratch, ours));
        await room.SweepAsync(CancellationToken.None);
        Assert.False(await ExistsAsync(scratch, ours));
        Assert.True(await ExistsAsync(scratch, Postgres.Parse(database.Url).Database!));

        var again = await scratch.CreateAsync("UTF8", CancellationToken.None);
        await scratch.DisposeAsync();
        Assert.False(await ExistsAsync(scratch, again));
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task On_a_shared_server_what_runs_migrations_may_nothing_but_its_copy_and_leaves_with_it(bool isSwept)
    {
        var database = await server.NewAsync();
        await File.WriteAllTextAsync(_folder.In("connection"), server.Super(database).Url);
        var production = await new Postgres(database.Url).IdentityAsync(CancellationToken.None);
        var room = Room(_folder.In("connection"));
        var another = production with { SystemIdentifier = "77", Port = 1 };
        var result = await room.TakeAsync(another, CancellationToken.None);
        var scratch = Assert.IsType<ScratchResult.Ready>(result).Server;
        var ours = await scratch.CreateAsync("UTF8", CancellationToken.None);

        var runner = await scratch.RunnerAsync(ours, "app", CancellationToken.None);
        await using (var connection = await SimpleQuery.OpenAsync(runner, CancellationToken.None))
        {
            await scratch.CheckAsync(connection, CancellationToken.None);
            var rights = await connection.DemandAsync(
                """
                select rolsuper or rolcreatedb or rolcreaterole or rolreplication or rolbypassrls, current_user
                from pg_roles where rolname = current_user
                """,
                CancellationToken.None
            );
            Assert.Equal("f", rights.Value);
            Assert.StartsWith("chatops_runner_", rights.Rows[0][1], StringComparison.Ordinal);
        }

        await using (var live = await SimpleQuery.OpenAsync(Postgres.Parse(database.Url), CancellationToken.None))
            await Assert.ThrowsAsync<InvalidOperationException>(() => scratch.CheckAsync(live, CancellationToken.None));

        if (isSwept)
            await room.SweepAsync(CancellationToken.None);
        else
            await scratch.DisposeAsync();

        Assert.False(await ExistsAsync(scratch, ours));
        Assert.False(await ExistsAsync(scratch, runner.Username!, "pg_roles where rolname"));
    }

    [SkippableFact]
    public async Task What_another_bot_has_on_a_shared_server_is_neither_swept_nor_run_in()
    {
        const string Theirs = "chatops_scratch_00000000_theirs";
        const string Role = "chatops_runner_00000000_theirs";
        var super = server.Super(await server.NewAsync());
        await File.WriteAllTextAsync(_folder.In("connection"), super.Url);
        var room = Room(_folder.In("connection"));
        await using var scratch = await room.OnAsync(Postgres.Parse(super.Url), CancellationToken.None);
        var ours = await scratch.CreateAsync("UTF8", CancellationToken.None);
        await super.RunAsync($"create role {Role}");
        await super.RunAsync($"create database {Theirs}");
        await super.RunAsync("create database marked");
        await super.RunAsync(
            $"do $$ begin execute format('comment on database marked is %L', (select shobj_description(oid, 'pg_database') from pg_database where datname = '{ours}')); end $$"
        );

        foreach (var database in new[] { Theirs, "marked" })
        {
            await using var connection = await SimpleQuery.OpenAsync(scratch.To(database), CancellationToken.None);
            await Assert.ThrowsAsync<InvalidOperationException>(() =>
                scratch.CheckAsync(connection, CancellationToken.None)
            );
        }

        await room.SweepAsync(CancellationToken.None);

        Assert.False(await ExistsAsync(scratch, ours));
        Assert.True(await ExistsAsync(scratch, Theirs));
        Assert.True(await ExistsAsync(scratch, Role, "pg_roles where rolname"));
    }

    [SkippableTheory]
    [InlineData("app", "app")]
    [InlineData(ScratchCluster.Admin, "chatops_runner_")]
    public async Task On_a_private_server_migrations_run_as_the_owner_of_production_but_never_with_our_rights(
        string owner,
        string runs
    )
    {
        await using var scratch = await TakeAsync(Room());
        var ours = await scratch.CreateAsync("UTF8", CancellationToken.None);

        var runner = await scratch.RunnerAsync(ours, owner, CancellationToken.None);

        Assert.StartsWith(runs, runner.Username, StringComparison.Ordinal);
        await using var connection = await SimpleQuery.OpenAsync(runner, CancellationToken.None);
        await scratch.CheckAsync(connection, CancellationToken.None);
        Assert.Equal("off", (await connection.DemandAsync("show is_superuser", CancellationToken.None)).Value);
    }

    [SkippableFact]
    public async Task A_copy_is_made_of_a_database_to_which_nobody_is_connected()
    {
        var database = await server.NewAsync();
        await File.WriteAllTextAsync(_folder.In("connection"), database.Url);
        await using var scratch = await Room(_folder.In("connection"))
            .OnAsync(Postgres.Parse(database.Url), CancellationToken.None);
        var ours = await scratch.CreateAsync("LATIN1", CancellationToken.None);

        await using (await SimpleQuery.OpenAsync(scratch.To(ours), CancellationToken.None))
            Assert.Null(await CopyOfAsync(scratch, ours));

        string? copy = null;
        while (copy is null)
            copy = await CopyOfAsync(scratch, ours);

        await using var connection = await SimpleQuery.OpenAsync(scratch.To(copy), CancellationToken.None);
        var encoding = await connection.DemandAsync("show server_encoding", CancellationToken.None);
        Assert.Equal("LATIN1", encoding.Value);
    }

    [Theory]
    [InlineData("15/bin", "initdb postgres", 15, 15)]
    [InlineData("16/bin", "initdb postgres", 15, 16)]
    [InlineData("14/bin", "initdb postgres", 15, null)]
    [InlineData("15/bin", "initdb", 15, null)]
    [InlineData("15/bin", "postgres", 15, null)]
    [InlineData("named/anyhow", "initdb postgres", 15, 99)]
    public void J14_programs_are_those_of_the_version_or_a_newer_one_and_all_of_them(
        string place,
        string programs,
        int least,
        int? major
    )
    {
        Directory.CreateDirectory(_folder.In(place));
        foreach (var program in programs.Split(' '))
            File.WriteAllText(Path.Combine(_folder.In(place), program), "");

        var folder = _folder.In(place);

        Assert.Equal(major, ServerPrograms.TryFind(folder, least)?.Major);
        if (place.EndsWith("/bin", StringComparison.Ordinal))
            Assert.Equal(major, ServerPrograms.TryFind(Path.GetDirectoryName(folder), least)?.Major);
    }

    [SkippableFact]
    public async Task Without_the_servers_programs_there_is_none_and_the_reason()
    {
        var room = new ScratchRoom(
            new Shell(TimeProvider.System, _folder.Path),
            TimeProvider.System,
            new ScratchSettings(_folder.Path, _folder.Path, null)
        );

        var none = Assert.IsType<ScratchResult.None>(await room.TakeAsync(Elsewhere, CancellationToken.None));

        Assert.Contains("initdb, postgres", none.Why, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task L05_Where_a_server_does_not_fit_it_is_said_why_and_what_to_do_and_the_next_one_starts()
    {
        Skip.If(FullDisk.WhyNot is not null, FullDisk.WhyNot);
        var fits = await TakeAsync(Room());
        var home = fits.Address.Host!;
        await fits.DisposeAsync();

        var said = (await FullDisk.TryAsync("scratch", _folder.Path)).TrimEnd().Split('\n');

        var refused = string.Join('\n', said[..^1]);
        Assert.StartsWith("No scratch server can be made: ", refused, StringComparison.Ordinal);
        Assert.Contains("File too large", refused, StringComparison.Ordinal);
        Assert.EndsWith("Make some, and try again: nothing was changed.", refused, StringComparison.Ordinal);
        Assert.Equal("taken", said[^1]);
        Assert.Empty(Directory.EnumerateDirectories(Path.GetDirectoryName(home)!, $"{Path.GetFileName(home)[..^8]}*"));
    }

    [SkippableFact]
    public async Task A_wrong_password_and_a_file_with_NUL_are_refused()
    {
        var address = Postgres.Parse((await server.NewAsync()).Url);
        await using var connection = await SimpleQuery.OpenAsync(address, CancellationToken.None);
        address.Password = "wrong";

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            SimpleQuery.OpenAsync(address, CancellationToken.None)
        );
        await Assert.ThrowsAsync<FormatException>(() => connection.SendAsync("select 1\0", CancellationToken.None));
    }

    private static async Task<string?> CopyOfAsync(ScratchServer scratch, string database) =>
        await scratch.TryCopyAsync(database, CancellationToken.None);

    private static async Task<bool> ExistsAsync(
        ScratchServer scratch,
        string name,
        string where = "pg_database where datname"
    )
    {
        await using var connection = await SimpleQuery.OpenAsync(scratch.Address, CancellationToken.None);
        var answer = await connection.DemandAsync($"select count(*) from {where} = '{name}'", CancellationToken.None);
        return answer.Value is "1";
    }

    private ScratchRoom Room(string? connectionFile = null) =>
        new(
            new Shell(TimeProvider.System, _folder.Path),
            TimeProvider.System,
            new ScratchSettings(_folder.Path, null, connectionFile)
        );

    private static async Task<ScratchServer> TakeAsync(ScratchRoom room)
    {
        var result = await room.TakeAsync(Elsewhere, CancellationToken.None);
        Skip.If(result is ScratchResult.None, (result as ScratchResult.None)?.Why);
        return ((ScratchResult.Ready)result).Server;
    }
}
