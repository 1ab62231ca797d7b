namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>Where the repository and the material beside it are.</summary>
internal static class Places
{
    public static string Repository { get; } = Find();

    public static string Sources => Path.Combine(Repository, "src");

    public static string Tests => Path.Combine(Repository, "tests", "MicroBima.ChatOps.Tests");

    /// <summary>A file of the material beside the repository; the test is skipped where it is absent.</summary>
    public static string Shared(string path)
    {
        var file = Path.Combine(Repository, "..", "shared", path);
        Skip.IfNot(File.Exists(file), $"../shared/{path} is not beside the repository.");
        return file;
    }

    /// <summary>Source files of people, not of the compiler.</summary>
    public static IEnumerable<string> SourceFiles(string folder, params IReadOnlyList<string> endings) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MicroBima.ChatOps.sln")))
            folder = folder.Parent;

        return folder.FullName;
    }
}
