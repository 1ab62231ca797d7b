using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>What is looked up depends on what the run has done already, and on what kind of run it is.</summary>
public sealed partial class GuardTests
{
    [SkippableTheory]
    [InlineData("offered", 2)]
    [InlineData("done by hand", 0)]
    public async Task C01_C03_a_push_by_hand_counts_only_once_a_person_says_that_it_is_done(string push, int moved)
    {
        await PrepareAsync();
        await MoveAsync("staging", "master");
        _plan = _plan with { Steps = [new(StepKind.Push, StepMode.Manual), new(StepKind.Health, StepMode.Auto)] };
        SessionEvent[] said = push is "offered"
            ? []
            : [new SessionEvent.StepConfirmed(Sample.Now, StepKind.Push, Sample.Ana)];

        var look = await LookAsync(
            Sample.Of([.. Sample.Started(_plan), new SessionEvent.StepOffered(Sample.Now, StepKind.Push), .. said])
        );

        Assert.Equal(moved, look.Moved.Length);
    }

    [SkippableFact]
    public async Task C01_C03_a_step_before_the_push_that_was_done_is_no_push()
    {
        await PrepareAsync();
        await MoveAsync("staging", "master");

        var look = await LookAsync(
            Sample.Of([
                .. Sample.Started(_plan),
                new SessionEvent.StepIntended(Sample.Now, StepKind.Backup, 1),
                new SessionEvent.StepDone(Sample.Now, StepKind.Backup, 1, "made"),
            ])
        );

        Assert.Equal(2, look.Moved.Length);
    }

    [SkippableFact]
    public async Task R1_D08_what_our_own_attempt_applied_was_not_applied_by_somebody_else()
    {
        await PrepareAsync();
        await PushedAsync();
        await _database.MigrationAsync(New.Name, New.Checksum);
        SessionEvent[] begun =
        [
            new SessionEvent.StepIntended(Sample.Now, StepKind.Migrate, 1),
            new SessionEvent.StepCleared(Sample.Now, StepKind.Migrate, 1, "restart"),
        ];

        Assert.Single((await LookAsync(AtMigrate())).Moved);
        Assert.Empty((await LookAsync(AtMigrate(begun))).Moved);
    }

    [SkippableFact]
    public async Task C03_C18_a_way_back_asks_only_where_its_own_branch_is()
    {
        await PrepareAsync();
        await MoveAsync("staging");
        await _database.MigrationAsync(New.Name, New.Checksum);
        var rollback = Sample.Of(Sample.Started(_plan, SessionKind.Rollback));

        Assert.Empty((await LookAsync(rollback)).Moved);
        await MoveAsync("master");

        Assert.StartsWith(
            "master moved from",
            Assert.Single((await LookAsync(rollback)).Moved),
            StringComparison.Ordinal
        );
    }

    [SkippableFact]
    public async Task J18_a_restore_is_measured_by_its_backup_and_not_by_branches()
    {
        await PrepareAsync();
        await MoveAsync("staging", "master");
        _plan = _plan with { Restore = SamplePlans.Restore().Restore };

        var moved = (await LookAsync(Sample.Of(Sample.Started(_plan, SessionKind.Restore)))).Moved;

        Assert.Contains("the backup production-1 is gone", moved);
        Assert.DoesNotContain(moved, why => why.Contains("moved from", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task I8_an_environment_that_is_not_configured_any_more_means_no()
    {
        await PrepareAsync();

        var look = await LookAsync(Sample.Of(Sample.Started(_plan with { Environment = "gone" })));

        Assert.Equal("gone is not configured any more", Assert.Single(look.Obstacles));
    }

    [SkippableFact]
    public async Task C07_a_pending_migration_with_an_approved_name_and_another_content_is_named()
    {
        await PrepareAsync();
        await PushedAsync();
        _plan = _plan with { Migrations = [_plan.Migrations[0] with { Checksum = "another" }] };

        Assert.Equal(
            $"migration {New.Name} is pending too, and was not in the plan",
            Assert.Single((await LookAsync(AtMigrate())).Moved)
        );
    }

    [SkippableTheory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task I13_only_the_failure_that_the_approved_plan_clears_is_no_obstacle(bool isThatOne, int obstacles)
    {
        await PrepareAsync();
        await PushedAsync();
        await _database.MigrationAsync(New.Name, New.Checksum, finished: false, logs: "ERROR");
        var checksum = isThatOne ? New.Checksum : "another";
        _plan = _plan with { Repairs = [new PlannedRepair(New.Name, checksum, New.Sql, "nothing is there")] };

        Assert.Equal(obstacles, (await LookAsync(AtMigrate())).Moved.Length);
    }

    [SkippableFact]
    public async Task H3_nobody_is_looked_for_behind_a_way_back_that_the_bot_itself_asked_for()
    {
        await PrepareAsync();
        var facts = Sample.Started(_plan, SessionKind.Rollback);
        var own = (SessionEvent.Opened)facts[0] with { By = Sample.Ana with { IsHuman = false } };
        _members.Find = account => Task.FromResult(account == Sample.Ben.Account ? Sample.Ben : null);

        Assert.Empty((await LookAsync(Sample.Of(facts.SetItem(0, own)))).Obstacles);
    }

    [SkippableFact]
    public async Task I8_of_whom_it_cannot_be_known_whether_they_may_still_ask_it_is_not_assumed()
    {
        await PrepareAsync();
        _members.Find = account =>
            account == Sample.Ben.Account
                ? Task.FromResult<Actor?>(Sample.Ben)
                : throw new TaskCanceledException("slow");

        var look = await LookAsync();

        Assert.Contains("Ana", Assert.Single(look.Obstacles), StringComparison.Ordinal);
        Assert.False(look.IsChatAway);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("Ana")]
    [InlineData("Ben")]
    public async Task O09_a_bot_that_goes_down_while_it_looks_voids_no_approval_and_names_no_obstacle(string at)
    {
        await PrepareAsync();
        using var stop = new CancellationTokenSource();
        _members.Find = async account =>
        {
            var actor = account == Sample.Ana.Account ? Sample.Ana : Sample.Ben;
            if (string.Equals(actor.Person.Value, at, StringComparison.Ordinal))
            {
                await stop.CancelAsync();
                stop.Token.ThrowIfCancellationRequested();
            }

            return actor;
        };
        if (at.Length == 0)
            await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => LookAsync(cancellationToken: stop.Token));
    }

    [SkippableFact]
    public async Task L3_N04_what_is_pushed_already_comes_to_its_end_whoever_locks_or_freezes_meanwhile()
    {
        await PrepareAsync();
        await PushedAsync();
        var later = Sample.Now + TimeSpan.FromSeconds(1);

        Assert.Empty(
            (await LookAsync(AtMigrate(), new EnvironmentEvent.Locked(later, Sample.Ben.Person, "audit"))).Obstacles
        );
        Assert.Empty(
            (
                await LookAsync(AtMigrate(), new EnvironmentEvent.Frozen(later, Sample.Ben.Person, "audit", null))
            ).Obstacles
        );
    }

    private async Task MoveAsync(params string[] branches)
    {
        foreach (var branch in branches)
            await _remote.CommitAsync(branch, "later", ($"later-{branch}", "x"));
    }
}
