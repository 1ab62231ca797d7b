using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MicroBima.ChatOps.Backups;

/// <summary>
/// How a sealed file is laid out: a head, then chunks of AES-GCM, each with its number and whether it is the last in its nonce, so that none can be changed,
/// moved, left out or cut off (the STREAM construction, https://eprint.iacr.org/2015/189). The head is authenticated with every chunk.
/// </summary>
internal static class SealFormat
{
    /// <summary>Plain bytes of a chunk; the last one may be shorter.</summary>
    public const int Chunk = 64 * 1024;

    /// <summary>Bytes of a chunk's tag.</summary>
    public const int Tag = 16;

    /// <summary>Bytes of the head: magic, id of the key, salt, beginning of the nonces.</summary>
    public const int HeadLength = 8 + 8 + SaltLength + PrefixLength;

    private const int SaltLength = 16;
    private const int PrefixLength = 7;
    private const int NonceLength = 12;

    private static ReadOnlySpan<byte> Magic => "CHATOPS1"u8;

    /// <summary>A new head.</summary>
    public static byte[] NewHead(SealKey key) =>
        [.. Magic, .. key.Id, .. RandomNumberGenerator.GetBytes(SaltLength + PrefixLength)];

    /// <summary>True where a file begins like a sealed one.</summary>
    public static bool IsHead(ReadOnlySpan<byte> head) => head.Length == HeadLength && head.StartsWith(Magic);

    /// <summary>The cipher of a head.</summary>
    /// <exception cref="SealException">It was sealed with another key.</exception>
    public static AesGcm Open(byte[] head, SealKey key)
    {
        if (!IsHead(head))
            throw new SealException("it is not a sealed backup");

        return head.AsSpan(8, 8).SequenceEqual(key.Id)
            ? new AesGcm(key.For(head[16..(16 + SaltLength)]), Tag)
            : throw new SealException("it was sealed with another key than that of Backup:KeyFile");
    }

    /// <summary>The nonce of a chunk.</summary>
    public static byte[] Nonce(byte[] head, uint number, bool isLast)
    {
        var nonce = new byte[NonceLength];
        head.AsSpan(16 + SaltLength, PrefixLength).CopyTo(nonce);
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(PrefixLength), number);
        nonce[^1] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }
}

/// <summary>A sealed file that cannot be opened: another key, changed, or cut off.</summary>
public sealed class SealException(string why) : IOException($"The backup cannot be opened: {why}.");
