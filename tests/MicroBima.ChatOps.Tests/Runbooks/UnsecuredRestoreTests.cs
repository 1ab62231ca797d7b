using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;
using Npgsql;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>A restore of a database that cannot be dumped, on a real server: nothing without a decision, and all of it after one.</summary>
[Collection(WithPostgres.Name)]
public sealed class UnsecuredRestoreTests(PostgresServer server) : IDisposable
{
    private const StepKind Safety = StepKind.Safety;

    private RestoreBench _bench = null!;
    private NpgsqlConnection? _holder;

    public void Dispose()
    {
        _holder?.Dispose();
        _bench?.Dispose();
    }

    [SkippableTheory]
    [InlineData("page", "invalid page")]
    [InlineData("right", "permission denied")]
    [InlineData("lock", "LOCK TABLE public.customers")]
    [InlineData("door", "not currently accepting connections")]
    [Trait("Slow", "a whole restore for each trouble, and the wait for a lock")]
    public async Task J07_a_database_that_cannot_be_dumped_is_restored_once_two_people_decided_and_is_kept(
        string trouble,
        string said
    )
    {
        await using var bot = await BrokenAsync(trouble);

        await bot.StartAsync();
        var problem = await bot.PauseAsync();
        await bot.AskAsync(Word(Sample.Ben));
        await bot.AskAsync(Word(Sample.Ana));
        var end = await bot.UntilAsync(session => session.IsOver || session.Phase is Phase.Paused { Step: not Safety });

        Assert.StartsWith("No safety backup: ", problem.What, StringComparison.Ordinal);
        Assert.True(problem.Detail.Contains(said, StringComparison.Ordinal), problem.Detail);
        Assert.Equal("restored", end.State);
        Assert.Equal(_bench.Restore.Kept, await _bench.OldIsWholeAsync());
        Assert.Equal(RestoreBench.InBackup, await _bench.CountAsync(_bench.Restore.Live));
        Assert.Equal("started", _bench.Machine);
        Assert.Equal(
            [_bench.Backup.Id],
            (await _bench.Vaults.Shelf.AllAsync("production", CancellationToken.None)).Select(one => one.Backup.Id)
        );
        var report = Report(bot);
        Assert.Contains("No safety backup exists", report, StringComparison.Ordinal);
        Assert.Contains($"is kept as `{_bench.Restore.Kept}`", report, StringComparison.Ordinal);
        Assert.DoesNotContain("drop database", report, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task J07_J10_without_the_decision_nothing_of_it_begins_and_Abort_leaves_everything_as_it_was()
    {
        await using var bot = await BrokenAsync("right");

        await bot.StartAsync();
        await bot.PauseAsync();
        await bot.AskAsync(Word(Sample.Ben));
        await bot.AskAsync(new SessionRequest.Skip(Sample.Ben));
        await bot.AskAsync(new SessionRequest.Abort(Sample.Ben));
        var end = await bot.EndAsync();

        Assert.Equal("aborted", end.State);
        Assert.Equal(_bench.Restore.Live, await _bench.OldIsWholeAsync());
        Assert.True(Assert.Single((await _bench.SeatsAsync()).Values).IsOpen);
        Assert.All(bot.Store.Facts.OfType<SessionEvent.StepIntended>(), one => Assert.Equal(Safety, one.Step));
    }

    [SkippableFact]
    public async Task A_database_that_is_not_the_one_that_was_seen_or_that_lives_is_never_dropped()
    {
        _bench = await RestoreBench.MakeAsync(server);
        await _bench.Keeper.CreateAsync(_bench.Restore.Fresh, "ours", CancellationToken.None);
        var seats = await _bench.SeatsAsync();
        await _bench.Keeper.MarkAsync(_bench.Restore.Fresh, "somebody's now", CancellationToken.None);

        await _bench.Keeper.DropAsync(seats[_bench.Restore.Fresh], CancellationToken.None);
        await _bench.Keeper.DropAsync(seats[_bench.Restore.Live], CancellationToken.None);

        Assert.Equal(2, (await _bench.SeatsAsync()).Count);
    }

    /// <summary>The bot at a database with the trouble, the restore planned and approved while it was there.</summary>
    private async Task<RunningBot> BrokenAsync(string trouble)
    {
        _bench = await RestoreBench.MakeAsync(server);
        if (trouble is "page")
        {
            await _bench.Database.RunAsync("create table spoiled as select 1 as id");
            await server.SpoilAsync(_bench.Database, "spoiled");
        }
        else if (trouble is "right")
            await server.ForbidAsync(_bench.Database, "forbidden");
        else if (trouble is "door")
            await _bench.Keeper.CloseAsync(_bench.Restore.Live, CancellationToken.None);
        else
        {
            _holder = await _bench.Database.OpenAsync();
            await using var hold = new NpgsqlCommand("begin; lock table customers", _holder);
            await hold.ExecuteNonQueryAsync();
        }

        await _bench.PlanAnewAsync();
        return await _bench.LoadAsync(_bench.Started());
    }

    private static SessionRequest.Mend Word(Actor by) => new(by, Remedy.GoWithout, Restoring.SubjectOf(1));

    private static string Report(RunningBot bot)
    {
        var finished = bot.Store.Facts.OfType<SessionEvent.Finished>().Single();
        return string.Join('\n', ReportCard.Of(bot.Session, finished, "", null)!.Blocks.Select(block => block.Source));
    }
}
