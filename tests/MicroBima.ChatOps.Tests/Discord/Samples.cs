using System.Text.Json.Nodes;
using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Tests.Discord;

/// <summary>Interactions as Discord sends them, and ways to damage them.</summary>
internal static class Samples
{
    public static JsonObject Command(ulong id = 1000, string token = "secret-token") =>
        (JsonObject)
            JsonNode.Parse(
                $$"""
                {
                  "id":"{{id}}","application_id":"7","type":2,"token":"{{token}}","version":1,"guild_id":"30",
                  "channel_id":"50","channel":{"id":"50","type":0,"parent_id":"49"},"locale":"en-GB","entitlements":[],
                  "member":{"nick":"A","roles":["501","502"],"permissions":"32",
                    "user":{"id":"40","username":"asha","global_name":"Asha","bot":false} },
                  "data":{"id":"900","name":"deploy","type":1,
                    "options":[{"name":"environment","type":3,"value":"production"}]}
                }
                """
            )!;

    public static JsonObject Button(ulong id = 2000, string token = "secret-token", ulong message = 60)
    {
        var json = Command(id, token);
        json["type"] = 3;
        json["data"] = new JsonObject { ["component_type"] = 2, ["custom_id"] = "v1:approve:x" };
        json["message"] = JsonNode.Parse(
            $$"""{"id":"{{message}}","channel_id":"50","author":{"id":"8","bot":true},"content":""}"""
        );
        return json;
    }

    public static string Wrap(JsonObject interaction, long sequence = 5) =>
        $$"""{"t":"INTERACTION_CREATE","s":{{sequence}},"op":0,"d":{{interaction.ToJsonString()}}}""";

    public static Interaction Parsed(JsonObject json, long receivedTimestamp)
    {
        using var document = System.Text.Json.JsonDocument.Parse(json.ToJsonString());
        return InteractionReader.Read(document.RootElement, receivedTimestamp)!;
    }

    /// <summary>The paths of all properties, those of nested objects included.</summary>
    public static IEnumerable<string[]> Paths(JsonObject json) =>
        json.SelectMany(p =>
            (p.Value is JsonObject child ? Paths(child) : []).Select(t => (string[])[p.Key, .. t]).Prepend([p.Key])
        );

    public static JsonObject Without(JsonObject json, string[] path)
    {
        var (copy, owner) = Copy(json, path);
        owner.Remove(path[^1]);
        return copy;
    }

    public static JsonObject With(JsonObject json, string[] path, JsonNode? value)
    {
        var (copy, owner) = Copy(json, path);
        owner[path[^1]] = value?.DeepClone();
        return copy;
    }

    private static (JsonObject Copy, JsonObject Owner) Copy(JsonObject json, string[] path)
    {
        var copy = (JsonObject)json.DeepClone();
        var owner = path[..^1].Aggregate(copy, (o, name) => (JsonObject)o[name]!);
        return (copy, owner);
    }
}
