namespace MicroBima.ChatOps.Discord;

/// <summary>How long to wait before the next connection. The longest pause keeps a day of failures below the 1000 session starts that Discord allows.</summary>
internal static class BackOff
{
    private const int LargestExponent = 8;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <summary>At once or nearly so after the first loss; then 1, 2, 4 … seconds, halved at most by chance.</summary>
    public static TimeSpan After(int failures, double roll)
    {
        if (failures == 0)
            return First * roll;
        var full = TimeSpan.FromSeconds(Math.Pow(2, Math.Min(failures - 1, LargestExponent)));
        return (full < Longest ? full : Longest) * (0.5 + (0.5 * roll));
    }
}
