using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace MicroBima.ChatOps.Storage;

/// <summary>One record on disk: <c>length | CRC32C | hash of the record before | body</c>. The hashes chain all records from the first on.</summary>
internal static class JournalRecord
{
    /// <summary>Bytes before the body.</summary>
    public const int HeaderLength = 4 + 4 + HashLength;

    /// <summary>Bytes of a hash.</summary>
    public const int HashLength = 32;

    /// <summary>A body longer than this is not ours.</summary>
    public const int MaxBody = 64 * 1024 * 1024;

    /// <summary>What the first record names as its predecessor.</summary>
    public static readonly byte[] Genesis = new byte[HashLength];

    /// <summary>The record of a body.</summary>
    /// <exception cref="IOException">It is longer than what is read again.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> body)
    {
        if (body.Length > MaxBody)
            throw new IOException($"A record of {body.Length / 1024 / 1024} MiB is too long for the journal.");

        var record = new byte[HeaderLength + body.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, body.Length);
        previous.CopyTo(record.AsSpan(8));
        body.CopyTo(record.AsSpan(HeaderLength));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), Crc(record.AsSpan(8)));
        return record;
    }

    /// <summary>Reads the record that begins here; null where it is cut short, is not whole, or does not follow the one before.</summary>
    public static ReadOnlyMemory<byte>? TryDecode(ReadOnlyMemory<byte> from, ReadOnlySpan<byte> previous) =>
        IsWhole(from.Span) && from.Span[8..HeaderLength].SequenceEqual(previous)
            ? from.Slice(HeaderLength, BinaryPrimitives.ReadInt32LittleEndian(from.Span))
            : default(ReadOnlyMemory<byte>?); // A bare null would become an empty memory.

    /// <summary>True where a record begins here and its bytes are as they were written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> from)
    {
        if (from.Length < HeaderLength)
            return false;

        var length = BinaryPrimitives.ReadInt32LittleEndian(from);
        return length is >= 0 and <= MaxBody && from.Length - HeaderLength >= length && IsWhole(from, length);
    }

    /// <summary>True where the bytes are as they were written, if the body has this length.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> from, int length) =>
        BinaryPrimitives.ReadUInt32LittleEndian(from[4..]) == Crc(from[8..(HeaderLength + length)]);

    /// <summary>The hash that the next record names.</summary>
    public static byte[] HashOf(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);

        return ~crc;
    }
}
