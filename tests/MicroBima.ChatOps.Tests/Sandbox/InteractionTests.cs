using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Tests.Sandbox;

public class InteractionTests
{
    private const int Ephemeral = 64;

    [Fact]
    public async Task The_event_carries_what_the_known_clients_need()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");

        await world.Command();
        var created = await talk.ExpectEvent("INTERACTION_CREATE");

        string[] needed =
        [
            "id",
            "token",
            "application_id",
            "guild_id",
            "channel",
            "entitlements",
            "authorizing_integration_owners",
            "app_permissions",
        ];
        Assert.All(needed, name => Assert.NotNull(created[name]));
        Assert.Equal("ana", created["member"]!["user"]!["username"]!.ToString());
        Assert.Equal(2, created["member"]!["roles"]!.AsArray().Count);
        Assert.Equal("status", created["data"]!["name"]!.ToString());
    }

    [Fact]
    public async Task An_answer_in_time_is_a_message_that_answers()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();

        (await world.Acknowledge(interaction, """{"type":4,"data":{"content":"all well"}}""")).MustBe(204);

        var state = (await world.Person(HttpMethod.Get, $"interactions/{interaction.Id}")).MustBe(200);
        var seen = (await world.Person(HttpMethod.Get, "people/ben/messages")).MustBe(200);
        Assert.Equal("acknowledged", state["state"]!.ToString());
        Assert.Equal(4, state["type"]!.GetValue<int>());
        Assert.NotNull(state["ackMs"]);
        Assert.Equal(interaction.Id.ToString(), Assert.Single(seen.AsArray())!["interaction"]!.ToString());
    }

    [Fact]
    public async Task After_three_seconds_it_has_failed_and_is_unknown()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();
        var before = (await world.Person(HttpMethod.Get, $"interactions/{interaction.Id}")).MustBe(200);

        world.Clock.Advance(TimeSpan.FromSeconds(3));
        var late = await world.Acknowledge(interaction, """{"type":5}""");

        late.MustRefuse(404, 10062);
        var after = (await world.Person(HttpMethod.Get, $"interactions/{interaction.Id}")).MustBe(200);
        Assert.Equal("pending", before["state"]!.ToString());
        Assert.Equal("failed: no answer in 3 s", after["state"]!.ToString());
    }

    [Fact]
    public async Task A_wrong_token_is_an_unknown_interaction()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();

        var refused = await world.Post($"interactions/{interaction.Id}/wrong/callback", """{"type":5}""");

        refused.MustRefuse(404, 10062);
    }

    [Fact]
    public async Task A_second_answer_is_refused_with_40060()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();
        (await world.Acknowledge(interaction, """{"type":5}""")).MustBe(204);

        var second = await world.Acknowledge(interaction, """{"type":4,"data":{"content":"again"}}""");

        second.MustRefuse(400, 40060);
    }

    [Fact]
    public async Task Of_many_answers_at_once_one_wins()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(n => world.Acknowledge(interaction, $$$"""{"type":4,"data":{"content":"{{{n}}}"} }"""))
        );

        Assert.Single(answers, answer => (int)answer.Status == 204);
        Assert.All(answers.Where(answer => (int)answer.Status != 204), answer => answer.MustRefuse(400, 40060));
        Assert.Single((await world.Person(HttpMethod.Get, "people/ana/messages")).MustBe(200).AsArray());
    }

    [Fact]
    public async Task An_answer_with_a_wrong_form_leaves_the_interaction_open()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();

        var refused = await world.Acknowledge(
            interaction,
            $$$"""{"type":4,"data":{"content":"{{{new string('x', 2001)}}}"} }"""
        );

        Assert.Equal("BASE_TYPE_MAX_LENGTH", refused.FormError("data.content"));
        (await world.Acknowledge(interaction, """{"type":4,"data":{"content":"ok"}}""")).MustBe(204);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(42)]
    public async Task A_command_cannot_be_answered_with_any_type(int type)
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();

        var refused = await world.Acknowledge(interaction, $$$"""{"type":{{{type}}},"data":{"content":"x"} }""");

        Assert.Equal("BASE_TYPE_CHOICES", refused.FormError("type"));
    }

    [Fact]
    public async Task The_original_can_be_read_edited_and_deleted_by_token_alone()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();
        world.Bot.DefaultRequestHeaders.Authorization = null;
        (await world.Acknowledge(interaction, """{"type":5}""")).MustBe(204);
        var path = $"webhooks/{TestWorld.App}/{interaction.Token}/messages/@original";

        var loading = (await world.Get(path)).MustBe(200);
        var edited = (await world.Patch(path, """{"content":"done"}""")).MustBe(200);
        (await world.Send(HttpMethod.Delete, path)).MustBe(204);

        Assert.Equal(128, loading["flags"]!.GetValue<int>());
        Assert.Equal("done", edited["content"]!.ToString());
        Assert.Equal(0, edited["flags"]!.GetValue<int>());
        (await world.Get(path)).MustRefuse(404, 10008);
    }

    [Fact]
    public async Task The_first_follow_up_after_deferring_takes_the_place_of_the_thinking()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();
        await world.Acknowledge(interaction, """{"type":5,"data":{"flags":64}}""");
        var path = $"webhooks/{TestWorld.App}/{interaction.Token}?wait=true";

        await world.Post(path, """{"content":"first"}""");
        await world.Post(path, """{"content":"second","flags":64}""");

        var seen = (await world.Person(HttpMethod.Get, "people/ana/messages")).MustBe(200).AsArray();
        Assert.Equal(["first", "second"], seen.Select(message => message!["content"]!.ToString()));
        Assert.All(seen, message => Assert.True(message!["ephemeral"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task After_fifteen_minutes_the_token_opens_nothing()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();
        await world.Acknowledge(interaction, """{"type":5}""");
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        var path = $"webhooks/{TestWorld.App}/{interaction.Token}";

        (await world.Patch($"{path}/messages/@original", """{"content":"late"}""")).MustRefuse(401, 50027);
        (await world.Post(path, """{"content":"late"}""")).MustRefuse(401, 50027);
        (await world.Post($"webhooks/{TestWorld.App}/nothing", """{"content":"x"}""")).MustRefuse(404, 10015);
    }

    [Fact]
    public async Task With_response_the_answer_comes_back()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();

        var response = (
            await world.Acknowledge(
                interaction,
                """{"type":4,"data":{"content":"hi","flags":64}}""",
                "?with_response=true"
            )
        ).MustBe(200);

        Assert.Equal(interaction.Id.ToString(), response["interaction"]!["id"]!.ToString());
        Assert.True(response["interaction"]!["response_message_ephemeral"]!.GetValue<bool>());
        Assert.Equal("hi", response["resource"]!["message"]!["content"]!.ToString());
    }

    [Fact]
    public async Task An_ephemeral_answer_is_seen_by_nobody_else()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();
        await world.Acknowledge(
            interaction,
            $$$"""{"type":4,"data":{"content":"secret","flags":{{{Ephemeral}}},"components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"a","label":"Go"}]}]} }"""
        );

        var mine = (await world.Person(HttpMethod.Get, "people/ana/messages")).MustBe(200).AsArray();
        var others = (await world.Person(HttpMethod.Get, "people/ben/messages")).MustBe(200).AsArray();
        var click = await world.Person(
            HttpMethod.Post,
            "people/ben/clicks",
            $$"""{"message":"{{mine[0]!["id"]}}","button":"Go"}"""
        );

        Assert.True(mine[0]!["ephemeral"]!.GetValue<bool>());
        Assert.Empty(others);
        click.MustBe(404);
        (await world.Get($"channels/{TestWorld.Channel}/messages/{mine[0]!["id"]}")).MustRefuse(404, 10008);
    }

    [Fact]
    public async Task A_button_can_change_its_own_message()
    {
        await using var world = await TestWorld.StartAsync();
        var id = (
            await world.PostMessage(
                """{"content":"card","components":[{"type":1,"components":[{"type":2,"style":1,"custom_id":"a","label":"✅ Approve…"}]}]}"""
            )
        ).MustBe(200)["id"];
        var click = await world.Person(
            HttpMethod.Post,
            "people/ben/clicks",
            $$"""{"message":"{{id}}","button":"approve"}"""
        );
        var interaction = world.Interaction(click);

        (await world.Acknowledge(interaction, """{"type":7,"data":{"content":"approved","components":[]}}""")).MustBe(
            204
        );

        var message = (await world.Get($"channels/{TestWorld.Channel}/messages/{id}")).MustBe(200);
        Assert.Equal("approved", message["content"]!.ToString());
        Assert.Empty(message["components"]!.AsArray());
        Assert.Equal(InteractionKind.Component, interaction.Kind);
    }

    [Fact]
    public async Task A_slow_acknowledgement_arrives_two_seconds_later()
    {
        await using var world = await TestWorld.StartInRealTimeAsync();
        await world.Person(HttpMethod.Post, "world/faults", """{"kind":"slow-ack","seconds":30}""");
        var interaction = await world.Command();

        (await world.Acknowledge(interaction, """{"type":5}""")).MustBe(204);

        var state = (await world.Person(HttpMethod.Get, $"interactions/{interaction.Id}")).MustBe(200);
        Assert.InRange(state["ackMs"]!.GetValue<double>(), 1990, 3000);
    }
}
