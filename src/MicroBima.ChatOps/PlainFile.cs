using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MicroBima.ChatOps;

/// <summary>Opens a file that somebody names: in its place there may be a pipe, and whoever opens one as a file waits until somebody writes into it.</summary>
internal static partial class PlainFile
{
    // O_NONBLOCK and O_CLOEXEC of Linux (https://man7.org/linux/man-pages/man2/open.2.html).
    private const int WithoutWaiting = 0x800 | 0x80000;

    /// <summary>The file to read from, opened without waiting for anybody.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It is somebody else's.</exception>
    public static FileStream Open(string path)
    {
        // For C a name ends at its first NUL: that would be another file.
        var descriptor =
            OperatingSystem.IsLinux() && !path.Contains('\0', StringComparison.Ordinal)
                ? Open(path, WithoutWaiting)
                : -1;

        // What cannot be opened is told by the class library, which knows the words for it.
        return descriptor < 0
            ? File.OpenRead(path)
            : new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Read);
    }

    /// <summary>As much as there is to read, at most so many bytes: a pipe has no length, and a device says that it is empty and has no end.</summary>
    public static byte[] Read(FileStream file, int most)
    {
        var bytes = new byte[file is { CanSeek: true, Length: > 0 and var all } ? Math.Min(all, most) : most];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length == bytes.Length ? bytes : bytes[..length];
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
