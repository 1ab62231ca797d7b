using System.Collections.Immutable;
using System.Globalization;

namespace MicroBima.ChatOps.Tools;

/// <summary>Finds processes by a mark in their environment: also those that left their group and their session.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    /// <summary>Ends every process whose variable begins with a value, in two steps, and says how many they were.</summary>
    public static async Task<int> EndAsync(
        string variable,
        string beginsWith,
        TimeSpan grace,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var left = Find(variable, beginsWith);
        if (left.IsEmpty)
            return 0;

        foreach (var process in left)
            Signals.Terminate(process);

        await UntilGoneAsync(left, grace, time, cancellationToken);

        // What began while the others were being asked is found here too.
        foreach (var process in Find(variable, beginsWith))
            Signals.Kill(process);

        await UntilGoneAsync(left, grace, time, cancellationToken);
        return left.Length;
    }

    private static async Task UntilGoneAsync(
        ImmutableArray<int> processes,
        TimeSpan grace,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        while (processes.Any(IsAlive) && time.GetElapsedTime(began) < grace)
            await Task.Delay(Beat, time, cancellationToken);
    }

    private static ImmutableArray<int> Find(string variable, string beginsWith)
    {
        var mark = $"\0{variable}={beginsWith}";
        var found = ImmutableArray.CreateBuilder<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (
                !int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process)
                || process == Environment.ProcessId
            )
                continue;

            if (EnvironmentOf(process).Contains(mark, StringComparison.Ordinal))
                found.Add(process);
        }

        return found.ToImmutable();
    }

    // A process that ended and was not yet collected by its parent still exists, but has no environment any more.
    private static bool IsAlive(int process) => Signals.Exists(process) && EnvironmentOf(process).Length > 1;

    private static string EnvironmentOf(int process)
    {
        try
        {
            return "\0" + File.ReadAllText($"/proc/{process}/environ");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or belongs to somebody else: not ours.
            return "";
        }
    }
}
