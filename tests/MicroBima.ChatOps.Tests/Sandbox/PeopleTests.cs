using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.Wire;

namespace MicroBima.ChatOps.Tests.Sandbox;

public class PeopleTests
{
    private const string Commands = """
        [
          {"name":"deploy","description":"Deploys","options":[
            {"type":3,"name":"environment","description":"Where","required":true,
             "choices":[{"name":"Production","value":"production"},{"name":"Staging","value":"staging"}]},
            {"type":3,"name":"reason","description":"Why"}]},
          {"name":"logs","description":"Shows logs","options":[
            {"type":3,"name":"since","description":"From when","autocomplete":true},
            {"type":4,"name":"lines","description":"How many","min_value":1,"max_value":100},
            {"type":5,"name":"errors-only","description":"Only errors"},
            {"type":6,"name":"person","description":"Whose"}]},
          {"name":"backup","description":"Backups","options":[
            {"type":1,"name":"create","description":"Makes one"},
            {"type":1,"name":"verify","description":"Checks one","options":[
              {"type":3,"name":"name","description":"Which","required":true}]}]}
        ]
        """;

    [Fact]
    public async Task The_world_names_people_guild_channel_and_the_discord_side()
    {
        await using var world = await TestWorld.StartAsync();

        var state = (await world.Person(HttpMethod.Get, "world")).MustBe(200);

        Assert.Equal(
            ["ana", "ben", "cara", "ana-alt"],
            state["people"]!.AsArray().Select(one => one!["name"]!.ToString())
        );
        Assert.Equal(["viewer"], state["people"]![2]!["roles"]!.AsArray().Select(role => role!.ToString()));
        Assert.Equal("MicroBima", state["guild"]!["name"]!.ToString());
        Assert.Equal("deployments", state["channel"]!["name"]!.ToString());
        Assert.EndsWith("/api/v10", state["discord"]!["apiUrl"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(world.Twin.Token, state["discord"]!["token"]!.ToString());
        Assert.False(state["bot"]!["connected"]!.GetValue<bool>());
        Assert.NotNull(state["database"]!["why"]);
    }

    [Fact]
    public async Task A_command_reaches_the_bot_with_its_options()
    {
        await using var world = await TestWorld.StartAsync();
        await world.Register(Commands);
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");

        var sent = await Type(
            world,
            """{"command":"deploy","options":{"environment":"Production","reason":"KYC"},"channel":"general"}"""
        );
        var data = (await talk.ExpectEvent("INTERACTION_CREATE"));

        Assert.Equal(sent.MustBe(200)["interaction"]!.ToString(), data["id"]!.ToString());
        Assert.Equal("production", data["data"]!["options"]![0]!["value"]!.ToString());
        Assert.Equal("KYC", data["data"]!["options"]![1]!["value"]!.ToString());
        Assert.Equal("general", data["channel"]!["name"]!.ToString());
    }

    [Fact]
    public async Task Subcommands_are_typed_as_words_or_as_nested_options()
    {
        await using var world = await TestWorld.StartAsync();
        await world.Register(Commands);
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");

        await Type(world, """{"command":"backup verify","options":{"name":"b1"}}""");
        var words = await talk.ExpectEvent("INTERACTION_CREATE");
        await Type(world, """{"command":"backup","options":{"verify":{"name":"b2"}}}""");
        var nested = await talk.ExpectEvent("INTERACTION_CREATE");

        Assert.Equal("verify", words["data"]!["options"]![0]!["name"]!.ToString());
        Assert.Equal("b1", words["data"]!["options"]![0]!["options"]![0]!["value"]!.ToString());
        Assert.Equal("b2", nested["data"]!["options"]![0]!["options"]![0]!["value"]!.ToString());
    }

    [Fact]
    public async Task An_option_that_names_a_person_brings_the_person_along()
    {
        await using var world = await TestWorld.StartAsync();
        await world.Register(Commands);
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");
        var ben = world.Twin.Roster.TryFind("ben")!.Id.ToString();

        await Type(world, """{"command":"logs","options":{"person":"ben","lines":"20","errors-only":true}}""");
        var data = (await talk.ExpectEvent("INTERACTION_CREATE"))["data"]!;

        Assert.Equal(ben, data["options"]![2]!["value"]!.ToString());
        Assert.Equal("ben", data["resolved"]!["users"]![ben]!["username"]!.ToString());
        Assert.Equal(20, data["options"]![0]!["value"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"command":"deploy"}""", 400)]
    [InlineData("""{"command":"deploy","options":{"environment":"moon"}}""", 400)]
    [InlineData("""{"command":"deploy","options":{"environment":"staging","colour":"red"}}""", 400)]
    [InlineData("""{"command":"logs","options":{"lines":1000}}""", 400)]
    [InlineData("""{"command":"logs","options":{"lines":"many"}}""", 400)]
    [InlineData("""{"command":"launch"}""", 404)]
    [InlineData("""{"command":"deploy","options":{"environment":"staging"},"channel":"nowhere"}""", 404)]
    [InlineData("nothing", 400)]
    public async Task A_command_that_cannot_be_typed_is_refused_with_a_hint(string body, int status)
    {
        await using var world = await TestWorld.StartAsync();
        await world.Register(Commands);

        var refused = (await Type(world, body)).MustBe(status);

        Assert.NotNull(refused["error"]);
        Assert.NotNull(refused["hint"]);
    }

    [Fact]
    public async Task An_unregistered_command_is_answered_with_the_registered_ones()
    {
        await using var world = await TestWorld.StartAsync();
        await world.Register(Commands);

        var refused = (await Type(world, """{"command":"launch"}""")).MustBe(404);

        Assert.Equal(
            ["backup create", "backup verify", "deploy", "logs"],
            refused["commands"]!.AsArray().Select(name => name!.ToString())
        );
    }

    [Fact]
    public async Task Nobody_of_that_name_is_404()
    {
        await using var world = await TestWorld.StartAsync();

        (await world.Person(HttpMethod.Get, "people/zoe/messages")).MustBe(404);
    }

    [Fact]
    public async Task An_option_completes_itself_with_the_choices_of_the_bot()
    {
        await using var world = await TestWorld.StartAsync();
        await world.Register(Commands);
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");

        var asking = world.Person(HttpMethod.Get, "people/ana/autocomplete?command=logs&option=since&value=15");
        var asked = await talk.ExpectEvent("INTERACTION_CREATE");
        await world.Post(
            $"interactions/{asked["id"]}/{asked["token"]}/callback",
            """{"type":8,"data":{"choices":[{"name":"15 minutes","value":"15m"}]}}"""
        );
        var choices = (await asking).MustBe(200);

        Assert.Equal("15", asked["data"]!["options"]![0]!["value"]!.ToString());
        Assert.True(asked["data"]!["options"]![0]!["focused"]!.GetValue<bool>());
        Assert.Equal("15m", choices[0]!["value"]!.ToString());
    }

    [Fact]
    public async Task Labels_are_matched_as_people_read_them()
    {
        await using var world = await TestWorld.StartAsync();
        var id = await Card(
            world,
            """{"type":2,"style":3,"custom_id":"yes","label":"Approve","emoji":{"name":"✅"}},{"type":2,"style":4,"custom_id":"no","label":"❌ Reject…"},{"type":2,"style":2,"custom_id":"off","label":"Abort","disabled":true}"""
        );

        var approve = await Click(world, id, "approve");
        var reject = await Click(world, id, "REJECT");
        var byId = await Click(world, id, "yes");

        Assert.Equal("yes", world.Interaction(approve).CustomId);
        Assert.Equal("no", world.Interaction(reject).CustomId);
        Assert.Equal("yes", world.Interaction(byId).CustomId);
        (await Click(world, id, "Abort")).MustBe(409);
        (await Click(world, id, "Launch")).MustBe(404);
        (await Click(world, "1", "Approve")).MustBe(404);
    }

    [Fact]
    public async Task A_label_that_is_there_twice_needs_a_custom_id()
    {
        await using var world = await TestWorld.StartAsync();
        var id = await Card(
            world,
            """{"type":2,"style":1,"custom_id":"a","label":"Go"},{"type":2,"style":1,"custom_id":"b","label":"🚀 go…"}"""
        );

        (await Click(world, id, "Go")).MustBe(409);
        Assert.Equal("b", world.Interaction(await Click(world, id, "b")).CustomId);
    }

    [Fact]
    public async Task A_menu_takes_only_what_it_offers()
    {
        await using var world = await TestWorld.StartAsync();
        var id = await Card(
            world,
            """{"type":3,"custom_id":"pick","options":[{"label":"One","value":"1"},{"label":"Two","value":"2"}]}"""
        );

        var chosen = await Select(world, id, "\"2\"");

        Assert.Equal("pick", world.Interaction(chosen).CustomId);
        (await Select(world, id, "\"3\"")).MustBe(400);
        (await Select(world, id, "\"1\",\"2\"")).MustBe(400);
    }

    [Theory]
    [InlineData(
        """{"type":1,"components":[{"type":4,"custom_id":"reason","style":2,"label":"Reason","min_length":3}]}"""
    )]
    [InlineData(
        """{"type":18,"label":"Reason","component":{"type":4,"custom_id":"reason","style":2,"min_length":3}}"""
    )]
    public async Task A_modal_opens_is_filled_and_closes(string field)
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");
        (await world.Person(HttpMethod.Get, "people/ana/modal")).MustBe(404);
        var interaction = await world.Command();
        await talk.ExpectEvent("INTERACTION_CREATE");
        (
            await world.Acknowledge(
                interaction,
                $$$"""{"type":9,"data":{"custom_id":"why","title":"Why?","components":[{{{field}}}]} }"""
            )
        ).MustBe(204);

        var open = (await world.Person(HttpMethod.Get, "people/ana/modal")).MustBe(200);
        (await Submit(world, """{"modal":"why","values":{"reason":"no"}}""")).MustBe(400);
        (await Submit(world, """{"modal":"why","values":{}}""")).MustBe(400);
        (await Submit(world, """{"modal":"other","values":{"reason":"tests are red"}}""")).MustBe(404);
        (await Submit(world, """{"modal":"why","values":{"reason":"tests are red"}}""")).MustBe(200);
        var sent = await talk.ExpectEvent("INTERACTION_CREATE");

        Assert.Equal("Why?", open["title"]!.ToString());
        Assert.Equal(5, sent["type"]!.GetValue<int>());
        Assert.Contains("tests are red", sent["data"]!["components"]!.ToJsonString(), StringComparison.Ordinal);
        (await world.Person(HttpMethod.Get, "people/ana/modal")).MustBe(404);
    }

    [Fact]
    public async Task Waiting_for_messages_ends_with_a_newer_one()
    {
        await using var world = await TestWorld.StartAsync();
        var known = (await world.PostMessage("""{"content":"known"}""")).MustBe(200)["id"];

        var waiting = world.Person(HttpMethod.Get, $"people/ben/messages?after={known}&wait=20");
        await world.PostMessage("""{"content":"newer"}""");
        var seen = (await waiting).MustBe(200).AsArray();

        Assert.Equal("newer", Assert.Single(seen)!["content"]!.ToString());
    }

    [Fact]
    public async Task Waiting_for_messages_ends_with_an_edited_one()
    {
        await using var world = await TestWorld.StartInRealTimeAsync();
        var known = (await world.PostMessage("""{"content":"known"}""")).MustBe(200)["id"];

        var waiting = world.Desk.Messages.ReadAsync(
            "ben",
            known!.ToString(),
            null,
            TimeSpan.FromSeconds(20),
            CancellationToken.None
        );
        await world.Patch($"channels/{TestWorld.Channel}/messages/{known}", """{"content":"edited"}""");
        var seen = await waiting;

        var done = Assert.IsType<MicroBima.ChatOps.Sandbox.People.Outcome<IReadOnlyList<Message>>.Done>(seen);
        Assert.Equal("edited", Assert.Single(done.Value).Content.Text);
    }

    [Fact]
    public async Task Waiting_in_vain_ends_with_nothing()
    {
        await using var world = await TestWorld.StartInRealTimeAsync();

        Assert.Empty((await world.Person(HttpMethod.Get, "people/ben/messages?wait=0.2")).MustBe(200).AsArray());
        (await world.Person(HttpMethod.Get, "people/ben/messages?wait=soon")).MustBe(400);
    }

    [Fact]
    public async Task A_thread_is_read_by_its_id()
    {
        await using var world = await TestWorld.StartAsync();
        var id = (await world.PostMessage("""{"content":"card"}""")).MustBe(200)["id"];
        await world.Post($"channels/{TestWorld.Channel}/messages/{id}/threads", """{"name":"details"}""");
        await world.Post($"channels/{id}/messages", """{"content":"step 1"}""");

        var inside = (await world.Person(HttpMethod.Get, $"people/cara/messages?thread={id}")).MustBe(200).AsArray();
        var outside = (await world.Person(HttpMethod.Get, "people/cara/messages")).MustBe(200).AsArray();

        Assert.Equal("step 1", Assert.Single(inside)!["content"]!.ToString());
        Assert.Equal("card", Assert.Single(outside)!["content"]!.ToString());
        (await world.Person(HttpMethod.Get, "people/cara/messages?thread=1")).MustBe(404);
    }

    [Fact]
    public async Task Every_request_of_the_bot_is_on_record()
    {
        await using var world = await TestWorld.StartAsync();
        await world.Get("users/@me");
        await world.PostMessage("""{"content":"hi"}""");

        var all = (await world.Person(HttpMethod.Get, "world/requests")).MustBe(200).AsArray();
        var later = (await world.Person(HttpMethod.Get, "world/requests?after=1")).MustBe(200).AsArray();

        Assert.Equal(["GET", "POST"], all.Select(request => request!["method"]!.ToString()));
        var post = Assert.Single(later)!;
        Assert.Equal("hi", post["body"]!["content"]!.ToString());
        Assert.Equal(200, post["status"]!.GetValue<int>());
    }

    [Fact]
    public async Task Unknown_roles_and_faults_are_refused_with_the_known_ones()
    {
        await using var world = await TestWorld.StartAsync();

        var role = (await world.Person(HttpMethod.Put, "people/cara/roles", """{"roles":["queen"]}""")).MustBe(400);
        var fault = (await world.Person(HttpMethod.Post, "world/faults", """{"kind":"rain"}""")).MustBe(400);

        Assert.Contains("approver", role["hint"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("gateway-drop", fault["hint"]!.ToString(), StringComparison.Ordinal);
        (await world.Person(HttpMethod.Post, "world/faults", """{"kind":"bot-kill"}""")).MustBe(409);
        (await world.Person(HttpMethod.Post, "world/commits", """{"version":"good"}""")).MustBe(409);
    }

    [Fact]
    public async Task Faults_in_force_are_shown_until_they_end()
    {
        await using var world = await TestWorld.StartAsync();
        await world.Person(HttpMethod.Post, "world/faults", """{"kind":"rest-429","seconds":10}""");

        var during = (await world.Person(HttpMethod.Get, "world")).MustBe(200)["faults"]!.AsArray();
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        var after = (await world.Person(HttpMethod.Get, "world")).MustBe(200)["faults"]!.AsArray();

        Assert.Equal("rest-429", Assert.Single(during)!["kind"]!.ToString());
        Assert.Empty(after);
    }

    [Fact]
    public async Task Another_web_site_cannot_act_through_the_browser()
    {
        await using var world = await TestWorld.StartAsync();
        world.People.DefaultRequestHeaders.Add("Origin", "https://elsewhere.example");

        (await world.Person(HttpMethod.Post, "world/faults", """{"kind":"rest-429"}""")).MustBe(400);
    }

    private static Task<Answer> Type(TestWorld world, string body) =>
        world.Person(HttpMethod.Post, "people/ana/commands", body);

    private static Task<Answer> Submit(TestWorld world, string body) =>
        world.Person(HttpMethod.Post, "people/ana/modals", body);

    private static async Task<string> Card(TestWorld world, string components)
    {
        var posted = await world.PostMessage($$"""{"components":[{"type":1,"components":[{{components}}]}]}""");
        return posted.MustBe(200)["id"]!.ToString();
    }

    private static Task<Answer> Click(TestWorld world, string message, string button) =>
        world.Person(
            HttpMethod.Post,
            "people/ben/clicks",
            new JsonObject { ["message"] = message, ["button"] = button }.ToJsonString()
        );

    private static Task<Answer> Select(TestWorld world, string message, string values) =>
        world.Person(
            HttpMethod.Post,
            "people/ben/selects",
            $$"""{"message":"{{message}}","select":"pick","values":[{{values}}]}"""
        );
}
