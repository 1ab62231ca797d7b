namespace MicroBima.ChatOps.Logs;

/// <summary>Takes colours, links and other control sequences of terminals (ECMA-48) out of bytes.</summary>
internal static class Ansi
{
    private const byte Escape = 0x1b;
    private const int LongestText = 2000;

    /// <summary>The bytes without sequences, written over themselves; one that never ends loses only its introducer.</summary>
    public static int Strip(Span<byte> line)
    {
        var kept = line.IndexOf(Escape);
        if (kept < 0)
            return line.Length;

        for (var at = kept; at < line.Length; )
        {
            if (line[at] == Escape)
                at += LengthAt(line[at..]);
            else
                line[kept++] = line[at++];
        }

        return kept;
    }

    private static int LengthAt(ReadOnlySpan<byte> rest) =>
        rest.Length < 2 ? 1
        : rest[1] == '[' ? Sequence(rest, 2)
        : rest[1] is (byte)']' or (byte)'P' or (byte)'X' or (byte)'^' or (byte)'_' ? Text(rest)
        : rest[1] is >= (byte)' ' and <= (byte)'/' ? Sequence(rest, 1)
        : rest[1] is >= (byte)'0' and <= (byte)'~' ? 2
        : 1;

    private static int Sequence(ReadOnlySpan<byte> rest, int from)
    {
        var end = from;
        while (end < rest.Length && rest[end] is >= (byte)' ' and <= (byte)'?')
            end++;

        return end < rest.Length && rest[end] is >= (byte)'@' and <= (byte)'~' ? end + 1 : from;
    }

    private static int Text(ReadOnlySpan<byte> rest)
    {
        var end = rest[2..Math.Min(rest.Length, LongestText)].IndexOfAny((byte)0x07, Escape) + 2;
        return end < 2 ? 2
            : rest[end] == 0x07 ? end + 1
            : end + 1 < rest.Length && rest[end + 1] == '\\' ? end + 2
            : 2;
    }
}
