using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>The buttons of a report, pressed long after it was posted.</summary>
public sealed class ReportButtonTests
{
    [Theory]
    [InlineData(ButtonVerb.GoBack, false, 2)]
    [InlineData(ButtonVerb.GoBack, true, 2)]
    [InlineData(ButtonVerb.RollBack, false, 2)]
    [InlineData(ButtonVerb.RollBack, true, 2)]
    public async Task C18_the_way_back_of_a_report_or_a_card_never_takes_back_a_later_release(
        ButtonVerb verb,
        bool isLater,
        int sessions
    )
    {
        using var around = new Surroundings("/nonexistent");
        var store = new MemoryStore();
        await ReleaseAsync(store, "session-1", Ending.Failed);
        if (isLater)
            await ReleaseAsync(store, "session-2", Ending.Healthy);

        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        var clicks = around.Clicks(desk, (_, _) => throw new InvalidOperationException("nothing is approved here"));
        var target = new ButtonTarget(Sample.Number, desk.Ledger.Find(Sample.Number)!.Revision, verb, "");

        var reply = await clicks.PressAsync(target, Sample.Ana, "discord:1", CancellationToken.None);

        var text = Markdown.Join("\n", Assert.IsType<Reply.Say>(reply).Card.Blocks).Source;
        Assert.Equal(isLater, text.Contains("#2 changed the release after #1", StringComparison.Ordinal));
        Assert.Equal(sessions, desk.Ledger.Sessions.Count);
        Assert.Equal(!isLater, desk.Ledger.Sessions.Values.Any(session => session.Kind is SessionKind.Rollback));
    }

    private static Task<AppendResult> ReleaseAsync(MemoryStore store, string stream, Ending how) =>
        store.AppendAsync(
            stream,
            0,
            [
                .. Sample.Started(Sample.Plan),
                new SessionEvent.StepIntended(Sample.Now, StepKind.Push, 1),
                new SessionEvent.StepDone(Sample.Now, StepKind.Push, 1, "pushed"),
                new SessionEvent.Finished(Sample.Now, how, "judged"),
            ],
            "",
            CancellationToken.None
        );
}
