using System.Globalization;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Forms;

/// <summary>Collects what is wrong with a body, as the nested tree that Discord answers with code 50035.</summary>
internal sealed class FormErrors
{
    private readonly JsonObject _tree = [];

    public bool Any => _tree.Count > 0;

    public void Add(string path, string code, string message)
    {
        var node = _tree;
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            if (node[part] is not JsonObject next)
            {
                next = [];
                node[part] = next;
            }
            node = next;
        }
        if (node["_errors"] is not JsonArray list)
        {
            list = [];
            node["_errors"] = list;
        }
        list.Add(new JsonObject { ["code"] = code, ["message"] = message });
    }

    public void Required(string path) => Add(path, "BASE_TYPE_REQUIRED", "This field is required");

    public void BadLength(string path, int min, int max) =>
        Add(path, "BASE_TYPE_BAD_LENGTH", $"Must be between {Show(min)} and {Show(max)} in length.");

    public void TooLong(string path, int max) =>
        Add(path, "BASE_TYPE_MAX_LENGTH", $"Must be {Show(max)} or fewer in length.");

    public void NotOneOf(string path, params ReadOnlySpan<int> allowed) =>
        Add(path, "BASE_TYPE_CHOICES", $"Value must be one of {{{string.Join(", ", allowed.ToArray())}}}.");

    public void WrongUnion(string path, params ReadOnlySpan<int> types) =>
        Add(
            path,
            "UNION_TYPE_CHOICES",
            $"Value of field \"type\" must be one of ({string.Join(", ", types.ToArray())},)."
        );

    public void OutOfRange(string path, long min, long max) =>
        Add(
            path,
            "NUMBER_TYPE_RANGE",
            string.Create(CultureInfo.InvariantCulture, $"int value should be between {min} and {max}.")
        );

    /// <summary>Checks a text field; null counts as absent, as Discord.Net sends it.</summary>
    public void Text(JsonNode? node, string path, string name, int min, int max, bool required = false)
    {
        var field = node.Field(name);
        var at = path.Length == 0 ? name : $"{path}.{name}";
        if (field is null)
        {
            if (required)
            {
                Required(at);
            }
        }
        else if (field.AsText() is not { } text)
        {
            Add(at, "STRING_TYPE_CONVERT", "Could not interpret the value as string.");
        }
        else if (min > 0 && (text.Length < min || text.Length > max))
        {
            BadLength(at, min, max);
        }
        else if (text.Length > max)
        {
            TooLong(at, max);
        }
    }

    public WireAnswer ToAnswer() =>
        new(
            400,
            new JsonObject
            {
                ["message"] = "Invalid Form Body",
                ["code"] = 50035,
                ["errors"] = _tree.DeepClone(),
            }
        );

    private static string Show(int number) => number.ToString(CultureInfo.InvariantCulture);
}
