using MicroBima.ChatOps.Discord;

namespace MicroBima.ChatOps.Chat.OnDiscord;

/// <summary>
/// Tells sessions that others started with the bot's token from its own, by what Discord says is left of the day's starts
/// (https://discord.com/developers/docs/events/gateway#session-start-limit-object).
/// </summary>
internal sealed class SessionStarts
{
    /// <summary>After a start of our own the count may still move for its sake at the next look.</summary>
    private const int LooksToSettle = 2;

    private TimeSpan? _resetsAfter;
    private int _left;
    private int _own;
    private int _settled;

    /// <summary>How many others started since the last look. What follows a start of our own, or a new day, is never put down to others.</summary>
    /// <param name="now">What Discord says.</param>
    /// <param name="own">How many this process asked for, looked up after Discord's answer.</param>
    public int ByOthers(GatewayInfo now, int own)
    {
        var isAnew = _resetsAfter is not { } before || now.ResetsAfter > before;
        _settled = isAnew || own != _own ? 0 : _settled + 1;
        var others = _settled < LooksToSettle ? 0 : Math.Max(0, _left - now.StartsLeft);
        (_resetsAfter, _left, _own) = (now.ResetsAfter, now.StartsLeft, own);
        return others;
    }
}
