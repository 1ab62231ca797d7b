using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>Checks JSON against Discord's own specification: the keywords of JSON Schema that it uses, and no more.</summary>
internal sealed class JsonReferee(JsonNode specification)
{
    private const string File = "data/discord-openapi.json";

    /// <summary>The specification beside the repository; null where it is not there.</summary>
    public static JsonReferee? TryLoad()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", File);
            if (System.IO.File.Exists(path))
                return new JsonReferee(JsonNode.Parse(System.IO.File.ReadAllText(path))!);
        }

        return null;
    }

    public IReadOnlyList<string> Check(string schema, JsonNode? json) =>
        [.. Wrong(specification["components"]!["schemas"]![schema]!, json, "$")];

    private IEnumerable<string> Wrong(JsonNode schema, JsonNode? json, string path)
    {
        if (schema["$ref"] is { } reference)
            return Wrong(Resolve((string)reference!), json, path);

        var problems = new List<string>();
        if (schema["type"] is { } type && !Types(type).Any(t => Is(t, json)))
            problems.Add($"{path}: is not {type.ToJsonString()}");
        if (schema["const"] is { } constant && !JsonNode.DeepEquals(constant, json))
            problems.Add($"{path}: is not {constant.ToJsonString()}");
        if (schema["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, json)))
            problems.Add($"{path}: is not one of {allowed.ToJsonString()}");
        foreach (var part in Each(schema, "allOf"))
            problems.AddRange(Wrong(part, json, path));
        foreach (var keyword in new[] { "oneOf", "anyOf" })
        {
            var attempts = Each(schema, keyword).Select(s => Wrong(s, json, path).ToArray()).ToArray();
            if (attempts.Length > 0 && attempts.All(a => a.Length > 0))
                problems.AddRange(attempts.OrderByDescending(a => a.Max(p => p.IndexOf(':'))).First());
        }

        problems.AddRange(
            json switch
            {
                JsonObject o => InObject(schema, o, path),
                JsonArray a => InArray(schema, a, path),
                JsonValue v => InValue(schema, v, path),
                _ => [],
            }
        );
        return problems;
    }

    private IEnumerable<string> InObject(JsonNode schema, JsonObject json, string path)
    {
        foreach (var name in Each(schema, "required").Select(r => (string)r!).Where(r => !json.ContainsKey(r)))
            yield return $"{path}.{name}: is missing";
        foreach (var (name, value) in json)
        {
            var part = schema["properties"]?[name];
            if (part is null && schema["properties"] is not null && schema["additionalProperties"] is null)
                yield return $"{path}.{name}: is not in the specification";
            foreach (var problem in part is null ? [] : Wrong(part, value, $"{path}.{name}"))
                yield return problem;
        }
    }

    private IEnumerable<string> InArray(JsonNode schema, JsonArray json, string path)
    {
        if (json.Count > (int?)schema["maxItems"] || json.Count < (int?)schema["minItems"])
            yield return $"{path}: has {json.Count} items";
        for (var i = 0; i < json.Count; i++)
        {
            foreach (var problem in schema["items"] is { } items ? Wrong(items, json[i], $"{path}[{i}]") : [])
                yield return problem;
        }
    }

    private static IEnumerable<string> InValue(JsonNode schema, JsonValue json, string path)
    {
        if (json.TryGetValue<string>(out var text))
        {
            if (text.Length > (int?)schema["maxLength"] || text.Length < (int?)schema["minLength"])
                yield return $"{path}: has {text.Length} characters";
            if (
                (string?)schema["pattern"] is { } pattern
                && !Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))
            )
                yield return $"{path}: does not match {pattern}";
        }
        else if (json.TryGetValue<double>(out var number))
        {
            if (number > (double?)schema["maximum"] || number < (double?)schema["minimum"])
                yield return $"{path}: is {number}";
        }
    }

    private JsonNode Resolve(string reference) =>
        reference
            .TrimStart('#')
            .Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(specification, (n, s) => n[s]!);

    private static IEnumerable<JsonNode> Each(JsonNode schema, string keyword) =>
        (schema[keyword] as JsonArray ?? []).Select(n => n!);

    private static IEnumerable<string> Types(JsonNode type) =>
        type is JsonArray many ? many.Select(t => (string)t!) : [(string)type!];

    private static bool Is(string type, JsonNode? json) =>
        type switch
        {
            "null" => json is null,
            "object" => json is JsonObject,
            "array" => json is JsonArray,
            "string" => json?.GetValueKind() == System.Text.Json.JsonValueKind.String,
            "boolean" => json?.GetValueKind()
                is System.Text.Json.JsonValueKind.True
                    or System.Text.Json.JsonValueKind.False,
            "integer" => json is JsonValue v && v.TryGetValue<long>(out _),
            "number" => json?.GetValueKind() == System.Text.Json.JsonValueKind.Number,
            _ => false,
        };
}
