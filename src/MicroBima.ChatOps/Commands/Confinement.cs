using Microsoft.Extensions.Logging;

namespace MicroBima.ChatOps.Commands;

/// <summary>What whoever took over the bot could do to its machine: whose rights the bot has, and whether it can write outside of its folder.</summary>
internal static partial class Confinement
{
    private const string Remedy = "run it as a user of its own with a read-only root, as the Dockerfile says";

    /// <summary>How this process is shut in, and whether that is enough.</summary>
    public static (bool IsShut, string Words) OfThisProcess() =>
        Of(Environment.IsPrivilegedProcess, File.ReadLines("/proc/self/mounts"));

    /// <summary>Says it once in the log where it is not enough.</summary>
    public static void Tell(ILogger logger)
    {
        if (OfThisProcess() is { IsShut: false, Words: var words })
            Log.NotShut(logger, words);
    }

    /// <param name="mounts">Lines of <c>/proc/self/mounts</c>: what, where, kind and options; what was mounted later hides what was there.</param>
    internal static (bool IsShut, string Words) Of(bool isRoot, IEnumerable<string> mounts)
    {
        var options = mounts.Select(line => line.Split(' ')).LastOrDefault(mount => mount is [_, "/", _, _, ..])?[3];
        var isReadOnly = options?.Split(',').Contains("ro") is true;
        return (isRoot, isReadOnly) switch
        {
            (true, true) => (false, $"runs as root, its root is read-only: {Remedy}"),
            (true, false) => (false, $"runs as root and can write everywhere: {Remedy}"),
            (false, true) => (true, "is not root, its root is read-only"),
            (false, false) => (true, "is not root"),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(130, LogLevel.Warning, "The bot {Words}")]
        public static partial void NotShut(ILogger logger, string words);
    }
}
