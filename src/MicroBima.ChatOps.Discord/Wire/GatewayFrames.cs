namespace MicroBima.ChatOps.Discord;

/// <summary>A command to the gateway.</summary>
internal sealed record GatewayFrame<T>(int Op, T D);

/// <summary>A heartbeat; an explicit null says that nothing was received yet.</summary>
internal sealed record BeatFrame(
    int Op,
    [property: System.Text.Json.Serialization.JsonIgnore(
        Condition = System.Text.Json.Serialization.JsonIgnoreCondition.Never
    )]
        long? D
);

/// <summary>Starts a session.</summary>
internal sealed record IdentifyBody(string Token, int Intents, IdentifyProperties Properties);

/// <summary>Who starts it.</summary>
internal sealed record IdentifyProperties(string Os, string Browser, string Device);

/// <summary>Continues a session.</summary>
internal sealed record ResumeBody(string Token, string SessionId, long Seq);
