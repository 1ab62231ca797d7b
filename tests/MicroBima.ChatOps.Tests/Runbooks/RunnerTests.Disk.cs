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
}
