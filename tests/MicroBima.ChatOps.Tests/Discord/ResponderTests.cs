using System.Text.Json.Nodes;
using MicroBima.ChatOps.Discord;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

public sealed class ResponderTests
{
    private static readonly MessagePayload Hello = MessagePayload.Text("hello");

    [Fact]
    public async Task The_first_answer_goes_to_the_callback_without_the_bot_token()
    {
        await using var discord = Accepting();
        using var responder = discord.Respond(Samples.Command());

        var outcome = await responder.ReplyEphemeralAsync(Hello, RestFixture.None);

        var call = Assert.Single(discord.Server.Calls);
        Assert.IsType<AnswerOutcome.Delivered>(outcome);
        Assert.Equal("POST /interactions/1000/secret-token/callback", call.Line);
        Assert.False(call.Headers.ContainsKey("authorization"));
        Assert.Equal(4, (int)JsonNode.Parse(call.Text)!["type"]!);
        Assert.Equal(64, (int)JsonNode.Parse(call.Text)!["data"]!["flags"]!);
    }

    [Fact]
    public async Task B13_a_command_that_nobody_answers_is_deferred_invisibly_and_the_late_answer_becomes_its_edit()
    {
        await using var discord = Accepting();
        using var responder = discord.Respond(Samples.Command());

        discord.Time.Advance(discord.Options.DeferAfter);
        await discord.Notices.NextAsync<DiscordNotice.AutoDeferred>();
        var outcome = await responder.ReplyEphemeralAsync(Hello, RestFixture.None);

        var calls = discord.Server.Calls.ToArray();
        Assert.IsType<AnswerOutcome.Delivered>(outcome);
        Assert.Equal(
            """{"type":5,"data":{"allowed_mentions":{"parse":[],"users":[],"roles":[]},"flags":64}}""",
            calls[0].Text
        );
        Assert.Equal("PATCH /webhooks/7/secret-token/messages/@original", calls[1].Line);
    }

    [Fact]
    public async Task B13_a_click_that_nobody_answers_is_noted_and_the_late_ephemeral_answer_follows_up()
    {
        await using var discord = Accepting();
        using var responder = discord.Respond(Samples.Button());

        discord.Time.Advance(discord.Options.DeferAfter);
        await discord.Notices.NextAsync<DiscordNotice.AutoDeferred>();
        await responder.ReplyEphemeralAsync(Hello, RestFixture.None);

        var calls = discord.Server.Calls.ToArray();
        Assert.Equal("""{"type":6}""", calls[0].Text);
        Assert.Equal("POST /webhooks/7/secret-token?wait=true", calls[1].Line);
        Assert.Equal(64, (int)JsonNode.Parse(calls[1].Text)!["flags"]!);
    }

    [Fact]
    public async Task B13_a_late_answer_to_a_click_is_edited_itself_and_never_the_message_that_was_clicked()
    {
        await using var discord = Accepting();
        using var responder = discord.Respond(Samples.Button());
        await responder.DeferUpdateAsync(RestFixture.None);

        await responder.ReplyEphemeralAsync(Hello, RestFixture.None);
        await responder.EditReplyAsync(Hello, RestFixture.None);

        Assert.Equal("PATCH /webhooks/7/secret-token/messages/60", discord.Server.Calls.Last().Line);
    }

    [Fact]
    public async Task A_late_update_of_a_clicked_message_becomes_an_edit()
    {
        await using var discord = Accepting();
        using var responder = discord.Respond(Samples.Button());
        await responder.DeferUpdateAsync(RestFixture.None);

        var outcome = await responder.UpdateAsync(Hello, RestFixture.None);

        Assert.IsType<AnswerOutcome.Delivered>(outcome);
        Assert.StartsWith("PATCH /webhooks/7/", discord.Server.Calls.Last().Line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Autocomplete_that_takes_too_long_is_answered_with_no_choices()
    {
        await using var discord = Accepting();
        var json = Samples.Command();
        json["type"] = 4;
        using var responder = discord.Respond(json);

        discord.Time.Advance(discord.Options.DeferAfter);
        await discord.Notices.NextAsync<DiscordNotice.AutoDeferred>();

        Assert.Equal("""{"type":8,"data":{"choices":[]}}""", Assert.Single(discord.Server.Calls).Text);
    }

    [Fact]
    public async Task An_answer_in_time_stops_the_watchdog()
    {
        await using var discord = Accepting();
        using var responder = discord.Respond(Samples.Command());

        await responder.ReplyAsync(Hello, RestFixture.None);
        discord.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Single(discord.Server.Calls);
        Assert.Equal(ResponderState.Replied, responder.State);
    }

    [Fact]
    public async Task Of_many_answers_at_once_exactly_one_wins()
    {
        await using var discord = Accepting();
        using var responder = discord.Respond(Samples.Command());

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => responder.ReplyAsync(Hello, RestFixture.None))
        );

        Assert.Single(outcomes.OfType<AnswerOutcome.Delivered>());
        Assert.Equal(19, outcomes.OfType<AnswerOutcome.AlreadyAnswered>().Count());
        Assert.Single(discord.Server.Calls);
    }

