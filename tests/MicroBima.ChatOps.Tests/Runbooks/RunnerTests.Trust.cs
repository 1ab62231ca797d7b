using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <content>What the runner does before the journal is proven by the channel's memory, and where it is not believed.</content>
public sealed partial class RunnerTests
{
    [Fact]
    public async Task L02_A_run_that_a_restart_left_waits_for_the_proof_of_the_journal_and_goes_on_then()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Desk.AwaitProof();

        await bot.StartAsync();
        Assert.Equal(0, bot.Members.Asked);
        bot.Desk.Prove(told: null, accepted: null);

        Assert.Equal("healthy", (await bot.EndAsync()).State);
        Assert.Equal((1, 1), (bot.Steps[StepKind.Push].Runs, bot.Steps[StepKind.Health].Runs));
    }

    [Fact]
    public async Task L02_A_run_in_an_older_journal_is_not_taken_up()
    {
        await using var bot = await LoadAsync([], Push(), Health());
        bot.Desk.AwaitProof();

        await bot.StartAsync();
        Assert.NotNull(bot.Desk.Prove(bot.Store.Newest with { Sequence = 99 }, accepted: null).Doubt);
        var asked = await bot.AskAsync(new SessionRequest.Tick());
        await bot.Runner.StopAsync(CancellationToken.None);

        Assert.IsType<Refusal.Distrusted>(Assert.IsType<Answer.Refused>(asked).Refusal);
        Assert.Equal((0, 0), (bot.Steps[StepKind.Push].Runs, bot.Members.Asked));
        Assert.Equal("running", bot.Session.State);
    }
}
