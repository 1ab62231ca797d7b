using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Doctor;

/// <summary>Migrations that somebody is in the way of: they give way, say who it is, and try again.</summary>
public sealed partial class DoctorTests
{
    [SkippableFact]
    public async Task D5_a_lock_that_is_given_back_is_waited_for_in_several_tries()
    {
        await PrepareAsync("alter table customers add column age int;");
        Patient(TimeSpan.FromSeconds(2));
        var reader = await ReadingAsync();
        _listen = line =>
        {
            if (line.Contains("try 2 of 5", StringComparison.Ordinal))
                reader.Dispose();
        };

        await SucceedAsync(Remedy.Retry, new FastTime(4));

        Assert.Contains(
            _said,
            line => line.StartsWith("waiting for a lock on customers, held by pid ", StringComparison.Ordinal)
        );
        Assert.Contains(
            _said,
            line => line.StartsWith("pnpm prisma migrate resolve --rolled-back", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            _database.Password,
            await File.ReadAllTextAsync(_machine.Commands),
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task D5_after_the_last_try_the_session_in_the_way_can_be_ended_and_no_other()
    {
        await PrepareAsync("alter table customers add column age int;");
        Patient(TimeSpan.FromMilliseconds(1500));
        await using var reader = await ReadingAsync();

        var problem = await FailAsync(time: new FastTime(50));
        var stale = await FailAsync(
            Remedy.EndBlocker,
            problem.Blocker! with
            {
                Began = problem.Blocker.Began.AddSeconds(-1),
            }
        );
        await ReadAgainAsync(reader);
        var ended = await FailAsync(Remedy.EndBlocker, problem.Blocker);

        Offers(problem, Remedy.Retry, Remedy.EndBlocker);
        Assert.Equal(reader.ProcessID, problem.Blocker!.Pid);
        Assert.Contains("is gone already", stale.What, StringComparison.Ordinal);
        Assert.Contains("is ended", ended.What, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => ReadAgainAsync(reader));
        await SucceedAsync(Remedy.Retry);
    }

    [SkippableFact]
    public async Task D5_a_prepared_transaction_in_the_way_is_named_though_there_is_no_session_to_end()
    {
        await PrepareAsync("alter table customers add column age int;");
        Patient(TimeSpan.FromMilliseconds(400));
        var name = $"left in {ChatOps.Tools.Postgres.Parse(_database.Url).Database}";
        await _database.RunAsync($"begin; lock table customers in access share mode; prepare transaction '{name}'");

        var problem = await FailAsync(time: new FastTime(50));
        await _database.RunAsync($"rollback prepared '{name}'");

        Offers(problem, Remedy.Retry);
        Assert.Contains("held by a prepared transaction (pg_prepared_xacts)", problem.Detail, StringComparison.Ordinal);
        Assert.Contains(
            _said,
            line =>
                line.StartsWith(
                    $"the prepared transaction {name} of internal_api is open for ",
                    StringComparison.Ordinal
                )
        );
    }

    [SkippableFact]
    public async Task D3_P1002_who_holds_the_lock_of_Prisma_is_named_and_can_be_ended()
    {
        await PrepareAsync("create table fresh (id int);");
        await using var other = await _database.MigratingAsync();

        var problem = await FailAsync();
        var ended = await FailAsync(Remedy.EndBlocker, problem.Blocker);

        Offers(problem, Remedy.Retry, Remedy.EndBlocker);
        Assert.Contains($"pid {other.ProcessID}", problem.What, StringComparison.Ordinal);
        Offers(ended, Remedy.Retry);
        await SucceedAsync(Remedy.Retry);
    }

    [SkippableTheory]
    [InlineData(false, "The bot's role may not end pid ")]
    [InlineData(true, " could not be ended")]
    public async Task D3_whom_the_bot_may_not_end_or_not_even_see_is_never_said_to_be_gone(bool isBlind, string words)
    {
        await PrepareAsync("create table fresh (id int);");
        if (isBlind)
            await SeeNobodyAsync();

        await using var other = await server.Super(_database).MigratingAsync();

        var problem = await FailAsync();
        var tried = await FailAsync(Remedy.EndBlocker, problem.Blocker);

        Assert.Contains(words, tried.What, StringComparison.Ordinal);
        await ReadAgainAsync(other);
    }

    [SkippableFact]
    public async Task D5_an_index_that_waits_alone_is_given_no_limit()
    {
        await PrepareAsync("create index concurrently by_name on customers (name);");

        await SucceedAsync(Remedy.Retry);

        Assert.DoesNotContain("lock_timeout", await File.ReadAllTextAsync(_machine.Commands), StringComparison.Ordinal);
    }

    /// <summary>From now on the bot's role is one to which the server tells nothing of the sessions of others.</summary>
    private async Task SeeNobodyAsync()
    {
        var role = $"blind_{ChatOps.Tools.Postgres.Parse(_database.Url).Database}";
        await server.AsSuperAsync(
            _database,
            $"create role {role} login password '{role}'; grant select on _prisma_migrations to {role}"
        );
        var url = new UriBuilder(_database.Url) { UserName = role, Password = role };
        _around!.Dispose();
        _around = new Surroundings("/nonexistent", url.Uri.ToString(), flyctl: _machine.Flyctl);
    }

    private void Patient(TimeSpan limit) =>
        _around!.Environment = _around.Environment with
        {
            Database = _around.Environment.Database! with { LockTimeout = limit },
        };

    private async Task<Npgsql.NpgsqlConnection> ReadingAsync()
    {
        var reader = await _database.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("begin; select count(*) from customers", reader);
        await command.ExecuteNonQueryAsync();
        return reader;
    }

    private static async Task ReadAgainAsync(Npgsql.NpgsqlConnection reader)
    {
        await using var command = new Npgsql.NpgsqlCommand("select 1", reader);
        await command.ExecuteNonQueryAsync();
    }
}
