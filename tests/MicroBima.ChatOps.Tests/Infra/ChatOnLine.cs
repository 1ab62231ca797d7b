using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using MicroBima.ChatOps.Chat;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Tests.Discord;
using MicroBima.ChatOps.Tools;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>The chat as Discord meets it: a real gateway and a real API on the loopback interface, with a clock that stands still.</summary>
internal sealed class ChatOnLine : IAsyncDisposable
{
    private readonly LoopbackServer _server = new();
    private readonly TemporaryFolder _folder = new();
    private readonly Surroundings _around = new("/nonexistent");
    private readonly TestTime _time = new();
    private readonly ApplicationLifetime _lifetime = new(NullLogger<ApplicationLifetime>.Instance);
    private readonly CancellationTokenSource _inTime = new(TimeSpan.FromSeconds(30));
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _answers = new(StringComparer.Ordinal);
    private readonly Channel<string> _edits = Channel.CreateUnbounded<string>();
    private readonly Channel<HttpCall> _posted = Channel.CreateUnbounded<HttpCall>();
    private readonly TaskCompletionSource<string> _registered = new();
    private readonly GatewayPeers _peers;
    private readonly DiscordLine _line;
    private readonly DiscordChat _chat;
    private readonly AppDesk _apps;
    private ulong _said = 1000;

    public ChatOnLine()
    {
        _time.SetUtcNow(Sample.Now);
        _peers = new GatewayPeers(_server);
        _server.OnRequest = async call =>
        {
            if (call is { Method: "POST", Target: "/channels/50/messages" })
                await Gate;

            return Answer(call);
        };
        var settings = new DiscordSettings(_server.HttpUrl, _server.SocketUrl, "bot-secret", 30, 50, _folder.Path);
        Desk = new Desk(Store, _time);
        _line = DiscordLine.Dial(settings, _time);
        _apps = new AppDesk(Desk, _around.List, new Machines(_around.Tools, _time), _around.Redactor, _time);
        var logs = new LogLooks(_around.Baseline(_time), Desk, _around.Redactor, _time);
        var mutes = new MuteDesk(Desk, _around.List, logs);
        var clicks = _around.Clicks(
            Desk,
            (_, _) => throw new InvalidOperationException("Nothing is looked up here."),
            _time
        );
        var vaults = _around.Vault();
        var backups = new BackupDesk(_around.Tools, vaults.Vault, vaults.Scratch, Desk, _around.Redactor, _time);
        var commands = new SlashCommands(
            Desk,
            _around.List,
            clicks,
            null!,
            logs,
            backups,
            _apps,
            new LedgerCards(Desk, _around.List, _time),
            mutes,
            _around.Redactor,
            _time
        );
        _chat = new DiscordChat(
            _line,
            Desk,
            commands,
            clicks,
            mutes,
            _apps,
            new MicroBima.ChatOps.Approvals.Directory([]),
            new Pings(new PossibleApprovers(new([]), new Members(), _time)),
            _around.Redactor,
            settings,
            _lifetime,
            _time,
            NullLogger<DiscordChat>.Instance
        );
    }

    public MemoryStore Store { get; } = new();

    public Desk Desk { get; }

    public GatewayPeer Peer { get; private set; } = null!;

    /// <summary>What was posted until now, as far as a test waited for it.</summary>
    public List<string> Told { get; } = [];

    /// <summary>What has to happen before the channel takes a message.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What Discord says to the first answer of an interaction.</summary>
    public HttpAnswer OnAnswer { get; set; } = new(204);

    /// <summary>What Discord says to the commands.</summary>
    public HttpAnswer OnRegister { get; set; } = new(200, "[]");

    /// <summary>The commands as they were sent.</summary>
    public string Registered => _registered.Task.Result;

    /// <summary>Loads what happened before, and waits until the bot listens.</summary>
    public async Task StartAsync(params Fact[] before)
    {
        if (before.Length > 0)
            await Store.AppendAsync(Batch.StreamOf(Sample.Number), 0, [.. before], "", _inTime.Token);

        await Desk.LoadAsync(_inTime.Token);
        Peer = await _peers.NextAsync(_inTime.Token);
        await Peer.HelloAsync();
        await _chat.StartAsync(_inTime.Token);
        await Peer.HearAsync(op: 2);
        await Peer.ReadyAsync(_server.SocketUrl);
        await _registered.Task.WaitAsync(_inTime.Token);
    }

    /// <summary>Sends an interaction; the answer that Discord gets.</summary>
    public async Task<string> SayAsync(JsonObject interaction)
    {
        var answered = AnswerTo((string)interaction["id"]!).Task;
        await Peer.SayAsync(Samples.Wrap(interaction, (long)_said));
        return await answered.WaitAsync(_inTime.Token);
    }

