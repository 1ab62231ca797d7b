using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Secrets;
using MicroBima.ChatOps.Tests.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>Answers to what takes long.</summary>
public sealed class LongAnswerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Desk _desk = new(new MemoryStore(), TimeProvider.System);

    public void Dispose()
    {
        _desk.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task R3_What_takes_longer_than_an_answer_can_be_changed_is_told_to_the_channel(bool isOld)
    {
        await using var discord = new RestFixture();
        discord.Server.Answers(call =>
            isOld && call.Line.StartsWith("PATCH /webhooks/", StringComparison.Ordinal)
                ? RestFixture.Error(401, DiscordCode.InvalidWebhookToken)
                : RestFixture.Posted()
        );
        using var responder = discord.Respond(Samples.Command());
        var payloads = new Payloads(new Redactor(), _desk, Sample.Channel, _folder.Path);
        await responder.ReplyEphemeralAsync(payloads.Of(Said("working")), CancellationToken.None);
        var work = new Reply.Work(Said("working"), (_, _) => Task.FromResult(Said("restorable in 41 s")));

        await new LongAnswer(responder, payloads, discord.Rest, new Snowflake(50), discord.Time).FollowAsync(
            work,
            CancellationToken.None
        );

        var last = discord.Server.Calls.Last();
        Assert.Equal(
            isOld ? "POST /channels/50/messages" : "PATCH /webhooks/7/secret-token/messages/@original",
            last.Line
        );
        Assert.Contains("restorable in 41 s", last.Text, StringComparison.Ordinal);
    }

    private static Card Said(string what) => Card.Of(CardTone.Calm, Markdown.Ours(what));
}
