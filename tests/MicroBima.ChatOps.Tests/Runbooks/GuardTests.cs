using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Migrations;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What is looked up again right before an effect, against a real repository and a real database.</summary>
[Collection(WithPostgres.Name)]
public sealed partial class GuardTests(PostgresServer server) : IAsyncLifetime
{
    private const string Folder = "prisma/migrations";
    private static readonly MigrationFile Old = new("20260101000000_old", "select 0;\n");
    private static readonly MigrationFile New = new("20260201000000_new", "select 1;\n");

    private readonly Members _members = new();
    private Remote _remote = null!;
    private TestDatabase _database = null!;
    private Surroundings _around = null!;
    private Plan _plan = null!;

    public async Task InitializeAsync() => _remote = await Remote.WithBranchesAsync();

    public Task DisposeAsync()
    {
        _around?.Dispose();
        _remote.Dispose();
        return Task.CompletedTask;
    }

    [SkippableFact]
    public async Task Where_nothing_moved_nothing_stands_against_it()
    {
        await PrepareAsync();

        var recheck = await LookAsync();

        Assert.Empty(recheck.Lost);
        Assert.Empty(recheck.Moved);
        Assert.Empty(recheck.Obstacles);
    }

    [SkippableTheory]
    [InlineData(true, "Ana, who asked for it: the role is gone")]
    [InlineData(false, "Ana, who asked for it: not a member any more")]
    public async Task A04_whoever_asked_must_still_be_one_who_may_ask(bool isMember, string why)
    {
        await PrepareAsync();
        var ana = isMember ? Sample.Ana with { Roles = [] } : null;
        _members.Find = account => Task.FromResult(account == Sample.Ana.Account ? ana : Sample.Ben);

        Assert.Equal(why, Assert.Single((await LookAsync()).Obstacles), ignoreCase: true);
    }

    [SkippableFact]
    public async Task C01_C03_P2_moved_branches_are_named()
    {
        await PrepareAsync();
        await _remote.CommitAsync("staging", "later", ("later", "x"));
        await _remote.CommitAsync("master", "hotfix", ("hotfix", "x"));

        var recheck = await LookAsync();

        Assert.Equal(["master", "staging"], recheck.Moved.Select(why => why.Split(' ')[0]));
    }

    [SkippableFact]
    public async Task C09_a_migration_that_somebody_applied_by_hand_is_named_with_its_time()
    {
        await PrepareAsync();
        await _database.MigrationAsync(New.Name, New.Checksum);

        var moved = Assert.Single((await LookAsync()).Moved);

        Assert.Matches($"^migration {New.Name} was applied by somebody else at \\d\\d:\\d\\d UTC$", moved);
    }

    [SkippableFact]
    public async Task C08_a_migration_that_is_pending_again_and_was_not_approved_is_named()
    {
        await PrepareAsync();
        await PushedAsync();
        await _database.RunAsync(
            $"update _prisma_migrations set rolled_back_at = now() where migration_name = '{Old.Name}'"
        );

        var moved = Assert.Single((await LookAsync(AtMigrate())).Moved);

        Assert.Equal($"migration {Old.Name} is pending too, and was not in the plan", moved);
    }

