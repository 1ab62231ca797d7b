using System.Net.Http.Headers;
using System.Text;

namespace MicroBima.ChatOps.Tests.Sandbox;

public class RestTests
{
    [Fact]
    public async Task A_wrong_token_is_unauthorized()
    {
        await using var world = await TestWorld.StartAsync();
        world.Bot.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", "wrong");

        (await world.Get("users/@me")).MustBe(401);
    }

    [Fact]
    public async Task Without_a_user_agent_of_a_bot_nothing_works()
    {
        await using var world = await TestWorld.StartAsync();
        world.Bot.DefaultRequestHeaders.Remove("User-Agent");

        (await world.Get("users/@me")).MustRefuse(403, 40333);
    }

    [Fact]
    public async Task The_bot_learns_who_it_is_and_where_the_gateway_is()
    {
        await using var world = await TestWorld.StartAsync();

        var gateway = (await world.Get("gateway/bot")).MustBe(200);
        var user = (await world.Get("users/@me")).MustBe(200);
        var application = (await world.Get("applications/@me")).MustBe(200);

        Assert.Equal($"ws://127.0.0.1:{world.BaseAddress.Port}", gateway["url"]!.ToString());
        Assert.Equal(1000, gateway["session_start_limit"]!["remaining"]!.GetValue<int>());
        Assert.Equal(TestWorld.App, user["id"]!.ToString());
        Assert.Equal(TestWorld.App, application["id"]!.ToString());
    }

    [Fact]
    public async Task The_api_answers_with_and_without_a_version_but_only_version_10()
    {
        await using var world = await TestWorld.StartAsync();

        (await world.Get("../users/@me")).MustBe(200);
        (await world.Get("../v9/users/@me")).MustRefuse(400, 50041);
        (await world.Get("no/such/route")).MustRefuse(404, 0);
        (await world.Send(HttpMethod.Delete, "users/@me")).MustRefuse(405, 0);
    }

    [Theory]
    [InlineData("channels/1", 10003)]
    [InlineData("channels/1/messages/2", 10003)]
    [InlineData("guilds/1", 10004)]
    [InlineData("users/1", 10013)]
    [InlineData("applications/1/commands", 10002)]
    public async Task What_does_not_exist_is_unknown(string path, int code)
    {
        await using var world = await TestWorld.StartAsync();

        (await world.Get(path)).MustRefuse(404, code);
    }

    [Fact]
    public async Task Guild_channel_roles_and_members_can_be_read()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = world.Twin.Roster.People[0].Id;

        var guild = (await world.Get($"guilds/{TestWorld.Guild}")).MustBe(200);
        var channel = (await world.Get($"channels/{TestWorld.Channel}")).MustBe(200);
        var roles = (await world.Get($"guilds/{TestWorld.Guild}/roles")).MustBe(200).AsArray();
        var member = (await world.Get($"guilds/{TestWorld.Guild}/members/{ana}")).MustBe(200);

