using System.Security.Cryptography;

namespace MicroBima.ChatOps.Backups;

/// <summary>The key that dumps are encrypted with: 32 random bytes in a file, as they are or as hexadecimal digits or Base64.</summary>
public sealed class SealKey
{
    /// <summary>Bytes of a key.</summary>
    public const int Length = 32;

    private readonly byte[] _key;

    private SealKey(byte[] key) => _key = key;

    /// <summary>Tells keys apart without telling the key.</summary>
    public byte[] Id => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, 8, info: "chatops backup key id"u8.ToArray());

    /// <summary>Reads the file.</summary>
    /// <exception cref="FormatException">It holds no key.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SealKey Read(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes.Length == Length)
            return new SealKey(bytes);

        var text = System.Text.Encoding.ASCII.GetString(bytes).Trim();
        if (text.Length == 2 * Length && text.All(char.IsAsciiHexDigit))
            return new SealKey(Convert.FromHexString(text));

        Span<byte> key = stackalloc byte[Length + 3];
        return Convert.TryFromBase64String(text, key, out var count) && count == Length
            ? new SealKey(key[..Length].ToArray())
            : throw new FormatException(
                $"{file} holds no key of {Length} bytes. Make one: head -c {Length} /dev/urandom > {file}"
            );
    }

    /// <summary>The key of one file, by its salt.</summary>
    internal byte[] For(byte[] salt) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Length, salt, "chatops backup file"u8.ToArray());
}
