namespace MicroBima.ChatOps;

/// <summary>How long to wait before what did not answer is asked again.</summary>
internal static class Pauses
{
    /// <summary>Twice as long, up to a longest.</summary>
    public static TimeSpan Longer(TimeSpan pause, TimeSpan longest) => pause * 2 < longest ? pause * 2 : longest;
}
