using System.Net.WebSockets;

namespace MicroBima.ChatOps.Tests.Sandbox;

public class GatewayTests
{
    private const int Guilds = 1 << 0;
    private const int GuildMembers = 1 << 1;
    private const int GuildMessages = 1 << 9;

    [Fact]
    public async Task Hello_comes_first_and_every_heartbeat_is_answered_at_once()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.OpenAsync(world);

        var hello = await talk.Expect(10);
        await talk.Send("""{"op":1,"d":null}""");
        await talk.Expect(11);

        Assert.Equal(41250, hello["d"]!["heartbeat_interval"]!.GetValue<int>());
    }

    [Fact]
    public async Task Ready_and_the_guild_carry_what_the_known_clients_need()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(world, Guilds);

        var ready = (await talk.ExpectEvent("READY")).AsObject();
        var guild = (await talk.ExpectEvent("GUILD_CREATE")).AsObject();

        string[] inReady = ["user", "guilds", "private_channels", "application", "session_id", "resume_gateway_url"];
        string[] inGuild =
        [
            "roles",
            "channels",
            "threads",
            "members",
            "voice_states",
            "presences",
            "guild_scheduled_events",
            "unavailable",
        ];
        Assert.All(inReady, name => Assert.NotNull(ready[name]));
        Assert.All(inGuild, name => Assert.NotNull(guild[name]));
        Assert.True(ready["guilds"]![0]!["unavailable"]!.GetValue<bool>());
        Assert.False(guild["unavailable"]!.GetValue<bool>());
        Assert.Equal(5, guild["members"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_wrong_token_is_closed_with_4004()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.OpenAsync(world);
        await talk.Expect(10);

        await talk.Identify("wrong");

        Assert.Equal(4004, await talk.ExpectClose());
    }

    [Theory]
    [InlineData("""{"op":3,"d":{}}""", 4003)]
    [InlineData("""{"op":77,"d":{}}""", 4001)]
    [InlineData("""no json""", 4002)]
    [InlineData("""{"d":{}}""", 4002)]
    public async Task A_frame_that_is_not_allowed_is_closed_with_its_code(string frame, int code)
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.OpenAsync(world);
        await talk.Expect(10);

        await talk.Send(frame);

        Assert.Equal(code, await talk.ExpectClose());
    }

    [Theory]
    [InlineData(1 << 8, 4014)]
    [InlineData(1 << 30, 4013)]
    public async Task Intents_that_do_not_exist_or_were_not_granted_are_refused(int intents, int code)
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(world, intents);

        Assert.Equal(code, await talk.ExpectClose());
    }

    [Fact]
    public async Task A_second_identify_on_one_connection_is_closed_with_4005()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");

        await talk.Identify(world.Twin.Token);

        Assert.Equal(4005, await talk.ExpectClose());
    }

    [Fact]
    public async Task A_frame_of_more_than_4096_bytes_is_closed_with_4002()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.OpenAsync(world);
        await talk.Expect(10);

        await talk.Send($$"""{"op":1,"d":"{{new string('x', 4096)}}"}""");

        Assert.Equal(4002, await talk.ExpectClose());
    }

    [Fact]
    public async Task The_121st_frame_of_a_minute_is_closed_with_4008()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.OpenAsync(world);

        for (var beat = 0; beat < 121; beat++)
        {
            await talk.Send("""{"op":1,"d":null}""");
        }

        Assert.Equal(4008, await talk.ExpectClose());
    }

    [Fact]
    public async Task Silence_is_closed_with_4009()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");

        world.Clock.Advance(TimeSpan.FromSeconds(62));

        Assert.Equal(4009, await talk.ExpectClose());
    }

    [Fact]
    public async Task A_second_identify_within_five_seconds_finds_an_invalid_session()
    {
        await using var world = await TestWorld.StartAsync();
        await using var first = await GatewayTalk.IdentifiedAsync(world);
        await first.ExpectEvent("READY");

        await using var second = await GatewayTalk.IdentifiedAsync(world);
        var refused = await second.Expect(9);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await second.Identify(world.Twin.Token);
        await second.ExpectEvent("READY");

        Assert.False(refused["d"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_resume_replays_what_was_missed_and_the_sequence_goes_on()
    {
        await using var world = await TestWorld.StartAsync();
        await using var first = await GatewayTalk.IdentifiedAsync(world, GuildMessages);
        var session = (await first.ExpectEvent("READY"))["session_id"];
        first.Vanish();
        await world.PostMessage("""{"content":"missed one"}""");
        await world.PostMessage("""{"content":"missed two"}""");

        await using var second = await GatewayTalk.OpenAsync(world);
        await second.Expect(10);
        await second.Send(
            $$$"""{"op":6,"d":{"token":"{{{world.Twin.Token}}}","session_id":"{{{session}}}","seq":1}}"""
        );
        var one = await second.ExpectEvent("MESSAGE_CREATE");
        var two = await second.ExpectEvent("MESSAGE_CREATE");
        await second.ExpectEvent("RESUMED");

        Assert.Equal("missed one", one["content"]!.ToString());
        Assert.Equal("missed two", two["content"]!.ToString());
        Assert.Equal(4, second.Sequence);
    }

    [Fact]
    public async Task A_resume_from_a_sequence_that_never_was_is_closed_with_4007()
    {
        await using var world = await TestWorld.StartAsync();
        await using var first = await GatewayTalk.IdentifiedAsync(world);
        var session = (await first.ExpectEvent("READY"))["session_id"];
        first.Vanish();

        await using var second = await GatewayTalk.OpenAsync(world);
        await second.Expect(10);
        await second.Send(
            $$$"""{"op":6,"d":{"token":"{{{world.Twin.Token}}}","session_id":"{{{session}}}","seq":99}}"""
        );

        Assert.Equal(4007, await second.ExpectClose());
    }

    [Fact]
    public async Task A_session_that_was_ended_with_1000_cannot_be_resumed()
    {
        await using var world = await TestWorld.StartAsync();
        await using var first = await GatewayTalk.IdentifiedAsync(world);
        var session = (await first.ExpectEvent("READY"))["session_id"];
        await first.Goodbye(1000);

        await using var second = await GatewayTalk.OpenAsync(world);
        await second.Expect(10);
        await second.Send(
            $$$"""{"op":6,"d":{"token":"{{{world.Twin.Token}}}","session_id":"{{{session}}}","seq":1}}"""
        );
        var refused = await second.Expect(9);

        Assert.False(refused["d"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_zlib_stream_comes_in_binary_frames_that_each_end_in_a_sync_flush()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(
            world,
            Guilds,
            "?v=10&encoding=json&compress=zlib-stream"
        );

        await talk.ExpectEvent("READY");
        var guild = await talk.ExpectEvent("GUILD_CREATE");

        Assert.Equal(WebSocketMessageType.Binary, talk.LastType);
        Assert.Equal("MicroBima", guild["name"]!.ToString());
    }

    [Fact]
    public async Task Other_compressions_are_refused()
    {
        await using var world = await TestWorld.StartAsync();

        await Assert.ThrowsAsync<WebSocketException>(() =>
            GatewayTalk.OpenAsync(world, "?v=10&encoding=json&compress=zstd-stream")
        );
    }

    [Fact]
    public async Task Changed_roles_are_told_only_to_those_who_asked()
    {
        await using var world = await TestWorld.StartAsync();
        await using var asked = await GatewayTalk.IdentifiedAsync(world, GuildMembers);
        await asked.ExpectEvent("READY");

        var done = await world.Person(HttpMethod.Put, "people/cara/roles", """{"roles":["approver"]}""");
        var update = await asked.ExpectEvent("GUILD_MEMBER_UPDATE");

        done.MustBe(204);
        Assert.Equal("cara", update["user"]!["username"]!.ToString());
        Assert.Single(update["roles"]!.AsArray());
    }

    [Fact]
    public async Task Op_7_op_9_and_close_codes_can_be_made_to_happen()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");

        world.Twin.Gateway.AskToReconnect();
        await talk.Expect(7);
        world.Twin.Gateway.Invalidate(resumable: true);
        var invalid = await talk.Expect(9);
        world.Twin.Gateway.CloseAll(4000);

        Assert.True(invalid["d"]!.GetValue<bool>());
        Assert.Equal(4000, await talk.ExpectClose());
    }

    [Fact]
    public async Task A_drop_cuts_the_line_and_the_session_lives_on()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        var session = (await talk.ExpectEvent("READY"))["session_id"];

        (await world.Person(HttpMethod.Post, "world/faults", """{"kind":"gateway-drop"}""")).MustBe(204);
        await Assert.ThrowsAsync<WebSocketException>(talk.ExpectClose);
        await using var again = await GatewayTalk.OpenAsync(world);
        await again.Expect(10);
        await again.Send($$$"""{"op":6,"d":{"token":"{{{world.Twin.Token}}}","session_id":"{{{session}}}","seq":1}}""");

        await again.ExpectEvent("RESUMED");
    }

    [Fact]
    public async Task A_duplicate_event_carries_the_same_interaction_twice()
    {
        await using var world = await TestWorld.StartAsync();
        await using var talk = await GatewayTalk.IdentifiedAsync(world);
        await talk.ExpectEvent("READY");
        await world.Person(HttpMethod.Post, "world/faults", """{"kind":"duplicate-event","seconds":10}""");

        await world.Command();
        var first = await talk.ExpectEvent("INTERACTION_CREATE");
        var second = await talk.ExpectEvent("INTERACTION_CREATE");

        Assert.Equal(first["id"]!.ToString(), second["id"]!.ToString());
    }
}
