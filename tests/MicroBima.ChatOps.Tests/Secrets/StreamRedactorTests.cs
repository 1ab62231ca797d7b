using CsCheck;
using MicroBima.ChatOps.Secrets;

namespace MicroBima.ChatOps.Tests.Secrets;

/// <summary>G05: a secret over two reads or two lines is found all the same.</summary>
public sealed class StreamRedactorTests
{
    private const string Secret = "correct-horse-battery-staple";

    [Fact]
    public async Task G05_Chunks_of_every_size_find_the_secret()
    {
        var text = $"first line\nsecond with {Secret} in it\nDATABASE_URL=postgres://app:pa55word@db/app\nlast";
        var expected = await CopyAsync(text, text.Length);

        for (var size = 1; size <= 64; size++)
            Assert.Equal(expected, await CopyAsync(text, size));

        Assert.DoesNotContain(Secret, expected, StringComparison.Ordinal);
        Assert.DoesNotContain("pa55word", expected, StringComparison.Ordinal);
        Assert.StartsWith("first line\nsecond with [redacted] in it\n", expected, StringComparison.Ordinal);
        Assert.EndsWith("\nlast", expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task G05_A_secret_that_a_line_end_breaks_is_found()
    {
        var text = $"one\ntwo {Secret[..9]}\n{Secret[9..]} three\nfour\n";

        Assert.Equal("one\ntwo [redacted] three\nfour\n", await CopyAsync(text, 7));
    }

    [Fact]
    public async Task G05_what_a_secret_is_known_by_may_stand_on_the_line_before()
    {
        const string Manifest = "- name: DB_PASSWORD\n  value: pa55word\n- name: PORT\n  value: 3000\n";

        for (var size = 1; size <= 64; size++)
            Assert.Equal(
                Manifest.Replace("pa55word", "[redacted]", StringComparison.Ordinal),
                await CopyAsync(Manifest, size)
            );
    }

    [Fact]
    public async Task A_private_key_is_held_back_to_its_end()
    {
        var body = string.Concat(
            Enumerable
                .Range(0, 40)
                .Select(line => $"{line:00}QKxtNTTVxj401jNBQjHTL1Im8QClv2zSPFu6iFZjEKPwykxoqLHMYK8a58\n")
        );

        var masked = await CopyAsync(
            $"before\n-----BEGIN RSA PRIVATE KEY-----\n{body}-----END RSA PRIVATE KEY-----\nafter\n",
            50
        );

        Assert.DoesNotContain("QKxt", masked, StringComparison.Ordinal);
        Assert.EndsWith("-----END RSA PRIVATE KEY-----\nafter\n", masked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_never_ends_leaves_in_parts_and_its_secrets_do_not()
    {
        var filler = string.Concat(Enumerable.Repeat("abcdefghi ", 8_000));

        var masked = await CopyAsync($"{filler}{Secret}{filler}{Secret}{filler}", 1000);

        Assert.Equal($"{filler}[redacted]{filler}[redacted]{filler}", masked);
    }

    [Fact]
    public async Task Streams_and_whole_texts_are_masked_alike()
    {
        var line = Gen.OneOf(
            Secret,
            "hello",
            "",
            "token=abcdef123456",
            "mail a@example.com",
            "  x",
            Secret[..10],
            Secret[10..]
        );

        await Gen.Select(line.Array[0, 10], Gen.Int[1, 40])
            .SampleAsync(
                async (lines, size) =>
                {
                    var text = string.Join('\n', lines);

                    Assert.Equal(Redactor().Mask(text), await CopyAsync(text, size));
                },
                iter: 300
            );
    }

    private static Redactor Redactor()
    {
        var redactor = new Redactor();
        redactor.Register(Secret);
        return redactor;
    }

    private static async Task<string> CopyAsync(string text, int size)
    {
        var output = new StringWriter();
        await new StreamRedactor(Redactor(), new SlowReader(text, size), output).CopyAsync(CancellationToken.None);
        return output.ToString();
    }

    /// <summary>Gives a few characters at a time.</summary>
    private sealed class SlowReader(string text, int size) : StringReader(text)
    {
        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
