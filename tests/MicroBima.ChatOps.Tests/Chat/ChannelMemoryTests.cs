using System.Text.Json.Nodes;
using MicroBima.ChatOps.Chat.OnDiscord;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Chat;

/// <summary>What the channel remembers of the journal is what the bot itself wrote there last, and nothing that looks like it.</summary>
public sealed class ChannelMemoryTests : IAsyncLifetime
{
    private const long Bot = 8;
    private const string Line = "-# Journal 12:0123456789abcdef";

    private static readonly Snowflake Channel = new(5);

    private readonly LoopbackServer _server = new();
    private readonly List<JsonObject> _messages = [];

    public ChannelMemoryTests() =>
        _server.Answers(call =>
            new(
                200,
                call.Target.EndsWith("/users/@me", StringComparison.Ordinal)
                    ? """{"id":"8","username":"bot"}"""
                    : Page(call)
            )
        );

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task The_newest_line_under_a_report_counts()
    {
        Say(Bot, "report", "-# Journal 12:0123456789abcdef");
        Say(Bot, "report", "-# Journal 15:fedcba9876543210");
        Say(Bot, "a word without one");

        Assert.Equal(new Anchor(15, "fedcba9876543210"), await NewestAsync());
    }

    [Fact]
    public async Task A_channel_without_one_remembers_nothing()
    {
        Say(Bot, "hello");

        Assert.Null(await NewestAsync());
    }

    [Theory]
    [InlineData(9, "report", Line)] // another bot, or a person
    [InlineData(Bot, "```\n" + Line + "\n```")] // a log that says so
    [InlineData(Bot, "deployed\n" + Line)]
    [InlineData(Bot, Line + " ")]
    [InlineData(Bot, "-# Journal 12")]
    public async Task What_only_looks_like_one_is_none(long author, params string[] texts)
    {
        Say(author, texts);

        Assert.Null(await NewestAsync());
    }

    [Fact]
    public async Task People_may_talk_a_lot_since()
    {
        Say(Bot, "report", Line);
        for (var number = 0; number < 450; number++)
            Say(9, "talk");

        Assert.Equal(Line, ChannelMemory.Line((await NewestAsync())!).Source);
        Assert.Equal(6, _server.Calls.Count);
    }

    private async Task<Anchor?> NewestAsync()
    {
        var options = new DiscordOptions { Token = "token", ApiUrl = _server.HttpUrl };
        using var rest = new DiscordRest(options, TimeProvider.System, Random.Shared, _ => { });
        var self = await rest.GetSelfAsync(CancellationToken.None);
        return await ChannelMemory.NewestAsync(rest, self.Id, Channel, CancellationToken.None);
    }

    private void Say(long author, params string[] texts) =>
        _messages.Add(
            new JsonObject
            {
                ["id"] = $"{100 + _messages.Count}",
                ["channel_id"] = "5",
                ["author"] = new JsonObject { ["id"] = $"{author}" },
                ["content"] = "",
                ["components"] = new JsonArray(
                    new JsonObject
                    {
                        ["type"] = 17,
                        ["components"] = new JsonArray([
                            .. texts.Select(text => new JsonObject { ["type"] = 10, ["content"] = text }),
                        ]),
                    }
                ),
            }
        );

    /// <summary>A hundred messages, newest first, as Discord gives them.</summary>
    private string Page(HttpCall call)
    {
        var before = call.Target.Split("before=") is [_, var id] ? int.Parse(id, null) - 100 : _messages.Count;
        return new JsonArray([
            .. _messages.Take(before).Reverse().Take(100).Select(message => message.DeepClone()),
        ]).ToJsonString();
    }
}
