using System.Net;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class DiscordRestTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongPause = TimeSpan.FromSeconds(12);

    [Fact]
    public async Task A_message_is_posted_with_the_token_the_user_agent_and_a_nonce()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.Posted());

        var message = await discord.PostAsync();

        var call = Assert.Single(discord.Server.Calls);
        var body = JsonNode.Parse(call.Text)!;
        Assert.Equal("POST /channels/50/messages", call.Line);
        Assert.Equal("Bot bot-secret", call.Headers["authorization"]);
        Assert.StartsWith("DiscordBot (", call.Headers["user-agent"], StringComparison.Ordinal);
        Assert.True((bool)body["enforce_nonce"]!);
        Assert.InRange(((string)body["nonce"]!).Length, 10, 25);
        Assert.Equal(RestFixture.Message, message.Address);
    }

    [Fact]
    public async Task A_post_that_fails_is_repeated_with_the_same_nonce()
    {
        await using var discord = new RestFixture();
        discord.Script(new HttpAnswer(500), HttpAnswer.HangUp, RestFixture.Posted());

        var post = discord.PostAsync();
        await discord.Time.PassAsync(Pause, LongPause);
        await discord.Time.PassAsync(Pause, LongPause);
        await post;

        var nonces = discord.Server.Calls.Select(c => (string)JsonNode.Parse(c.Text)!["nonce"]!).ToArray();
        Assert.Equal(3, nonces.Length);
        Assert.Single(nonces.Distinct());
    }

    [Fact]
    public async Task An_answer_that_cannot_be_unpacked_is_no_answer_and_the_post_is_repeated()
    {
        await using var discord = new RestFixture();
        discord.Script(new HttpAnswer(200, "not packed", ("content-encoding", "gzip")), RestFixture.Posted());

        var post = discord.PostAsync();
        await Task.WhenAny(post, discord.Time.PassAsync(Pause, LongPause));
        await post;

        Assert.Equal(2, discord.Server.Calls.Count);
    }

    [Fact]
    public async Task After_five_failures_the_caller_is_told()
    {
        await using var discord = new RestFixture();
        discord.Script(new HttpAnswer(503));

        var post = discord.PostAsync();
        for (var n = 0; n < 4; n++)
            await discord.Time.PassAsync(Pause, LongPause);

        var error = await Assert.ThrowsAsync<DiscordException>(() => post);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, Assert.IsType<DiscordFailure.Refused>(error.Failure).Status);
        Assert.Equal(5, discord.Server.Calls.Count);
    }

    [Fact]
    public async Task An_answer_that_never_comes_is_given_up_and_the_request_repeated()
    {
        await using var discord = new RestFixture();
        var isFirst = true;
        discord.Server.OnRequest = _ =>
        {
            if (!isFirst)
                return Task.FromResult(RestFixture.Posted());
            isFirst = false;
            discord.Time.Advance(discord.Options.RequestTimeout);
            return new TaskCompletionSource<HttpAnswer>().Task;
        };

        var post = discord.PostAsync();
        await discord.Notices.NextAsync<DiscordNotice.Retrying>();
        await discord.Time.PassAsync(Pause, LongPause);

        Assert.Equal(RestFixture.Message, (await post).Address);
    }

    [Fact]
    public async Task A_thread_that_exists_already_is_answered()
    {
        await using var discord = new RestFixture();
        discord.Script(
            RestFixture.Error(400, DiscordCode.ThreadExists),
            new HttpAnswer(200, """{"id":"60","type":11}""")
        );

        var thread = await discord.Rest.StartThreadAsync(RestFixture.Message, "log", RestFixture.None);

        Assert.Equal(new Snowflake(60), thread.Id);
        Assert.Equal("GET /channels/60", discord.Server.Calls.Last().Line);
    }

    [Fact]
    public async Task A_refusal_names_the_route_the_code_and_each_wrong_field_but_never_the_token()
    {
        await using var discord = new RestFixture();
        discord.Script(
            new HttpAnswer(
                400,
                """{"code":50035,"message":"Invalid Form Body","errors":{"components":{"0":{"custom_id":{"_errors":[{"code":"X","message":"Too long."}]}}}}}"""
            )
        );

        var error = await Assert.ThrowsAsync<DiscordException>(() => discord.PostAsync());

        Assert.Equal(DiscordCode.InvalidBody, error.Code);
        Assert.Equal(
            "Discord refused POST /channels/{channel}/messages with 400 (code 50035): Invalid Form Body components.0.custom_id: Too long.",
            error.Message
        );
    }

    [Fact]
    public async Task A_file_travels_as_multipart_with_its_json()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.Posted());
        var payload = MessagePayload.Text("log") with
        {
            Attachments =
            [
                new Attachment("build\"log.txt", "line"u8.ToArray(), "text/plain") { Description = "all of it" },
            ],
        };

        await discord.Rest.PostMessageAsync(new Snowflake(50), payload, RestFixture.None);

        var body = Assert.Single(discord.Server.Calls).Text;
        Assert.Contains(
            "name=payload_json",
            body.Replace("\"", "", StringComparison.Ordinal),
            StringComparison.Ordinal
        );
        Assert.Contains("name=\"files[0]\"; filename=\"build_log.txt\"", body, StringComparison.Ordinal);
        Assert.Contains(
            """[{"id":"0","filename":"build_log.txt","description":"all of it"}]""",
            body,
            StringComparison.Ordinal
        );
        Assert.Contains("\r\n\r\nline\r\n", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_who_left_is_null_and_one_who_is_there_has_roles()
    {
        await using var discord = new RestFixture();
        discord.Script(
            RestFixture.Error(404, DiscordCode.UnknownMember),
            new HttpAnswer(200, """{"user":{"id":"40","username":"a","bot":true},"roles":["501","x",null]}""")
        );

        Assert.Null(await discord.Rest.TryGetMemberAsync(new Snowflake(30), new Snowflake(40), RestFixture.None));
        var member = await discord.Rest.TryGetMemberAsync(new Snowflake(30), new Snowflake(40), RestFixture.None);

        Assert.True(member!.User.IsBot);
        Assert.Equal([new Snowflake(501)], member.Roles);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task An_answer_that_makes_no_sense_is_a_failure_and_no_half_truth(string body)
    {
        await using var discord = new RestFixture();
        discord.Script(new HttpAnswer(200, body));

        var get = discord.Rest.TryGetMemberAsync(new Snowflake(30), new Snowflake(40), RestFixture.None);
        for (var n = 0; n < 4; n++)
            await discord.Time.PassAsync(Pause, LongPause);

        var error = await Assert.ThrowsAsync<DiscordException>(() => get);
        Assert.IsType<DiscordFailure.Unreachable>(error.Failure);
    }

    [Fact]
    public async Task The_skew_of_the_clock_is_known_after_an_answer()
    {
        await using var discord = new RestFixture();
        var date = discord.Time.GetUtcNow().AddSeconds(-30).ToString("r");
        discord.Script(RestFixture.Posted(("Date", date)));

        await discord.PostAsync();

        Assert.Equal(30, discord.Rest.ClockSkew!.Value.TotalSeconds, tolerance: 1.0);
    }

    [Fact]
    public async Task What_discord_would_refuse_is_not_sent()
    {
        await using var discord = new RestFixture();

        await Assert.ThrowsAsync<InvalidPayloadException>(() =>
            discord.Rest.PostMessageAsync(new Snowflake(50), MessagePayload.Text(""), RestFixture.None)
        );

        Assert.Empty(discord.Server.Calls);
    }
}
