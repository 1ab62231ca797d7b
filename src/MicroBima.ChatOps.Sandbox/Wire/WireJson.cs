using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>Reads fields out of JSON that somebody else wrote (a wrong kind reads as absent, never as an exception) and writes ours.</summary>
internal static class WireJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    // Emoji stay readable; nothing here is ever put into HTML as it is.
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static byte[] Utf8(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString(Readable));

    public static bool TryParse(ReadOnlySpan<byte> utf8, out JsonNode? node)
    {
        try
        {
            node = JsonNode.Parse(utf8, documentOptions: Strict);
            ReadTexts(utf8);
            return true;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // Somebody else's text: being malformed is an answer, not an accident.
            node = null;
            return false;
        }
    }

    /// <summary>A text that is half a surrogate pair, or no UTF-8, is noticed only when it is read: all of them are read here, once.</summary>
    private static void ReadTexts(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                _ = reader.GetString();
            }
        }
    }

    public static JsonNode? Field(this JsonNode? node, string name) =>
        node is JsonObject fields && fields.TryGetPropertyValue(name, out var value) ? value : null;

    public static bool Mentions(this JsonNode? node, string name) =>
        node is JsonObject fields && fields.ContainsKey(name);

    public static string? Text(this JsonNode? node, string name) => node.Field(name).AsText();

    public static int? Number(this JsonNode? node, string name) =>
        node.Field(name).AsNumber() is { } number and >= int.MinValue and <= int.MaxValue ? (int)number : null;

    public static long? Long(this JsonNode? node, string name) => node.Field(name).AsNumber();

    public static bool? Flag(this JsonNode? node, string name) =>
        node.Field(name)?.GetValueKind() switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => null,
        };

    public static JsonArray? List(this JsonNode? node, string name) => node.Field(name) as JsonArray;

    public static string? AsText(this JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    // Discord reads numbers in strings too; ids come in both shapes.
    public static long? AsNumber(this JsonNode? node) =>
        node switch
        {
            JsonValue value when value.TryGetValue<long>(out var number) => number,
            JsonValue value when value.TryGetValue<int>(out var number) => number,
            JsonValue value
                when value.TryGetValue<string>(out var text)
                    && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) =>
                number,
            _ => null,
        };

    public static Snowflake? Id(this JsonNode? node, string name) =>
        node.Field(name).AsNumber() is { } number and >= 0 ? new Snowflake((ulong)number) : null;

    public static IEnumerable<JsonNode?> Items(this JsonNode? node, string name) => node.List(name) ?? [];

    public static string Iso(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
}
