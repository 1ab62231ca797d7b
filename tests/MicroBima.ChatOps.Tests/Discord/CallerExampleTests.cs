using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;
using static MicroBima.ChatOps.Discord.Component;

namespace MicroBima.ChatOps.Tests.Discord;

/// <summary>The client as a bot uses it, from registration to a file in a thread.</summary>
public sealed class CallerExampleTests
{
    private static readonly Snowflake Guild = new(30);
    private static readonly Snowflake Channel = new(50);

    [Fact]
    public async Task A_bot_registers_posts_a_card_answers_clicks_opens_a_form_and_files_its_log()
    {
        await using var server = new LoopbackServer();
        using var stop = new CancellationTokenSource();
        var peers = System.Threading.Channels.Channel.CreateUnbounded<GatewayPeer>();
        var testEnds = new TaskCompletionSource();
        var isFormOpen = new TaskCompletionSource();
        server.OnSocket = async (socket, call, token) =>
        {
            using var peer = new GatewayPeer(socket, call, token);
            await peers.Writer.WriteAsync(peer, token);
            await testEnds.Task;
        };
        server.Answers(call =>
        {
            if (call.Text.Contains("\"type\":9", StringComparison.Ordinal))
                isFormOpen.SetResult();
            return call switch
            {
                { Method: "GET", Target: "/users/@me" } => new HttpAnswer(200, """{"id":"8","username":"bot"}"""),
                { Target: "/applications/7/guilds/30/commands" } => new HttpAnswer(200, "[]"),
                { Method: "POST" } when call.Target.EndsWith("/threads", StringComparison.Ordinal) => new HttpAnswer(
                    201,
                    """{"id":"60","type":11}"""
                ),
                { Method: "POST" } when call.Target.EndsWith("/callback", StringComparison.Ordinal) => new HttpAnswer(
                    204
                ),
                _ => RestFixture.Posted(),
            };
        });
        var options = new DiscordOptions
        {
            Token = "bot-secret",
            ApiUrl = server.HttpUrl,
            GatewayUrl = server.SocketUrl,
        };

        await using var client = new DiscordClient(options, HandleAsync, TimeProvider.System, Random.Shared, _ => { });
        var run = client.RunAsync(session: null, stop.Token);
        var peer = await peers.Reader.ReadAsync(stop.Token);
        await peer.HelloAsync();
        await peer.HearAsync(op: 2);
        await peer.ReadyAsync(server.SocketUrl);
        await client.WaitUntilOnlineAsync(stop.Token);
        await client.RegisterCommandsAsync(Guild, [new CommandDefinition("deploy", "Starts a deployment")], stop.Token);

        var card = await client.Rest.PostMessageAsync(Channel, Card("waiting"), stop.Token);
        await client.Editor.ShowAsync(card.Address, Card("done"), stop.Token);
        var thread = await client.Rest.StartThreadAsync(card.Address, "Deployment log", stop.Token);
        var log = new Attachment("build.log", "all good"u8.ToArray(), "text/plain");
        await client.Rest.PostMessageAsync(
            thread.Id,
            MessagePayload.Of(new TextDisplay("The log"), new FileCard(Media.Of(log))) with
            {
                Attachments = [log],
            },
            stop.Token
        );
        await peer.SayAsync(Samples.Wrap(Samples.Button(id: 1), 2));
        await peer.SayAsync(Samples.Wrap(Samples.Command(id: 2), 3));
        await isFormOpen.Task;
        await stop.CancelAsync();
        testEnds.SetResult();

        Assert.IsType<GatewayStop.ShutDown>(await run);
        Assert.Equal("abc", client.Session?.Id);
    }

    private static async Task HandleAsync(Interaction interaction, Responder responder, CancellationToken stop)
    {
        switch (interaction)
        {
            case Interaction.Button { CustomId: "v1:approve:x" } click:
                var note = MessagePayload.Text($"Noted, {click.User.DisplayName}.");
                if (await responder.ReplyEphemeralAsync(note, stop) is AnswerOutcome.TokenLost lost)
                    throw new InvalidOperationException(lost.Text);
                break;
            case Interaction.Command { Name: "deploy" }:
                var reason = new TextInput("reason", TextInputStyle.Paragraph) { MinLength = 10, MaxLength = 500 };
                await responder.OpenModalAsync(new Modal("v1:why:x", "Why?", Modal.Line("Reason", reason)), stop);
                break;
        }
    }

    private static MessagePayload.Layout Card(string state) =>
        MessagePayload.Of(
            new Container(
                new TextDisplay($"# Deploy: {state}"),
                new ActionRow(
                    Button.Does(ButtonStyle.Success, "v1:approve:x", "Approve"),
                    Button.Opens(new Uri("https://example.com/pr/1"), "Pull request")
                )
            )
            {
                AccentColor = 0x3BA55D,
            }
        ) with
        {
            AllowedMentions = AllowedMentions.OnlyRoles(new Snowflake(501)),
        };
}
