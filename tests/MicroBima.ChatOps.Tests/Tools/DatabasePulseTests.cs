using MicroBima.ChatOps.Sandbox.World.Postgres;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>How a real PostgreSQL is, seen over one connection.</summary>
[Collection(WithPostgres.Name)]
public sealed class DatabasePulseTests(PostgresServer server)
{
    [SkippableFact]
    public async Task Connections_waits_and_the_oldest_transaction_are_seen()
    {
        var database = await server.NewAsync();
        await using var pulse = new DatabasePulse(() => new Postgres(database.Url));
        await using var holder = await database.OpenAsync();
        await using var waiter = await database.OpenAsync();
        var quiet = (await pulse.ReadAsync(CancellationToken.None))!;

        await RunAsync(holder, "begin; lock table customers in access exclusive mode");
        var waiting = RunAsync(waiter, "select count(*) from customers");
        DatabaseReading busy;
        do busy = (await pulse.ReadAsync(CancellationToken.None))!;
        while (busy.WaitingForLocks == 0);

        Assert.Equal(0, quiet.WaitingForLocks);
        Assert.InRange(quiet.Connections, 3, quiet.MostConnections);
        Assert.Equal(1, busy.WaitingForLocks);
        Assert.True(busy.OldestTransaction > TimeSpan.Zero);
        await RunAsync(holder, "rollback");
        await waiting;
    }

    [SkippableFact]
    public async Task A_connection_that_was_cut_is_unknown_once_and_then_made_anew()
    {
        var database = await server.NewAsync();
        await using var pulse = new DatabasePulse(() => new Postgres(database.Url));
        await pulse.ReadAsync(CancellationToken.None);

        await database.RunAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'chatops'"
        );

        Assert.Null(await pulse.ReadAsync(CancellationToken.None));
        Assert.NotNull(await pulse.ReadAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task A_question_that_somebody_stops_costs_the_connection_and_no_later_question()
    {
        var database = await server.NewAsync();
        await using var way = new SilentWay(new Uri(database.Url).Port);
        var address = new UriBuilder(database.Url) { Port = way.Port }.Uri.ToString();
        await using var pulse = new DatabasePulse(() => new Postgres(address));
        Assert.NotNull(await pulse.ReadAsync(CancellationToken.None));
        way.IsSilent = true;
        using (var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100)))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                pulse.ReadAsync(stop.Token).WaitAsync(TimeSpan.FromSeconds(5), CancellationToken.None)
            );

        way.IsSilent = false;

        Assert.NotNull(await pulse.ReadAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task Who_looks_at_the_same_moment_waits_and_is_answered_too()
    {
        var database = await server.NewAsync();
        await using var pulse = new DatabasePulse(() => new Postgres(database.Url));

        var readings = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => Task.Run(() => pulse.ReadAsync(CancellationToken.None)))
        );

        Assert.All(readings, Assert.NotNull);
    }

    [SkippableFact]
    public async Task Queries_are_counted_where_the_server_counts_them_and_without_their_values()
    {
        var database = await server.NewAsync();
        await using var pulse = new DatabasePulse(() => new Postgres(database.Url));
        Assert.Null(await pulse.QueriesAsync(CancellationToken.None));
        Skip.IfNot(PostgresPrograms.TryFind()!.HasStatements, "The server has no pg_stat_statements.");

        await server.ExtendAsync(database, "pg_stat_statements");
        foreach (var number in Enumerable.Range(1, 3))
            await database.RunAsync($"select name from customers where name = 'secret {number}'");
        var queries = await pulse.QueriesAsync(CancellationToken.None);

        var query = Assert.Single(
            queries!.Value,
            one => one.Text.Contains("from customers where", StringComparison.Ordinal)
        );
        Assert.Equal(3, query.Calls);
        Assert.DoesNotContain("secret", query.Text, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task G14_a_password_that_was_changed_is_read_anew_and_a_file_that_is_just_being_written_is_unknown()
    {
        var database = await server.NewAsync();
        var file = "";
        await using var pulse = new DatabasePulse(() => new Postgres(file));

        Assert.Null(await pulse.ReadAsync(CancellationToken.None));
        file = database.Url.Replace(database.Password, "of-yesterday", StringComparison.Ordinal);
        Assert.Null(await pulse.ReadAsync(CancellationToken.None));
        file = database.Url;
        Assert.NotNull(await pulse.ReadAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unknown()
    {
        await using var pulse = new DatabasePulse(() => new Postgres("postgresql://app:secret@127.0.0.1:9/app"));

        Assert.Null(await pulse.ReadAsync(CancellationToken.None));
    }

    private static async Task RunAsync(Npgsql.NpgsqlConnection connection, string sql)
    {
        await using var command = new Npgsql.NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
