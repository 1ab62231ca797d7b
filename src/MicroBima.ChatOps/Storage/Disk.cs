using System.Runtime.InteropServices;

namespace MicroBima.ChatOps.Storage;

/// <summary>What the class library does not offer: flushing a folder, so that a new file in it survives a power cut.</summary>
internal static partial class Disk
{
    private const int ReadOnlyDirectory = 0x10000;

    /// <summary>Makes the names in a folder durable (https://man7.org/linux/man-pages/man2/fsync.2.html).</summary>
    public static void FlushFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
            return;

        var descriptor = Open(folder, ReadOnlyDirectory);
        if (descriptor < 0)
            throw new IOException($"The folder {folder} cannot be opened (error {Marshal.GetLastPInvokeError()}).");

        var failed = Flush(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (failed)
            throw new IOException($"The folder {folder} cannot be flushed to disk (error {error}).");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
