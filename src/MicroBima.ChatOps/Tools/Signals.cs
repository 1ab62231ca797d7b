using System.Runtime.InteropServices;

namespace MicroBima.ChatOps.Tools;

/// <summary>Signals to process groups (https://man7.org/linux/man-pages/man2/kill.2.html) and the mask of new files' modes.</summary>
internal static partial class Signals
{
    private const int KillSignal = 9;
    private const int TerminateSignal = 15;

    /// <summary>Asks every process of the group to end. Not SIGINT: what a script runs in the background ignores that one.</summary>
    public static void TerminateGroup(int leader) => _ = Send(-leader, TerminateSignal);

    /// <summary>Ends every process of the group.</summary>
    public static void KillGroup(int leader) => _ = Send(-leader, KillSignal);

    /// <summary>Asks one process to end.</summary>
    public static void Terminate(int process) => _ = Send(process, TerminateSignal);

    /// <summary>Ends one process.</summary>
    public static void Kill(int process) => _ = Send(process, KillSignal);

    /// <summary>True while the process exists.</summary>
    public static bool Exists(int process) => Send(process, 0) == 0;

    /// <summary>Sets which rights new files do not get, and answers what it was. It belongs to the whole process.</summary>
    [LibraryImport("libc", EntryPoint = "umask")]
    public static partial uint Mask(uint rights);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Send(int process, int signal);
}
