namespace MicroBima.ChatOps.Discord;

/// <summary>What the gateway machine wants done, in this order.</summary>
internal abstract record GatewayEffect
{
    private GatewayEffect() { }

    public sealed record Find : GatewayEffect;

    public sealed record Connect(Uri Url) : GatewayEffect;

    public sealed record Identify : GatewayEffect;

    public sealed record Resume(GatewaySession Session) : GatewayEffect;

    public sealed record Beat(long? Sequence) : GatewayEffect;

    /// <summary>Closes the connection and forgets it; nothing that it still says is heard.</summary>
    public sealed record Close(int Code) : GatewayEffect;

    public sealed record Tell(DiscordNotice Notice) : GatewayEffect;

    public sealed record Announce(GatewaySession Session, bool WasResumed) : GatewayEffect;

    public sealed record Deliver(Interaction Interaction, long Sequence) : GatewayEffect;
}
