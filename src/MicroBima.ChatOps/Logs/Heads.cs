using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>Which writer a line is by.</summary>
internal enum HeadKind
{
    /// <summary>Nothing stands before the message.</summary>
    None,

    /// <summary>Nest's console logger.</summary>
    Nest,

    /// <summary>A JSON object.</summary>
    Json,

    /// <summary>The first line of a message of PostgreSQL.</summary>
    Postgres,

    /// <summary>DETAIL, HINT, STATEMENT and the like: it belongs to the message before of the same process.</summary>
    PostgresMore,

    /// <summary>A time, a level, a name: what most writers put before a message.</summary>
    Plain,
}

/// <summary>What stands before the message of a line.</summary>
/// <param name="Start">Where the message begins.</param>
/// <param name="Level">How bad it says it is; null where it does not say.</param>
internal readonly record struct Head(HeadKind Kind, int Start, LogLevel? Level, long At, int Process)
{
    /// <summary>Nothing stands before the message.</summary>
    public static Head Nothing => new(HeadKind.None, 0, null, Moments.None, 0);
}

/// <summary>What Fly puts before a line: <c>{time} {provider}[{machine}] {region} [{level}]</c>.</summary>
/// <param name="Source">Provider and machine in one number.</param>
/// <param name="Level">The level of Fly's own lines; an app's lines have none here.</param>
internal readonly record struct FlyHead(int Start, ulong Source, bool IsApp, LogLevel? Level, long At)
{
    /// <summary>Provider and machine in one number; the same line was found to have a head before.</summary>
    public static ulong SourceIn(ReadOnlySpan<byte> line)
    {
        var from = line.IndexOf((byte)' ') + 1;
        return IsOnlyTimed(line[from..]) ? 0 : SourceOf(line.Slice(from, line[from..].IndexOf((byte)']')));
    }

    private static ulong SourceOf(ReadOnlySpan<byte> source) => Hashing.Of(source, 0);

    // What keeps the output of an app may write the time in front of each line, whatever stands in it: an object, Nest's head, a part of a stack.
    private static bool IsOnlyTimed(ReadOnlySpan<byte> rest) =>
        rest is [] or [(byte)'}', ..] or [(byte)'{', (byte)'"', ..] or [(byte)' ', (byte)' ', (byte)' ', ..]
        || rest.StartsWith("[Nest] "u8);

    // Some writers put a blank before the message; in front of an object or a bracket it is not part of it.
    private static int Gap(ReadOnlySpan<byte> message) => message is [(byte)' ', (byte)'{' or (byte)'[', ..] ? 1 : 0;

    /// <summary>The head of a line; <see cref="Start"/> is 0 where it has none.</summary>
    public static FlyHead Of(ReadOnlySpan<byte> line)
    {
        if (line.Length < 22 || !Letters.IsDigit(line[0]) || line[10] != 'T')
            return default;

        var at = Moments.Iso(line, out var length);
        if (at == Moments.None || length >= line.Length || line[length] != ' ')
            return default;

        var from = length + 1;
        var rest = line[from..];
        if (IsOnlyTimed(rest))
            return new FlyHead(from, 0, true, null, at);

        var bracket = rest[..Math.Min(rest.Length, 40)].IndexOf((byte)'[');
        if (bracket <= 0 || rest[..bracket].Contains((byte)' '))
            return default;

        var close = rest[..Math.Min(rest.Length, 120)].IndexOf((byte)']');
        if (close < bracket || close + 2 >= rest.Length || rest[close + 1] != ' ')
            return default;

        var region = rest[(close + 2)..];
        var blank = region[..Math.Min(region.Length, 16)].IndexOf((byte)' ');
        if (blank < 0 || blank + 2 >= region.Length || region[blank + 1] != '[')
            return default;

        var word = region[(blank + 2)..];
        var end = word[..Math.Min(word.Length, 12)].IndexOf((byte)']');
        if (end < 0)
            return default;

        var isApp = rest.StartsWith("app["u8);
        return new FlyHead(
            line.Length - word.Length + end + 1 + Gap(word[(end + 1)..]),
            SourceOf(rest[..close]),
            isApp,
            isApp ? null : LevelWords.Of(word[..end]),
            at
        );
    }
}

/// <summary>
/// What Nest puts before a message: <c>[Nest] {process}  - {time}   {LEVEL} [{context}]</c>; the context stays with the message. Apps may put a
/// name of their own in Nest's place.
/// </summary>
internal static class NestHead
{
    /// <summary>The head of a line; its time is read only where it is needed.</summary>
    public static Head Of(ReadOnlySpan<byte> line, bool needsTime)
    {
        var isNest = line.StartsWith("[Nest] "u8);
        var dash = isNest ? line[..Math.Min(line.Length, 40)].IndexOf("- "u8) : NamedDash(line);
        if (dash < 0)
            return Head.Nothing;

        var rest = line[(dash + 2)..];
        var (at, length) = (Moments.None, 0);
        if (needsTime || !isNest)
        {
            at = Moments.American(rest, out length);
            if (at == Moments.None)
                at = Moments.Iso(rest, out length);
        }

        if (!isNest && at == Moments.None)
            return Head.Nothing;

        // In other locales the time is not read, but passed over: up to the level or the context.
        var level = (LogLevel?)null;
        var start = length;
        for (var words = 0; words < 6 && start < rest.Length; words++)
        {
            while (start < rest.Length && rest[start] <= ' ')
                start++;

            var end = start;
            while (end < rest.Length && rest[end] > ' ')
                end++;

            if (start < rest.Length && rest[start] == '[')
                break;

            level = LevelWords.Of(rest[start..end]);
            if (level is not null)
            {
                start = end;
                break;
            }

            if (length > 0)
                break;

            start = end;
        }

        while (start < rest.Length && rest[start] <= ' ')
            start++;

        return new Head(HeadKind.Nest, dash + 2 + start, level, at, 0);
    }

