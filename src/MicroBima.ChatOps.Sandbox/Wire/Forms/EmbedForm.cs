using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Checks the embeds of a message.</summary>
internal sealed class EmbedForm(FormErrors errors)
{
    private int _text;

    public void Check(JsonArray embeds)
    {
        if (embeds.Count > Limits.Embeds)
        {
            errors.TooLong("embeds", Limits.Embeds);
        }
        for (var index = 0; index < embeds.Count; index++)
        {
            One(embeds[index], string.Create(CultureInfo.InvariantCulture, $"embeds.{index}"));
        }
        if (_text > Limits.EmbedsText)
        {
            errors.Add("embeds", "MAX_EMBED_SIZE_EXCEEDED", $"Embed size exceeds maximum size of {Limits.EmbedsText}");
        }
    }

    private void One(JsonNode? embed, string path)
    {
        if (embed is not JsonObject)
        {
            errors.Add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
            return;
        }
        Text(embed, path, "title", 0, Limits.EmbedTitle);
        Text(embed, path, "description", 0, Limits.EmbedDescription);
        Text(embed.Field("footer"), $"{path}.footer", "text", 0, Limits.EmbedFooter);
        Text(embed.Field("author"), $"{path}.author", "name", 0, Limits.EmbedAuthor);
        if (embed.Text("url") is { Length: > 0 } url && !FormRules.IsWebAddress(url))
        {
            errors.Add($"{path}.url", "URL_TYPE_INVALID_URL", "Not a well formed URL.");
        }
        if (embed.Long("color") is { } colour and (< 0 or > 0xFFFFFF))
        {
            errors.OutOfRange($"{path}.color", 0, 0xFFFFFF);
        }
        Fields(embed.List("fields") ?? [], $"{path}.fields");
    }

    private void Fields(JsonArray fields, string path)
    {
        if (fields.Count > Limits.EmbedFields)
        {
            errors.TooLong(path, Limits.EmbedFields);
        }
        for (var index = 0; index < fields.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.{index}");
            Text(fields[index], at, "name", 1, Limits.EmbedFieldName, required: true);
            Text(fields[index], at, "value", 1, Limits.EmbedFieldValue, required: true);
        }
    }

    private void Text(JsonNode? node, string path, string name, int min, int max, bool required = false)
    {
        if (node is null && !required)
        {
            return;
        }
        errors.Text(node, path, name, min, max, required);
        _text += node.Text(name)?.Length ?? 0;
    }
}
