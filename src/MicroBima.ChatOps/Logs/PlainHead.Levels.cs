using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

internal static partial class PlainHead
{
    /// <summary>
    /// The head of a line that stands away from the margin. A whole line of its own has a time and a level, or begins with the level of what is no
    /// trouble; anything else goes on with what stands above it.
    /// </summary>
    public static Head OfIndented(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart(" \t"u8);
        if (text is not [>= (byte)'0' and <= (byte)'9' or (byte)'[' or (byte)'I' or (byte)'D', ..])
            return Head.Nothing;

        var head = Of(text);
        var isWhole =
            Letters.IsDigit(text[0]) || text[0] == '['
                ? head.At != Moments.None && head.Level is not null
                : head is { Kind: not HeadKind.None, Level: <= LogLevel.Info };
        return isWhole ? head with { Start = head.Start + line.Length - text.Length } : Head.Nothing;
    }

    /// <summary>The level that a field of a printed object says: <c>level: 'error'</c>; null where it is another field.</summary>
    public static LogLevel? LevelOfField(ReadOnlySpan<byte> field)
    {
        var text = field.TrimStart((byte)' ');
        if (!text.StartsWith("level: '"u8))
            return null;

        text = text["level: '".Length..];
        var end = text.IndexOf((byte)'\'');
        return end < 0 ? null : LevelWords.Of(text[..end]);
    }

    /// <summary>An object as Node prints it on one line: <c>{ level: 'error', … }</c>.</summary>
    public static Head OfObject(ReadOnlySpan<byte> line)
    {
        var field = line[..Math.Min(line.Length, 200)].IndexOf(" level: '"u8);
        return field > 0 && LevelOfField(line[field..]) is { } level
            ? new Head(HeadKind.Plain, 0, level, Moments.None, 0)
            : Head.Nothing;
    }

    // "E1126 12:00:00.000000       1 pay.go:12] …": a letter, month and day, the place in the source up to a bracket.
    private static Head LetterFirst(ReadOnlySpan<byte> line)
    {
        if (line.Length < 8 || line[5] != ' ' || !IsNumber(line[1..5]) || LetterLevel(line[..1]) is not { } level)
            return Head.Nothing;

        var words = new Words(line, 5);
        var bracket = line[..Math.Min(line.Length, 120)].IndexOf("] "u8);
        return bracket > 0 && words.Next() && IsClock(words.Current)
            ? new Head(HeadKind.Plain, bracket + 2, level, Moments.None, 0)
            : Head.Nothing;
    }

    // Behind a time "http:" is a package of Go, and of winston a level that says nothing; "critical illness" is what somebody insures.
    private static LogLevel? LevelNamed(ReadOnlySpan<byte> word) =>
        LevelWords.Of(word) is { } level
        && !(
            word.SequenceEqual("http"u8)
            || word.SequenceEqual("HTTP"u8)
            || word.SequenceEqual("critical"u8)
            || word.SequenceEqual("panic"u8)
            || word.SequenceEqual("severe"u8)
            || word.SequenceEqual("emergency"u8)
        )
            ? level
            : null;

    // "2026-11-22T09:00:00Z error codes loaded": a name of something, where nothing but a blank says that it is a level.
    private static LogLevel? LevelSaid(ReadOnlySpan<byte> word, ReadOnlySpan<byte> next) =>
        (word.SequenceEqual("error"u8) || word.SequenceEqual("Error"u8))
        && (
            next.StartsWith("code"u8)
            || next.StartsWith("rate"u8)
            || next.StartsWith("budget"u8)
            || next.StartsWith("page"u8)
            || next.StartsWith("handler"u8)
            || next.StartsWith("counter"u8)
            || next.StartsWith("template"u8)
            || next.StartsWith("threshold"u8)
            || next.StartsWith("simulation"u8)
            || next.StartsWith("report"u8)
            || next.SequenceEqual("log"u8)
            || next.SequenceEqual("messages"u8)
        )
            ? null
            : LevelNamed(word.Trim("[]:,()|#"u8));

