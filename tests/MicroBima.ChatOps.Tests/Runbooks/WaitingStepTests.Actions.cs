using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>The wait for the deploy workflow's run.</summary>
public sealed partial class WaitingStepTests
{
    [Fact]
    public async Task O05_GitHub_away_for_a_while_is_waited_out()
    {
        _runs.Enqueue(new HttpAnswer(500));
        _runs.Enqueue(new HttpAnswer(502, "<html>"));
        _runs.Enqueue(Run("in_progress", null));
        _runs.Enqueue(Run("completed", "success"));

        Assert.IsType<StepOutcome.Succeeded>(await ActionsAsync());
        Assert.Contains(_said, line => line.StartsWith("GitHub does not answer", StringComparison.Ordinal));
    }

    /// <summary>The file of a token that GitHub does not take any more.</summary>
    private async Task<string> OldTokenAsync()
    {
        var file = Path.Combine(_around.Folder, "github-token");
        await File.WriteAllTextAsync(file, "old");
        _around.Environment = _around.Environment with
        {
            Actions = _around.Environment.Actions with { TokenFile = file },
        };
        _runs.Enqueue(new HttpAnswer(401, """{"message":"Bad credentials"}"""));
        return file;
    }

    [Fact]
    public async Task O05_A_token_that_was_exchanged_meanwhile_is_the_one_that_is_used()
    {
        var file = await OldTokenAsync();
        _runs.Enqueue(Run("completed", "success"));

        var step = new ActionsStep(_around.Tools, new FastTime(60));
        var outcome = await step.RunAsync(
            Context() with
            {
                Say = _ => File.WriteAllText(file, "new"),
            },
            CancellationToken.None
        );

        Assert.IsType<StepOutcome.Succeeded>(outcome);
        Assert.Equal(["Token old", "Token new"], _server.Calls.Select(call => call.Headers["authorization"]));
    }

    [Fact]
    public async Task O05_The_check_of_staging_uses_a_token_that_was_exchanged_meanwhile()
    {
        var file = await OldTokenAsync();
        _runs.Enqueue(Run("completed", "success", Sample.Plan.Head, "ci"));
        _server.Answers(call =>
        {
            File.WriteAllText(file, "new");
            return Answer(call);
        });

        Assert.IsType<Standing.Proven>(await StagingAsync(_time));
        Assert.Equal(
            ["Token old", "Token new"],
            _server.Calls.Select(call => call.Headers.GetValueOrDefault("authorization")).Where(one => one is not null)
        );
    }

    [Fact]
    public async Task O05_Where_GitHub_wants_to_be_asked_less_often_it_is()
    {
        _runs.Enqueue(new HttpAnswer(403, """{"message":"You have exceeded a secondary rate limit"}"""));

        var outcome = await new ActionsStep(_around.Tools, new ShortTime()).RunAsync(Context(), CancellationToken.None);

        Assert.IsType<StepOutcome.Failed>(outcome);
        Assert.InRange(_server.Calls.Count, 30, 40);
    }

