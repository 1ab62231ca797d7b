namespace MicroBima.ChatOps.Sandbox.Wire.Gateway;

/// <summary>The events that a connection asks for, in Discord's bits.</summary>
[Flags]
internal enum Intents
{
    None = 0,
    Guilds = 1 << 0,
    GuildMembers = 1 << 1,
    Presences = 1 << 8,
    GuildMessages = 1 << 9,
    MessageContent = 1 << 15,
}

/// <summary>Which intents exist, and which this application was not granted.</summary>
internal static class KnownIntents
{
    public const int All = 0x3_3F_FF_FF;

    public const Intents Disallowed = Intents.Presences;
}

/// <summary>The codes that the gateway closes with.</summary>
internal static class CloseCodes
{
    public const int UnknownError = 4000;
    public const int UnknownOpcode = 4001;
    public const int DecodeError = 4002;
    public const int NotAuthenticated = 4003;
    public const int AuthenticationFailed = 4004;
    public const int AlreadyAuthenticated = 4005;
    public const int InvalidSequence = 4007;
    public const int RateLimited = 4008;
    public const int SessionTimedOut = 4009;
    public const int InvalidShard = 4010;
    public const int InvalidVersion = 4012;
    public const int InvalidIntents = 4013;
    public const int DisallowedIntents = 4014;
}

/// <summary>The kinds of frame.</summary>
internal static class Opcodes
{
    public const int Dispatch = 0;
    public const int Heartbeat = 1;
    public const int Identify = 2;
    public const int PresenceUpdate = 3;
    public const int VoiceState = 4;
    public const int Resume = 6;
    public const int Reconnect = 7;
    public const int RequestMembers = 8;
    public const int InvalidSession = 9;
    public const int Hello = 10;
    public const int HeartbeatAck = 11;
}
