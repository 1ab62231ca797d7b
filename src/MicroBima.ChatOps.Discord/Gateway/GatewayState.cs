namespace MicroBima.ChatOps.Discord;

/// <summary>Where the gateway stands, with what it remembers across connections. All times are monotonic.</summary>
internal sealed record GatewayState(GatewayPhase Phase, GatewayMemory Memory)
{
    public static GatewayState Initial { get; } = new(new GatewayPhase.Idle(), new GatewayMemory());

    /// <summary>When the machine wants to be woken.</summary>
    public TimeSpan? WakeAt =>
        Phase switch
        {
            GatewayPhase.Idle or GatewayPhase.Finding or GatewayPhase.Stopped => null,
            GatewayPhase.Pausing pausing => pausing.Until,
            GatewayPhase.Connecting connecting => connecting.Deadline,
            GatewayPhase.Greeting greeting => greeting.Deadline,
            GatewayPhase.Joining joining => joining.Deadline < joining.Heart.NextBeat
                ? joining.Deadline
                : joining.Heart.NextBeat,
            GatewayPhase.Online online => online.Heart.NextBeat,
        };
}

/// <summary>What outlives a connection.</summary>
internal sealed record GatewayMemory
{
    /// <summary>The address that GET /gateway/bot gave.</summary>
    public Uri? Url { get; init; }

    public GatewaySession? Session { get; init; }

    /// <summary>Resumes in a row that led to nothing.</summary>
    public int FailedResumes { get; init; }

    /// <summary>Connections in a row that did not stay.</summary>
    public int Failures { get; init; }

    public TimeSpan? LastIdentify { get; init; }
    public int StartsLeft { get; init; }
    public TimeSpan StartsResetAt { get; init; }
}

/// <summary>Where the gateway stands.</summary>
internal abstract record GatewayPhase
{
    private GatewayPhase() { }

    public sealed record Idle : GatewayPhase;

    /// <summary>GET /gateway/bot is under way.</summary>
    public sealed record Finding : GatewayPhase;

    /// <summary>Waiting before the next attempt.</summary>
    public sealed record Pausing(TimeSpan Until) : GatewayPhase;

    /// <summary>The socket is being opened.</summary>
    public sealed record Connecting(TimeSpan Deadline) : GatewayPhase;

    /// <summary>The socket is open, HELLO is awaited.</summary>
    public sealed record Greeting(TimeSpan Deadline) : GatewayPhase;

    /// <summary>IDENTIFY or RESUME was sent, READY or RESUMED is awaited.</summary>
    public sealed record Joining(Heart Heart, TimeSpan Deadline, bool IsResume) : GatewayPhase;

    /// <summary>The session is live.</summary>
    public sealed record Online(Heart Heart, TimeSpan Since) : GatewayPhase;

    public sealed record Stopped(GatewayStop Stop) : GatewayPhase;

    public Heart? Pulse =>
        this switch
        {
            Joining joining => joining.Heart,
            Online online => online.Heart,
            Idle or Finding or Pausing or Connecting or Greeting or Stopped => null,
        };

    public GatewayPhase With(Heart heart) =>
        this switch
        {
            Joining joining => joining with { Heart = heart },
            Online online => online with { Heart = heart },
            Idle or Finding or Pausing or Connecting or Greeting or Stopped => this,
        };
}

/// <summary>The heartbeat of one connection.</summary>
internal sealed record Heart(TimeSpan Interval, TimeSpan NextBeat, TimeSpan LastAck)
{
    public bool IsAwaitingAck { get; init; }

    /// <summary>When the last beat was sent; null before the first.</summary>
    public TimeSpan? LastBeat { get; init; }
}
