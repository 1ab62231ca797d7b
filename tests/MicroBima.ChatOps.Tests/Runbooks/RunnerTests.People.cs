using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

public sealed partial class RunnerTests
{
    [Fact]
    public async Task Manual_a_step_of_a_person_is_offered_and_its_outcome_is_looked_at()
    {
        _plan = _plan with { Steps = [new(StepKind.Push, StepMode.Manual), new(StepKind.Health, StepMode.Auto)] };
        await using var bot = await LoadAsync([], Push(), Health());

        await bot.StartAsync();
        await bot.UntilAsync(session => session.Current?.State is StepState.Offered);
        await bot.AskAsync(new SessionRequest.Confirm(Sample.Ana, StepKind.Push));
        await bot.EndAsync();

        Assert.Equal((0, 1), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Push].Inspections));
    }

    [Fact]
    public async Task Manual_a_person_who_says_done_too_early_is_asked_again()
    {
        _plan = _plan with { Steps = [new(StepKind.Push, StepMode.Manual), new(StepKind.Health, StepMode.Auto)] };
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Inspect = (_, _) =>
            Task.FromResult<StepOutcome>(new StepOutcome.NotStarted("nothing was pushed"));

        await bot.StartAsync();
        await bot.UntilAsync(session => session.Current?.State is StepState.Offered);
        await bot.AskAsync(new SessionRequest.Confirm(Sample.Ana, StepKind.Push));
        await bot.UntilAsync(session =>
            session.Current is { Kind: StepKind.Push, Attempt: 1, State: StepState.Offered }
        );

        Assert.Equal(0, bot.Steps[StepKind.Health].Runs);
    }

    [Fact]
    public async Task Confirm_a_step_begins_with_a_click_and_not_before()
    {
        _plan = _plan with { Steps = [new(StepKind.Push, StepMode.Confirm), new(StepKind.Health, StepMode.Auto)] };
        await using var bot = await LoadAsync([], Push(), Health());

        await bot.StartAsync();
        await bot.UntilAsync(session => session.Current?.State is StepState.Offered);
        Assert.Equal(0, bot.Steps[StepKind.Push].Runs);
        await bot.AskAsync(new SessionRequest.Confirm(Sample.Ana, StepKind.Push));
        await bot.EndAsync();

        Assert.Equal((1, 0), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Push].Inspections));
    }

    [Fact]
    public async Task N04_C03_between_the_offer_and_the_click_the_branch_moved_and_nothing_is_pushed()
    {
        _plan = _plan with { Steps = [new(StepKind.Push, StepMode.Confirm), new(StepKind.Health, StepMode.Auto)] };
        await using var bot = await LoadAsync([], Push(), Health());

        await bot.StartAsync();
        await bot.UntilAsync(session => session.Current?.State is StepState.Offered);
        await Remote.CommitAsync("master", "somebody else", ("b", "x"));
        await bot.AskAsync(new SessionRequest.Confirm(Sample.Ana, StepKind.Push));
        await bot.UntilAsync(session => session.Phase is not Phase.Running);

        Assert.Equal(0, bot.Steps[StepKind.Push].Runs);
    }

    [Fact]
    public async Task C01_a_branch_that_moved_before_the_push_makes_a_new_plan_and_voids_the_approval()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        await Remote.CommitAsync("staging", "later", ("later", "x"));

        await bot.StartAsync();
        var session = await bot.UntilAsync(session => session is { Revision: 2 });

        Assert.Contains(
            bot.Store.Facts,
            fact =>
                fact is SessionEvent.Superseded { Why: var why }
                && why.StartsWith("staging moved", StringComparison.Ordinal)
        );
        Assert.Empty(session.CountedApprovals);
        Assert.Equal(0, bot.Steps[StepKind.Push].Runs);
    }

    [Fact]
    public async Task C02_after_the_push_moving_branches_do_not_matter_any_more()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = async (_, _) =>
        {
            await Remote.CommitAsync("staging", "later", ("later", "x"));
            return new StepOutcome.Succeeded("pushed");
        };

        await bot.StartAsync();
        var end = await bot.EndAsync();

        Assert.Equal("healthy", end.State);
    }

    [Fact]
    public async Task An_environment_that_is_gone_from_the_settings_stops_its_session_aloud()
    {
        Around.Environment = Around.Environment with { Name = "renamed" };
        await using var bot = await LoadAsync([], Push(), Health());

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.Contains("production is not configured any more", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task O01_R2_while_Discord_is_away_the_step_at_work_ends_the_next_one_waits_and_goes_on_by_itself()
    {
        var (asks, wasAway) = (0, false);
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = (_, _) =>
        {
            bot.Members.Find = _ => asks++ < 3 ? throw Away() : Task.FromResult<Actor?>(Sample.Ben);
            return Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("pushed"));
        };
        bot.Steps[StepKind.Health].Run = (_, _) =>
        {
            wasAway = asks < 4;
            return Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("up"));
        };

        await bot.StartAsync();
        var end = await bot.EndAsync();

        Assert.Equal("healthy", end.State);
        Assert.False(wasAway);
        Assert.Equal((1, 1), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Health].Runs));
        Assert.DoesNotContain(bot.Store.Facts, fact => fact is SessionEvent.ApprovalVoided or SessionEvent.StepStopped);
    }

    [Fact]
    public async Task O01_a_role_that_was_taken_while_Discord_was_away_is_seen_on_its_return()
    {
        var asks = 0;
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Members.Find = _ => asks++ < 2 ? throw Away() : Task.FromResult<Actor?>(null);

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.Contains("not a member any more", problem.What, StringComparison.Ordinal);
        Assert.Equal(0, bot.Steps[StepKind.Push].Runs);
    }

    [Fact]
    public async Task O01_a_person_can_abort_while_a_step_waits_for_Discord()
    {
        var asked = new TaskCompletionSource();
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Members.Find = _ =>
        {
            asked.TrySetResult();
            throw Away();
        };

        await bot.StartAsync();
        await asked.Task;
        await bot.AskAsync(new SessionRequest.Abort(Sample.Ana));
        var end = await bot.EndAsync();

        Assert.Equal("aborted", end.State);
        Assert.Equal(0, bot.Steps[StepKind.Push].Runs);
    }

    [Fact]
    public async Task R7_a_step_that_fails_at_every_retry_never_lets_the_next_one_begin()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = (_, _) =>
            Task.FromResult<StepOutcome>(
                new StepOutcome.Failed(new Problem("rejected", "", "Look.", ProblemNature.Failed))
            );

        await bot.StartAsync();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            await bot.UntilAsync(session =>
                session is { Phase: Phase.Paused } && session.StepOf(StepKind.Push)!.Attempt == attempt
            );
            Assert.IsType<Answer.Refused>(await bot.AskAsync(new SessionRequest.Skip(Sample.Ana)));
            await bot.AskAsync(new SessionRequest.Retry(Sample.Ana));
        }

        await bot.UntilAsync(session => session is { Phase: Phase.Paused, Current.Attempt: 4 });
        Assert.Equal((4, 0), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Health].Runs));
    }

    [Fact]
    public async Task M05_settings_that_changed_before_the_first_effect_void_the_approvals()
    {
        Around.Environment = Around.Environment with { PolicyHash = "policy-2" };
        await using var bot = await LoadAsync([], Push(), Health());

        await bot.StartAsync();
        var session = await bot.UntilAsync(session => session.Phase is not Phase.Running);

        Assert.Contains(
            bot.Store.Facts,
            fact => fact is SessionEvent.Superseded { Why: "the settings of the environment changed" }
        );
        Assert.Empty(session.CountedApprovals);
        Assert.Equal(0, bot.Steps[StepKind.Push].Runs);
    }

    [Fact]
    public async Task M05_what_has_pushed_keeps_its_steps_and_its_quorum_and_begins_nothing_more_under_other_settings()
    {
        Around.Environment = Around.Environment with
        {
            PolicyHash = "policy-2",
            Policy = Surroundings.Policy with { People = 5 },
            Steps = [new(StepKind.Health, StepMode.Manual)],
        };
        await using var bot = await LoadAsync(
            [Intended(StepKind.Push), new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed")],
            Push(),
            Health()
        );

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.Contains("the settings of the environment changed", problem.What, StringComparison.Ordinal);
        Assert.Equal(1, bot.Session.Needed);
        Assert.Equal(
            [(StepKind.Push, StepMode.Auto), (StepKind.Health, StepMode.Auto)],
            bot.Session.Steps.Select(step => (step.Kind, step.Mode))
        );
        Assert.Equal(0, bot.Steps[StepKind.Health].Runs);
    }

    private static MembersAwayException Away() => new("503", new HttpRequestException("503"));
}