        Assert.Equal("MicroBima", guild["name"]!.ToString());
        Assert.Equal("deployments", channel["name"]!.ToString());
        Assert.Contains(roles, role => role!["name"]!.ToString() == "approver");
        Assert.Equal("ana", member["user"]!["username"]!.ToString());
    }

    [Fact]
    public async Task A_message_lives_from_post_to_delete()
    {
        await using var world = await TestWorld.StartAsync();
        var posted = (await world.PostMessage("""{"content":"one"}""")).MustBe(200);
        var path = $"channels/{TestWorld.Channel}/messages/{posted["id"]}";

        var edited = (await world.Patch(path, """{"content":"two"}""")).MustBe(200);
        var read = (await world.Get(path)).MustBe(200);
        var listed = (await world.Get($"channels/{TestWorld.Channel}/messages?limit=10")).MustBe(200);
        (await world.Send(HttpMethod.Delete, path)).MustBe(204);

        Assert.NotNull(edited["edited_timestamp"]);
        Assert.Equal("two", read["content"]!.ToString());
        Assert.Single(listed.AsArray());
        (await world.Get(path)).MustRefuse(404, 10008);
    }

    [Fact]
    public async Task A_nonce_that_is_enforced_posts_only_once()
    {
        await using var world = await TestWorld.StartAsync();

        var first = (await world.PostMessage("""{"content":"a","nonce":"n1","enforce_nonce":true}""")).MustBe(200);
        var again = (await world.PostMessage("""{"content":"a","nonce":"n1","enforce_nonce":true}""")).MustBe(200);
        var other = (await world.PostMessage("""{"content":"a","nonce":"n1"}""")).MustBe(200);

        Assert.Equal(first["id"]!.ToString(), again["id"]!.ToString());
        Assert.NotEqual(first["id"]!.ToString(), other["id"]!.ToString());
    }

    [Fact]
    public async Task Old_messages_take_only_a_few_edits_an_hour()
    {
        await using var world = await TestWorld.StartAsync();
        var id = (await world.PostMessage("""{"content":"old"}""")).MustBe(200)["id"];
        var path = $"channels/{TestWorld.Channel}/messages/{id}";
        world.Clock.Advance(TimeSpan.FromMinutes(61));

        for (var edit = 0; edit < 5; edit++)
        {
            (await world.Patch(path, """{"content":"x"}""")).MustBe(200);
            world.Clock.Advance(TimeSpan.FromSeconds(5));
        }
        var refused = await world.Patch(path, """{"content":"x"}""");

        refused.MustRefuse(429, 30046);
        Assert.True(refused.Headers.RetryAfter!.Delta > TimeSpan.FromMinutes(50));
    }

    [Fact]
    public async Task Mentions_ping_only_whom_they_may()
    {
        await using var world = await TestWorld.StartAsync();
        var ana = world.Twin.Roster.People[0].Id;
        var ben = world.Twin.Roster.People[1].Id;

        var quiet = (
            await world.PostMessage($$$"""{"content":"<@{{{ana}}}>","allowed_mentions":{"parse":[]}}""")
        ).MustBe(200);
        var named = (
            await world.PostMessage(
                $$$"""{"content":"<@{{{ana}}}> <@{{{ben}}}>","allowed_mentions":{"parse":[],"users":["{{{ben}}}"]}}"""
            )
        ).MustBe(200);

        Assert.Empty(quiet["mentions"]!.AsArray());
        Assert.Equal("ben", Assert.Single(named["mentions"]!.AsArray())!["username"]!.ToString());
    }

    [Fact]
    public async Task Files_come_with_any_boundary_and_can_be_downloaded()
    {
        await using var world = await TestWorld.StartAsync();
        const string Boundary = "Upload----11/22/2026 16:42:46";
        var body = string.Join(
            "\r\n",
            $"--{Boundary}",
            "Content-Disposition: form-data; name=\"payload_json\"",
            "",
            """{"content":"chart","attachments":[{"id":0,"description":"latency"}]}""",
            $"--{Boundary}",
            "Content-Disposition: form-data; name=\"files[0]\"; filename=\"notes.txt\"",
            "",
            "hello",
            $"--{Boundary}--",
            ""
        );
        using var request = new HttpRequestMessage(HttpMethod.Post, $"channels/{TestWorld.Channel}/messages")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.TryAddWithoutValidation(
            "Content-Type",
            $"multipart/form-data; boundary=\"{Boundary}\""
        );

        var posted = (await Answer.Of(await world.Bot.SendAsync(request))).MustBe(200);
        var file = posted["attachments"]![0]!;
        var bytes = await world.People.GetStringAsync(new Uri(file["url"]!.ToString()));
        var same = await world.People.GetStringAsync(
            new Uri($"attachments/{file["id"]}/{file["filename"]}", UriKind.Relative)
        );

        Assert.Equal("hello", bytes);
        Assert.Equal("hello", same);
        Assert.Equal("latency", file["description"]!.ToString());
    }

    [Fact]
    public async Task A_thread_starts_from_a_message_once_and_can_be_archived()
    {
        await using var world = await TestWorld.StartAsync();
        var id = (await world.PostMessage("""{"content":"card"}""")).MustBe(200)["id"];
        var start = $"channels/{TestWorld.Channel}/messages/{id}/threads";

        var thread = (await world.Post(start, """{"name":"details"}""")).MustBe(201);
        var again = await world.Post(start, """{"name":"details"}""");
        var inside = (await world.Post($"channels/{id}/messages", """{"content":"step 1"}""")).MustBe(200);
        var message = (await world.Get($"channels/{TestWorld.Channel}/messages/{id}")).MustBe(200);
        var archived = (await world.Patch($"channels/{id}", """{"archived":true}""")).MustBe(200);
        var late = await world.Patch($"channels/{id}/messages/{inside["id"]}", """{"content":"step 2"}""");

        Assert.Equal(id!.ToString(), thread["id"]!.ToString());
        again.MustRefuse(400, 160004);
        Assert.Equal("details", message["thread"]!["name"]!.ToString());
        Assert.True(archived["thread_metadata"]!["archived"]!.GetValue<bool>());
        late.MustRefuse(400, 50083);
    }

    [Fact]
    public async Task A_thread_can_start_without_a_message()
    {
        await using var world = await TestWorld.StartAsync();

        var thread = await world.Post($"channels/{TestWorld.Channel}/threads", """{"name":"free","type":11}""");

        Assert.Equal(TestWorld.Channel, thread.MustBe(201)["parent_id"]!.ToString());
    }

    [Fact]
    public async Task Commands_keep_their_ids_when_they_are_put_again()
    {
        await using var world = await TestWorld.StartAsync();
        const string Commands = """[{"name":"status","description":"Shows the state"}]""";
        var path = $"applications/{TestWorld.App}/guilds/{TestWorld.Guild}/commands";

        var first = (await world.Send(HttpMethod.Put, path, Commands)).MustBe(200);
        var second = (await world.Send(HttpMethod.Put, path, Commands)).MustBe(200);
        var read = (await world.Get(path)).MustBe(200);

        Assert.Equal(first[0]!["id"]!.ToString(), second[0]!["id"]!.ToString());
        Assert.Single(read.AsArray());
    }

    [Fact]
    public async Task A_body_that_is_no_json_is_refused()
    {
        await using var world = await TestWorld.StartAsync();

        (await world.PostMessage("{no")).MustRefuse(400, 50109);
    }
}
