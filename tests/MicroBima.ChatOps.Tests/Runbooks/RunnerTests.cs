using System.Collections.Immutable;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>The runner with fake effects: what is begun, what never is, and what a restart makes of it.</summary>
public sealed partial class RunnerTests : WithRemote
{
    private Plan _plan = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _plan = Sample.Plan with { Base = await Remote.HeadAsync("master"), Head = await Remote.HeadAsync("staging") };
    }

    [Fact]
    public async Task Steps_run_in_order_each_once_and_the_session_ends()
    {
        await using var bot = await LoadAsync([], Push(), Health());

        await bot.StartAsync();
        var end = await bot.EndAsync();

        Assert.Equal("healthy", end.State);
        Assert.Equal((1, 1), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Health].Runs));
        Assert.Equal(
            ["StepIntended Push", "StepDone Push", "StepIntended Health", "StepDone Health"],
            bot.Store.Facts.Select(Step).OfType<string>()
        );
    }

    [Fact]
    public async Task A04_an_approver_who_lost_the_role_stops_the_run_before_any_effect()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Members.Find = _ => Task.FromResult<Actor?>(Sample.Ben with { Roles = [] });

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.Equal(ProblemNature.NotAllowed, problem.Nature);
        Assert.Contains("the approval of Ben is void: the role is gone", problem.What, StringComparison.Ordinal);
        Assert.Equal(0, bot.Steps[StepKind.Push].Runs);
        Assert.Contains(bot.Store.Facts, fact => fact is SessionEvent.ApprovalVoided);
    }

    [Fact]
    public async Task A04_members_are_looked_up_again_before_every_effect()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = (_, _) =>
        {
            bot.Members.Find = _ => Task.FromResult<Actor?>(null);
            return Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("pushed"));
        };

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.Contains("not a member any more", problem.What, StringComparison.Ordinal);
        Assert.Equal((1, 0), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Health].Runs));
        Assert.Equal(2 * 2, bot.Members.Asked); // Who asked and who approved, before each of two.
    }

    [Theory]
    [InlineData(typeof(HttpRequestException))]
    [InlineData(typeof(TaskCanceledException))]
    [InlineData(typeof(InvalidOperationException))]
    public async Task I8_a_lookup_of_members_that_fails_in_any_way_means_no(Type failure)
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Members.Find = _ => throw (Exception)Activator.CreateInstance(failure)!;

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.Contains("the roles could not be looked up", problem.What, StringComparison.Ordinal);
        Assert.Equal(0, bot.Steps[StepKind.Push].Runs);
    }

    [Fact]
    public async Task R1_D09_a_push_that_happened_before_the_bot_died_is_seen_and_not_repeated()
    {
        await using var bot = await LoadAsync([Intended(StepKind.Push)], Push(), Health());

        await bot.StartAsync();
        await bot.EndAsync();

        Assert.Equal((0, 1), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Push].Inspections));
        Assert.Contains(
            bot.Store.Facts,
            fact => fact is SessionEvent.StepDone { Step: StepKind.Push, Fact: "was seen" }
        );
    }

    [Fact]
    public async Task R1_an_effect_that_was_seen_not_to_have_happened_is_begun_again_after_all_checks()
    {
        await using var bot = await LoadAsync([Intended(StepKind.Push)], Push(), Health());
        bot.Steps[StepKind.Push].Inspect = (_, _) =>
            Task.FromResult<StepOutcome>(new StepOutcome.NotStarted("nothing was pushed"));

        await bot.StartAsync();
        await bot.EndAsync();

        Assert.Equal(1, bot.Steps[StepKind.Push].Runs);
        Assert.Equal(
            ["StepIntended Push", "StepCleared Push", "StepIntended Push", "StepDone Push"],
            bot.Store.Facts.Select(Step).OfType<string>().Take(4)
        );
        Assert.Equal(2 * 2, bot.Members.Asked);
    }

    [Fact]
    public async Task R1_a_step_that_only_a_person_can_judge_waits_for_one()
    {
        await using var bot = await LoadAsync(
            [Intended(StepKind.Push)],
            new FakeStep(StepKind.Push, RestartRule.AskPerson),
            Health()
        );

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.Equal(ProblemNature.Unknown, problem.Nature);
        Assert.Equal((0, 0), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Push].Inspections));
    }

    [Fact]
    public async Task R1_a_harmless_step_begins_again_and_nobody_is_taken_to_have_asked_for_it()
    {
        var retries = new List<bool>();
        await using var bot = await LoadAsync(
            [Intended(StepKind.Push)],
            new FakeStep(StepKind.Push, RestartRule.Repeat),
            Health()
        );
        bot.Steps[StepKind.Push].Run = (context, _) =>
        {
            retries.Add(context.IsRetry);
            return Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("ran"));
        };

        await bot.StartAsync();
        await bot.EndAsync();

        Assert.Equal([false], retries);
    }

    [Fact]
    public async Task R1_killed_between_two_steps_the_next_one_begins()
    {
        await using var bot = await LoadAsync(
            [Intended(StepKind.Push), new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed")],
            Push(),
            Health()
        );

        await bot.StartAsync();
        await bot.EndAsync();

        Assert.Equal((0, 1), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Health].Runs));
    }

    [Fact]
    public async Task R1_a_paused_session_stays_paused_over_a_restart()
    {
        var problem = new Problem("broken", "", "", ProblemNature.Failed);
        await using var bot = await LoadAsync(
            [Intended(StepKind.Push), new SessionEvent.StepStopped(Sample.Now, StepKind.Push, 1, problem)],
            Push(),
            Health()
        );

        await bot.StartAsync();
        await bot.AskAsync(new SessionRequest.Retry(Sample.Ana));
        await bot.EndAsync();

        Assert.Equal(1, bot.Steps[StepKind.Push].Runs);
        Assert.Equal(0, bot.Steps[StepKind.Push].Inspections);
    }

    [Fact]
    public async Task A_step_that_throws_is_unknown_and_waits_for_a_person()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        Around.Redactor.Register("s3cret-word");
        bot.Steps[StepKind.Push].Run = (_, _) => throw new InvalidOperationException("no route to s3cret-word");

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.Equal(ProblemNature.Unknown, problem.Nature);
        Assert.DoesNotContain("s3cret-word", problem.What, StringComparison.Ordinal);
        Assert.Equal(0, bot.Steps[StepKind.Health].Runs);
    }

    [Fact]
    public async Task G05_What_a_watch_found_is_masked_in_every_part_before_it_is_stored()
    {
        await using var bot = await LoadAsync([], Push());
        Around.Redactor.Register("s3cret-word");
        bot.Steps[StepKind.Push].Run = (_, _) =>
            Task.FromResult<StepOutcome>(
                new StepOutcome.Judged(
                    Ending.Failed,
                    "fact s3cret-word",
                    new WatchReport("s3cret-word", "watch.png", "s3cret-word", "", "s3cret-word", ["s3cret-word"])
                )
            );

        await bot.StartAsync();
        var end = await bot.EndAsync();

        Assert.NotNull(end.Report);
        Assert.Single(end.Report.Reasons!.Value);
        Assert.DoesNotContain(bot.Store.Facts, fact => $"{fact}".Contains("s3cret-word", StringComparison.Ordinal));
        Assert.DoesNotContain("s3cret-word", end.Report.Reasons.Value[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_out_inside_a_step_is_unknown_and_not_taken_for_a_persons_stop()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = (_, _) => throw new TaskCanceledException("the request timed out");

        await bot.StartAsync();
        var problem = await bot.PauseAsync();

        Assert.Equal(ProblemNature.Unknown, problem.Nature);
        Assert.DoesNotContain("on request", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R6_an_abort_in_the_middle_of_a_step_that_may_be_interrupted_ends_it_at_once()
    {
        var begun = new TaskCompletionSource();
        await using var bot = await LoadAsync([], new FakeStep(StepKind.Push) { CanBeInterrupted = true }, Health());
        bot.Steps[StepKind.Push].Run = async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            return new StepOutcome.Succeeded("never");
        };

        await bot.StartAsync();
        await begun.Task;
        await bot.AskAsync(new SessionRequest.Abort(Sample.Ana));
        var end = await bot.EndAsync();

        Assert.Equal("aborted", end.State);
        Assert.Equal(0, bot.Steps[StepKind.Health].Runs);
    }

    [Fact]
    public async Task R6_an_abort_in_the_middle_of_a_step_that_must_not_be_interrupted_waits_for_its_end()
    {
        var (begun, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        var wasInterrupted = true;
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = async (_, token) =>
        {
            begun.SetResult();
            await release.Task;
            wasInterrupted = token.IsCancellationRequested;
            return new StepOutcome.Succeeded("pushed");
        };

        await bot.StartAsync();
        await begun.Task;
        await bot.AskAsync(new SessionRequest.Abort(Sample.Ana));
        release.SetResult();
        var end = await bot.EndAsync();

        Assert.Equal("aborted", end.State);
        Assert.False(wasInterrupted);
        Assert.Equal(StepKind.Push, Assert.Single(end.Steps, step => step.State is StepState.Done).Kind);
    }

    [Fact]
    public async Task O09_a_bot_that_goes_down_keeps_what_succeeded_and_leaves_the_rest_to_the_restart()
    {
        var begun = new TaskCompletionSource();
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new StepOutcome.Succeeded("pushed in the last moment");
        };

        await bot.StartAsync();
        await begun.Task;
        await bot.Runner.StopAsync(CancellationToken.None);

        Assert.Contains(bot.Store.Facts, fact => fact is SessionEvent.StepDone { Step: StepKind.Push });
        Assert.Equal(0, bot.Steps[StepKind.Health].Runs);
    }

    [Fact]
    public async Task O09_a_failure_that_the_bots_own_end_caused_is_not_recorded_as_the_steps()
    {
        var begun = new TaskCompletionSource();
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = async (_, token) =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return new StepOutcome.Failed(new Problem("stopped on request", "", "", ProblemNature.Failed));
        };

        await bot.StartAsync();
        await begun.Task;
        await bot.Runner.StopAsync(CancellationToken.None);

        Assert.Equal(["StepIntended Push"], bot.Store.Facts.Select(Step).OfType<string>());
    }

    private Task<RunningBot> LoadAsync(ImmutableArray<Fact> more, params FakeStep[] steps) =>
        RunningBot.LoadAsync(Around, [.. Sample.Started(_plan), .. more], steps);

    private static FakeStep Push() => new(StepKind.Push);

    private static FakeStep Health() => new(StepKind.Health, RestartRule.Repeat);

    private static SessionEvent.StepIntended Intended(StepKind step) => new(Sample.Now, step, 1);

    private static string? Step(Fact fact) =>
        fact switch
        {
            SessionEvent.StepIntended intended => $"{nameof(SessionEvent.StepIntended)} {intended.Step}",
            SessionEvent.StepDone done => $"{nameof(SessionEvent.StepDone)} {done.Step}",
            SessionEvent.StepCleared cleared => $"{nameof(SessionEvent.StepCleared)} {cleared.Step}",
            _ => null,
        };
}
