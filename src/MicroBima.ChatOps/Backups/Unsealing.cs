using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace MicroBima.ChatOps.Backups;

/// <summary>Opens sealed files chunk by chunk; nothing of a chunk is handed on before it is known to be genuine.</summary>
internal static class Unsealing
{
    /// <summary>True where the file begins like a sealed one.</summary>
    public static async Task<bool> IsSealedAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var head = new byte[SealFormat.HeadLength];
        return await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)
                == head.Length
            && SealFormat.IsHead(head);
    }

    /// <summary>Writes the plain bytes of a sealed file to a stream.</summary>
    /// <exception cref="SealException">Another key, or not as it was sealed.</exception>
    public static async Task CopyAsync(string path, SealKey key, Stream to, CancellationToken cancellationToken)
    {
        await foreach (var chunk in ChunksAsync(path, key, cancellationToken))
            await to.WriteAsync(chunk, cancellationToken);
    }

    /// <summary>The first plain bytes of a sealed file.</summary>
    /// <exception cref="SealException">Another key, or not as it was sealed.</exception>
    public static async Task<byte[]> HeadAsync(string path, SealKey key, int count, CancellationToken cancellationToken)
    {
        await foreach (var chunk in ChunksAsync(path, key, cancellationToken))
            return chunk[..Math.Min(count, chunk.Length)].ToArray();

        return [];
    }

    /// <summary>The plain chunks one after another, each valid until the next.</summary>
    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ChunksAsync(
        string path,
        SealKey key,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var file = File.OpenRead(path);
        var head = new byte[SealFormat.HeadLength];
        if (await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken) < head.Length)
            throw new SealException("it is cut off");

        using var cipher = SealFormat.Open(head, key);
        var chunk = new byte[SealFormat.Chunk + SealFormat.Tag];
        var plain = new byte[SealFormat.Chunk];
        for (uint number = 0; ; number = checked(number + 1))
        {
            var read = await file.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellationToken);
            var isLast = file.Position == file.Length;
            var length = read - SealFormat.Tag;
            if (length < 0)
                throw new SealException("it is cut off");

            try
            {
                cipher.Decrypt(
                    SealFormat.Nonce(head, number, isLast),
                    chunk.AsSpan(0, length),
                    chunk.AsSpan(length, SealFormat.Tag),
                    plain.AsSpan(0, length),
                    head
                );
            }
            catch (AuthenticationTagMismatchException)
            {
                throw new SealException("it is not as it was written, or it is cut off");
            }

            yield return plain.AsMemory(0, length);
            if (isLast)
                yield break;
        }
    }
}
