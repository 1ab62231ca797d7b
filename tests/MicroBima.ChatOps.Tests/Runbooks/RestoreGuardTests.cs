using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What somebody changed between the approval of a restore and its steps: it is seen, and nothing is lost by it.</summary>
[Collection(WithPostgres.Name)]
public sealed class RestoreGuardTests(PostgresServer server) : IAsyncLifetime
{
    private readonly Desk _desk = new(new MemoryStore(), TimeProvider.System);
    private RestoreBench _bench = null!;

    public async Task InitializeAsync() => _bench = await RestoreBench.MakeAsync(server);

    public Task DisposeAsync()
    {
        _bench.Dispose();
        _desk.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Where_nothing_moved_nothing_stands_against_a_restore() => Assert.Empty(await MovedAsync());

    [SkippableFact]
    public async Task Changed_settings_and_another_server_are_named()
    {
        _bench.Around.Environment = _bench.Around.Environment with { PolicyHash = "policy-2" };
        Assert.Equal(["the settings of the environment changed"], await MovedAsync());
        _bench.Around.Environment = _bench.Around.Environment with { PolicyHash = "policy-1" };

        var elsewhere = _bench.Plan with { Targets = _bench.Plan.Targets with { Database = "another server" } };
        var moved = Assert.Single(await MovedAsync(elsewhere));

        Assert.EndsWith(", not another server", moved, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_backup_that_is_not_the_approved_one_any_more_is_named_before_every_step()
    {
        var restore = _bench.Restore;
        string[] changed = [$"the backup {restore.Backup} is not what it was"];

        Assert.Equal(changed, await MovedAsync(_bench.Plan with { Restore = restore with { Manifest = "another" } }));
        Assert.Equal(changed, await MovedAsync(_bench.Plan with { Restore = restore with { Sha256 = "another" } }));
        await File.AppendAllTextAsync(_bench.Backup.Path, "x");
        Assert.Equal(changed, await MovedAsync());
        File.Delete(_bench.Backup.Path);
        Assert.NotEmpty(await MovedAsync());
        File.Delete(Path.ChangeExtension(_bench.Backup.Path, ".json"));
        Assert.Equal([$"the backup {restore.Backup} is gone"], await MovedAsync());
    }

    [SkippableFact]
    public async Task What_was_exchanged_since_the_approval_is_neither_restored_nor_compared_with()
    {
        foreach (
            var plan in new[]
            {
                _bench.Plan with
                {
                    Restore = _bench.Restore with { Manifest = "another" },
                },
                _bench.Plan with
                {
                    Restore = _bench.Restore with { Sha256 = "another" },
                },
            }
        )
            Assert.Contains(
                "is not the backup that was approved any more",
                (await FailAsync(StepKind.Restore, plan)).What,
                StringComparison.Ordinal
            );

        Assert.Contains(
            "is not the approved one any more",
            (
                await FailAsync(
                    StepKind.Verify,
                    _bench.Plan with
                    {
                        Restore = _bench.Restore with { Manifest = "another" },
                    }
                )
            ).What,
            StringComparison.Ordinal
        );
        var bytes = await File.ReadAllBytesAsync(_bench.Backup.Path);
        bytes[^9] ^= 1;
        await File.WriteAllBytesAsync(_bench.Backup.Path, bytes);
        Assert.Contains(
            "is not the backup that was approved any more",
            (await FailAsync(StepKind.Restore, _bench.Plan)).What,
            StringComparison.Ordinal
        );
        Assert.Equal([_bench.Restore.Live], (await _bench.SeatsAsync()).Keys);
    }

    [SkippableFact]
    public async Task A_database_without_a_mark_gives_way_only_where_it_is_empty()
    {
        await _bench.Keeper.CreateAsync(_bench.Restore.Fresh, "", CancellationToken.None);
        Assert.IsType<StepOutcome.Succeeded>(await RunAsync(StepKind.Restore));
        await _bench.Keeper.MarkAsync(_bench.Restore.Fresh, "", CancellationToken.None);
        var filled = (await _bench.SeatsAsync())[_bench.Restore.Fresh];

        var problem = await FailAsync(StepKind.Restore, _bench.Plan);

        Assert.Contains("that this session did not make", problem.What, StringComparison.Ordinal);
        Assert.Equal(filled.Oid, (await _bench.SeatsAsync())[_bench.Restore.Fresh].Oid);
    }

    [SkippableFact]
    public async Task A_copy_that_is_not_finished_never_gets_the_name_of_the_live_database()
    {
        await _bench.Keeper.CreateAsync(_bench.Restore.Fresh, Mark, CancellationToken.None);

        var problem = await FailAsync(StepKind.Swap, _bench.Plan);

        Assert.Equal(ProblemNature.Unknown, problem.Nature);
        Assert.Contains("is not the copy that this session made and verified", problem.What, StringComparison.Ordinal);
        var live = (await _bench.SeatsAsync())[_bench.Restore.Live];
        Assert.Equal((_bench.Oid, true), (live.Oid, live.IsOpen));
    }

    [SkippableFact]
    public async Task An_exchange_that_the_server_refuses_is_told_with_its_reason_and_changes_no_name()
    {
        var restore = _bench.Restore;
        await _bench.Keeper.CreateAsync(restore.Fresh, Exchange.WholeMark(Mark), CancellationToken.None);
        var role = $"renamer_{restore.Live}";
        var elsewhere = await server.NewAsync("elsewhere");
        await server.AsSuperAsync(
            elsewhere,
            $"create role {role} login password 'x'; alter database {restore.Live} owner to {role}; alter database {restore.Fresh} owner to {role}"
        );
        var address = new UriBuilder(_bench.Database.Url) { UserName = role, Password = "x" };
        using var around = new Surroundings("/nonexistent", address.Uri.ToString());

        var outcome = await new SwapStep(around.Tools).RunAsync(
            Context(_bench.Plan) with
            {
                Environment = around.Environment,
            },
            CancellationToken.None
        );

        Assert.Contains(
            "permission denied to rename database",
            Assert.IsType<StepOutcome.Failed>(outcome).Problem.What,
            StringComparison.Ordinal
        );
        Assert.Equal(_bench.Oid, (await _bench.SeatsAsync())[restore.Live].Oid);
    }

    [SkippableFact]
    public async Task Where_somebody_put_the_live_database_aside_the_exchange_is_finished()
    {
        var restore = _bench.Restore;
        await _bench.Keeper.CreateAsync(restore.Fresh, Exchange.WholeMark(Mark), CancellationToken.None);
        await PutAsideAsync();
        var swap = Step(StepKind.Swap);

        var before = await swap.InspectAsync(Context(_bench.Plan), CancellationToken.None);
        var after = await swap.RunAsync(Context(_bench.Plan), CancellationToken.None);

        Assert.Contains(
            $"the name {restore.Live} is free",
            Assert.IsType<StepOutcome.NotStarted>(before).Fact,
            StringComparison.Ordinal
        );
        Assert.IsType<StepOutcome.Succeeded>(after);
        Assert.Equal(restore.Kept, await _bench.OldIsWholeAsync());
        Assert.Equal(Exchange.WholeMark(Mark), (await _bench.SeatsAsync())[restore.Live].Mark);
    }

    [SkippableFact]
    public async Task Where_no_database_has_the_live_name_the_app_is_not_started()
    {
        await PutAsideAsync();

        var problem = await FailAsync(StepKind.Start, _bench.Plan);

        Assert.Contains($"There is no database {_bench.Restore.Live}", problem.What, StringComparison.Ordinal);
        Assert.Contains(_bench.Restore.Kept, problem.What, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_copy_of_somebody_else_is_not_thrown_away_at_the_end()
    {
        await _bench.Keeper.CreateAsync(_bench.Restore.Fresh, "somebody's", CancellationToken.None);

        Assert.IsType<StepOutcome.Succeeded>(await RunAsync(StepKind.Start));

        Assert.Equal("somebody's", (await _bench.SeatsAsync())[_bench.Restore.Fresh].Mark);
    }

    private string Mark => Exchange.MarkOf(Sample.Of(_bench.Started()));

    private async Task PutAsideAsync()
    {
        await _bench.Keeper.CloseAsync(_bench.Restore.Live, CancellationToken.None);
        await server.AsSuperAsync(
            await server.NewAsync("aside"),
            $"alter database {_bench.Restore.Live} rename to {_bench.Restore.Kept}"
        );
    }

    private async Task<IEnumerable<string>> MovedAsync(Plan? plan = null) =>
        await _bench
            .Around.Restores(_desk)
            .MovedAsync(
                Sample.Of(Sample.Started(plan ?? _bench.Plan, SessionKind.Restore)),
                _bench.Around.Environment,
                CancellationToken.None
            );

    private async Task<Problem> FailAsync(StepKind kind, Plan plan) =>
        Assert.IsType<StepOutcome.Failed>(await Step(kind).RunAsync(Context(plan), CancellationToken.None)).Problem;

    private Task<StepOutcome> RunAsync(StepKind kind) =>
        Step(kind).RunAsync(Context(_bench.Plan), CancellationToken.None);

    private IStep Step(StepKind kind) => _bench.StepsOf(_desk).Single(step => step.Kind == kind);

    private StepContext Context(Plan plan) =>
        new(Sample.Of(Sample.Started(plan, SessionKind.Restore)), plan, _bench.Around.Environment, _ => { });
}
