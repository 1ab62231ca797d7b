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
            return new FileInfo($"{Descriptors}/0").LinkTarget is not { } target
                || target.StartsWith("pipe:", StringComparison.Ordinal)
                    && new DirectoryInfo(Descriptors)
                        .EnumerateFiles()
                        .Any(one => one.LinkTarget == target && IsWritable(one.Name));
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            // Nobody can tell here; then it is read as ever.
            return false;
        }
    }

    /// <summary>True for the other end of a pipe: a copy of the end that is read is no sign of anything.</summary>
    private static bool IsWritable(string descriptor) =>
        File.ReadLines($"/proc/self/fdinfo/{descriptor}")
            .First(line => line.StartsWith("flags:", StringComparison.Ordinal))[^1]
            is '1'
                or '2';
}
