namespace MicroBima.ChatOps.Discord;

/// <summary>Everything that can happen to the gateway.</summary>
internal abstract record GatewayInput
{
    private GatewayInput() { }

    public sealed record Started(GatewaySession? Session) : GatewayInput;

    public sealed record ShutDown(bool EndsSession) : GatewayInput;

    public sealed record Ticked : GatewayInput;

    public sealed record Found(GatewayInfo Info) : GatewayInput;

    public sealed record NotFound(string Reason) : GatewayInput;

    public sealed record TokenRefused(string Reason) : GatewayInput;

    public sealed record Opened : GatewayInput;

    public sealed record Closed(int? Code, string Reason) : GatewayInput;

    public sealed record Hello(TimeSpan Interval) : GatewayInput;

    public sealed record Acknowledged : GatewayInput;

    public sealed record BeatRequested : GatewayInput;

    public sealed record ReconnectRequested : GatewayInput;

    public sealed record SessionInvalidated(bool IsResumable) : GatewayInput;

    public sealed record Ready(long Sequence, GatewaySession Session) : GatewayInput;

    public sealed record Resumed(long Sequence) : GatewayInput;

    /// <summary>Any other event; only interactions are looked at.</summary>
    public sealed record Happened(long Sequence, Interaction? Interaction) : GatewayInput
    {
        /// <summary>Why the event could not be read.</summary>
        public string? Problem { get; init; }
    }

    /// <summary>A frame that makes no sense; if the stream itself is broken, nothing after it does either.</summary>
    public sealed record Garbled(string What, bool IsStreamBroken) : GatewayInput;
}
