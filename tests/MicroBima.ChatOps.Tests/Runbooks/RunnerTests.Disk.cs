using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>A run whose facts cannot be stored for a while.</summary>
public sealed partial class RunnerTests
{
    [Fact]
    public async Task L05_What_a_step_came_to_is_told_and_stored_once_the_disk_has_room_again()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Steps[StepKind.Push].Run = (_, _) =>
        {
            bot.Store.IsBroken = true;
            return Task.FromResult<StepOutcome>(new StepOutcome.Succeeded("pushed"));
        };

        await bot.StartAsync();
        await bot.SaysAsync("cannot be stored: The disk is full.");
        bot.Store.IsBroken = false;
        var end = await bot.EndAsync();

        Assert.Equal("healthy", end.State);
        Assert.Equal((1, 0), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Push].Inspections));
        Assert.Single(bot.Store.Facts.OfType<SessionEvent.StepDone>(), done => done.Step is StepKind.Push);
    }

    [Fact]
    public async Task L05_L08_A_run_that_could_not_begin_goes_on_once_the_disk_has_room_again()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Store.IsBroken = true;

        await bot.StartAsync();
        await bot.SaysAsync("cannot be stored: The disk is full.");
        Assert.Equal(0, bot.Steps[StepKind.Push].Runs);
        Assert.False(bot.Runner.ExecuteTask!.IsCompleted);
        bot.Store.IsBroken = false;
        var end = await bot.EndAsync();

        Assert.Equal(("healthy", 1), (end.State, bot.Steps[StepKind.Push].Runs));
    }

    [Fact]
    public async Task L05_A_check_whose_finding_could_not_be_stored_is_made_again_once_the_disk_has_room()
    {
        var head = await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await using var gitHub = new LoopbackServer();
        using var around = new Surroundings(Remote.Path, gitHub: gitHub.HttpUrl);
        await using var bot = await RunningBot.LoadAsync(around, [], Push(), Health());
        var asked = 0;
        gitHub.Answers(call =>
        {
            // Where a run stopped is another question than which run there is.
            if (!call.Target.Contains("/runs?", StringComparison.Ordinal))
                return new HttpAnswer(200, "[]");

            bot.Store.IsBroken = Interlocked.Increment(ref asked) == 1;
            return new HttpAnswer(
                200,
                $$"""{"total_count":1,"workflow_runs":[{"id":7,"name":"CI","head_sha":"{{head}}","path":".github/workflows/ci.yml","status":"completed","conclusion":"failure","created_at":"2026-01-01T00:00:00Z","html_url":"https://x/7"}]}"""
            );
        });

        await bot.StartAsync();
        await bot.Desk.OpenAsync(
            new OpenRequest(
                SessionKind.Deploy,
                "production",
                Sample.Ana,
                "release",
                "",
                null,
                null,
                Surroundings.Policy,
                "seal"
            ),
            "open",
            CancellationToken.None
        );
        await bot.SaysAsync("cannot be stored: The disk is full.");
        var checkedAgain = await bot.UntilAsync(session => session.Proposal is { Checklist.IsChecking: false });

        Assert.IsType<Standing.Failed>(checkedAgain.Proposal!.Checklist.Items[ChecklistItem.Staging]);
        Assert.Equal(2, asked);
    }
}