    /// <summary>Types a command; the words of the answer.</summary>
    public async Task<string> TypeAsync(string name, params (string Name, string Value)[] options) =>
        Words(await SayAsync(Command(name, options)));

    /// <summary>Waits until the bot posts something with these words.</summary>
    public async Task<HttpCall> PostedAsync(string words)
    {
        while (true)
        {
            var call = await _posted.Reader.ReadAsync(_inTime.Token);
            Told.Add(Words(call.Text));
            if (Told[^1].Contains(words, StringComparison.Ordinal))
                return call;
        }
    }

    /// <summary>All that people read in a message.</summary>
    public static string Words(string message) => string.Join('\n', Texts(JsonNode.Parse(message)));

    /// <summary>The next change of an answer.</summary>
    public async Task<string> EditAsync() => await _edits.Reader.ReadAsync(_inTime.Token);

    /// <summary>Waits until the bot goes down by itself.</summary>
    public async Task StoppingAsync()
    {
        var stopping = new TaskCompletionSource();
        await using var _ = _lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task.WaitAsync(_inTime.Token);
    }

    /// <summary>A command; <c>app stop</c> is one with a part.</summary>
    public JsonObject Command(string name, params (string Name, string Value)[] options)
    {
        var json = Samples.Command(++_said);
        JsonArray values =
        [
            .. options.Select(one => new JsonObject
            {
                ["name"] = one.Name,
                ["type"] = 3,
                ["value"] = one.Value,
            }),
        ];
        json["data"] = name.Split(' ') is [var whole, var part]
            ? Data(
                whole,
                [
                    new JsonObject
                    {
                        ["name"] = part,
                        ["type"] = 1,
                        ["options"] = values,
                    },
                ]
            )
            : Data(name, values);
        return json;
    }

    /// <summary>A press of a button on a message; without one, where Discord sends none.</summary>
    public JsonObject Button(string id, string? message, string? author)
    {
        var json = Samples.Button(++_said);
        json["data"]!["custom_id"] = id;
        json["message"]!["id"] = message;
        json["message"]!["author"]!["id"] = author;
        return json;
    }

    /// <summary>A form with one field, sent from a message.</summary>
    public JsonObject Form(string id, string field, string value, string message = "60", string author = "8")
    {
        var json = Button(id, message, author);
        json["type"] = 5;
        json["data"]!["components"] = new JsonArray(
            new JsonObject
            {
                ["type"] = 18,
                ["component"] = new JsonObject { ["custom_id"] = field, ["value"] = value },
            }
        );
        return json;
    }

    public async ValueTask DisposeAsync()
    {
        await _chat.StopAsync(CancellationToken.None);
        await _line.DisposeAsync();
        _peers.LetGo();
        await _server.DisposeAsync();
        _chat.Dispose();
        _apps.Dispose();
        Desk.Dispose();
        _inTime.Dispose();
        _around.Dispose();
        _folder.Dispose();
    }

    private static JsonObject Data(string name, JsonArray options) =>
        new()
        {
            ["id"] = "900",
            ["name"] = name,
            ["type"] = 1,
            ["options"] = options,
        };

    private static IEnumerable<string> Texts(JsonNode? node) =>
        node switch
        {
            JsonObject some => some.SelectMany(one =>
                one is { Key: "content", Value: JsonValue text } ? [(string)text!] : Texts(one.Value)
            ),
            JsonArray some => some.SelectMany(Texts),
            _ => [],
        };

    private TaskCompletionSource<string> AnswerTo(string id) =>
        _answers.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private HttpAnswer Answer(HttpCall call)
    {
        switch (call.Target.Split('/'))
        {
            case [_, "users", "@me"]:
                return new(200, """{"id":"8","username":"bot"}""");
            case [_, "channels", "50", var messages]
                when call.Method is "GET" && messages.StartsWith("messages", StringComparison.Ordinal):
                return new(200, "[]");
            case [.., var commands] when commands.StartsWith("commands", StringComparison.Ordinal):
                if (call.Method is "GET")
                    return new(200, "[]");

                _registered.TrySetResult(call.Text);
                return OnRegister;
            case [_, "interactions", var id, ..]:
                AnswerTo(id).TrySetResult(call.Text);
                return OnAnswer;
            case [_, "webhooks", ..]:
                _edits.Writer.TryWrite(call.Text);
                return RestFixture.Posted();
            case [_, "channels", _, "messages"]:
                _posted.Writer.TryWrite(call);
                return RestFixture.Posted();
            default:
                return call.Method is "GET" ? new(404) : RestFixture.Posted();
        }
    }
}
