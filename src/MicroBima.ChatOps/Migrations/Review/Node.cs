using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>A place in the tree of libpg_query, which leaves out what has its default value: asking for it answers empty, false or nothing.</summary>
internal readonly record struct Node(JsonElement Json)
{
    public bool IsThere => Json.ValueKind is not JsonValueKind.Undefined;

    public Node this[string field] =>
        Json.ValueKind is JsonValueKind.Object && Json.TryGetProperty(field, out var value) ? new Node(value) : default;

    /// <summary>The items of a list, each taken out of the object that names its kind: what they are is <see cref="Kinds"/>.</summary>
    public IEnumerable<Node> List(string field) => Kinds(field).Select(item => item.Node);

    /// <summary>The items of a list with their kinds.</summary>
    public IEnumerable<(string Kind, Node Node)> Kinds(string field)
    {
        var list = this[field];
        return list.Json.ValueKind is JsonValueKind.Array ? list.Json.EnumerateArray().Select(Unwrap) : [];
    }

    public string Text(string field) =>
        this[field].Json is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    public bool Flag(string field) => this[field].Json.ValueKind is JsonValueKind.True;

    public int Number(string field) =>
        this[field].Json is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : 0;

    /// <summary>The one thing in a field that holds any kind of node.</summary>
    public (string Kind, Node Node) Inside(string field) =>
        this[field] is { IsThere: true } inner ? Unwrap(inner.Json) : ("", default);

    /// <summary>The words of a list of names: schema and name.</summary>
    public List<string> Words(string field) => [.. List(field).Select(word => word.Text("sval"))];

    /// <summary>True where the text of the tree below has one of these words: much faster than a walk, and a walk finds nothing without them.</summary>
    public bool Mentions(params ReadOnlySpan<string> words)
    {
        var text = JsonMarshal.GetRawUtf8Value(Json);
        Span<byte> word = stackalloc byte[64];
        foreach (var one in words)
        {
            if (text.IndexOf(word[..Encoding.UTF8.GetBytes(one, word)]) >= 0)
                return true;
        }

        return false;
    }

    /// <summary>Every node of a kind below this one, however deep: without recursion, for the depth is somebody else's choice.</summary>
    public IEnumerable<(string Kind, Node Node)> Below()
    {
        var open = new Stack<JsonElement>();
        open.Push(Json);
        while (open.TryPop(out var next))
        {
            switch (next.ValueKind)
            {
                case JsonValueKind.Array:
                    foreach (var item in next.EnumerateArray())
                        open.Push(item);
                    break;
                case JsonValueKind.Object:
                    foreach (var property in next.EnumerateObject())
                    {
                        if (property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                            continue;

                        if (
                            property.Value.ValueKind is JsonValueKind.Object
                            && char.IsAsciiLetterUpper(property.Name[0])
                        )
                            yield return (property.Name, new Node(property.Value));

                        open.Push(property.Value);
                    }

                    break;
            }
        }
    }

    private static (string Kind, Node Node) Unwrap(JsonElement wrapped)
    {
        if (wrapped.ValueKind is not JsonValueKind.Object)
            return ("", new Node(wrapped));

        foreach (var property in wrapped.EnumerateObject())
            return (property.Name, new Node(property.Value));

        return ("", default);
    }
}
