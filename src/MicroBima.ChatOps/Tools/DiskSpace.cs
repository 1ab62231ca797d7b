namespace MicroBima.ChatOps.Tools;

/// <summary>Programs that ended because the disk was full, and what people do about it.</summary>
internal static class DiskSpace
{
    // ENOSPC, EDQUOT and EFBIG as the C library puts them without a language (https://man7.org/linux/man-pages/man3/errno.3.html).
    private static readonly string[] Full = ["No space left on device", "Disk quota exceeded", "File too large"];

    /// <summary>What to add to a failure whose words speak of a full disk; empty where they do not.</summary>
    public static string Advice(string words, string folder) =>
        Full.Any(full => words.Contains(full, StringComparison.Ordinal))
            ? $" The bot's machine has no room at {folder}. Make some, and try again: nothing was changed."
            : "";
}
