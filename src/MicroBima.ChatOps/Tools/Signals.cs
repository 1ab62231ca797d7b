using System.Runtime.InteropServices;

namespace MicroBima.ChatOps.Tools;

/// <summary>Signals to process groups (https://man7.org/linux/man-pages/man2/kill.2.html).</summary>
internal static partial class Signals
{
    private const int InterruptSignal = 2;
    private const int KillSignal = 9;

    /// <summary>Asks every process of the group to end.</summary>
    public static void InterruptGroup(int leader) => _ = Send(-leader, InterruptSignal);

    /// <summary>Ends every process of the group.</summary>
    public static void KillGroup(int leader) => _ = Send(-leader, KillSignal);

    /// <summary>Asks one process to end.</summary>
    public static void Interrupt(int process) => _ = Send(process, InterruptSignal);

    /// <summary>Ends one process.</summary>
    public static void Kill(int process) => _ = Send(process, KillSignal);

    /// <summary>True while the process exists.</summary>
    public static bool Exists(int process) => Send(process, 0) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int process, int signal);
}
