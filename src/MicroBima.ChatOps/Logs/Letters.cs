namespace MicroBima.ChatOps.Logs;

/// <summary>What each byte of a message is: part of a token, and of which sort, or what stands between tokens.</summary>
internal static class Letters
{
    /// <summary>A letter, or part of one beyond ASCII.</summary>
    public const byte Letter = 1;

    /// <summary>A digit.</summary>
    public const byte Digit = 2;

    /// <summary>A letter that hexadecimal numbers do not have.</summary>
    public const byte NotHex = 4;

    /// <summary>A full stop.</summary>
    public const byte Dot = 8;

    /// <summary>A slash or backslash.</summary>
    public const byte Slash = 16;

    /// <summary>Another sign that stands inside of tokens.</summary>
    public const byte Sign = 32;

    private static readonly byte[] Table = Make();

    /// <summary>The sort of every byte; 0 where a token ends.</summary>
    public static ReadOnlySpan<byte> Sorts => Table;

    /// <summary>True for 0-9.</summary>
    public static bool IsDigit(byte letter) => (uint)(letter - '0') <= 9;

    /// <summary>True for 0-9, a-f, A-F.</summary>
    public static bool IsHex(byte letter) => char.IsAsciiHexDigit((char)letter);

    /// <summary>True where a token goes on.</summary>
    public static bool IsToken(byte letter) => Table[letter] != 0;

    private static byte[] Make()
    {
        var table = new byte[256];
        for (var letter = 0; letter < 256; letter++)
        {
            var sort =
                letter >= 0x80 ? Letter | NotHex
                : char.IsAsciiDigit((char)letter) ? Digit
                : char.IsAsciiHexDigit((char)letter) ? Letter
                : char.IsAsciiLetter((char)letter) ? Letter | NotHex
                : (byte)letter switch
                {
                    (byte)'.' => Dot,
                    (byte)'/' or (byte)'\\' => Slash,
                    (byte)'_'
                    or (byte)'-'
                    or (byte)'@'
                    or (byte)'#'
                    or (byte)'$'
                    or (byte)'%'
                    or (byte)'+'
                    or (byte)'~'
                    or (byte)'*'
                    or (byte)'&'
                    or (byte)'^' => Sign,
                    _ => 0,
                };
            table[letter] = (byte)sort;
        }

        return table;
    }
}
