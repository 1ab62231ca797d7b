using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

public sealed class NotCheckedTests
{
    [Fact]
    public async Task G05_A_secret_in_what_kept_the_look_from_being_taken_is_masked_before_it_is_cut()
    {
        foreach (var length in Enumerable.Range(780, 80))
            Assert.DoesNotContain(
                "hunter",
                await AnswerAsync($"{new string('x', length)} postgres://app:hunterhunter@db.internal/prod"),
                StringComparison.Ordinal
            );
    }

    [Fact]
    public async Task What_kept_the_look_from_being_taken_is_told() =>
        Assert.Contains("nobody answers", await AnswerAsync("nobody answers"), StringComparison.Ordinal);

    private static async Task<string> AnswerAsync(string why)
    {
        using var around = new Surroundings("/nonexistent");
        using var desk = new Desk(new KeptStore(Sample.Proposed(Sample.Plan, Sample.Complete)), TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        var clicks = around.Clicks(desk, (_, _) => throw new InvalidOperationException(why));
        var target = new ButtonTarget(Sample.Number, desk.Ledger.Find(Sample.Number)!.Revision, ButtonVerb.Approve, "");

        var reply = await clicks.PressAsync(target, Sample.Ben, "discord:1", CancellationToken.None);

        return Markdown.Join("\n", Assert.IsType<Reply.Say>(reply).Card.Blocks).Source;
    }
}
