namespace MicroBima.ChatOps.Tools;

/// <summary>Room on disks: where a folder lies, and what people do about a program that ended because there was none.</summary>
internal static class DiskSpace
{
    // ENOSPC, EDQUOT and EFBIG as the C library puts them without a language (https://man7.org/linux/man-pages/man3/errno.3.html).
    private static readonly string[] Full = ["No space left on device", "Disk quota exceeded", "File too large"];

    /// <summary>What to add to a failure whose words speak of a full disk; empty where they do not.</summary>
    public static string Advice(string words, string folder) =>
        Full.Any(full => words.Contains(full, StringComparison.Ordinal))
            ? $" The bot's machine has no room at {folder}. Make some, and try again: nothing was changed."
            : "";

    /// <summary>A folder, or where there is none yet the one in which it would be made.</summary>
    public static string Nearest(string folder)
    {
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
            folder = parent;

        return folder;
    }
}
