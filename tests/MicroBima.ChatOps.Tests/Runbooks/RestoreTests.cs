using System.Collections.Immutable;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using Npgsql;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>A restore on a real server: whatever ends the bot in whatever moment, the database of before is whole, and the next start goes on.</summary>
[Collection(WithPostgres.Name)]
public sealed partial class RestoreTests(PostgresServer server) : IDisposable
{
    /// <summary>The boundaries at which a restart has to look; CHATOPS_TORTURE=1 adds those at which it merely begins again.</summary>
    public static TheoryData<StepKind, bool> Boundaries
    {
        get
        {
            var all = new TheoryData<StepKind, bool>
            {
                { StepKind.Stop, true },
                { StepKind.Restore, false },
                { StepKind.Restore, true },
                { StepKind.Swap, false },
                { StepKind.Swap, true },
                { StepKind.Start, false },
            };
            if (Environment.GetEnvironmentVariable("CHATOPS_TORTURE") is "1")
            {
                all.Add(StepKind.Safety, false);
                all.Add(StepKind.Safety, true);
                all.Add(StepKind.Stop, false);
                all.Add(StepKind.Verify, false);
                all.Add(StepKind.Verify, true);
                all.Add(StepKind.Start, true);
            }

            return all;
        }
    }

    private readonly TemporaryFolder _folder = new();
    private RestoreBench _bench = null!;

    public void Dispose()
    {
        _bench?.Dispose();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task J07_J09_the_backup_comes_back_the_old_database_is_kept_and_the_app_runs_again()
    {
        _bench = await RestoreBench.MakeAsync(server);
        await using var bot = await _bench.LoadAsync(_bench.Started());

        await bot.StartAsync();
        var end = await bot.EndAsync();

        Assert.Equal("restored", end.State);
        Assert.Equal(_bench.Restore.Kept, await _bench.OldIsWholeAsync());
        Assert.Equal(RestoreBench.InBackup, await _bench.CountAsync(_bench.Restore.Live));
        var seats = await _bench.SeatsAsync();
        Assert.True(seats[_bench.Restore.Live].IsOpen && seats[_bench.Restore.Kept].IsOpen);
        Assert.Equal("started", _bench.Machine);
        var safety = (await _bench.Vaults.Shelf.AllAsync("production", CancellationToken.None))[0];
        Assert.Equal(RestoreBench.Before, safety.Backup.Contents.Tables.Single(t => t.Name is "public.customers").Rows);
        Assert.Equal(safety.Manifest, bot.Desk.Ledger.Backups[safety.Id]);
    }

    [SkippableTheory]
    [MemberData(nameof(Boundaries))]
    [Trait("Slow", "a whole restore, ended and begun again at each boundary")]
    public async Task J10_R1_ended_at_any_boundary_the_old_database_is_whole_and_the_next_start_goes_on(
        StepKind at,
        bool isAfter
    )
    {
        _bench = await RestoreBench.MakeAsync(server);
        var facts = await DieAsync(step => step.Kind == at ? new DyingStep(step, isAfter) : step);

        await _bench.OldIsWholeAsync();
        await using var next = await _bench.LoadAsync(facts);
        await next.StartAsync();
        var end = await next.UntilAsync(session => session.IsOver || session.Phase is Phase.Paused);

        Assert.Equal("restored", end.State);
        Assert.Equal(_bench.Restore.Kept, await _bench.OldIsWholeAsync());
        Assert.Equal(RestoreBench.InBackup, await _bench.CountAsync(_bench.Restore.Live));
        Assert.Equal("started", _bench.Machine);
    }

    [SkippableFact]
    public async Task J10_ended_in_the_middle_of_pg_restore_nothing_is_repeated_by_itself_and_Retry_begins_the_copy_anew()
    {
        _bench = await RestoreBench.MakeAsync(server);
        var whole = _bench.Vaults;
        var half = _folder.In("half");
        _bench.Vaults = Restoring(
            $"{PostgresServer.Restore} --section=pre-data \"$@\" || exit 9; touch {half}; exec sleep 600"
        );
        var facts = await DieAsync(step => step, half);

        Assert.Equal(_bench.Restore.Live, await _bench.OldIsWholeAsync());
        Assert.NotNull((await _bench.SeatsAsync()).GetValueOrDefault(_bench.Restore.Fresh));
        _bench.Vaults = whole;
        await using var next = await _bench.LoadAsync(facts);
        await next.StartAsync();
        var problem = await next.PauseAsync();
        Assert.Contains("interrupted half way", problem.What, StringComparison.Ordinal);
        await next.AskAsync(new SessionRequest.Retry(Sample.Ben));

        Assert.Equal("restored", (await next.UntilAsync(session => session.IsOver)).State);
        Assert.Equal(_bench.Restore.Kept, await _bench.OldIsWholeAsync());
    }

    [SkippableTheory]
    [InlineData("kill -9 $$")]
    [InlineData("exec \"$PG\" --section=pre-data \"$@\"")]
    [InlineData("echo 'pg_restore: error: could not execute query: ERROR: no space left on device' >&2; exit 1")]
    public async Task J09_J10_a_copy_that_is_not_whole_is_never_exchanged_and_Abort_brings_the_app_back_on_the_old_one(
        string pgRestore
    )
    {
        _bench = await RestoreBench.MakeAsync(server);
        _bench.Vaults = Restoring($"PG={PostgresServer.Restore}; {pgRestore}");
        await using var bot = await _bench.LoadAsync(_bench.Started());

        await bot.StartAsync();
        await bot.PauseAsync();
        Assert.Equal("stopped", _bench.Machine);
        await bot.AskAsync(new SessionRequest.Abort(Sample.Ben));
        var end = await bot.EndAsync();

        Assert.Equal("aborted", end.State);
        Assert.Equal(_bench.Restore.Live, await _bench.OldIsWholeAsync());
        var seats = await _bench.SeatsAsync();
        Assert.True(Assert.Single(seats.Values).IsOpen);
        Assert.Equal("started", _bench.Machine);
    }

    [SkippableFact]
    public async Task J08_who_is_connected_is_cut_off_nobody_comes_in_and_the_counts_are_told()
    {
        _bench = await RestoreBench.MakeAsync(server);
        await using var app = await _bench.Database.OpenAsync();
        // A connection that was closed is gone a moment later.
        await OtherProcesses.UntilAsync(
            async () => (await _bench.SeatsAsync())[_bench.Restore.Live].Connections,
            connections => connections == 1
        );
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var stop = _bench.StepsOf(desk).Single(step => step.Kind is StepKind.Stop);

        var done = Assert.IsType<StepOutcome.Succeeded>(await stop.RunAsync(Context(), CancellationToken.None));

        Assert.Contains("1 machine stopped", done.Fact, StringComparison.Ordinal);
        Assert.Contains("1 connection ended", done.Fact, StringComparison.Ordinal);
        Assert.Contains("rows written since", done.Fact, StringComparison.Ordinal);
        await using var command = new NpgsqlCommand("insert into customers values (0, 'late')", app);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => command.ExecuteNonQueryAsync());
        var refused = await Assert.ThrowsAsync<PostgresException>(_bench.Database.OpenAsync);
        Assert.Equal("55000", refused.SqlState);
    }

