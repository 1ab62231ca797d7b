using System.Text;

namespace MicroBima.ChatOps.Tests.Sandbox;

/// <summary>What programs may send by mistake: each is answered with an error and a hint, and changes nothing.</summary>
public class RefusedCallTests
{
    [Theory]
    [InlineData("people/ana/commands", "{\"command\":\"\\ud800\"}")]
    [InlineData("people/ana/clicks", "{\"message\":\"\\udc00\",\"button\":\"Approve\"}")]
    [InlineData("people/ana/commands", "{\"command\":\"deploy\",\"options\":\"production\"}")]
    [InlineData("people/ana/commands", "{\"command\":\"deploy\",\"options\":{\"environment\":[\"production\"]}}")]
    [InlineData("people/ana/selects", "{\"message\":\"1\",\"select\":\"x\",\"values\":\"y\"}")]
    [InlineData("world/commits", "{\"version\":5}")]
    [InlineData("world/faults", "{\"kind\":[\"rest-429\"]}")]
    public async Task What_is_malformed_or_of_another_kind_is_refused_in_words(string path, string body)
    {
        await using var world = await TestWorld.StartAsync();
        await world.Register(
            """[{"name":"deploy","description":"Deploys","options":[{"type":3,"name":"environment","description":"Where"}]}]"""
        );

        var refused = (await world.Person(HttpMethod.Post, path, body)).MustBe(400);

        Assert.NotEmpty(refused["error"]!.ToString());
        Assert.NotEmpty(refused["hint"]!.ToString());
    }

    [Fact]
    public async Task A_body_without_a_length_is_no_longer_than_one_with_it()
    {
        await using var world = await TestWorld.StartAsync();
        using var body = new StreamContent(
            new MemoryStream(Encoding.UTF8.GetBytes($"{{\"kind\":\"{new string('x', 2_000_000)}\"}}"))
        );
        body.Headers.ContentLength = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, "world/faults") { Content = body };
        request.Headers.TransferEncodingChunked = true;

        var refused = (await Answer.Of(await world.People.SendAsync(request))).MustBe(400);

        Assert.Equal("The body is no JSON object.", refused["error"]!.ToString());
    }

    [Theory]
    [InlineData("GET", "nowhere")]
    [InlineData("GET", "people/ana/nowhere")]
    [InlineData("GET", "people/ana/clicks")]
    [InlineData("DELETE", "people/ana/roles")]
    [InlineData("PATCH", "world/commits")]
    public async Task A_call_that_does_not_exist_is_refused_as_all_others(string method, string path)
    {
        await using var world = await TestWorld.StartAsync();

        var refused = (await world.Person(new HttpMethod(method), path)).MustBe(404);

        Assert.Equal($"There is no call {method} /api/{path}.", refused["error"]!.ToString());
        Assert.NotEmpty(refused["hint"]!.ToString());
    }
}
