using System.Runtime.InteropServices;

namespace MicroBima.ChatOps.Sandbox.World.Processes;

/// <summary>Finds programs by name and the command that starts this executable again.</summary>
internal static class Programs
{
    private static readonly string[] Usual =
    [
        "/usr/local/bin",
        "/usr/bin",
        "/bin",
        "/usr/local/sbin",
        "/usr/sbin",
        "/sbin",
    ];

    /// <summary>The folders in which the world's programs look for others.</summary>
    public static string SearchPath => string.Join(':', Folders());

    public static string? TryFind(string name) =>
        Folders().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    public static string Find(string name) =>
        TryFind(name)
        ?? throw new InvalidOperationException(
            $"{name} is not installed: it is in none of {SearchPath}. Install it and start again."
        );

    /// <summary>The program and first arguments that run a verb of this executable.</summary>
    public static IReadOnlyList<string> Self => [DotNet, "exec", typeof(Programs).Assembly.Location];

    /// <summary>The dotnet host that runs this process: three folders above its shared framework.</summary>
    public static string DotNet =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static IEnumerable<string> Folders() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .Concat(Usual)
            .Distinct(StringComparer.Ordinal);
}
