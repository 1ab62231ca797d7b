namespace MicroBima.ChatOps.Commands;

/// <summary>Whether there is a standard input at all.</summary>
internal static class StandardInput
{
    /// <summary>What is said then.</summary>
    public const string Closed = "there is no standard input to read; it is closed";

    private const string Descriptors = "/proc/self/fd";

    /// <summary>
    /// True where whoever started the program closed it (<c>&lt;&amp;-</c>): the first thing that the runtime opens becomes descriptor 0 then, a pipe to itself, on which nothing
    /// ever comes. Asked before <see cref="Tools.Privacy.Close" />, which hides the descriptors.
    /// </summary>
    public static bool IsClosed()
    {
        try
        {
            var descriptors = new DirectoryInfo(Descriptors);
            return new FileInfo($"{Descriptors}/0").LinkTarget is not { } target
                || target.StartsWith("pipe:", StringComparison.Ordinal)
                    && descriptors
                        .EnumerateFiles()
                        .Any(one => one.Name is not ("0" or "1" or "2") && one.LinkTarget == target);
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            // Nobody can tell here; then it is read as ever.
            return false;
        }
    }
}
