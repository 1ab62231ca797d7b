using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

/// <summary>The REST client against a real server on the loopback interface, with a clock that the test moves.</summary>
internal sealed class RestFixture : IAsyncDisposable
{
    public const string MessageJson =
        """{"id":"60","channel_id":"50","content":"hi","author":{"id":"8"},"attachments":[]}""";

    public RestFixture(TimeSpan? deferAfter = null)
    {
        Time = new TestTime();
        Options = new DiscordOptions
        {
            Token = "bot-secret",
            ApiUrl = Server.HttpUrl,
            DeferAfter = deferAfter ?? TimeSpan.FromSeconds(1.2),
        };
        Rest = new DiscordRest(Options, Time, new Random(1), Notices.Add);
    }

    public LoopbackServer Server { get; } = new();

    public TestTime Time { get; }

    public Notices Notices { get; } = new();

    public DiscordOptions Options { get; }

    public DiscordRest Rest { get; }

    public static CancellationToken None => CancellationToken.None;

    public static MessageAddress Message { get; } = new(new Snowflake(50), new Snowflake(60));

    public static HttpAnswer Posted(params (string, string)[] headers) => new(200, MessageJson, headers);

    public static HttpAnswer Error(int status, int code) => new(status, $$"""{"code":{{code}},"message":"no"}""");

    public static HttpAnswer TooMany(string retryAfter, bool isGlobal = false, string scope = "user") =>
        new(
            429,
            $$"""{"message":"slow","retry_after":{{retryAfter}},"global":{{(isGlobal ? "true" : "false")}}}""",
            ("Retry-After", retryAfter),
            ("X-RateLimit-Scope", scope)
        );

    /// <summary>Answers in this order, the last one for ever.</summary>
    public void Script(params HttpAnswer[] answers)
    {
        var next = -1;
        Server.Answers(_ => answers[Math.Min(Interlocked.Increment(ref next), answers.Length - 1)]);
    }

    public Task<PostedMessage> PostAsync(ulong channel = 50) =>
        Rest.PostMessageAsync(new Snowflake(channel), MessagePayload.Text("hi"), None);

    public Responder Respond(System.Text.Json.Nodes.JsonObject interaction) =>
        new(
            Samples.Parsed(interaction, Time.GetTimestamp()),
            Rest,
            Options,
            Time,
            Notices.Add,
            deferVisibly: false,
            None
        );

    public async ValueTask DisposeAsync()
    {
        Rest.Dispose();
        await Server.DisposeAsync();
    }
}
