using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MicroBima.ChatOps.Discord;

/// <summary>Reads what Discord sent: a field that is missing, null or of the wrong kind is null, never an exception.</summary>
internal static class Tolerant
{
    extension(JsonElement element)
    {
        public JsonElement? Get(string name) =>
            element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null
                ? value
                : null;

        public string? Text(string name) => element.Get(name)?.AsText();

        public Snowflake? Id(string name) => element.Get(name)?.AsId();

        public int? Int(string name) =>
            element.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number)
                ? number
                : null;

        public long? Long(string name) =>
            element.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number)
                ? number
                : null;

        public double? Double(string name) =>
            element.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number)
                ? number
                : null;

        public bool Flag(string name) => element.Get(name)?.ValueKind == JsonValueKind.True;

        public Uri? Address(string name) =>
            Uri.TryCreate(element.Text(name), UriKind.Absolute, out var address) ? address : null;

        public ulong Bits(string name) =>
            ulong.TryParse(element.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
                ? bits
                : 0;

        public IEnumerable<JsonElement> Items(string name) =>
            element.Get(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

        public Snowflake? AsId() => Snowflake.TryParse(element.AsText(), out var id) ? id : null;

        /// <summary>Text as it is; numbers and yes/no as they were written.</summary>
        public string? AsText() =>
            element.ValueKind switch
            {
                JsonValueKind.String => WholeText(element),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
                _ => null,
            };
    }

    private static string WholeText(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate escape or invalid UTF-8: legal enough for Discord to pass on, not for System.Text.Json.
            return Mend(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(element)));
        }
    }

    private static string Mend(string quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] != '\\')
            {
                text.Append(quoted[i]);
            }
            else if (quoted[++i] == 'u')
            {
                text.Append((char)Convert.ToUInt16(quoted.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(Unescaped(quoted[i]));
            }
        }

        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static char Unescaped(char escape) =>
        escape switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'b' => '\b',
            'f' => '\f',
            _ => escape,
        };
}
