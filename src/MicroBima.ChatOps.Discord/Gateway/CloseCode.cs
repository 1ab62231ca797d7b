namespace MicroBima.ChatOps.Discord;

/// <summary>What the gateway's close codes mean for us (https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes).</summary>
internal static class CloseCode
{
    /// <summary>Ends the session at Discord.</summary>
    public const int Goodbye = 1000;

    /// <summary>Leaves the session alive, so that it can be resumed.</summary>
    public const int BackSoon = 4900;

    public const int InvalidSequence = 4007;
    public const int SessionTimedOut = 4009;

    /// <summary>The sentence for a code after which no further attempt makes sense; null for all others.</summary>
    public static string? WhyFatal(int? code) =>
        code switch
        {
            4004 => "Discord refused the bot token (4004). Set the token of the bot and start again.",
            4010 => "Discord refused the shard (4010). This client runs as a single shard.",
            4011 => "Discord demands sharding (4011). The bot is in too many servers for a single connection.",
            4012 => "Discord no longer speaks gateway version 10 (4012). Update this program.",
            4013 => "Discord does not know these intents (4013). Correct the intents in the configuration.",
            4014 =>
                "Discord does not allow these intents to this bot (4014). Enable them in the developer portal, or remove them from the configuration.",
            _ => null,
        };

    public static bool EndsSession(int? code) => code is InvalidSequence or SessionTimedOut;
}