    // "[Payments API] 17  - ": the dash behind a name and a process; -1 where there is none.
    private static int NamedDash(ReadOnlySpan<byte> line)
    {
        var close = line[..Math.Min(line.Length, 40)].IndexOf("] "u8);
        if (close < 2)
            return -1;

        var process = close + 2;
        var digits = line[process..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits <= 0)
            return -1;

        var dash = process + digits;
        while (dash < line.Length && line[dash] == ' ')
            dash++;

        return dash > process + digits && line[dash..].StartsWith("- "u8) ? dash : -1;
    }
}

/// <summary>What Fly's init says of a child that a signal ended: a stop that was asked for is ordinary, whatever else kills is not.</summary>
internal static class InitHead
{
    /// <summary>The level of such a line; null for any other.</summary>
    public static LogLevel? LevelOf(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart((byte)' ');
        text = text.StartsWith("INFO "u8) || text.StartsWith("WARN "u8) ? text["INFO ".Length..] : text;
        if (text.StartsWith("Reaped child process"u8))
            return IsCrash(text) ? LogLevel.Error : null;

        if (!text.StartsWith("Main child exited with signal"u8))
            return null;

        return text.IndexOf("'SIGTERM'"u8) > 0 || text.IndexOf("'SIGINT'"u8) > 0 ? LogLevel.Info
            : IsCrash(text) ? LogLevel.Fatal
            : LogLevel.Error;
    }

    // What a process does to itself; what does not stop in time is killed from outside.
    private static bool IsCrash(ReadOnlySpan<byte> text) =>
        text.IndexOf("SIGSEGV"u8) > 0
        || text.IndexOf("SIGABRT"u8) > 0
        || text.IndexOf("SIGBUS"u8) > 0
        || text.IndexOf("SIGILL"u8) > 0
        || text.IndexOf("SIGFPE"u8) > 0;
}

/// <summary>What PostgreSQL puts before a message: any log_line_prefix, then a severity, a colon and two blanks.</summary>
internal static class PostgresHead
{
    private const int LongestPrefix = 300;

    /// <summary>The head of a line.</summary>
    public static Head Of(ReadOnlySpan<byte> line)
    {
        var from = 0;
        var window = line[..Math.Min(line.Length, LongestPrefix)];
        while (window[from..].IndexOf(":  "u8) is var found and >= 0)
        {
            var colon = from + found;
            var start = colon;
            while (start > 0 && line[start - 1] is (>= (byte)'A' and <= (byte)'Z') or (>= (byte)'1' and <= (byte)'5'))
                start--;

            var word = line[start..colon];
            if (
                word.Length >= 3
                && (start == 0 || line[start - 1] is (byte)' ' or (byte)':' or (byte)']' or (byte)'>' or (byte)'|')
            )
            {
                var kind = KindOf(word, out var level);
                if (kind is not HeadKind.None)
                    return new Head(kind, colon + 3, level, TimeOf(line), ProcessOf(line[..start]));
            }

            from = colon + 1;
        }

        return Head.Nothing;
    }

    private static HeadKind KindOf(ReadOnlySpan<byte> word, out LogLevel? level)
    {
        level = word[0] switch
        {
            (byte)'L' when word.SequenceEqual("LOG"u8) => LogLevel.Info,
            (byte)'E' when word.SequenceEqual("ERROR"u8) => LogLevel.Error,
            (byte)'F' when word.SequenceEqual("FATAL"u8) => LogLevel.Fatal,
            (byte)'P' when word.SequenceEqual("PANIC"u8) => LogLevel.Fatal,
            (byte)'W' when word.SequenceEqual("WARNING"u8) => LogLevel.Warn,
            (byte)'N' when word.SequenceEqual("NOTICE"u8) => LogLevel.Info,
            (byte)'I' when word.SequenceEqual("INFO"u8) => LogLevel.Info,
            (byte)'D' when word.StartsWith("DEBUG"u8) => LogLevel.Debug,
            _ => null,
        };
        if (level is not null)
            return HeadKind.Postgres;

        return
            word.SequenceEqual("DETAIL"u8)
            || word.SequenceEqual("HINT"u8)
            || word.SequenceEqual("STATEMENT"u8)
            || word.SequenceEqual("CONTEXT"u8)
            || word.SequenceEqual("QUERY"u8)
            || word.SequenceEqual("LOCATION"u8)
            || word.SequenceEqual("BACKTRACE"u8)
            ? HeadKind.PostgresMore
            : HeadKind.None;
    }

    private static long TimeOf(ReadOnlySpan<byte> line)
    {
        var start = line.IndexOfAnyInRange((byte)'0', (byte)'9');
        return start is >= 0 and < 16 ? Moments.Iso(line[start..], out _) : Moments.None;
    }

    /// <summary>The process that wrote a line, by what stands before its message: <c>[1234]</c>, <c>[1234-1]</c>.</summary>
    public static int ProcessOf(ReadOnlySpan<byte> prefix)
    {
        for (var at = 0; (at = NextBracket(prefix, at)) > 0; )
        {
            var number = 0L;
            var end = at;
            while (end < prefix.Length && Letters.IsDigit(prefix[end]) && number < int.MaxValue)
                number = (number * 10) + prefix[end++] - '0';

            if (end > at && end < prefix.Length && prefix[end] is (byte)']' or (byte)'-' && number < int.MaxValue)
                return (int)number;
        }

        return 0;
    }

    private static int NextBracket(ReadOnlySpan<byte> prefix, int from)
    {
        var found = prefix[from..].IndexOf((byte)'[');
        return found < 0 ? -1 : from + found + 1;
    }
}
