using System.Collections.Concurrent;
using System.Collections.Immutable;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>From a real repository and a real database to what the card says: backup restored, migrations rehearsed on it.</summary>
[Collection(WithPostgres.Name)]
public sealed class GroundworkTests(PostgresServer server) : IAsyncLifetime
{
    private readonly ConcurrentDictionary<ChecklistItem, Standing> _reported = new();
    private readonly List<string> _said = [];
    private ImmutableArray<Rehearsal> _found = [];
    private Remote _remote = null!;
    private TestDatabase _database = null!;
    private Surroundings _around = null!;
    private Desk _desk = null!;

    public async Task InitializeAsync()
    {
        _remote = await Remote.WithBranchesAsync();
        _desk = new Desk(new MemoryStore(), TimeProvider.System);
    }

    public Task DisposeAsync()
    {
        _desk.Dispose();
        _around?.Dispose();
        _remote.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task D8_C19_the_backup_is_restored_and_the_migration_rehearsed_on_that_copy()
    {
        await PrepareAsync();

        await ProveAsync("alter table customers drop column name;");

        Assert.Contains("restorable in", Fact(ChecklistItem.Backup), StringComparison.Ordinal);
        Assert.Contains("2 tables, 3\u00a0000 rows", Fact(ChecklistItem.Backup), StringComparison.Ordinal);
        Assert.Contains("1 pending, rehearsed in", Fact(ChecklistItem.Migrations), StringComparison.Ordinal);
        var found = Assert.Single(_found);
        Assert.Equal(["DROP COLUMN customers.name: 3\u00a0000 non-null values"], found.Losses.AsEnumerable());
        Assert.Equal(["ACCESS EXCLUSIVE lock on customers"], found.Locks.AsEnumerable());
        // The table of the test was made by hand.
        Assert.Contains("drift: no migration makes table customers, which the database has", found.Cautions);
        var backup = Assert.Single(await _around.Vault().Shelf.AllAsync("production", CancellationToken.None));
        Assert.Equal(backup.Manifest, _desk.Ledger.Backups[backup.Id]);
        Assert.NotNull(backup.Proof);
        Assert.Contains("rehearsing 20260101000000_a (1 of 1)", _said);
    }

    [SkippableFact]
    public async Task D6_a_migration_that_fails_blocks_with_the_reason_and_the_count()
    {
        await PrepareAsync();
        await _database.RunAsync("update customers set name = 'same' where id < 5");

        await ProveAsync("create unique index one on customers (name);");

        var failed = Assert.IsType<Standing.Failed>(_reported[ChecklistItem.Migrations]);
        Assert.Contains("fails on the restored backup", failed.Evidence.Fact, StringComparison.Ordinal);
        Assert.Contains("customers (name): 4 rows share 1 value", failed.Evidence.Fact, StringComparison.Ordinal);
        Assert.StartsWith(
            "fails: could not create unique index",
            Assert.Single(_found).Trouble,
            StringComparison.Ordinal
        );
        Assert.IsType<Standing.Proven>(_reported[ChecklistItem.Backup]);
    }

    [SkippableTheory]
    [InlineData("alter table customers add c int", true)]
    [InlineData("alter table customers add c int not null", false)]
    public async Task D7_where_no_row_may_be_copied_production_is_asked_and_people_prove_the_backup(
        string sql,
        bool passes
    )
    {
        await PrepareAsync(RehearsalMode.SchemaOnly);

        await ProveAsync(sql);

        Assert.Contains("not restored: no data may be copied", Fact(ChecklistItem.Backup), StringComparison.Ordinal);
        Assert.Equal("the schema without rows", Assert.Single(_found).On);
        Assert.Equal(passes, _reported[ChecklistItem.Migrations] is Standing.Open);
        if (!passes)
            Assert.Contains("3\u00a0000 rows get no value", Fact(ChecklistItem.Migrations), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Where_nothing_may_be_copied_both_wait_for_people()
    {
        await PrepareAsync(RehearsalMode.Off);

        await ProveAsync("select 1");

        Assert.Contains("not restored", Fact(ChecklistItem.Backup), StringComparison.Ordinal);
        Assert.Contains(
            "not rehearsed: Database:Rehearsal is Off",
            Fact(ChecklistItem.Migrations),
            StringComparison.Ordinal
        );
        Assert.Empty(_found);
    }

    [SkippableFact]
    public async Task A_database_that_goes_away_is_a_no_on_both_items()
    {
        await PrepareAsync();
        var name = ChatOps.Tools.Postgres.Parse(_database.Url).Database!;
        var plan = await PlanAsync("select 1");
        await new TestDatabase(_database.Url.Replace(name, "postgres", StringComparison.Ordinal)).RunAsync(
            $"drop database {name}"
        );

        await ProveAsync(plan, CancellationToken.None);

        Assert.All(
            [ChecklistItem.Backup, ChecklistItem.Migrations],
            item => Assert.IsType<Standing.Failed>(_reported[item])
        );
    }

    [SkippableFact]
    public async Task Stopping_it_leaves_no_server_no_dump_and_no_report()
    {
        await PrepareAsync();
        using var stop = new CancellationTokenSource();
        var plan = await PlanAsync("select pg_sleep(600)");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            ProveAsync(
                plan,
                stop.Token,
                line =>
                    _ = line.StartsWith("rehearsing", StringComparison.Ordinal)
                        ? stop.CancelAsync()
                        : Task.CompletedTask
            )
        );

        Assert.DoesNotContain(ChecklistItem.Migrations, _reported.Keys);
        Assert.Equal(0, await _around.Shell.SweepAsync(CancellationToken.None));
    }

    [SkippableFact]
    public async Task J18_a_backup_that_was_exchanged_with_its_manifest_stops_the_run()
    {
        await PrepareAsync();
        var plan = await PlanAsync("select 1");
        await ProveAsync(plan, CancellationToken.None);
        var vaults = _around.Vault();
        var shelved = Assert.Single(await vaults.Shelf.AllAsync("production", CancellationToken.None));
        var manifest = Path.ChangeExtension(shelved.Path, ".json");
        await File.WriteAllTextAsync(manifest, await File.ReadAllTextAsync(manifest) + "\n");

        var problem = Assert.IsType<StepOutcome.Failed>(await StepAsync(plan)).Problem;

        Assert.Contains("is not the one on record", problem.What, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task D11_J15_J19_the_proven_backup_counts_until_somebody_migrates_and_says_what_would_be_lost()
    {
        await PrepareAsync();
        var plan = await PlanAsync("select 1");
        await ProveAsync(plan, CancellationToken.None);

        var kept = Assert.IsType<StepOutcome.Succeeded>(await StepAsync(plan)).Fact;
        await _database.MigrationAsync("20260101000000_by_hand");
        var again = Assert.IsType<StepOutcome.Succeeded>(await StepAsync(plan)).Fact;

        Assert.Contains("ago and unchanged, about", kept, StringComparison.Ordinal);
        Assert.Contains("restorable in", again, StringComparison.Ordinal);
        Assert.DoesNotContain("ago", again, StringComparison.Ordinal);
        Assert.Contains(
            _said,
            line => line.Contains("older than the last write to _prisma_migrations", StringComparison.Ordinal)
        );
        Assert.Equal(2, (await _around.Vault().Shelf.AllAsync("production", CancellationToken.None)).Length);
    }

    [SkippableFact]
    public async Task A_backup_whose_restore_was_never_proven_does_not_count_where_it_can_be()
    {
        await PrepareAsync();
        var plan = await PlanAsync("select 1");
        await RecordedAsync(await _around.Vault().MadeAsync(new ChatOps.Tools.Postgres(_database.Url)));

        var made = Assert.IsType<StepOutcome.Succeeded>(await StepAsync(plan)).Fact;

        Assert.Contains("restorable in", made, StringComparison.Ordinal);
        Assert.Equal(2, (await _around.Vault().Shelf.AllAsync("production", CancellationToken.None)).Length);
    }

    [SkippableFact]
    public async Task A_backup_counts_only_once_it_is_on_record()
    {
        await PrepareAsync(RehearsalMode.Off);
        var plan = await PlanAsync("select 1");
        var laid = await _around.Vault().MadeAsync(new ChatOps.Tools.Postgres(_database.Url));

        var another = Assert.IsType<StepOutcome.Succeeded>(await StepAsync(plan)).Fact;
        var kept = Assert.IsType<StepOutcome.Succeeded>(await StepAsync(plan)).Fact;

        Assert.Contains("not restored: no data may be copied here", another, StringComparison.Ordinal);
        Assert.Contains("ago and unchanged", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(laid.Id, kept, StringComparison.Ordinal);
        Assert.Equal(2, (await _around.Vault().Shelf.AllAsync("production", CancellationToken.None)).Length);
    }

    [SkippableFact]
    public async Task J18_after_a_look_at_an_exchanged_backup_Retry_makes_a_new_one()
    {
        await PrepareAsync(RehearsalMode.Off);
        var plan = await PlanAsync("select 1");
        var laid = await _around.Vault().MadeAsync(new ChatOps.Tools.Postgres(_database.Url));
        await _desk.RecordAsync("production", laid.Id, "another manifest", null, CancellationToken.None);

        Assert.IsType<StepOutcome.Failed>(await StepAsync(plan));
        Assert.IsType<StepOutcome.Succeeded>(await StepAsync(plan, isRetry: true));

        Assert.Equal(2, (await _around.Vault().Shelf.AllAsync("production", CancellationToken.None)).Length);
    }

    private Task<Answer> RecordedAsync(ShelvedBackup backup) =>
        _desk.RecordAsync("production", backup.Id, backup.Manifest, null, CancellationToken.None);

    private async Task PrepareAsync(RehearsalMode mode = RehearsalMode.Restored)
    {
        _database = await server.NewAsync();
        _around = new Surroundings(_remote.Path, _database.Url);
        _around.Environment = _around.Environment with
        {
            Database = _around.Environment.Database! with { Rehearsal = mode },
        };
    }

    private async Task ProveAsync(string sql) => await ProveAsync(await PlanAsync(sql), CancellationToken.None);

    private async Task ProveAsync(Plan plan, CancellationToken cancellationToken, Action<string>? heard = null)
    {
        var list = Sample
            .Complete.With(ChecklistItem.Backup, new Standing.Checking())
            .With(ChecklistItem.Migrations, new Standing.Checking());
        await _around
            .Groundwork(_desk)
            .ProveAsync(
                plan,
                list,
                _around.Environment,
                new Reporting(
                    (item, standing) =>
                    {
                        _reported[item] = standing;
                        return Task.CompletedTask;
                    },
                    found =>
                    {
                        _found = found;
                        return Task.CompletedTask;
                    },
                    (_, line) =>
                    {
                        lock (_said)
                            _said.Add(line);

                        heard?.Invoke(line);
                    }
                ),
                cancellationToken
            );
    }

    private async Task<Plan> PlanAsync(string sql)
    {
        await _remote.CommitAsync(
            "staging",
            "migration",
            ("prisma/migrations/20260101000000_a/migration.sql", sql + "\n")
        );
        var session = Sample.Of([Sample.Started(Sample.Plan)[0]]);
        var made = await _around.Plans().MakeAsync(session, [], _around.Environment, null, CancellationToken.None);
        return Assert.IsType<PlanResult.Made>(made).Plan;
    }

    private Task<StepOutcome> StepAsync(Plan plan, bool isRetry = false)
    {
        var vaults = _around.Vault();
        var context = new StepContext(
            Sample.Of(Sample.Started(plan)),
            plan,
            _around.Environment,
            line =>
            {
                lock (_said)
                    _said.Add(line);
            }
        )
        {
            IsRetry = isRetry,
        };
        return new BackupStep(_around.Tools, vaults.Vault, vaults.Scratch, _desk, TimeProvider.System).RunAsync(
            context,
            CancellationToken.None
        );
    }

    private string Fact(ChecklistItem item) =>
        _reported[item] switch
        {
            Standing.Proven proven => proven.Evidence.Fact,
            Standing.Failed failed => failed.Evidence.Fact,
            Standing.Open open => open.Ask,
            var other => $"{other}",
        };
}
