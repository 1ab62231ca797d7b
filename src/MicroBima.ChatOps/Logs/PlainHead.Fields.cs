using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <content>What stands between a time and a message besides a level: priorities, hosts, processes, threads.</content>
internal static partial class PlainHead
{
    private const int FieldsOfSyslog = 5;
    private const int LongestSpans = 300;
    private const int ShortestId = 4;

    /// <summary>The end of the name of a process and a bar: <c>api-1  | </c>; 0 where a line does not begin so.</summary>
    public static int NamedEnd(ReadOnlySpan<byte> line)
    {
        if (!char.IsAsciiLetter((char)line[0]))
            return 0;

        var bar = line[..Math.Min(line.Length, 40)].IndexOf(" | "u8);
        return
            bar > 0
            && LevelWords.Of(line[..bar].TrimEnd((byte)' ')) is null
            && !line[..bar].TrimEnd((byte)' ').Contains((byte)' ')
            ? bar + 3
            : 0;
    }

    // "<134>": how bad it is and who says it, in one number of syslog.
    private static int PriorityEnd(ReadOnlySpan<byte> line)
    {
        var close = line[0] == '<' ? line[..Math.Min(line.Length, 5)].IndexOf((byte)'>') : -1;
        return close > 1 && IsNumber(line[1..close]) ? close + 1 : 0;
    }

    // "1 2026-11-22T09:00:00Z host app 17 ID3 - ", or a head as without it.
    private static Head BehindPriority(ReadOnlySpan<byte> line, int start)
    {
        var level = LevelOfPriority(line[1..(start - 1)]);
        var rest = line[start..];
        if (!rest.StartsWith("1 "u8))
        {
            if (rest.IsEmpty || PriorityEnd(rest) > 0)
                return Head.Nothing;

            var head = Of(rest);
            return head.Kind is HeadKind.None && level is null
                ? head
                : head with
                {
                    Kind = HeadKind.Plain,
                    Start = head.Start + start,
                    Level = head.Level ?? level,
                };
        }

        var words = new Words(line, start + 2);
        for (var field = 0; field < FieldsOfSyslog; field++)
        {
            if (!words.Next())
                return Head.Nothing;
        }

        var at = Moments.Iso(rest[2..], out _);
        if (!words.Next())
            return Head.Nothing;

        var end = words.Current[0] == '[' ? GroupEnd(line, words.Start) : words.End;
        return new Head(HeadKind.Plain, SkipBlanks(line, end == 0 ? words.Start : end), level, at, 0);
    }

    // The last three bits of the number say how bad it is; many write all that is not an error as the same.
    private static LogLevel? LevelOfPriority(ReadOnlySpan<byte> number) =>
        !System.Buffers.Text.Utf8Parser.TryParse(number, out int priority, out _)
            ? null
            : (priority & 7) switch
            {
                < 3 => LogLevel.Fatal,
                3 => LogLevel.Error,
                _ => null,
            };

    /// <summary>The end of what Linux writes before its own messages: the seconds since it started, <c>[   12.345678] </c>; 0 elsewhere.</summary>
    private static int KernelEnd(ReadOnlySpan<byte> line)
    {
        var close = line[0] == '[' ? line[..Math.Min(line.Length, 20)].IndexOf("] "u8) : -1;
        if (close < 0)
            return 0;

        var seconds = line[1..close].TrimStart((byte)' ');
        var dot = seconds.IndexOf((byte)'.');
        return dot > 0 && IsNumber(seconds[..dot]) && seconds.Length == dot + 7 && IsNumber(seconds[(dot + 1)..])
            ? close + (line[close..].StartsWith("] INFO: "u8) ? "] INFO: ".Length : 2)
            : 0;
    }

    // "1700000000 ", "1700000000.123 ", "[1700000000123] " at the beginning.
    private static int EpochEnd(ReadOnlySpan<byte> line)
    {
        var words = new Words(line, 0);
        if (!words.Next())
            return 0;

        var word = words.Current.Trim("[]:"u8);
        var digits = word.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var isEpoch =
            digits < 0
                ? word.Length is 10 or 13 && word[0] == '1'
                : digits == 10 && word[0] == '1' && word[10] is (byte)'.' or (byte)',' && IsNumber(word[11..]);
        return isEpoch ? words.End : 0;
    }

    // "9:14AM".
    private static bool IsShortClock(ReadOnlySpan<byte> word) =>
        word.Length is 6 or 7
        && word[^1] == 'M'
        && word[^2] is (byte)'A' or (byte)'P'
        && word[^5] == ':'
        && IsNumber(word[..^5])
        && IsNumber(word[^4..^2]);

    // A host before its process, a process or thread before its level; behind the level a number before dashes and a name before its colon:
    // "17 --- [main] a.b.Name : ".
    private static bool IsPassedOver(Words words, LogLevel? level)
    {
        var next = words.Peek();
        // Python's usual one: "name - ERROR - ".
        if (level is null && next.SequenceEqual("-"u8) && IsBeforeLevel(words))
            return true;

        if (level is not null)
            return words.Current.SequenceEqual("---"u8) || next.SequenceEqual("---"u8) || next is [(byte)':'];

        if (LevelWords.Of(words.Current.Trim("[]:,()|"u8)) is not null)
            return false;

        if (IsIdOfColumn(words))
            return true;

        var bare = next.Trim("[]:"u8);
        return (IsProcess(next) && !words.Current.EndsWith(":"u8) && !char.IsAsciiLetterUpper((char)words.Current[0]))
            || (
                bare.Length > 2
                && IsUpper(bare)
                && LevelNamed(bare) is { } said
                && (
                    said < LogLevel.Warn
                    || next.Length > bare.Length
                    || words.Current.ContainsAnyInRange((byte)'0', (byte)'9')
                )
            );
    }

