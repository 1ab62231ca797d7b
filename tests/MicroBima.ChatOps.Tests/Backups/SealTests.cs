using System.Security.Cryptography;
using CsCheck;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Backups;

/// <summary>Encrypted dumps: what goes in comes out, and nothing else ever does.</summary>
public sealed class SealTests : IDisposable
{
    private static readonly int[] Edges = [0, 1, 65535, 65536, 65537, 131072, 200_000];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Any_bytes_written_in_any_pieces_come_back() =>
        Gen.Select(Gen.OneOf(Gen.OneOf(Edges), Gen.Int[0, 200_000]), Gen.Int[1, 90_000], Gen.Byte)
            .Sample(
                (length, piece, first) =>
                {
                    var plain = Enumerable.Range(first, length).Select(number => (byte)(number * 31)).ToArray();

                    var path = SealAsync(plain, piece).Result;

                    return OpenAsync(path, Key()).Result.AsSpan().SequenceEqual(plain);
                },
                iter: 60,
                threads: 1
            );

    [Fact]
    public async Task J01_a_sealed_file_that_is_cut_anywhere_does_not_open()
    {
        var path = await SealAsync(new byte[150_000], 8192);
        var whole = await File.ReadAllBytesAsync(path);
        int[] cuts = [0, 1, 20, 39, 40, 55, 56, 39 + 65552, 39 + 2 * 65552, whole.Length / 2, whole.Length - 1];

        foreach (var length in cuts)
        {
            await File.WriteAllBytesAsync(path, whole[..length]);
            await Assert.ThrowsAsync<SealException>(() => OpenAsync(path, Key()));
        }
    }

