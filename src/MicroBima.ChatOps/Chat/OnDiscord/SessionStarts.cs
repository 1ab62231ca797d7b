using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>
/// Tells sessions that others started with the bot's token from its own, by what Discord says is left of the day's starts
/// (https://discord.com/developers/docs/events/gateway#session-start-limit-object).
/// </summary>
internal sealed class SessionStarts
{
    private TimeSpan? _resetsAfter;
    private int _left;
    private int _own;

    /// <summary>How many others started since the last look. What an attempt of our own may cost, now or later, is never put down to others.</summary>
    /// <param name="now">What Discord says.</param>
    /// <param name="own">How many this process asked for, looked up after Discord's answer.</param>
    public int ByOthers(GatewayInfo now, int own)
    {
        var isAnew = _resetsAfter is not { } before || now.ResetsAfter > before;
        var expected = isAnew ? now.StartsLeft : _left - (own - _own);
        (_resetsAfter, _left, _own) = (now.ResetsAfter, Math.Min(expected, now.StartsLeft), own);
        return Math.Max(0, expected - now.StartsLeft);
    }
}
