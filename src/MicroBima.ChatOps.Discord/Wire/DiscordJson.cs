using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MicroBima.ChatOps.Discord;

/// <summary>Everything that is sent, written by generated code; broken surrogates leave as U+FFFD instead of an exception.</summary>
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(CallbackBody))]
[JsonSerializable(typeof(ModalBody))]
[JsonSerializable(typeof(AutocompleteBody))]
[JsonSerializable(typeof(ThreadBody))]
[JsonSerializable(typeof(IReadOnlyList<CommandBody>))]
[JsonSerializable(typeof(GatewayFrame<IdentifyBody>), TypeInfoPropertyName = "IdentifyFrame")]
[JsonSerializable(typeof(GatewayFrame<ResumeBody>), TypeInfoPropertyName = "ResumeFrame")]
[JsonSerializable(typeof(BeatFrame))]
internal sealed partial class DiscordJson : JsonSerializerContext
{
    public static DiscordJson Wire { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
}
