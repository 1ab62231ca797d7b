using System.Runtime.InteropServices;

namespace MicroBima.ChatOps.Migrations.Grammar;

/// <summary>The heap of native code, which .NET does not see.</summary>
internal static partial class Heap
{
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

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint keep);
}