    [Fact]
    public async Task O06_a_run_that_never_begins_is_a_failure_with_a_hint()
    {
        _runs.Enqueue(new HttpAnswer(200, """{"total_count":0,"workflow_runs":[]}"""));

        var problem = Assert.IsType<StepOutcome.Failed>(await ActionsAsync()).Problem;

        Assert.Contains("GitHub started no run", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task O06_a_run_that_begins_late_is_waited_for()
    {
        _runs.Enqueue(new HttpAnswer(200, """{"total_count":0,"workflow_runs":[]}"""));
        _runs.Enqueue(Run("completed", "success"));

        Assert.IsType<StepOutcome.Succeeded>(await ActionsAsync());
        Assert.Contains("waiting for GitHub to start the run", _said);
    }

    [Fact]
    public async Task O06_a_run_that_begins_when_another_workflow_is_over_is_waited_for()
    {
        var time = new FastTime(600);
        var began = time.GetTimestamp();
        _server.Answers(_ =>
            time.GetElapsedTime(began) < TimeSpan.FromMinutes(5)
                ? Run("in_progress", null, workflow: "ci")
                : Run("completed", "success")
        );

        var outcome = await new ActionsStep(_around.Tools, time).RunAsync(Context(), CancellationToken.None);

        Assert.IsType<StepOutcome.Succeeded>(outcome);
    }

    [Fact]
    public async Task O06_a_run_that_never_begins_after_another_workflow_ended_is_a_failure()
    {
        _runs.Enqueue(Run("completed", "failure", workflow: "ci"));

        var problem = Assert.IsType<StepOutcome.Failed>(await ActionsAsync()).Problem;

        Assert.Contains("GitHub started no run", problem.What, StringComparison.Ordinal);
    }

    [Fact]
    public async Task O06_a_cancelled_run_is_a_failure_with_its_link()
    {
        _runs.Enqueue(Run("completed", "cancelled"));

        var problem = Assert.IsType<StepOutcome.Failed>(await ActionsAsync()).Problem;

        Assert.Contains("cancelled", problem.What, StringComparison.Ordinal);
        Assert.Equal("https://x/7", problem.Detail);
        Assert.Equal(0, _reruns);
    }

    [Fact]
    public async Task I2_a_beginning_anew_after_a_restart_does_not_start_the_workflow_again()
    {
        _runs.Enqueue(Run("completed", "failure"));
        SessionEvent[] restarted =
        [
            new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
            new SessionEvent.StepCleared(Sample.Now, StepKind.Push, 1, "restart"),
            new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 2),
        ];

        var outcome = await new ActionsStep(_around.Tools, _time).RunAsync(
            Context(Sample.Of([.. Sample.Started(Sample.Plan), .. restarted])),
            CancellationToken.None
        );

        Assert.IsType<StepOutcome.Failed>(outcome);
        Assert.Equal(0, _reruns);
    }

    [Fact]
    public async Task A_retry_of_a_person_starts_the_run_again_once_and_bears_that_GitHub_is_late()
    {
        _runs.Enqueue(Run("completed", "failure"));
        _runs.Enqueue(Run("completed", "failure"));
        _runs.Enqueue(Run("queued", null));
        _runs.Enqueue(Run("completed", "success"));

        var outcome = await ActionsAsync(isRetry: true);

        Assert.IsType<StepOutcome.Succeeded>(outcome);
        Assert.Equal(1, _reruns);
        Assert.Contains("starting run 7 again", _said);
        Assert.Contains("waiting for the run to begin again", _said);
    }

    [Fact]
    public async Task A_retry_that_GitHub_does_not_take_says_why_instead_of_showing_the_old_result()
    {
        _rerun = new HttpAnswer(403, """{"message":"Resource not accessible by personal access token"}""");
        _runs.Enqueue(Run("completed", "failure"));

        var outcome = await ActionsAsync(isRetry: true);

        Assert.Contains(
            "Resource not accessible",
            Assert.IsType<StepOutcome.Failed>(outcome).Problem.What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_second_attempt_that_fails_too_is_a_failure()
    {
        _runs.Enqueue(Run("completed", "failure"));
        _runs.Enqueue(Run("in_progress", null));
        _runs.Enqueue(Run("completed", "failure"));

        var outcome = await ActionsAsync(isRetry: true);

        Assert.IsType<StepOutcome.Failed>(outcome);
        Assert.Equal(1, _reruns);
    }

    [Fact]
    public async Task O06_a_run_that_never_ends_is_given_up_after_half_an_hour()
    {
        _runs.Enqueue(Run("in_progress", null));

        var problem = Assert.IsType<StepOutcome.Failed>(await ActionsAsync(speed: 3600)).Problem;

        Assert.Equal($"The deploy run of {Sample.Plan.Result.Short} did not finish within 30 min.", problem.What);
        Assert.Equal("", problem.Detail);
        Assert.Contains(_said, line => line.StartsWith("run 7: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task O05_where_GitHub_stays_away_what_it_said_last_is_told()
    {
        _runs.Enqueue(new HttpAnswer(503));

        var problem = Assert.IsType<StepOutcome.Failed>(await ActionsAsync(speed: 3600)).Problem;

        Assert.Contains("did not finish", problem.What, StringComparison.Ordinal);
        Assert.NotEqual("", problem.Detail);
        Assert.Contains($"GitHub does not answer: {problem.Detail}", _said);
    }

    [Fact]
    public async Task O05_a_trouble_that_is_over_is_no_reason_of_a_later_end()
    {
        _runs.Enqueue(new HttpAnswer(503));
        _runs.Enqueue(Run("in_progress", null));

        Assert.Equal("", Assert.IsType<StepOutcome.Failed>(await ActionsAsync(speed: 3600)).Problem.Detail);
    }

    [Fact]
    public async Task A_red_result_that_stays_after_a_retry_is_the_result_after_a_minute()
    {
        _runs.Enqueue(Run("completed", "failure"));

        Assert.Contains(
            "ended with failure",
            Assert.IsType<StepOutcome.Failed>(await ActionsAsync(isRetry: true, speed: 600)).Problem.What,
            StringComparison.Ordinal
        );
        Assert.Equal(1, _reruns);
    }

    [Fact]
    public async Task A_second_attempt_that_was_seen_and_is_red_at_once_is_not_taken_for_the_first()
    {
        _runs.Enqueue(Run("completed", "failure"));
        _runs.Enqueue(Run("in_progress", null));
        _runs.Enqueue(Run("completed", "failure"));

        Assert.IsType<StepOutcome.Failed>(await ActionsAsync(isRetry: true));
        Assert.DoesNotContain("waiting for the run to begin again", _said);
    }

    private Task<StepOutcome> ActionsAsync(bool isRetry = false, int speed = 60) =>
        new ActionsStep(_around.Tools, new FastTime(speed)).RunAsync(
            Context() with
            {
                IsRetry = isRetry,
            },
            CancellationToken.None
        );

    /// <summary>A clock on which whoever waits has waited already.</summary>
    private sealed class ShortTime : FakeTimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Advance(dueTime);
            return timer;
        }
    }
}