    [Fact]
    public async Task A_form_cannot_open_after_the_deferral()
    {
        await using var discord = Accepting();
        using var responder = discord.Respond(Samples.Button());
        await responder.DeferUpdateAsync(RestFixture.None);
        var modal = new Modal("m", "t", Modal.Line("Why", new Component.TextInput("w", TextInputStyle.OneLine)));

        Assert.IsType<AnswerOutcome.AlreadyAnswered>(await responder.OpenModalAsync(modal, RestFixture.None));
    }

    [Theory]
    [InlineData(404, DiscordCode.UnknownInteraction)]
    [InlineData(404, DiscordCode.UnknownWebhook)]
    [InlineData(401, DiscordCode.InvalidWebhookToken)]
    public async Task B13_a_lost_token_is_an_outcome_and_is_not_tried_again(int status, int code)
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.Error(status, code));
        using var responder = discord.Respond(Samples.Command());

        var outcome = await responder.ReplyAsync(Hello, RestFixture.None);
        var later = await responder.FollowUpAsync(Hello, isEphemeral: false, RestFixture.None);

        Assert.Equal(new AnswerOutcome.TokenLost(code), outcome);
        Assert.Equal(outcome, later);
        Assert.Equal(ResponderState.Expired, responder.State);
        Assert.Single(discord.Server.Calls);
    }

    [Fact]
    public async Task B14_an_answer_that_another_process_gave_is_an_outcome()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.Error(400, DiscordCode.AlreadyAcknowledged));
        using var responder = discord.Respond(Samples.Command());

        Assert.IsType<AnswerOutcome.AlreadyAnswered>(await responder.ReplyAsync(Hello, RestFixture.None));
    }

    [Fact]
    public async Task B14_when_another_process_deferred_first_its_answer_is_not_overwritten()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.Error(400, DiscordCode.AlreadyAcknowledged));
        using var responder = discord.Respond(Samples.Button());
        await responder.DeferUpdateAsync(RestFixture.None);

        var reply = await responder.ReplyAsync(Hello, RestFixture.None);
        var update = await responder.UpdateAsync(Hello, RestFixture.None);

        Assert.IsType<AnswerOutcome.AlreadyAnswered>(reply);
        Assert.IsType<AnswerOutcome.AlreadyAnswered>(update);
        Assert.Single(discord.Server.Calls);
    }

    [Fact]
    public async Task A_callback_whose_answer_is_lost_is_not_repeated()
    {
        await using var discord = new RestFixture();
        discord.Script(HttpAnswer.HangUp);
        using var responder = discord.Respond(Samples.Command());

        Assert.IsType<AnswerOutcome.Failed>(await responder.ReplyAsync(Hello, RestFixture.None));
        Assert.Single(discord.Server.Calls);
    }

    [Fact]
    public async Task A_callback_that_is_limited_beyond_its_deadline_gives_up()
    {
        await using var discord = new RestFixture();
        discord.Script(RestFixture.TooMany("4"));
        using var responder = discord.Respond(Samples.Command());

        Assert.IsType<AnswerOutcome.Failed>(await responder.ReplyAsync(Hello, RestFixture.None));
        Assert.Single(discord.Server.Calls);
    }

    [Fact]
    public async Task A_token_with_strange_characters_stays_inside_its_path_segment()
    {
        await using var discord = Accepting();
        using var responder = discord.Respond(Samples.Command(token: "../../channels/1?x=#"));

        await responder.ReplyAsync(Hello, RestFixture.None);

        Assert.Equal(
            "POST /interactions/1000/..%2F..%2Fchannels%2F1%3Fx%3D%23/callback",
            Assert.Single(discord.Server.Calls).Line
        );
    }

    private static RestFixture Accepting()
    {
        var discord = new RestFixture();
        discord.Server.Answers(c =>
            c.Target.EndsWith("/callback", StringComparison.Ordinal) ? new HttpAnswer(204) : RestFixture.Posted()
        );
        return discord;
    }

    [Fact]
    public async Task G09_neither_notices_nor_errors_show_the_token_of_an_interaction_or_of_the_bot()
    {
        await using var fixture = new RestFixture();
        var secret = Samples.Parsed(Samples.Command(), fixture.Time.GetTimestamp()).Origin.Token.Secret;
        fixture.Script(RestFixture.Error(404, 10062), RestFixture.Error(401, 0));
        var responder = fixture.Respond(Samples.Command());

        var answer = await responder.ReplyEphemeralAsync(MessagePayload.Text("x"), RestFixture.None);
        var refused = await Assert.ThrowsAnyAsync<DiscordException>(() => fixture.PostAsync());

        var told =
            string.Join('\n', fixture.Notices.All.Select(notice => $"{notice.Text} {notice}")) + answer.Text + refused;
        Assert.NotEqual("", told);
        Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Options.Token, told, StringComparison.Ordinal);
    }
}
