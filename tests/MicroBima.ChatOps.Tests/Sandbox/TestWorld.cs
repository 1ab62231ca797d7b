using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox;
using MicroBima.ChatOps.Sandbox.People;
using MicroBima.ChatOps.Sandbox.Wire;
using Microsoft.Extensions.Time.Testing;

namespace MicroBima.ChatOps.Tests.Sandbox;

/// <summary>A sandbox without the world around it, with a bot that speaks raw HTTP and people who use the API.</summary>
internal sealed class TestWorld : IAsyncDisposable
{
    private readonly SandboxHost _host;

    private TestWorld(SandboxHost host, FakeTimeProvider? clock)
    {
        _host = host;
        Clock = clock ?? new FakeTimeProvider();
        Bot = new HttpClient { BaseAddress = new Uri(host.BaseAddress, "api/v10/") };
        Bot.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "DiscordBot (https://example.invalid, 1)");
        Bot.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bot", host.Twin.Token);
        People = new HttpClient { BaseAddress = new Uri(host.BaseAddress, "api/") };
    }

    public static string App => Roster.ApplicationId.ToString();

    public static string Guild => Roster.GuildId.ToString();

    public static string Channel => Roster.DeploymentsId.ToString();

    public FakeTimeProvider Clock { get; }

    public HttpClient Bot { get; }

    public HttpClient People { get; }

    public DiscordTwin Twin => _host.Twin;

    public Desk Desk => _host.Desk;

    public Uri BaseAddress => _host.BaseAddress;

    /// <summary>Starts with a clock that stands still until it is advanced.</summary>
    public static Task<TestWorld> StartAsync() =>
        StartAsync(
            new FakeTimeProvider(
                DateTimeOffset.Parse("2026-11-22T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)
            )
        );

    /// <summary>Starts with the machine's clock.</summary>
    public static Task<TestWorld> StartInRealTimeAsync() => StartAsync(null);

    private static async Task<TestWorld> StartAsync(FakeTimeProvider? clock)
    {
        var options = new SandboxOptions
        {
            Port = 0,
            HasWorld = false,
            Headless = true,
        };
        var host = await SandboxHost.StartAsync(options, clock ?? TimeProvider.System, CancellationToken.None);
        return new TestWorld(host, clock);
    }

    public Task<Answer> Send(HttpMethod method, string path, string? json = null) => Send(Bot, method, path, json);

    public Task<Answer> Post(string path, string json) => Send(HttpMethod.Post, path, json);

    public Task<Answer> Patch(string path, string json) => Send(HttpMethod.Patch, path, json);

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    public Task<Answer> PostMessage(string json) => Post($"channels/{Channel}/messages", json);

    public Task<Answer> Person(HttpMethod method, string path, string? json = null) => Send(People, method, path, json);

    public async Task Register(string json) =>
        (await Send(HttpMethod.Put, $"applications/{App}/guilds/{Guild}/commands", json)).MustBe(200);

    /// <summary>A person types a command that is registered for the test; the interaction as the twin knows it.</summary>
    public async Task<Interaction> Command(string person = "ana")
    {
        await Register("""[{"name":"status","description":"Shows the state"}]""");
        var sent = await Person(HttpMethod.Post, $"people/{person}/commands", """{"command":"status"}""");
        return Interaction(sent);
    }

    public Interaction Interaction(Answer started)
    {
        Assert.True(Snowflake.TryParse(started.MustBe(200)["interaction"]?.ToString(), out var id));
        return Twin.Interactions.TryFind(id)!;
    }

    public Task<Answer> Acknowledge(Interaction interaction, string json, string query = "") =>
        Post($"interactions/{interaction.Id}/{interaction.Token}/callback{query}", json);

    public async ValueTask DisposeAsync()
    {
        Bot.Dispose();
        People.Dispose();
        await _host.DisposeAsync();
    }

    private static async Task<Answer> Send(HttpClient client, HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }
        return await Answer.Of(await client.SendAsync(request));
    }
}

/// <summary>A status with its JSON.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonNode? Json, HttpResponseHeaders Headers)
{
    public int? Code => Json?["code"]?.GetValue<int>();

    public static async Task<Answer> Of(HttpResponseMessage response)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync();
            var json = text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null;
            return new Answer(response.StatusCode, json, response.Headers);
        }
    }

    public JsonNode MustBe(int status)
    {
        Assert.True((int)Status == status, $"expected {status}, got {(int)Status}: {Json}");
        return Json ?? new JsonObject();
    }

    public void MustRefuse(int status, int code)
    {
        MustBe(status);
        Assert.Equal(code, Code);
    }

    /// <summary>The first error code of a form at a path.</summary>
    public string? FormError(string path)
    {
        MustRefuse(400, 50035);
        var node = Json!["errors"];
        foreach (var part in path.Split('.'))
        {
            node = node?[part];
        }
        return node?["_errors"]?[0]?["code"]?.ToString();
    }
}
