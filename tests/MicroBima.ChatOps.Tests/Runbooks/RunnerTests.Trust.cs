using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

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

    [Fact]
    public async Task L07_Whoever_took_the_bots_messages_away_has_not_taken_what_the_branch_remembers()
    {
        var end = await AfterReleaseOfAnotherJournalAsync(bot => bot.EndAsync(), isAccepted: false);

        Assert.Equal("failed", end.State);
        Assert.Contains(
            "it has 1 records, and master was told of 99: it is an older copy",
            Assert.IsType<Phase.Ended>(end.Phase).Why,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task L07_What_whoever_runs_the_bot_accepts_is_planned_whatever_the_branch_remembers()
    {
        var proposed = await AfterReleaseOfAnotherJournalAsync(
            bot => bot.UntilAsync(session => session.Proposal is not null),
            isAccepted: true
        );

        Assert.StartsWith("1:", proposed.Proposal!.Plan.Journal, StringComparison.Ordinal);
    }

    /// <summary>A deployment that is asked for after the messages of the bot are gone, over a branch that was released with more records.</summary>
    private async Task<Session> AfterReleaseOfAnotherJournalAsync(Func<RunningBot, Task<Session>> wait, bool isAccepted)
    {
        await RepositoryMemoryTests.ReleaseAsync(Remote, Around, new Anchor(99, new string('0', Anchor.Digits)));
        await Remote.CommitAsync("staging", "feature", ("feature", "x"));
        await using var bot = await RunningBot.LoadAsync(Around, Sample.Approved(_plan).Take(1));
        bot.Desk.AwaitProof();
        bot.Desk.Prove(told: null, isAccepted ? bot.Store.Newest : null);

        await bot.StartAsync();
        return await wait(bot);
    }
}