    [SkippableFact]
    public async Task D1_a_migration_that_failed_since_the_approval_is_named()
    {
        await PrepareAsync();
        await PushedAsync();
        await _database.MigrationAsync("20260301000000_by_hand", finished: false, logs: "ERROR");

        Assert.Contains((await LookAsync(AtMigrate())).Moved, why => why.Contains("(P3009)", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task D3_who_migrates_right_now_is_left_to_the_step_which_can_end_them()
    {
        await PrepareAsync();
        await PushedAsync();
        await using var other = await _database.MigratingAsync();

        Assert.Empty((await LookAsync(AtMigrate())).Moved);
    }

    [SkippableFact]
    public async Task C02_C08_before_migrating_the_branch_must_still_be_the_approved_commit()
    {
        await PrepareAsync();
        await PushedAsync();
        Assert.Empty((await LookAsync(AtMigrate())).Moved);

        await _remote.CommitAsync(
            "master",
            "on top",
            ($"{Folder}/20260301000000_evil/migration.sql", "drop table customers;\n")
        );

        Assert.Contains(
            "not at the approved",
            Assert.Single((await LookAsync(AtMigrate())).Moved),
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task C02_after_the_push_only_the_migrations_matter()
    {
        await PrepareAsync();
        await PushedAsync();
        await _remote.CommitAsync("staging", "later", ("later", "x"));

        Assert.Empty((await LookAsync(AtMigrate())).Moved);
    }

    [SkippableFact]
    public async Task D10_another_database_under_the_same_settings_is_named()
    {
        await PrepareAsync();
        _plan = _plan with { Targets = _plan.Targets with { Database = "elsewhere:5432/app (system 1)" } };

        Assert.Contains(
            (await LookAsync()).Moved,
            why => why.StartsWith("the database is 127.0.0.1", StringComparison.Ordinal)
        );
    }

    [SkippableFact]
    public async Task A_table_that_is_gone_is_named()
    {
        await PrepareAsync();
        await _database.RunAsync("drop table _prisma_migrations");

        Assert.Equal("the database has no table _prisma_migrations any more", Assert.Single((await LookAsync()).Moved));
    }

    [SkippableFact]
    public async Task C13_changed_settings_are_named()
    {
        await PrepareAsync();
        _around.Environment = _around.Environment with { PolicyHash = "policy-2" };

        Assert.Equal("the settings of the environment changed", Assert.Single((await LookAsync()).Moved));
    }

    [SkippableFact]
    public async Task I8_a_repository_or_database_that_is_away_means_no_and_its_secrets_are_masked()
    {
        await PrepareAsync();
        _around.Redactor.Register(_remote.Path);
        _around.Environment = _around.Environment with
        {
            Repository = _around.Environment.Repository with { Url = _remote.Path + "-gone" },
        };

        var obstacle = Assert.Single((await LookAsync()).Obstacles);

        Assert.Contains("could not be checked again", obstacle, StringComparison.Ordinal);
        Assert.DoesNotContain(_remote.Path, obstacle, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData(StepMode.Auto)]
    [InlineData(StepMode.Confirm)]
    public async Task N04_a_freeze_that_began_since_stops_the_first_effect_also_after_the_click(StepMode mode)
    {
        await PrepareAsync();
        Freeze();
        _plan = _plan with { Steps = [new(StepKind.Push, mode), new(StepKind.Migrate, StepMode.Auto)] };
        SessionEvent.StepConfirmed[] click =
            mode is StepMode.Confirm ? [new(Sample.Now, StepKind.Push, Sample.Ana)] : [];

        var recheck = await LookAsync(Sample.Of([.. Sample.Started(_plan), .. click]));

        Assert.Equal("the always freeze is in force", Assert.Single(recheck.Obstacles));
    }

    [SkippableFact]
    public async Task L8_a_freeze_does_not_stop_what_is_pushed_already_nor_a_rollback_nor_an_override()
    {
        await PrepareAsync();
        await PushedAsync();
        Freeze();
        var overridden = Sample.Of(Sample.Started(_plan)) with { Override = "the customer's money is at stake" };
        var rollback = Sample.Of(Sample.Started(_plan, SessionKind.Rollback));

        Assert.Empty((await LookAsync(AtMigrate())).Obstacles);
        Assert.Empty((await LookAsync(overridden)).Obstacles);
        Assert.Empty((await LookAsync(rollback)).Obstacles);
    }

    [SkippableFact]
    public async Task A04_A09_lost_roles_lost_membership_and_lost_answers_void_an_approval()
    {
        await PrepareAsync();
        var reasons = new List<string>();

        foreach (
            Func<AccountId, Task<Actor?>> find in new Func<AccountId, Task<Actor?>>[]
            {
                _ => Task.FromResult<Actor?>(Sample.Ben with { Roles = [new RoleId(999)] }),
                _ => Task.FromResult<Actor?>(Sample.Ben with { IsHuman = false }),
                _ => Task.FromResult<Actor?>(null),
                _ => throw new HttpRequestException("503"),
                _ => Task.FromException<Actor?>(new TaskCanceledException("slow")),
            }
        )
        {
            _members.Find = find;
            reasons.Add(Assert.Single((await LookAsync()).Lost).Why);
        }

        Assert.Equal(
            [
                "the role is gone",
                "the role is gone",
                "not a member any more",
                "the roles could not be looked up",
                "the roles could not be looked up",
            ],
            reasons
        );

        // Who said that a restore may go on without its safety backup stands behind it too.
        var (cara, ana) = (Team.Cara, Sample.Ana);
        _members.Find = account =>
            Task.FromResult<Actor?>(account == cara.Account ? cara with { Roles = [] } : Sample.Ben);
        var waived = Sample.Of(Sample.Started(_plan)) with
        {
            Steps = [new StepRecord(StepKind.Safety, StepMode.Auto, 1, new StepState.Skipped(ana.Person))],
            Waivers = [new Waiver(ana.Person, ana.Account, 1), new Waiver(cara.Person, cara.Account, 1)],
        };
        Assert.Equal(new LostApproval(cara.Person, "the role is gone"), Assert.Single((await LookAsync(waived)).Lost));
    }

    private async Task PrepareAsync()
    {
        _database = await server.NewAsync();
        await _database.MigrationAsync(Old.Name, Old.Checksum);
        _around = new Surroundings(_remote.Path, _database.Url);
        await _remote.CommitAsync(
            "staging",
            "feature",
            ($"{Folder}/{Old.Name}/migration.sql", Old.Sql),
            ($"{Folder}/{New.Name}/migration.sql", New.Sql)
        );
        var made = await _around
            .Plans()
            .MakeAsync(
                Sample.Of([Sample.Approved(Sample.Plan)[0]]),
                [],
                _around.Environment,
                null,
                CancellationToken.None
            );
        _plan = Assert.IsType<PlanResult.Made>(made).Plan;
        Assert.Equal(New.Name, Assert.Single(_plan.Migrations).Name);
    }

    private async Task PushedAsync()
    {
        var pushed = await new PushStep(_around.Tools).RunAsync(
            new StepContext(Sample.Of(Sample.Started(_plan)), _plan, _around.Environment, _ => { }),
            CancellationToken.None
        );
        Assert.IsType<StepOutcome.Succeeded>(pushed);
    }

    /// <summary>The session when backup and push are done and the migration is next.</summary>
    private Session AtMigrate(params SessionEvent[] more) =>
        Sample.Of([
            .. Sample.Started(_plan),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Backup, 1),
            new SessionEvent.StepDone(Sample.Now, StepKind.Backup, 1, "made"),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
            new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed"),
            .. more,
        ]);

    [SkippableTheory]
    [InlineData(SessionKind.Deploy, "", 1)]
    [InlineData(SessionKind.Deploy, "the regulator waits for it", 1)]
    [InlineData(SessionKind.Rollback, "", 0)]
    public async Task N04_a_freeze_that_somebody_declares_meanwhile_stops_a_deployment_and_no_emergency(
        SessionKind kind,
        string overriding,
        int obstacles
    )
    {
        await PrepareAsync();
        var session = Sample.Of(Sample.Started(_plan, kind)) with { Override = overriding };

        var look = await LookAsync(
            session,
            new EnvironmentEvent.Frozen(Sample.Now + TimeSpan.FromSeconds(1), Sample.Ben.Person, "audit", null)
        );

        Assert.Equal(
            obstacles,
            look.Obstacles.Count(why => why.Contains("Ben froze production", StringComparison.Ordinal))
        );
    }

    [SkippableTheory]
    [InlineData("Ben", SessionKind.Deploy, 1)]
    [InlineData("Ana", SessionKind.Deploy, 0)]
    [InlineData("Ben", SessionKind.Rollback, 0)]
    public async Task L3_a_lock_that_somebody_else_set_meanwhile_stops_a_deployment_before_its_push(
        string by,
        SessionKind kind,
        int obstacles
    )
    {
        await PrepareAsync();

        var look = await LookAsync(
            Sample.Of(Sample.Started(_plan, kind)),
            new EnvironmentEvent.Locked(Sample.Now, new PersonName(by), "audit")
        );

        Assert.Equal(
            obstacles,
            look.Obstacles.Count(why => why.Contains($"{by} locked production: audit", StringComparison.Ordinal))
        );
    }

    [SkippableFact]
    public async Task P8_a_merge_that_changes_no_content_keeps_the_approval_of_what_was_pushed()
    {
        await PrepareAsync();
        await PushedAsync();
        await _remote.CommitAsync("master", "merge without a change");

        Assert.NotEqual(_plan.Result, await _remote.HeadAsync("master"));
        Assert.Empty((await LookAsync(AtMigrate())).Moved);
    }

    private void Freeze()
    {
        DayOfWeek[] today = [Sample.Now.AddDays(-1).DayOfWeek, Sample.Now.DayOfWeek, Sample.Now.AddDays(1).DayOfWeek];
        _around.Environment = _around.Environment with
        {
            Freezes = [new Freeze("always", [.. today], new TimeOnly(0, 0), TimeZoneInfo.Utc)],
        };
    }

    private async Task<Recheck> LookAsync(
        Session? session = null,
        EnvironmentEvent? declared = null,
        CancellationToken cancellationToken = default
    )
    {
        var store = new MemoryStore();
        if (declared is not null)
            await store.AppendAsync("environment-production", 0, [declared], "", CancellationToken.None);

        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        return await new Guard(
            _around.List,
            _around.Tools,
            _around.Restores(desk),
            desk,
            _members,
            _around.Redactor,
            TimeProvider.System
        ).LookAsync(session ?? Sample.Of(Sample.Started(_plan)), cancellationToken);
    }
}
