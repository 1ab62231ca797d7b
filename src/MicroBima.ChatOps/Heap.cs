using System.Runtime.InteropServices;

namespace MicroBima.ChatOps;

/// <summary>The heap of native code, which .NET does not see.</summary>
internal static partial class Heap
{
    // https://man7.org/linux/man-pages/man3/mallopt.3.html
    private const int ArenaMax = -8;
    private const int MmapThreshold = -3;

    /// <summary>
    /// To be called before any thread allocates. glibc gives threads heaps of their own, and each keeps the most that a picture or a parser ever needed: with few of
    /// them, and with what is large from the kernel and back to it, a bot that has drawn a hundred pictures is as small as after its first.
    /// </summary>
    public static void Bound()
    {
        try
        {
            _ = Set(ArenaMax, 2);
            _ = Set(MmapThreshold, 1 << 20);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc has it.
        }
    }

    /// <summary>Gives back what was freed (https://man7.org/linux/man-pages/man3/malloc_trim.3.html); a libc without it keeps it.</summary>
    public static void Trim()
    {
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc has it.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