    [Fact]
    public async Task J12_by_hand_the_plain_dump_comes_out_and_not_a_byte_of_one_that_is_not_genuine()
    {
        var plain = RandomNumberGenerator.GetBytes(100_000);
        var (path, key) = (await SealAsync(plain, 8192), _folder.In("first.key"));
        await File.WriteAllBytesAsync(_folder.In("plain"), plain);
        var (opened, copied, spoilt) = (new MemoryStream(), new MemoryStream(), new MemoryStream());

        await BackupCommands.OpenAsync(path, key, opened, CancellationToken.None);
        await BackupCommands.OpenAsync(_folder.In("plain"), null, copied, CancellationToken.None);
        var keyless = await Assert.ThrowsAsync<SealException>(() =>
            BackupCommands.OpenAsync(path, null, spoilt, CancellationToken.None)
        );
        await File.AppendAllTextAsync(path, "x");
        await Assert.ThrowsAsync<SealException>(() =>
            BackupCommands.OpenAsync(path, key, spoilt, CancellationToken.None)
        );

        Assert.Equal(plain, opened.ToArray());
        Assert.Equal(plain, copied.ToArray());
        Assert.Equal(0, spoilt.Length);
        Assert.Contains("--key-file", keyless.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task J03_a_bit_that_flips_anywhere_is_found()
    {
        var path = await SealAsync(new byte[100_000], 8192);
        var whole = await File.ReadAllBytesAsync(path);

        for (var at = 0; at < whole.Length; at += 997)
        {
            var flipped = whole.ToArray();
            flipped[at] ^= 0x20;
            await File.WriteAllBytesAsync(path, flipped);
            await Assert.ThrowsAsync<SealException>(() => OpenAsync(path, Key()));
        }
    }

    [Fact]
    public async Task Chunks_that_change_places_or_come_from_another_file_are_found()
    {
        const int Chunk = 65536 + 16;
        var (one, other) = (
            await SealAsync(new byte[150_000], 8192),
            await SealAsync(new byte[150_000], 8192, "other")
        );
        var (bytes, foreign) = (await File.ReadAllBytesAsync(one), await File.ReadAllBytesAsync(other));
        byte[] swapped =
        [
            .. bytes[..39],
            .. bytes[(39 + Chunk)..(39 + 2 * Chunk)],
            .. bytes[39..(39 + Chunk)],
            .. bytes[(39 + 2 * Chunk)..],
        ];
        byte[] mixed = [.. bytes[..39], .. foreign[39..(39 + Chunk)], .. bytes[(39 + Chunk)..]];

        foreach (var wrong in new[] { swapped, mixed })
        {
            await File.WriteAllBytesAsync(one, wrong);
            await Assert.ThrowsAsync<SealException>(() => OpenAsync(one, Key()));
        }
    }

    [Fact]
    public async Task J12_another_key_is_named_as_that()
    {
        var path = await SealAsync(new byte[100], 100);

        var refused = await Assert.ThrowsAsync<SealException>(() => OpenAsync(path, Key("second")));

        Assert.Contains("another key", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>By another hand than the bot's: a backup must be readable for as long as it is kept, also by whoever comes after the bot.</summary>
    [Fact]
    public async Task A_sealed_file_opens_by_what_its_layout_says()
    {
        var plain = Enumerable.Range(0, 150_000).Select(number => (byte)(number * 31)).ToArray();
        var file = await File.ReadAllBytesAsync(await SealAsync(plain, 8192));
        var secret = SHA256.HashData("first"u8);
        var (head, salt, prefix) = (file[..39], file[16..32], file[32..39]);
        using var cipher = new AesGcm(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, salt, "chatops backup file"u8.ToArray()),
            16
        );

        var opened = new List<byte>();
        foreach (var (chunk, number) in file[39..].Chunk(65536 + 16).Select((chunk, number) => (chunk, (byte)number)))
        {
            var text = new byte[chunk.Length - 16];
            byte[] nonce = [.. prefix, 0, 0, 0, number, number == 2 ? (byte)1 : (byte)0];
            cipher.Decrypt(nonce, chunk.AsSpan(0, text.Length), chunk.AsSpan(text.Length), text, head);
            opened.AddRange(text);
        }

        Assert.Equal("CHATOPS1"u8.ToArray(), head[..8]);
        Assert.Equal(plain, opened);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("zz00000000000000000000000000000000000000000000000000000000000000")]
    public void J12_a_file_without_a_key_says_how_to_make_one(string text)
    {
        File.WriteAllText(_folder.In("key"), text);

        var refused = Assert.Throws<FormatException>(() => SealKey.Read(_folder.In("key")));

        Assert.Contains("head -c 32 /dev/urandom", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_may_be_written_as_bytes_as_digits_or_as_Base64()
    {
        var bytes = SHA256.HashData("a key"u8);
        File.WriteAllBytes(_folder.In("raw"), bytes);
        File.WriteAllText(_folder.In("hex"), Convert.ToHexStringLower(bytes) + "\n");
        File.WriteAllText(_folder.In("base64"), Convert.ToBase64String(bytes) + "\n");

        string IdOf(string name) => Convert.ToHexString(SealKey.Read(_folder.In(name)).Id);

        Assert.Equal(IdOf("raw"), IdOf("hex"));
        Assert.Equal(IdOf("raw"), IdOf("base64"));
    }

    private SealKey Key(string name = "first")
    {
        var path = _folder.In(name + ".key");
        File.WriteAllBytes(path, SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));
        return SealKey.Read(path);
    }

    private async Task<string> SealAsync(byte[] plain, int piece, string name = "sealed")
    {
        var path = _folder.In(name);
        await using var file = File.Create(path);
        await using var sealing = new SealingStream(file, Key());
        for (var at = 0; at < plain.Length; at += piece)
            await sealing.WriteAsync(plain.AsMemory(at, Math.Min(piece, plain.Length - at)));

        await sealing.FinishAsync(CancellationToken.None);
        return path;
    }

    private static async Task<byte[]> OpenAsync(string path, SealKey key)
    {
        using var plain = new MemoryStream();
        await Unsealing.CopyAsync(path, key, plain, CancellationToken.None);
        return plain.ToArray();
    }
}
