namespace MicroBima.ChatOps.Discord;

/// <summary>What a later connection, also of a later process, needs in order to continue without losing an event.</summary>
public sealed record GatewaySession(string Id, Uri? ResumeUrl, long Sequence, Snowflake ApplicationId);

/// <summary>Why the gateway ended.</summary>
public abstract record GatewayStop
{
    private GatewayStop() { }

    /// <summary>The reason as one sentence that says what to do.</summary>
    public abstract string Text { get; }

    /// <summary>It was asked to end.</summary>
    public sealed record ShutDown : GatewayStop
    {
        /// <inheritdoc />
        public override string Text => "The gateway connection was closed on request.";
    }

    /// <summary>Discord will not have this bot as it is configured; trying again would only use up session starts.</summary>
    public sealed record Refused(int Code, string Reason) : GatewayStop
    {
        /// <inheritdoc />
        public override string Text => Reason;
    }
}
