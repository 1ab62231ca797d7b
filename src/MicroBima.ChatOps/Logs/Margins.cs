using System.Buffers;
using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>What a line without a head looks like: a blank, a frame of a stack, the end of a block, the name of an error.</summary>
internal static class Margins
{
    private static readonly SearchValues<byte> Base64 = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\\"u8
    );

    /// <summary>Nothing but blanks.</summary>
    public static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;

    /// <summary>Begins away from the margin; by one blank some writers begin every line.</summary>
    public static bool IsIndented(ReadOnlySpan<byte> line) => line.StartsWith("\t"u8) || line.StartsWith("  "u8);

    /// <summary>A frame of a stack.</summary>
    public static bool IsFrame(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t"u8);
        return IsNativeFrame(text)
            || (
                text.Length < line.Length
                && (text.StartsWith("at "u8) || text.StartsWith("File \""u8) || text.StartsWith("... "u8))
            );
    }

    /// <summary>A frame that says where in the source a call was made.</summary>
    public static bool IsCall(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t"u8);
        text = text.EndsWith(" {"u8) ? text[..^2] : text;
        return text.StartsWith("at "u8) && text.ContainsAny("(/<"u8) && (text[^1] == ')' || Letters.IsDigit(text[^1]));
    }

    /// <summary>A call as V8 numbers them at the margin: <c>2: pay (/app/pay.js:3:9)</c>.</summary>
    public static bool IsNumberedCall(ReadOnlySpan<byte> line)
    {
        var digits = line.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits is 1 or 2
            && line[digits..].StartsWith(": "u8)
            && line[(digits + 2)..].Contains((byte)':')
            && (line[^1] == ')' || Letters.IsDigit(line[^1]));
    }

    /// <summary>What is no error though a stack stands below it: a warning.</summary>
    public static bool IsNotice(ReadOnlySpan<byte> message) =>
        message.StartsWith("(node:"u8) || message.StartsWith("Warning"u8) || message.StartsWith("⚠"u8);

    // "1: 0xe13044 node::OOMErrorHandler(…)".
    private static bool IsNativeFrame(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits is 1 or 2 && text[digits..].StartsWith(": 0x"u8);
    }

    /// <summary>A line of Next.js, which begins away from the margin and belongs to nothing: <c>▲ Next.js</c>, <c>✓ Ready</c>.</summary>
    public static bool IsMarked(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t"u8);
        return text.StartsWith("▲ "u8)
            || text.StartsWith("✓ "u8)
            || text.StartsWith("○ "u8)
            || text.StartsWith("⨯ "u8)
            || text.StartsWith("⚠ "u8)
            || IsProgress(line)
            || IsTimed(text);
    }

    // What its build does next: "   Collecting page data ...".
    private static bool IsProgress(ReadOnlySpan<byte> line) =>
        line.StartsWith("   "u8)
        && line.Length > 8
        && char.IsAsciiLetterUpper((char)line[3])
        && line.EndsWith(" ..."u8);

    // A line of debug for a terminal, which begins away from the margin too: "app:http GET /claims 200 +3ms".
    private static bool IsTimed(ReadOnlySpan<byte> text)
    {
        var blank = text.IndexOf((byte)' ');
        var plus = text.LastIndexOf(" +"u8);
        return blank > 0
            && plus > 0
            && text[..blank].Contains((byte)':')
            && text[(plus + 2)..].TrimEnd("mshd"u8) is { Length: > 0 } time
            && time.Length < text.Length - plus - 2
            && time.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>Where V8 begins to say why its heap was too small.</summary>
    public static bool IsCollection(ReadOnlySpan<byte> line) => line.StartsWith("<--- Last few GCs"u8);

    /// <summary>What V8 says at the margin before it ends: collections, titles, the error.</summary>
    public static bool IsOfCollection(ReadOnlySpan<byte> line) =>
        line.StartsWith("FATAL ERROR: "u8) || IsTitle(line) || IsRound(line);

    // "[17:0x6a3c2d0]   41203 ms: Mark-Compact …".
    private static bool IsRound(ReadOnlySpan<byte> line) => line.StartsWith("["u8) && line.IndexOf(":0x"u8) > 0;

    private static bool IsTitle(ReadOnlySpan<byte> line) =>
        line.StartsWith("<--- "u8) || line.StartsWith("----- "u8) || line.StartsWith("===="u8);

    /// <summary>The error at the end of an account, though it begins with a level: PostgreSQL's, V8's.</summary>
    public static bool IsVerdict(ReadOnlySpan<byte> line) =>
        line.StartsWith("ERROR: "u8)
        || line.StartsWith("FATAL: "u8)
        || line.StartsWith("FATAL ERROR: "u8)
        || line.StartsWith("PANIC: "u8);

    /// <summary>A line that never begins an event.</summary>
    public static bool IsTail(ReadOnlySpan<byte> line) =>
        line[0] switch
        {
            (byte)'}' => line.Length <= 4 || line.StartsWith("} "u8),
            (byte)']' or (byte)')' => line.Length <= 4,
            (byte)'-' => line.StartsWith("----- Native stack"u8) || line.StartsWith("----- JavaScript stack"u8),
            (byte)'C' => line.StartsWith("Caused by:"u8),
            (byte)'N' => line.StartsWith("Node.js v"u8),
            (byte)'E' => line.StartsWith("Emitted '"u8),
            (byte)'T' => line.StartsWith("Thrown at:"u8),
            (byte)'^' => true,
            _ => false,
        };

    /// <summary>The name of an error at the margin: <c>TypeError: …</c>, <c>Error [ERR_X]: …</c>, <c>java.io.IOException: …</c>.</summary>
    public static bool NamesError(ReadOnlySpan<byte> line)
    {
        var end = 0;
        while (end < line.Length && Letters.IsToken(line[end]) && end < 120)
            end++;

        var word = line[..end];
        return (word.EndsWith("Error"u8) || word.EndsWith("Exception"u8))
            && (end == line.Length || line[end] == ':' || line[end..].StartsWith(" ["u8));
    }

    /// <summary>An error somewhere in a line.</summary>
    public static bool SpeaksOfError(ReadOnlySpan<byte> line) => line.IndexOf("rror"u8) >= 0;

    /// <summary>Where Node shows the source: <c>/app/dist/main.js:41</c>.</summary>
    public static bool IsSourcePlace(ReadOnlySpan<byte> line)
    {
        if (
            !line.StartsWith("/"u8)
            && !line.StartsWith("./"u8)
            && !line.StartsWith("node:"u8)
            && !line.StartsWith("file://"u8)
        )
            return false;

        var colon = line.LastIndexOf((byte)':');
        return colon > 0
            && colon + 1 < line.Length
            && !line.Contains((byte)' ')
            && line[(colon + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>The beginning of Prisma's account of what was asked of it.</summary>
    public static bool IsInvocation(ReadOnlySpan<byte> line) => line.StartsWith("Invalid `"u8);

    /// <summary>Where in the source Prisma was asked; its answer comes after that.</summary>
    public static bool IsExcerpt(ReadOnlySpan<byte> line) =>
        line.StartsWith("/"u8) || line.StartsWith("→"u8) || line.StartsWith("+ "u8) || line.StartsWith("? "u8);

    /// <summary>What Prisma adds to an answer.</summary>
    public static bool IsAdvice(ReadOnlySpan<byte> line) =>
        line.StartsWith("Please "u8)
        || line.StartsWith("More info"u8)
        || line.StartsWith("Context:"u8)
        || line.StartsWith("Argument `"u8)
        || line.StartsWith("Migration name: "u8)
        || line.StartsWith("Database error"u8)
        || line.StartsWith("Original error:"u8)
        || line.StartsWith("DETAIL: "u8)
        || line.StartsWith("HINT: "u8)
        || line.StartsWith("Position:"u8)
        || line.StartsWith("DbError {"u8)
        || line.StartsWith("This happened because "u8)
        || line.StartsWith("The module at index ["u8)
        || line.StartsWith("This is a non-recoverable error"u8)
        || line.StartsWith("note: run with `RUST_"u8)
        || line.StartsWith("The `"u8);

    /// <summary>Where Nest begins to list what may help, Prisma what is wrong with its settings.</summary>
    public static bool IsListTitle(ReadOnlySpan<byte> line) =>
        line.SequenceEqual("Potential solutions:"u8)
        || line.SequenceEqual("Potential causes:"u8)
        || line.StartsWith("Error code: P"u8);

    /// <summary>A line of such a list, or of the source that it shows: <c>- Is it …?</c>, <c> 7 |   url = …</c>.</summary>
    public static bool IsOfList(ReadOnlySpan<byte> line) =>
        line.StartsWith("- "u8)
        || line.StartsWith("Validation Error Count: "u8)
        || line.StartsWith("[Context: "u8)
        || line.StartsWith("Prisma CLI Version"u8)
        || line.TrimStart((byte)' ').TrimStart("0123456789"u8).StartsWith(" |"u8);

    /// <summary>What Node adds to the first warning of a process, whichever that is.</summary>
    public static bool IsHint(ReadOnlySpan<byte> line) => line.StartsWith("(Use `node "u8);

    /// <summary>A line at the margin that says something.</summary>
    public static bool IsPartOfHeadline(ReadOnlySpan<byte> line) =>
        line.Length > 1
        && !IsIndented(line)
        && !IsTail(line)
        && !IsFrame(line)
        && line[0] is not ((byte)'/' or (byte)'{')
        && !IsTitle(line)
        && !IsRound(line)
        && !IsHint(line)
        && !IsObjectTitle(line)
        && !line.StartsWith("Potential "u8)
        && !line.StartsWith("- "u8)
        && !line.StartsWith("→"u8);

    /// <summary>Where Nest begins an object: <c>Object:</c>, <c>Object(2) {</c>.</summary>
    public static bool IsObjectTitle(ReadOnlySpan<byte> line) =>
        line.EndsWith("Object:"u8) || (line is [.., (byte)'{'] && line.IndexOf("Object("u8) >= 0);

    /// <summary>A field that says what a printed object is about.</summary>
    public static bool IsSayingField(ReadOnlySpan<byte> line) =>
        line.StartsWith("  \"message\": "u8)
        || line.StartsWith("  \"msg\": "u8)
        || line.StartsWith("  \"error\": "u8)
        || line.StartsWith("  \"reason\": "u8)
        || line.StartsWith("  message: "u8)
        || line.StartsWith("  reason: "u8)
        || line.StartsWith("  msg: "u8)
        || line.StartsWith("  name: "u8)
        || line.StartsWith("  error: "u8);

    /// <summary>A field that says that an answer had a status of 5xx.</summary>
    public static bool IsFailedAnswer(ReadOnlySpan<byte> line)
    {
        var text = line.Trim(" \t,"u8);
        return text.Length is >= 11 and <= 17
            && text[^3] == '5'
            && Letters.IsDigit(text[^2])
            && Letters.IsDigit(text[^1])
            && text[..^3].Trim("\": "u8) is var name
            && (name.SequenceEqual("status"u8) || name.SequenceEqual("statusCode"u8));
    }

    /// <summary>The stack of an error as a field of an object that is printed over lines.</summary>
    public static bool IsStackOfError(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t"u8);
        return (text.StartsWith("\"stack\": \""u8) || text.StartsWith("stack: '"u8)) && text.IndexOf("Error: "u8) >= 0;
    }

    /// <summary>A line of a key or a certificate as PEM writes it: base64, or its end.</summary>
    public static bool IsOfArmour(ReadOnlySpan<byte> line) =>
        line.StartsWith("-----END "u8) || (line.Length <= 76 && !line.ContainsAnyExcept(Base64));

    /// <summary>The code of an error among its fields.</summary>
    public static bool IsErrorCode(ReadOnlySpan<byte> line) => line.TrimStart(" \t"u8).StartsWith("code: '"u8);

    /// <summary>Whether more must follow.</summary>
    public static bool IsUnfinished(ReadOnlySpan<byte> message)
    {
        var text = message.TrimEnd(" \t"u8);
        return IsPrismaCode(text)
            || (
                text.Length > 0
                && text[^1] is (byte)':' or (byte)'{' or (byte)'[' or (byte)'('
                && !text.EndsWith("[("u8)
            );
    }

    /// <summary><c>Error: P3018</c>: what it means stands below.</summary>
    public static bool IsPrismaCode(ReadOnlySpan<byte> text) =>
        text.Length == 12
        && text.StartsWith("Error: P"u8)
        && text[8..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
}
