using System.Buffers;
using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <content>What stands between a time and a message besides a level: priorities, hosts, processes, threads.</content>
internal static partial class PlainHead
{
    private const int FieldsOfSyslog = 5;
    private const int LongestSpans = 300;
    private const int LongestTag = 80;
    private const int ShortestId = 4;
    private static readonly SearchValues<byte> HexIdLetters = SearchValues.Create("0123456789abcdefABCDEF:"u8);
    private static readonly SearchValues<byte> IdLetters = SearchValues.Create("0123456789: "u8);

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

    // "090000", "090000,120", "090000120": behind "261122" or "20261122".
    private static bool IsTimeOfDay(ReadOnlySpan<byte> word) =>
        word.Length >= 6
        && IsNumber(word[..6])
        && (
            word.Length is 6
            || (word.Length == 9 && IsNumber(word))
            || (word[6] is (byte)',' or (byte)'.' && IsNumber(word[7..]))
        );

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
            return words.Current.SequenceEqual("---"u8)
                || next.SequenceEqual("---"u8)
                || next is [(byte)':']
                || next.SequenceEqual("::"u8);

        if (LevelWords.Of(words.Current.Trim("[]:,()|"u8)) is not null)
            return false;

        if (next is [(byte)'|'] || IsBeforeBar(words) || IsBeforeColumn(words))
            return true;

        if (words.Current.ContainsAnyInRange((byte)'0', (byte)'9') && IsUpper(next) && IsBeforeLevel(words))
            return true;

        if (IsIdOfColumn(words) || IsIdsBeforeLevel(words) || AngleLevel(next) is not null)
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
                    || IsUpper(words.Current)
                )
            );
    }

    // A process or a thread in hexadecimal, in a column of its own.
    private static bool IsIdOfColumn(Words words) =>
        words.Current.Length >= ShortestId
        && IsNumber(words.Current, mayBeHex: true)
        && words.Line[words.Start - 1] == '\t'
        && words.Line[Math.Min(words.End, words.Line.Length - 1)] == '\t';

    // "(4312/0x48d1) WARN", "updater (4312/0x48d1) WARN": a process and its thread, with or without a name before them.
    private static bool IsIdsBeforeLevel(Words words)
    {
        if (words.Current[0] != '(' && words.Peek() is [(byte)'(', ..])
            words.Next();

        var ids = words.Current is [(byte)'(', .. var inside, (byte)')'] ? inside : words.Current;
        return ids.ContainsAnyInRange((byte)'0', (byte)'9')
            && (ids.Length < words.Current.Length || ids.IndexOfAnyExcept(HexIdLetters) < 0)
            && (
                IsLevel(words.Peek()) || (ids.Length == words.Current.Length && LevelWords.Of(words.Peek()) is not null)
            );
    }

    private static bool IsBeforeLevel(Words words)
    {
        words.Next();
        return IsLevel(words.Peek());
    }

    private static bool IsLevel(ReadOnlySpan<byte> word) => IsUpper(word) && LevelWords.Of(word) is not null;

    // "CRN  Info      moored": a part in capitals, and a level in a column of its own.
    private static bool IsBeforeColumn(Words words)
    {
        if (!IsUpper(words.Current))
            return false;

        words.Next();
        return LevelNamed(words.Current) is not null && IsOfColumn(words);
    }

    private static bool IsOfColumn(Words words) =>
        words.Line[Math.Min(words.Line.Length, words.End)..].StartsWith("  "u8);

    // "portd/8 WARN | ".
    private static bool IsBeforeBar(Words words)
    {
        words.Next();
        return IsUpper(words.Current) && words.Peek() is [(byte)'|'];
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

    // "Jul  4 04:09:42 ", "2020 Jul  4 04:09:42 ".
    private static bool BeginsWithMonth(ReadOnlySpan<byte> line)
    {
        var words = new Words(line, 0);
        return words.Next()
            && (
                Tokens.IsDayName(words.Current)
                || (words.Current.Length == 4 && IsNumber(words.Current) && Tokens.IsDayName(words.Peek()))
            );
    }

    // "W/Radio( 4613:23246): ": a level, a name, a process and perhaps its thread, padded with blanks.
    private static Head TagEnd(Words words, LogLevel? level)
    {
        var tag = words.Line[words.Start..Math.Min(words.Line.Length, words.Start + LongestTag)];
        var open = tag.IndexOf((byte)'(');
        if (level is not null || open < 3 || tag[1] != '/' || LetterLevel(tag[..1]) is not { } said)
            return Head.Nothing;

        var close = tag[open..].IndexOf("): "u8);
        return close > 1 && tag.Slice(open + 1, close - 1).IndexOfAnyExcept(IdLetters) < 0
            ? new Head(HeadKind.Plain, SkipBlanks(words.Line, words.Start + open + close + 2), said, Moments.None, 0)
            : Head.Nothing;
    }

    // "a.b.Name [request=7 user=9] - ", "a.b.Name [] - ": a class, and what it works for.
    private static int ContextEnd(Words words, LogLevel? level)
    {
        if (level is null || !words.Current.Contains((byte)'.') || !words.Peek().StartsWith("["u8))
            return 0;

        var start = SkipBlanks(words.Line, words.End);
        var end = words.Line[start..Math.Min(words.Line.Length, start + LongestSpans)].IndexOf("] - "u8);
        return end < 0 ? 0 : start + end + "] - ".Length;
    }

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
        var isNamed = level is not null && (IsUpper(words.Current) || IsCapital(words.Current)) && IsOfColumn(words);
        return title > 0 ? title
            : isNamed ? words.End
            : ContextEnd(words, level);
    }

    // The name of a program, up to a dash.
    private static int TitleEnd(ReadOnlySpan<byte> line, int start)
    {
        var dash = line[start..Math.Min(line.Length, start + 40)].IndexOf(" - "u8);
        return dash > 0 && line.Slice(start, dash).Count((byte)' ') < 2 ? start + dash + 3 : 0;
    }
}
