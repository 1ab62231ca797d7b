using System.Globalization;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>What a process takes from its machine: memory that is resident, open files, threads, and children that nobody collected.</summary>
internal sealed record Footprint(long Kilobytes, int Files, int Threads, int Zombies)
{
    /// <summary>As the kernel counts it now.</summary>
    public static Footprint Of(int process)
    {
        var status = File.ReadAllLines(InProc(process, "status"))
            .Select(line => line.Split(':', 2))
            .ToDictionary(parts => parts[0], parts => parts[1].Trim().Split(' ')[0], StringComparer.Ordinal);
        return new Footprint(
            Number(status["VmRSS"]),
            Directory.GetFileSystemEntries(InProc(process, "fd")).Length,
            (int)Number(status["Threads"]),
            All().Count(other => IsZombieOf(other, process))
        );
    }

    /// <summary>The process whose command line has these words, or null.</summary>
    public static int? Find(params string[] words) =>
        All().Select(process => (int?)process).FirstOrDefault(process => Has(process!.Value, words));

    private static IEnumerable<int> All() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => (int)Number(name!));

    private static bool Has(int process, string[] words)
    {
        try
        {
            var line = File.ReadAllText(InProc(process, "cmdline"));
            return words.All(word => line.Contains(word, StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool IsZombieOf(int process, int parent)
    {
        try
        {
            var stat = File.ReadAllText(InProc(process, "stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ') is ["Z", var whose, ..] && Number(whose) == parent;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static string InProc(int process, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/{file}");

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
