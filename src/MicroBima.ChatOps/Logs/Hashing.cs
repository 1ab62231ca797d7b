using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>A fast hash of bytes; it decides nothing that an attacker could gain by.</summary>
internal static class Hashing
{
    /// <summary>The golden ratio, as everybody takes it.</summary>
    public const ulong Prime = 0x9E3779B97F4A7C15;

    /// <summary>The hash.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        var hash = (seed + (ulong)bytes.Length) * Prime;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            hash = Mix(hash, word);

        ulong last = 0;
        foreach (var letter in bytes[(words.Length * sizeof(ulong))..])
            last = (last << 8) | letter;

        return Mix(hash, last);
    }

    /// <summary>A hash and one more number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong hash, ulong word)
    {
        var high = Math.BigMul(hash ^ word, Prime, out var low);
        return high ^ low ^ (word << 1);
    }
}