    [SkippableFact]
    public async Task J08_where_Fly_does_not_answer_the_database_refuses_the_app_instead()
    {
        _bench = await RestoreBench.MakeAsync(server);
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var around = new Surroundings("/nonexistent", _bench.Database.Url);
        var stop = new StopStep(
            around.Tools,
            new ChatOps.Tools.Machines(around.Tools, TimeProvider.System),
            _bench.Vaults.Vault
        );

        var done = Assert.IsType<StepOutcome.Succeeded>(await stop.RunAsync(Context(), CancellationToken.None));

        around.Dispose();
        Assert.Contains("machines were not stopped", done.Fact, StringComparison.Ordinal);
        Assert.False((await _bench.SeatsAsync())[_bench.Restore.Live].IsOpen);
    }

    [SkippableFact]
    public async Task A_database_of_that_name_that_the_session_did_not_make_is_not_touched()
    {
        _bench = await RestoreBench.MakeAsync(server);
        await _bench.Keeper.CreateAsync(_bench.Restore.Fresh, "somebody's", CancellationToken.None);
        using var desk = new Desk(new MemoryStore(), TimeProvider.System);
        var restore = _bench.StepsOf(desk).Single(step => step.Kind is StepKind.Restore);

        var failed = Assert.IsType<StepOutcome.Failed>(await restore.RunAsync(Context(), CancellationToken.None));

        Assert.Contains("did not make", failed.Problem.What, StringComparison.Ordinal);
        Assert.Equal("somebody's", (await _bench.SeatsAsync())[_bench.Restore.Fresh].Mark);
        Assert.Contains("already", Fact((await ChecksAsync())[ChecklistItem.Staging]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task J05_J06_J12_J18_everything_that_is_checked_before_anybody_may_approve()
    {
        _bench = await RestoreBench.MakeAsync(server);

        var good = await ChecksAsync();
        var unrecorded = await ChecksAsync(isRecorded: false);
        await File.AppendAllTextAsync(_bench.Backup.Path, "x");
        var longer = await ChecksAsync();

        Assert.IsType<Standing.Proven>(good[ChecklistItem.Staging]);
        Assert.IsType<Standing.Proven>(good[ChecklistItem.Backup]);
        Assert.Contains("not on record", Fact(unrecorded[ChecklistItem.Staging]), StringComparison.Ordinal);
        Assert.Contains("not what it was", Fact(longer[ChecklistItem.Backup]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task J12_a_sealed_backup_without_its_key_is_refused_before_anything_is_touched()
    {
        _bench = await RestoreBench.MakeAsync(server);
        var key = _folder.In("key");
        await File.WriteAllBytesAsync(key, new byte[32]);
        var shelf = Path.GetDirectoryName(_bench.Backup.Path)!;
        var made = await new Vaults(_bench.Around.Shell, TimeProvider.System, shelf, keyFile: key).MadeAsync(
            _bench.Ours
        );

        var found = await ChecksAsync(made);

        Assert.Contains("Backup:KeyFile is not set", Fact(found[ChecklistItem.Backup]), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task J15_the_plan_tells_what_is_lost_table_by_table_and_which_migrations_are_pending_again()
    {
        _bench = await RestoreBench.MakeAsync(server);
        await _bench.Database.MigrationAsync("20260901_late");
        await _bench.Database.RunAsync("create table policies (id int); insert into policies values (1)");

        var restore = (await _bench.PlanAsync()).Restore!;

        Assert.Equal(
            [
                new TableGap("public.customers", 3000, 3007),
                new("public._prisma_migrations", 0, 1),
                new("public.policies", null, 1),
            ],
            restore.Gaps.AsEnumerable()
        );
        Assert.Equal(["20260901_late"], restore.Migrations.AsEnumerable());
    }

    [SkippableFact]
    public async Task The_newest_proven_backup_is_taken_and_a_name_that_is_not_there_is_none()
    {
        _bench = await RestoreBench.MakeAsync(server);
        await _bench.Vaults.MadeAsync(_bench.Ours);

        Assert.Equal(_bench.Backup.Id, (await _bench.PlanAsync()).Restore!.Backup);
        var none = Assert.IsType<PlanResult.None>(await _bench.PlanResultAsync("../../etc/passwd"));
        Assert.Contains("There is no backup", none.Why, StringComparison.Ordinal);
    }

    private Vaults Restoring(string script) =>
        new(
            _bench.Around.Shell,
            TimeProvider.System,
            Path.GetDirectoryName(_bench.Backup.Path)!,
            restore: _folder.Script(
                "pg_restore",
                $"case \"$*\" in *--dbname*) {script};; *) exec {PostgresServer.Restore} \"$@\";; esac"
            )
        );

    /// <summary>Runs until the bot dies, and answers what is in its journal then.</summary>
    private async Task<ImmutableArray<Fact>> DieAsync(Func<IStep, IStep> exchange, string? file = null)
    {
        DyingStep? dying = null;
        var bot = await _bench.LoadAsync(
            _bench.Started(),
            step => exchange(step) is DyingStep one ? dying = one : step
        );
        await bot.StartAsync();
        await (file is null ? dying!.Dead : AppearsAsync(file)).WaitAsync(TimeSpan.FromSeconds(60));
        var facts = bot.Store.Facts;
        await bot.DisposeAsync();
        Assert.IsType<SessionEvent.StepIntended>(facts.OfType<SessionEvent>().Last());
        return facts;
    }

    private static async Task AppearsAsync(string file)
    {
        using var watcher = new FileSystemWatcher(Path.GetDirectoryName(file)!);
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, happened) =>
        {
            if (string.Equals(happened.FullPath, file, StringComparison.Ordinal))
                seen.TrySetResult();
        };
        watcher.EnableRaisingEvents = true;
        if (!File.Exists(file))
            await seen.Task;
    }

    private async Task<Dictionary<ChecklistItem, Standing>> ChecksAsync(
        ShelvedBackup? backup = null,
        bool isRecorded = true
    )
    {
        backup ??= _bench.Backup;
        var store = new MemoryStore();
        if (isRecorded)
            await store.AppendAsync(
                "environment-production",
                0,
                [new EnvironmentEvent.BackedUp(Sample.Now, backup.Id, backup.Manifest, null)],
                "",
                CancellationToken.None
            );

        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        var found = new Dictionary<ChecklistItem, Standing>();
        await _bench
            .Around.Restores(desk)
            .ProveAsync(
                (await _bench.PlanAsync(backup.Id)).Restore!,
                Checklist.Unchecked,
                _bench.Around.Environment,
                new Reporting(
                    (item, standing) =>
                    {
                        found[item] = standing;
                        return Task.CompletedTask;
                    },
                    _ => throw new InvalidOperationException("Nothing is rehearsed here."),
                    (_, _) => { }
                ),
                CancellationToken.None
            );
        return found;
    }

    private StepContext Context() => new(Sample.Of(_bench.Started()), _bench.Plan, _bench.Around.Environment, _ => { });

    private static string Fact(Standing standing) => Assert.IsType<Standing.Failed>(standing).Evidence.Fact;
}
