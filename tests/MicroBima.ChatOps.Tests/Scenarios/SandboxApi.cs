using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>The sandbox's HTTP API as any program sees it.</summary>
public sealed class SandboxApi(Uri address) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(70) };

    public Uri Address => address;

    /// <summary>How long a person waits for something to be seen in this town.</summary>
    public TimeSpan Patience { get; private set; } = TimeSpan.FromSeconds(90);

    /// <summary>Somebody waited in vain. Where a town is broken all its scenarios fail, and they should not take an hour for it.</summary>
    public void WearOut() => Patience /= 2;

    public async Task<JsonNode> WorldAsync() => (await _http.GetFromJsonAsync<JsonNode>("/api/world"))!;

    public async Task<JsonNode> PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"POST {path}: {(int)answer.StatusCode} {text}");
        return text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject();
    }

    public async Task<JsonArray> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonArray>(path))!;

    /// <summary>What somebody is offered while they type; null where nobody answered in time, as on a busy machine.</summary>
    public async Task<string[]?> SuggestedAsync(string person, string command, string option)
    {
        using var answer = await _http.GetAsync(
            $"/api/people/{person}/autocomplete?command={command}&option={option}&value="
        );
        if (answer.StatusCode is System.Net.HttpStatusCode.Conflict)
            return null;

        var choices = await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonArray>();
        return [.. choices!.Select(choice => choice!["value"]!.GetValue<string>())];
    }

    public async Task PutRolesAsync(string person, params string[] roles)
    {
        using var answer = await _http.PutAsJsonAsync($"/api/people/{person}/roles", new { roles });
        answer.EnsureSuccessStatusCode();
    }

    public Task FaultAsync(string kind, int seconds = 0) => PostAsync("/api/world/faults", new { kind, seconds });

    public async Task<string> CommitAsync(string version, string migration, string author = "ana")
    {
        var answer = await PostAsync(
            "/api/world/commits",
            new
            {
                version,
                migration,
                author,
                branch = "staging",
            }
        );
        return answer["sha"]!.GetValue<string>();
    }

    /// <summary>Posts the same components once more, with the bot's own token: a message that looks like the card and is another.</summary>
    internal async Task<Seen> RepostAsync(JsonNode message)
    {
        var discord = (await WorldAsync())["discord"]!;
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{discord["apiUrl"]}/channels/{message["channel_id"]}/messages"
        )
        {
            Content = JsonContent.Create(
                new JsonObject
                {
                    ["flags"] = 1 << 15,
                    ["components"] = message["components"]!.DeepClone(),
                    ["allowed_mentions"] = new JsonObject { ["parse"] = new JsonArray() },
                }
            ),
        };
        request.Headers.Authorization = new("Bot", discord["token"]!.GetValue<string>());
        request.Headers.UserAgent.ParseAdd("DiscordBot (https://example.com, 1.0)");
        using var answer = await _http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return new Seen(JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public void Dispose() => _http.Dispose();
}
