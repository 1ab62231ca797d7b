using System.Runtime.InteropServices;

namespace MicroBima.ChatOps.Sandbox.World.Processes;

/// <summary>Signals that .NET has no call for.</summary>
internal static class Signals
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Sends a signal to one process; a process that is gone already is no fault.</summary>
    public static void Send(int pid, int signal) => _ = SendCore(pid, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendCore(int pid, int signal);
}
