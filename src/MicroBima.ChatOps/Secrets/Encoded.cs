using System.Buffers;
using System.Text;

namespace MicroBima.ChatOps.Secrets;

/// <summary>Finds what is masked also where it was written as base64: the telephone number in a body, the password in a header of somebody's own.</summary>
internal static class Encoded
{
    // Twelve letters: a telephone number, the shortest address of mail that is worth it.
    private const int Shortest = 16;

    // A long run of base64 has many strokes of its own; a path has few.
    private const int MostStrokes = 12;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_"
    );

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The runs of base64 in which one of the rules finds something.</summary>
    public static IEnumerable<Hit> Find(string text)
    {
        for (var at = 0; at < text.Length; )
        {
            var begin = text.AsSpan(at).IndexOfAny(Alphabet);
            if (begin < 0)
                yield break;

            at += begin;
            var length = text.AsSpan(at).IndexOfAnyExcept(Alphabet);
            var end = length < 0 ? text.Length : at + length;

            // What follows a path belongs to no run of its own; a run may begin behind any stroke.
            var start = at;
            for (var strokes = 0; end - start >= Shortest && strokes <= MostStrokes; strokes++)
            {
                if (TextOf(text.AsSpan(start, end - start)) is { } plain && SecretRules.Find(plain).Any())
                {
                    yield return new Hit(start, end + Filled(text.AsSpan(end)));
                    break;
                }

                var stroke = text.AsSpan(start, end - start).IndexOf('/');
                if (stroke < 0)
                    break;

                start += stroke + 1;
            }

            at = end;
        }
    }

    private static int Filled(ReadOnlySpan<char> rest) => rest.Length - rest.TrimStart('=').Length;

    /// <summary>The text that a run stands for; null where it is none that people could read.</summary>
    private static string? TextOf(ReadOnlySpan<char> run)
    {
        // Most runs are words: their first letters tell, and the rest of them is not looked at.
        if (ReadableOf(run[..Shortest]) is null || ReadableOf(run) is not { } bytes)
            return null;

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // Bytes of something else than text.
            return null;
        }
    }

    private static byte[]? ReadableOf(ReadOnlySpan<char> run) =>
        BytesOf(run) is { } bytes
        && bytes.All(one => one is >= 0x20 and not 0x7f or (byte)'\t' or (byte)'\r' or (byte)'\n')
            ? bytes
            : null;

    private static byte[]? BytesOf(ReadOnlySpan<char> run)
    {
        var letters = new char[(run.Length + 3) / 4 * 4];
        letters.AsSpan().Fill('=');
        run.CopyTo(letters);
        letters.AsSpan().Replace('-', '+');
        letters.AsSpan().Replace('_', '/');
        var bytes = new byte[letters.Length / 4 * 3];
        return Convert.TryFromBase64Chars(letters, bytes, out var written) ? bytes[..written] : null;
    }
}
