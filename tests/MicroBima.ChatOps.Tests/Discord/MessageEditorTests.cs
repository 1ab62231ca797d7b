using System.Text.Json.Nodes;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class MessageEditorTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task Of_many_contents_the_first_and_the_latest_are_shown_with_the_interval_between_them()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.Posted());
        await using var editor = Editor(discord);

        await editor.ShowAsync(RestFixture.Message, MessagePayload.Text("0"), RestFixture.None);
        var shown = Enumerable
            .Range(1, 100)
            .Select(n => editor.ShowAsync(RestFixture.Message, MessagePayload.Text($"{n}"), RestFixture.None))
            .ToList();
        await discord.Time.PassAsync(Interval, Interval);
        await Task.WhenAll(shown);

        Assert.Equal(["0", "100"], Contents(discord));
    }

    [Fact]
    public async Task O02_the_final_content_is_shown_although_discord_is_down_for_a_while()
    {
        await using var discord = new RestFixture();
        discord.Script([.. Enumerable.Repeat(new HttpAnswer(503), 7), RestFixture.Posted()]);
        await using var editor = Editor(discord);

        var final = editor.ShowAsync(RestFixture.Message, MessagePayload.Text("done"), RestFixture.None);
        while (!final.IsCompleted)
            await Task.WhenAny(final, discord.Time.PassAsync(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(12)));

        Assert.IsType<EditOutcome.Edited>(await final);
        Assert.Equal(8, Contents(discord).Length);
        Assert.All(Contents(discord), c => Assert.Equal("done", c));
    }

    [Theory]
    [InlineData(404, DiscordCode.UnknownMessage, typeof(EditOutcome.Gone))]
    [InlineData(404, DiscordCode.UnknownChannel, typeof(EditOutcome.Gone))]
    [InlineData(403, DiscordCode.MissingAccess, typeof(EditOutcome.Refused))]
    public async Task A_final_no_is_an_outcome_and_is_reported(int status, int code, Type expected)
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.Error(status, code));
        await using var editor = Editor(discord);

        var outcome = await editor.ShowAsync(RestFixture.Message, MessagePayload.Text("done"), RestFixture.None);

        Assert.IsType(expected, outcome);
        Assert.Equal(outcome, (await discord.Notices.NextAsync<DiscordNotice.EditFailed>()).Outcome);
    }

    [Fact]
    public async Task O02_the_final_content_of_a_card_that_is_an_hour_old_is_shown_as_soon_as_Discord_takes_it()
    {
        await using var discord = new RestFixture();
        discord.Script([
            .. Enumerable.Repeat(RestFixture.Error(429, DiscordCode.OldMessageEditLimit), 10),
            RestFixture.Posted(),
        ]);
        var time = new FastTime(200);
        using var rest = new DiscordRest(discord.Options, time, Random.Shared, discord.Notices.Add);
        await using var editor = new MessageEditor(rest, Interval, time, discord.Notices.Add);

        var final = await editor.ShowAsync(RestFixture.Message, MessagePayload.Text("done"), RestFixture.None);

        Assert.IsType<EditOutcome.Edited>(final);
    }

    [Fact]
    public async Task Two_messages_do_not_wait_for_each_other()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.Posted());
        await using var editor = Editor(discord);
        var other = new MessageAddress(new Snowflake(51), new Snowflake(61));

        var both = await Task.WhenAll(
            editor.ShowAsync(RestFixture.Message, MessagePayload.Text("a"), RestFixture.None),
            editor.ShowAsync(other, MessagePayload.Text("b"), RestFixture.None)
        );

        Assert.All(both, o => Assert.IsType<EditOutcome.Edited>(o));
    }

    [Fact]
    public async Task An_editor_that_is_disposed_tells_those_who_wait()
    {
        await using var discord = new RestFixture();
        discord.Script(new HttpAnswer(503));
        var editor = Editor(discord);
        var final = editor.ShowAsync(RestFixture.Message, MessagePayload.Text("done"), RestFixture.None);
        await discord.Notices.NextAsync<DiscordNotice.Retrying>();

        await editor.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => final);
    }

    private static MessageEditor Editor(RestFixture discord) =>
        new(discord.Rest, Interval, discord.Time, discord.Notices.Add);

    private static string[] Contents(RestFixture discord) =>
        [.. discord.Server.Calls.Select(c => (string)JsonNode.Parse(c.Text)!["content"]!)];
}
