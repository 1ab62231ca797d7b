namespace MicroBima.ChatOps.Tests.Sandbox;

public class RateLimitTests
{
    [Fact]
    public async Task The_sixth_message_in_five_seconds_waits_and_the_headers_say_how_long()
    {
        await using var world = await TestWorld.StartAsync();
        var first = await world.PostMessage("""{"content":"1"}""");
        for (var message = 2; message <= 5; message++)
        {
            (await world.PostMessage("""{"content":"x"}""")).MustBe(200);
        }

        var refused = await world.PostMessage("""{"content":"6"}""");

        var body = refused.MustBe(429);
        Assert.Equal(5, body["retry_after"]!.GetValue<double>());
        Assert.False(body["global"]!.GetValue<bool>());
        Assert.Equal("user", Assert.Single(refused.Headers.GetValues("X-RateLimit-Scope")));
        Assert.Equal("4", Assert.Single(first.Headers.GetValues("X-RateLimit-Remaining")));
        Assert.Equal("5.000", Assert.Single(first.Headers.GetValues("X-RateLimit-Reset-After")));
        Assert.Equal(
            Assert.Single(first.Headers.GetValues("X-RateLimit-Bucket")),
            Assert.Single(refused.Headers.GetValues("X-RateLimit-Bucket"))
        );
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        (await world.PostMessage("""{"content":"6"}""")).MustBe(200);
    }

    [Fact]
    public async Task Each_channel_has_a_limit_of_its_own()
    {
        await using var world = await TestWorld.StartAsync();
        for (var message = 1; message <= 6; message++)
        {
            await world.PostMessage("""{"content":"x"}""");
        }

        var general = world.Twin.Channels.TryFind("general")!.Id;

        (await world.Post($"channels/{general}/messages", """{"content":"x"}""")).MustBe(200);
    }

    [Fact]
    public async Task Fifty_a_second_over_all_routes_is_the_end_but_not_for_interactions()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();
        for (var call = 0; call < 25; call++)
        {
            await world.Get("users/@me");
            await world.Get("gateway/bot");
        }

        var refused = await world.Get($"guilds/{TestWorld.Guild}");
        var acknowledged = await world.Acknowledge(interaction, """{"type":5}""");

        Assert.True(refused.MustBe(429)["global"]!.GetValue<bool>());
        Assert.Equal("true", Assert.Single(refused.Headers.GetValues("X-RateLimit-Global")));
        Assert.Equal("global", Assert.Single(refused.Headers.GetValues("X-RateLimit-Scope")));
        acknowledged.MustBe(204);
    }

    [Fact]
    public async Task A_storm_of_429_spares_the_first_answers_and_ends()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();
        await world.Person(HttpMethod.Post, "world/faults", """{"kind":"rest-429","seconds":4}""");

        var refused = await world.Get("users/@me");
        var acknowledged = await world.Acknowledge(interaction, """{"type":5}""");

        Assert.Equal(4, refused.MustBe(429)["retry_after"]!.GetValue<double>());
        Assert.Equal("shared", Assert.Single(refused.Headers.GetValues("X-RateLimit-Scope")));
        acknowledged.MustBe(204);
        world.Clock.Advance(TimeSpan.FromSeconds(4));
        (await world.Get("users/@me")).MustBe(200);
    }

    [Fact]
    public async Task A_storm_of_500_spares_nothing()
    {
        await using var world = await TestWorld.StartAsync();
        var interaction = await world.Command();
        await world.Person(HttpMethod.Post, "world/faults", """{"kind":"rest-500","seconds":1}""");

        (await world.Acknowledge(interaction, """{"type":5}""")).MustBe(500);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        (await world.Acknowledge(interaction, """{"type":5}""")).MustBe(204);
    }
}
