using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>What holds after every scenario, whatever happened in it: seen on the wire, in all that the bot sent to Discord.</summary>
internal static class Invariants
{
    // A form: nobody can be mentioned in it.
    private const int Modal = 9;

    /// <summary>I3 and I4: no message mentions anybody who is not named, and none holds a secret of the bot's.</summary>
    public static async Task HoldAsync(SandboxApi api)
    {
        var secrets = Secrets(await api.WorldAsync());
        var bodies = (await api.GetAsync("/api/world/requests"))
            .Select(request => request!["body"])
            .OfType<JsonObject>();

        Assert.All(
            bodies,
            body =>
            {
                var text = body.ToJsonString();
                Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
                if (Message(body) is { } message)
                    Assert.True(message["allowed_mentions"]?["parse"] is JsonArray { Count: 0 }, text);
            }
        );
    }

    /// <summary>The message that a request puts before people; null where it puts none.</summary>
    private static JsonObject? Message(JsonObject body)
    {
        var message =
            body["type"]?.GetValueKind() is System.Text.Json.JsonValueKind.Number && body["data"] is JsonObject data
                ? (int)body["type"]! is Modal
                    ? null
                    : data
                : body;
        return
            message is not null
            && (Speaks(message["content"]) || Speaks(message["embeds"]) || Speaks(message["components"]))
            ? message
            : null;
    }

    private static bool Speaks(JsonNode? part) =>
        part switch
        {
            JsonArray list => list.Count > 0,
            JsonValue text => text.ToString().Length > 0,
            _ => false,
        };

    private static List<string> Secrets(JsonNode world)
    {
        var token = world["discord"]!["token"]!.GetValue<string>();
        return
            world["database"]?["connection"]?.GetValue<string>() is { } connection
            && MicroBima.ChatOps.Tools.Postgres.Parse(connection).Password is { Length: > 0 } password
            ? [token, password]
            : [token];
    }
}
