using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MicroBima.ChatOps.Sandbox.World.Bot;
using MicroBima.ChatOps.Sandbox.World.Fly;
using MicroBima.ChatOps.Sandbox.World.GitHub;

namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>The documents that the world keeps in its folder or hands to its programs.</summary>
[JsonSourceGenerationOptions(WriteIndented = true)]
[JsonSerializable(typeof(WorldPorts))]
[JsonSerializable(typeof(ControlAddress))]
[JsonSerializable(typeof(List<Release>))]
[JsonSerializable(typeof(List<WorkflowRun>))]
[JsonSerializable(typeof(BotSettings))]
[JsonSerializable(typeof(RemoteShell))]
[JsonSerializable(typeof(LogPage))]
internal sealed partial class WorldJson : JsonSerializerContext
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions FourSpaces = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        IndentSize = 4,
    };

    public static string Compact(JsonNode node) => node.ToJsonString(Plain);

    /// <summary>Indented by four spaces, as flyctl prints.</summary>
    public static string Indented(JsonNode node) => node.ToJsonString(FourSpaces);

    /// <summary>Reads a document, or null where there is none yet.</summary>
    public static async Task<T?> TryReadAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (!File.Exists(path))
            return null;

        await using var file = File.OpenRead(path);
        return await JsonSerializer.DeserializeAsync(file, type, cancellationToken);
    }

    /// <summary>Replaces a document at once: a reader sees the old one or the new one.</summary>
    public static Task WriteAsync<T>(string path, T value, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        WorldFolder.WriteSecretAsync(path, JsonSerializer.Serialize(value, type), cancellationToken);
}