    // A group with nothing behind it is what the line says, and no head: 0.
    private static int BeforeMore(ReadOnlySpan<byte> line, int end) =>
        line[end..].ContainsAnyExcept(" \t{"u8) ? end : 0;

    // "INFO  [main] 2026-11-22 09:00:00,120 …", "I, [2026-11-22T09:00:00.120 #17]  INFO -- : …": a level, perhaps a thread, then a time.
    private static Head LevelFirst(ReadOnlySpan<byte> line)
    {
        var words = new Words(line, 0);
        if (!words.Next())
            return Head.Nothing;

        var word = words.Current;
        var isLetter = word is [_, (byte)','];
        var level = isLetter ? LetterLevel(word[..1]) : LevelWords.Of(word.Trim("[]:"u8));
        if (level is null || !words.Next())
            return Head.Nothing;

        if (words.Current[0] == '[' && GroupEnd(line, words.Start) is var group and > 0)
        {
            var hasTime = IsClock(words.Current);
            words = new Words(line, group);
            if (!words.Next())
                return Head.Nothing;

            if (hasTime)
                return isLetter && LevelWords.Of(words.Current) is { } said
                    ? BehindDashes(line, words, said)
                    : Head.Nothing;
        }

        return IsDate(words.Current) || IsClock(words.Current)
            ? Rest(line, words.Start, Moments.Iso(line[words.Start..], out _)) with
            {
                Level = level,
            }
            : Head.Nothing;
    }

    // "-- : …", "-- name: …".
    private static Head BehindDashes(ReadOnlySpan<byte> line, Words words, LogLevel level)
    {
        var start = words.End;
        if (words.Next() && words.Current.SequenceEqual("--"u8) && words.Next() && words.Current[^1] == ':')
            start = words.End;

        return new Head(HeadKind.Plain, SkipBlanks(line, start), level, Moments.None, 0);
    }

    // "[09:00:00 ERR] …", "[09:00:00: ERROR/worker] …": a level behind the time, in the same brackets.
    private static LogLevel? LevelInBracket(ReadOnlySpan<byte> line)
    {
        if (line[0] != '[')
            return null;

        var inside = line[1..Math.Min(line.Length, 60)];
        inside = inside[..Math.Max(0, inside.IndexOf((byte)']'))];
        var blank = inside.LastIndexOf((byte)' ');
        var word = inside[(blank + 1)..];
        var slash = word.IndexOf((byte)'/');
        return blank > 0 ? LevelWords.Of(slash > 0 ? word[..slash] : word) : null;
    }

    private static LogLevel? ShortLevel(Words words) =>
        AngleLevel(words.Current) ?? (IsBeforeName(words) ? LetterLevel(words.Current) : null);

    // "<info>", "<I>", "<daemon.info>".
    private static LogLevel? AngleLevel(ReadOnlySpan<byte> word) =>
        word is [(byte)'<', .. var said, (byte)'>']
            ? LetterLevel(said) ?? LevelWords.Of(said[(said.LastIndexOf((byte)'.') + 1)..])
            : null;

    // "503 GET /api/claims": the status of an answer in front of what was asked.
    private static bool IsAnswer(ReadOnlySpan<byte> word, ReadOnlySpan<byte> next) =>
        word.Length == 3 && Tokens.IsMethod(next);

    // "network[17]: <info>  …": a level behind the name of the process.
    private static Head? LevelInAngles(ReadOnlySpan<byte> line, int start)
    {
        var words = new Words(line, start);
        return words.Next() && AngleLevel(words.Current) is { } level
            ? new Head(HeadKind.Plain, SkipBlanks(line, words.End), level, Moments.None, 0)
            : null;
    }

    private static LogLevel? LetterLevel(ReadOnlySpan<byte> word) =>
        word.Length == 1
            ? word[0] switch
            {
                (byte)'V' or (byte)'D' => LogLevel.Debug,
                (byte)'I' => LogLevel.Info,
                (byte)'W' => LogLevel.Warn,
                (byte)'E' => LogLevel.Error,
                (byte)'F' => LogLevel.Fatal,
                _ => null,
            }
            : null;
}
