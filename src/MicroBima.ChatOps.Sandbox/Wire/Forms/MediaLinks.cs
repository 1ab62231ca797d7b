using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Ties addresses like attachment://chart.png to the uploaded file of that name.</summary>
internal static class MediaLinks
{
    private const string Scheme = "attachment://";

    /// <summary>A copy in which every such address carries the id of its file.</summary>
    public static JsonArray Resolve(JsonArray nodes, ImmutableArray<Attachment> files)
    {
        var copy = nodes.DeepClone().AsArray();
        Visit(copy, files);
        return copy;
    }

    private static void Visit(JsonNode? node, ImmutableArray<Attachment> files)
    {
        switch (node)
        {
            case JsonArray list:
                foreach (var item in list)
                {
                    Visit(item, files);
                }
                break;
            case JsonObject fields:
                if (
                    fields.Text("url") is { } url
                    && url.StartsWith(Scheme, StringComparison.Ordinal)
                    && files.LastOrDefault(file => file.FileName == url[Scheme.Length..]) is { } file
                )
                {
                    Describe(fields, file);
                }
                foreach (var (_, value) in fields.ToArray())
                {
                    Visit(value, files);
                }
                break;
        }
    }

    private static void Describe(JsonObject media, Attachment file)
    {
        media["id"] = file.Id;
        media["attachment_id"] = file.Id;
        media["content_type"] = file.ContentType;
        media["width"] = file.Width;
        media["height"] = file.Height;
        media["loading_state"] = 2;
    }
}

/// <summary>Gives every component that has none a number, as Discord does.</summary>
internal static class ComponentNumbers
{
    public static JsonArray Assign(JsonArray components)
    {
        var all = Flatten(components).ToArray();
        var used = all.Select(component => component.Long("id") ?? 0).ToHashSet();
        var next = 1L;
        foreach (var component in all.Where(component => component.Long("id") is null or 0))
        {
            while (!used.Add(next))
            {
                next++;
            }
            component["id"] = next;
        }
        return components;
    }

    /// <summary>Every component, outer before inner.</summary>
    public static IEnumerable<JsonObject> Flatten(JsonArray components)
    {
        foreach (var component in components.OfType<JsonObject>())
        {
            yield return component;
            foreach (var inner in Flatten(component.List("components") ?? []))
            {
                yield return inner;
            }
            foreach (var name in (string[])["accessory", "component"])
            {
                if (component.Field(name) is JsonObject single)
                {
                    yield return single;
                }
            }
        }
    }
}
