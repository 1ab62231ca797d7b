using System.Net;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Tests.World;

[Collection(SharedWorld.Name)]
public sealed class AppTests(WorldFixture fixture) : IDisposable
{
    private readonly HttpClient _http = new();

    private WorldInstance It => fixture.Instance;

    [Fact]
    public async Task Health_tells_the_version_and_the_commit_that_serve()
    {
        var health = await ReadAsync($"{It.World.App.Url}/api/health");

        Assert.Equal("ok", (string?)health["status"]);
        Assert.Equal(It.World.App.Version, (string?)health["version"]);
        Assert.Equal(It.World.App.Sha, (string?)health["commit"]);
    }

    [Fact]
    public async Task Staging_serves_its_own_branch()
    {
        var health = await ReadAsync($"{It.StagingUrl}/api/health");

        Assert.Equal(It.World.Repository.Branches["staging"], (string?)health["commit"]);
    }

    [SkippableFact]
    public async Task Data_comes_from_the_database()
    {
        It.NeedDatabase();

        var customers = await ReadAsync($"{It.World.App.Url}/api/internal/customers");
        var policies = await ReadAsync($"{It.World.App.Url}/api/internal/policies?page=2");

        Assert.Equal(50, (int?)customers["count"]);
        Assert.Equal("customer1@mail.example", (string?)customers["data"]![0]!["email"]);
        Assert.Equal("MB-0000051", (string?)policies["data"]![0]!["number"]);
    }

    [Fact]
    public async Task Another_path_is_not_found()
    {
        using var answer = await _http.GetAsync(new Uri($"{It.World.App.Url}/api/nothing"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [SkippableFact]
    public async Task Without_the_database_the_app_is_not_healthy_and_comes_back_with_it()
    {
        It.NeedDatabase();

        await It.World.ApplyFaultAsync("database-stop", TimeSpan.Zero, CancellationToken.None);
        using var health = await _http.GetAsync(new Uri($"{It.World.App.Url}/api/health"));
        using var data = await _http.GetAsync(new Uri($"{It.World.App.Url}/api/internal/customers"));
        var faults = It.World.Faults;
        await It.World.ApplyFaultAsync("database-start", TimeSpan.Zero, CancellationToken.None);
        var again = await ReadAsync($"{It.World.App.Url}/api/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("\"status\":\"error\"", await health.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.InternalServerError, data.StatusCode);
        Assert.Equal(["database-stop"], faults.Keys);
        Assert.Equal("ok", (string?)again["status"]);
        Assert.Empty(It.World.Faults);
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode> ReadAsync(string url) => JsonNode.Parse(await _http.GetStringAsync(new Uri(url)))!;
}
