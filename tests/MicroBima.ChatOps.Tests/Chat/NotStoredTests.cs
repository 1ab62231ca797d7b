using System.Collections.Immutable;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What a person reads whose click could not be written down.</summary>
public sealed class NotStoredTests
{
    [Fact]
    public async Task L05_A_click_that_cannot_be_stored_is_answered_with_why_and_counts_once_there_is_room()
    {
        using var around = new Surroundings("/nonexistent");
        var store = new KeptStore(Sample.Proposed(Sample.Plan, Sample.Complete));
        using var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        var clicks = around.Clicks(desk, (_, _) => Task.FromResult(ImmutableArray<string>.Empty));
        store.IsBroken = true;

        var refused = await Reply.OrNotStoredAsync(ApproveAsync, CancellationToken.None);
        store.IsBroken = false;
        var counted = await Reply.OrNotStoredAsync(ApproveAsync, CancellationToken.None);

        Assert.Contains("Not recorded, and so not done: The disk is full.", Text(refused), StringComparison.Ordinal);
        Assert.Contains("Counted. The quorum is there", Text(counted), StringComparison.Ordinal);
        Assert.Single(store.Facts.OfType<SessionEvent.Approved>());

        Task<Reply> ApproveAsync(CancellationToken cancellationToken) =>
            clicks.PressAsync(
                new ButtonTarget(Sample.Number, desk.Ledger.Find(Sample.Number)!.Revision, ButtonVerb.Approve, ""),
                Sample.Ben,
                "click",
                cancellationToken
            );
    }

    private static string Text(Reply reply) => Markdown.Join("\n", Assert.IsType<Reply.Say>(reply).Card.Blocks).Source;
}
