namespace MicroBima.ChatOps.Sandbox;

/// <summary>Finds the bot's program.</summary>
internal static class BotProgram
{
    private static readonly string[] Names = ["chatops", "chatops.exe", "chatops.dll"];

    /// <summary>The given program, or the one that lies beside the sandbox, as a build or as a publish lays it.</summary>
    public static string Find(string? given)
    {
        if (given is not null)
        {
            return File.Exists(given)
                ? Path.GetFullPath(given)
                : throw new FileNotFoundException(
                    $"There is no bot at {given}; name chatops.dll or the executable.",
                    given
                );
        }
        var candidates = Folders().SelectMany(folder => Names.Select(name => Path.Combine(folder, name)));
        return candidates.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                "The bot is not built: build the solution, name it with --bot PATH, or start with --no-world."
            );
    }

    // A build lies in artifacts/bin/PROJECT/CONFIGURATION, a publish puts both programs into one folder or beside each other.
    private static IEnumerable<string> Folders()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        yield return own.FullName;
        if (own.Parent is { } parent)
        {
            yield return Path.Combine(parent.FullName, "chatops");
            if (parent.Parent is { } bin)
            {
                yield return Path.Combine(bin.FullName, "MicroBima.ChatOps", own.Name);
                yield return Path.Combine(bin.FullName, "MicroBima.ChatOps", "debug");
                yield return Path.Combine(bin.FullName, "MicroBima.ChatOps", "release");
            }
        }
    }
}
