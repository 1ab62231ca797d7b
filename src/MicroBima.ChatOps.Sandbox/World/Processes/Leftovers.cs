using System.Globalization;
using System.Text;

namespace MicroBima.ChatOps.Sandbox.World.Processes;

/// <summary>Finds and ends the processes that a world of the same folder left behind: they carry its mark in their environment.</summary>
internal static class Leftovers
{
    public static IReadOnlyList<int> Find(string folder)
    {
        if (!Directory.Exists("/proc"))
            return [];

        var mark = $"{Tools.Mark}={folder}";
        return
        [
            .. Directory
                .EnumerateDirectories("/proc")
                .Select(path =>
                    int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0
                )
                .Where(pid => pid > 0 && pid != Environment.ProcessId && Carries(pid, mark)),
        ];
    }

    /// <summary>Interrupts all of them, waits, kills the rest, and answers how many there were.</summary>
    public static async Task<int> EndAsync(string folder, TimeProvider time, CancellationToken cancellationToken)
    {
        var found = Find(folder);
        foreach (var pid in found)
            Signals.Send(pid, NameOf(pid) == "postgres" ? Signals.Interrupt : Signals.Terminate);

        for (var waits = 0; waits < 40 && Find(folder).Count > 0; waits++)
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);

        foreach (var pid in Find(folder))
            Signals.Send(pid, Signals.Kill);

        return found.Count;
    }

    private static bool Carries(int pid, string mark)
    {
        try
        {
            return Encoding
                .UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/environ"))
                .Split('\0')
                .Contains(mark, StringComparer.Ordinal);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or somebody else's: not ours either way.
            return false;
        }
    }

    private static string NameOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/comm").Trim();
        }
        catch (IOException)
        {
            // Gone meanwhile.
            return "";
        }
    }
}
