using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Adds the fields that Discord always answers with, also where the sender left them out.</summary>
internal static class WireDefaults
{
    public static JsonArray OfEmbeds(JsonArray embeds)
    {
        foreach (var embed in embeds.OfType<JsonObject>())
        {
            embed.TryAdd("type", "rich");
        }
        return embeds;
    }

    public static JsonArray OfComponents(JsonArray components, IReadOnlyList<Attachment> files)
    {
        foreach (var component in ComponentNumbers.Flatten(components))
        {
            One(component, files);
        }
        return components;
    }

    private static void One(JsonObject component, IReadOnlyList<Attachment> files)
    {
        switch (component.Number("type"))
        {
            case ComponentTypes.Container:
                component.TryAdd("accent_color", null);
                component.TryAdd("spoiler", false);
                break;
            case ComponentTypes.Separator:
                component.TryAdd("spacing", 1);
                component.TryAdd("divider", true);
                break;
            case ComponentTypes.Thumbnail:
                Item(component);
                break;
            case ComponentTypes.MediaGallery:
                foreach (var item in component.Items("items").OfType<JsonObject>())
                {
                    Item(item);
                }
                break;
            case ComponentTypes.File:
                var id = component.Field("file").Id("attachment_id");
                var file = files.FirstOrDefault(one => one.Id == id);
                component.TryAdd("spoiler", false);
                component["name"] = file?.FileName;
                component["size"] = file?.Bytes.Length;
                break;
            case { } type when ComponentTypes.IsSelect(type):
                component.TryAdd("min_values", 1);
                component.TryAdd("max_values", 1);
                break;
        }
    }

    private static void Item(JsonObject item)
    {
        item.TryAdd("description", null);
        item.TryAdd("spoiler", false);
        if (item.Field("media") is JsonObject media)
        {
            media.TryAdd("proxy_url", media.Text("url"));
        }
    }
}