    // A process or a thread in hexadecimal, in a column of its own.
    private static bool IsIdOfColumn(Words words) =>
        words.Current.Length >= ShortestId
        && IsNumber(words.Current, mayBeHex: true)
        && words.Line[words.Start - 1] == '\t'
        && words.Line[Math.Min(words.End, words.Line.Length - 1)] == '\t';

    private static bool IsBeforeLevel(Words words)
    {
        words.Next();
        var word = words.Peek();
        return IsUpper(word) && LevelWords.Of(word) is not null;
    }

    // "name[17]" with or without a colon.
    private static bool IsProcess(ReadOnlySpan<byte> word)
    {
        word = word.TrimEnd((byte)':');
        var open = word.IndexOf((byte)'[');
        return open > 0 && word[^1] == ']' && IsNumber(word[(open + 1)..^1]);
    }

    // "name[17]:", "a.b.Name:", "name:" where a level or a host stood before.
    private static bool IsName(ReadOnlySpan<byte> word, bool mayBePlain) =>
        word.Length > 1
        && word[^1] == ':'
        && !word[..^1].ContainsAny("\"'="u8)
        && (word[0] != '[' || word.Contains((byte)']'))
        && !Margins.NamesError(word)
        && (mayBePlain || word.ContainsAny("[(/"u8) || word.Count((byte)'.') > 0);

    // A letter is a level where a name stands behind it: "I Pump: ", "I Pump   : ".
    private static bool IsBeforeName(Words words)
    {
        if (words.Peek().EndsWith(":"u8))
            return true;

        words.Next();
        return words.Peek() is [(byte)':'];
    }

    // "[main] WARN  a.b.Name - ": behind a thread a level in capitals stands in front of the name of a class.
    private static bool IsBeforeClass(Words words) =>
        IsUpper(words.Current) && words.Peek() is [>= (byte)'a' and <= (byte)'z', ..] next && next.Count((byte)'.') > 1;

    // "[label] info: ", as winston's guide has it, stays a part of the message; "[jobs] error: 0" counts.
    private static bool IsBehindLabel(Words words) =>
        words.Current is [>= (byte)'a' and <= (byte)'z', .., (byte)':'] && LevelNamed(words.Current[..^1]) is not null;

    // Nothing, a number that ends there or before a comma, an empty list.
    private static bool IsCount(Words words)
    {
        var ends = !words.Next() || words.End == words.Line.Length;
        var said = words.Current.TrimEnd(",;"u8);
        return said.IsEmpty
            || said.SequenceEqual("[]"u8)
            || (IsNumber(said) && (ends || said.Length < words.Current.Length));
    }

    // Behind one group in brackets, or what a line belongs to.
    private static int PartEnd(Words words, LogLevel? level, bool hasGroup) =>
        words.Current[0] == '[' ? (hasGroup ? 0 : GroupEnd(words.Line, words.Start))
        : level is null ? 0
        : SpansEnd(words.Line, words.Start);

    // "request{id=7 route=/claims}:commit{op=9}: ": what a line belongs to, as tracers of Rust write it.
    private static int SpansEnd(ReadOnlySpan<byte> line, int start)
    {
        line = line[..Math.Min(line.Length, start + LongestSpans)];
        for (var at = start; ; )
        {
            var open = line[at..].IndexOfAny(" {"u8);
            if (open <= 0 || line[at + open] == ' ')
                return 0;

            var close = line[(at + open)..].IndexOf("}:"u8);
            if (close < 0)
                return 0;

            at += open + close + "}:".Length;
            if (at < line.Length && line[at] == ' ')
                return at;
        }
    }

    private static int GroupEnd(ReadOnlySpan<byte> line, int start)
    {
        var depth = 0;
        for (var at = start; at < line.Length && at < start + 200; at++)
        {
            depth +=
                line[at] == '[' ? 1
                : line[at] == ']' ? -1
                : 0;
            if (depth == 0 && (at + 1 >= line.Length || line[at + 1] is (byte)' ' or (byte)':'))
                return BeforeMore(line, at + 1 < line.Length && line[at + 1] == ':' ? at + 2 : at + 1);
        }

        return 0;
    }

    // Words in brackets as a title, a name in capitals before a gap: 0 where there is neither.
    private static int NamedBefore(Words words, int count, LogLevel? level)
    {
        var title = words.Line[0] == '[' && count < 2 ? TitleEnd(words.Line, words.Start) : 0;
        var isNamed =
            level is not null
            && IsUpper(words.Current)
            && words.Line[Math.Min(words.Line.Length, words.End)..].StartsWith("  "u8);
        return title > 0 ? title
            : isNamed ? words.End
            : 0;
    }

    // The name of a program, up to a dash.
    private static int TitleEnd(ReadOnlySpan<byte> line, int start)
    {
        var dash = line[start..Math.Min(line.Length, start + 40)].IndexOf(" - "u8);
        return dash > 0 && line.Slice(start, dash).Count((byte)' ') < 2 ? start + dash + 3 : 0;
    }
}
