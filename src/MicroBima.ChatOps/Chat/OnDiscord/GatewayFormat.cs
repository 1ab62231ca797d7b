using System.Text.Json.Serialization;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>A gateway session as it is kept over a restart, so that no click in between is lost.</summary>
internal sealed record KeptSession(string Id, Uri? ResumeUrl, long Sequence, ulong Application);

/// <summary>How it is written.</summary>
[JsonSerializable(typeof(KeptSession))]
internal sealed partial class GatewayFormat : JsonSerializerContext;
