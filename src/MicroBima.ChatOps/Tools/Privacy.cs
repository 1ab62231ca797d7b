using System.Globalization;
using System.Runtime.InteropServices;

namespace MicroBima.ChatOps.Tools;

/// <summary>Keeps other programs of the same account, the bot's own children among them, out of its memory, its variables and its debugger.</summary>
internal static partial class Privacy
{
    // https://man7.org/linux/man-pages/man2/PR_SET_DUMPABLE.2const.html
    private const int SetDumpable = 4;

    /// <summary>From now on <c>/proc/{pid}/environ</c> and <c>mem</c> are root's, nobody may attach, and the runtime's diagnostic door is gone. Programs that it starts are as open as ever.</summary>
    public static void Close()
    {
        _ = Control(SetDumpable, 0, 0, 0, 0);
        var own = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (var door in new[] { $"dotnet-diagnostic-{own}-*", $"clr-debug-pipe-{own}-*" })
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), door))
                Remove(file);
        }
    }

    private static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception foreign) when (foreign is IOException or UnauthorizedAccessException)
        {
            // A file of that name which is somebody else's is no door to this process.
        }
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint value, nuint third, nuint fourth, nuint fifth);
}
