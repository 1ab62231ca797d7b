using System.Buffers;
using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>
/// What most writers put before a message: a time in one of many forms, a level, a process, a name. It is told from the message by what its
/// words look like, so that no system needs a setting of its own.
/// </summary>
internal static partial class PlainHead
{
    private const int MostWords = 8;
    private static readonly SearchValues<byte> DateLetters = SearchValues.Create("0123456789-/."u8);

    /// <summary>The head of a line.</summary>
    public static Head Of(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty)
            return Head.Nothing;

        if (PriorityEnd(line) is var priority and > 0)
            return BehindPriority(line, priority);

        if (KernelEnd(line) is var kernel and > 0)
            return new Head(HeadKind.Plain, kernel, null, Moments.None, 0);

        if (ByBars(line) is var bars and > 0)
            return new Head(HeadKind.Plain, bars, null, Moments.None, 0);

        if (LetterFirst(line) is { Start: > 0 } letter)
            return letter;

        var at = Moments.None;
        var start = 0;
        if (line[0] is (byte)'[' or (byte)'<' && line.Length > 1 && Letters.IsDigit(line[1]))
            at = Moments.Iso(line[1..], out start);
        else if (Letters.IsDigit(line[0]))
            at = Moments.Iso(line, out start);

        if (start == 0)
            start = TimeEnd(line) is var end and > 0 ? end : EpochEnd(line);
        else if (line[0] is (byte)'[' or (byte)'<')
            start = AfterBracket(line, start + 1);

        if (start == 0)
            return LevelFirst(line) is { Start: > 0 } first ? first : LevelAlone(line);

        var head = Rest(line, start, at);
        return LevelInBracket(line) is { } told ? head with { Level = told }
            : head.Level is null ? head with { Level = LevelField(line) }
            : head;
    }

    /// <summary>Fields between bars, the first a time: the message stands behind the third.</summary>
    private static int ByBars(ReadOnlySpan<byte> line)
    {
        if (!Letters.IsDigit(line[0]))
            return 0;

        var from = 0;
        for (var bar = 0; bar < 3; bar++)
        {
            var found = line[from..Math.Min(line.Length, from + 40)].IndexOf((byte)'|');
            if (found < 0 || line.Slice(from, found).Contains((byte)' '))
                return 0;

            from += found + 1;
        }

        return from;
    }

    private static int AfterBracket(ReadOnlySpan<byte> line, int from)
    {
        var close = line[from..Math.Min(line.Length, from + 40)].IndexOfAny((byte)']', (byte)'>');
        return close < 0 ? from : from + close + 1;
    }

    /// <summary>The end of a time within the first words; 0 where there is none. Only words of a head may stand before it.</summary>
    private static int TimeEnd(ReadOnlySpan<byte> line)
    {
        // "17 rack-4 fan speed 1700000000 1 " has words before its time, "- 1700000000 2023.11.14 NULL 2023-…" a place.
        var isNumbered = Letters.IsDigit(line[0]);
        var (hasEpoch, hasWords) = (false, false);
        var words = new Words(line, 0);
        for (var count = 0; count < 7 && words.Next(); count++)
        {
            var word = words.Current;
            if (!hasWords && (IsClock(word) || (count == 0 && IsShortClock(word))))
                return line[0] == '[' && !word.Contains((byte)']') ? AfterBracket(line, words.End) : words.End;

            if (count == 1 && IsTimeOfDay(word) && IsNumber(line[..(words.Start - 1)]) && words.Start is 7 or 9)
                return words.End;

            if (IsEpoch(word))
            {
                if (isNumbered && count is 3 or 4)
                    return words.Next() && IsNumber(words.Current.TrimStart((byte)'-')) ? words.End : 0;

                hasEpoch |= count < 2;
            }

            var mayStand =
                word.SequenceEqual("-"u8)
                || Tokens.IsDayName(word.Trim("[,"u8))
                || word.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0
                || (hasEpoch && !word.Contains((byte)':'))
                || (count == 0 && IsUpper(word) && words.Peek() is [>= (byte)'0' and <= (byte)'9', ..]);
            if (!mayStand && (!isNumbered || count is 0 or > 3 || word.ContainsAny(":=,;"u8)))
                return 0;

            hasWords |= !mayStand;
            isNumbered &= count > 0 || IsNumber(word);
        }

        return 0;
    }

    // Seconds since 1970, of this century.
    private static bool IsEpoch(ReadOnlySpan<byte> word) => word.Length == 10 && word[0] == '1' && IsNumber(word);

    // Behind the time: numbers, a level, one group in brackets, host and name.
    private static Head Rest(ReadOnlySpan<byte> line, int start, long at)
    {
        var level = (LogLevel?)null;
        var (hasGroup, hasHost) = (false, false);
        var isSyslog = BeginsWithMonth(line) || IsAlert(line);
        var words = new Words(line, start);
        for (var count = 0; count < MostWords; count++)
        {
            if (!words.Next())
                break;

            var word = words.Current;
            var bare = word.Trim("[]:,()|#"u8);
            if (level is not null && (word is [(byte)'-' or (byte)':'] || word.SequenceEqual("::"u8)))
                return new Head(HeadKind.Plain, SkipBlanks(line, words.End), level, at, 0);

            if (
                word.SequenceEqual("-"u8)
                || (level is null && IsNumber(bare, word[0] == '#') && !IsAnswer(word, words.Peek()))
                || IsClock(word)
                || IsDate(bare)
                || word is [(byte)'|'] or [(byte)']']
                || IsZone(bare)
                || IsPassedOver(words, level)
            )
                continue;

            if (
                level is null
                && (
                    (
                        !hasGroup || word[0] == '[' || IsBeforeClass(words) || IsOfColumn(words)
                            ? LevelSaid(word, words.Peek())
                            : null
                    ) ?? ShortLevel(words)
                )
                    is { } said
            )
            {
                level = said;
                if (word[^1] == ':')
                    return new Head(HeadKind.Plain, SkipBlanks(line, words.End), level, at, 0);

                continue;
            }

            if (level is null && hasGroup && IsBehindLabel(words))
                return new Head(HeadKind.Plain, words.Start, IsCount(words) ? null : LevelNamed(word[..^1]), at, 0);

            if (isSyslog && !hasHost && !word.EndsWith(":"u8))
            {
                hasHost = true;
                PassParts(ref words, ref level);
                continue;
            }

            if (PartEnd(words, level, hasGroup) is var part and > 0)
            {
                hasGroup |= word[0] == '[';
                words = new Words(line, part);
                continue;
            }

            if (TagEnd(words, level) is { Start: > 0 } tag)
                return tag with { At = at };

            if (IsName(word, level is not null || isSyslog))
            {
                start = SkipOwner(line, words.End, isSyslog);
                return level is null && LevelInAngles(line, start) is { } told
                    ? told with
                    {
                        At = at,
                    }
                    : new Head(HeadKind.Plain, start, level, at, 0);
            }

            if (NamedBefore(words, count, level) is var named and > 0)
                return new Head(HeadKind.Plain, named, level, at, 0);

            // A name with points may stand before a request in brackets.
            if (level is not null && !hasGroup && word.Contains((byte)'.') && words.Peek().StartsWith("["u8))
                continue;

            return new Head(HeadKind.Plain, words.Start, level, at, 0);
        }

        return new Head(HeadKind.Plain, Math.Min(line.Length, words.End), level, at, 0);
    }

    /// <summary>A line that begins with its level, as <c>error: …</c>, <c>[WARN] …</c> or <c>level=info …</c>; it stays part of the message.</summary>
    /// <remarks>"Trace: …" is what Node's console writes in front of any message that shows where it is said: that is no level.</remarks>
    private static Head LevelAlone(ReadOnlySpan<byte> line)
    {
        if (LevelField(line) is { } written)
            return new Head(HeadKind.Plain, 0, written, Moments.None, 0);

        var words = new Words(line, 0);
        if (!words.Next() || words.Current.Length > 12)
            return Head.Nothing;

        var word = words.Current;
        if (word.SequenceEqual("Trace:"u8) || line.SequenceEqual("Trace"u8))
            return new Head(HeadKind.Plain, 0, LogLevel.Info, Moments.None, 0);

        var bare = word.Trim("[]:"u8);
        var isSaid = word.Length > bare.Length || (IsUpper(bare) && !bare.SequenceEqual("LOG"u8));
        return isSaid && LevelNamed(bare) is { } level
            ? new Head(HeadKind.Plain, 0, level, Moments.None, 0)
            : Head.Nothing;
    }

    // "- 1700000000 ", "ALARM 1700000000 ": what kind of alert a line is, and when.
    private static bool IsAlert(ReadOnlySpan<byte> line)
    {
        var words = new Words(line, 0);
        return words.Next()
            && (words.Current.SequenceEqual("-"u8) || IsUpper(words.Current))
            && words.Next()
            && IsEpoch(words.Current);
    }

    private static LogLevel? LevelField(ReadOnlySpan<byte> line)
    {
        var window = line[..Math.Min(line.Length, 200)];
        return window.IndexOf("l="u8) < 0
            ? null
            : LevelField(line, window, "level="u8) ?? LevelField(line, window, "lvl="u8);
    }

    private static LogLevel? LevelField(ReadOnlySpan<byte> line, ReadOnlySpan<byte> window, ReadOnlySpan<byte> name)
    {
        var field = window.IndexOf(name);
        if (field < 0 || (field > 0 && line[field - 1] is not ((byte)' ' or (byte)'\t' or (byte)'"')))
            return null;

        var value = new Words(line, field + name.Length);
        return value.Next() ? LevelWords.Of(value.Current.Trim((byte)'"')) : null;
    }

    // "CORE FABRIC INFO": parts in capitals between a host and its level.
    private static void PassParts(ref Words words, ref LogLevel? level)
    {
        var ahead = words;
        for (var count = 0; count < 3 && ahead.Next() && IsUpper(ahead.Current); count++)
        {
            if (count == 0 || LevelWords.Of(ahead.Current) is not { } said)
                continue;

            words = ahead;
            level = said;
            return;
        }
    }

    // "(com.apple.x[1]):" behind a process.
    private static int SkipOwner(ReadOnlySpan<byte> line, int start, bool isSyslog)
    {
        var words = new Words(line, start);
        return isSyslog && words.Next() && words.Current.StartsWith("("u8) && words.Current.EndsWith("):"u8)
            ? words.End
            : start;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> line, int start)
    {
        while (start < line.Length && line[start] <= ' ')
            start++;

        return start;
    }

    private static bool IsUpper(ReadOnlySpan<byte> word) =>
        word.Length > 1 && word.IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0;

    private static bool IsCapital(ReadOnlySpan<byte> word) =>
        word.Length > 2
        && char.IsAsciiLetterUpper((char)word[0])
        && word[1..].IndexOfAnyExceptInRange((byte)'a', (byte)'z') < 0;

    private static bool IsNumber(ReadOnlySpan<byte> word, bool mayBeHex = false) =>
        word.Length > 0
        && (
            mayBeHex
                ? word.IndexOfAnyExcept(Tokens.HexLetters) < 0
                : word.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0
        );

    private static bool IsDate(ReadOnlySpan<byte> word) =>
        word.Length is >= 8 and <= 10
        && word.IndexOfAnyExcept(DateLetters) < 0
        && word.Count((byte)'-') + word.Count((byte)'/') + word.Count((byte)'.') == 2;

    private static bool IsZone(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("UTC"u8)
        || word.SequenceEqual("GMT"u8)
        || word.SequenceEqual("AM"u8)
        || word.SequenceEqual("PM"u8)
        || (word.Length is 5 or 6 && word[0] is (byte)'+' or (byte)'-' && Letters.IsDigit(word[1]));

    // Twelve:thirty:fifteen somewhere in the word, or its parts between full stops.
    private static bool IsClock(ReadOnlySpan<byte> word)
    {
        if (
            word is [var hour, (byte)':', var tens, var ones, (byte)':', _, _, ..]
            && Letters.IsDigit(hour)
            && Letters.IsDigit(tens)
            && Letters.IsDigit(ones)
        )
            return IsNumber(word[5..7]);

        for (var at = 0; at + 7 < word.Length; at++)
        {
            if (
                word[at + 2] is (byte)':' or (byte)'.'
                && word[at + 5] == word[at + 2]
                && Letters.IsDigit(word[at])
                && Letters.IsDigit(word[at + 1])
                && Letters.IsDigit(word[at + 3])
                && Letters.IsDigit(word[at + 4])
                && Letters.IsDigit(word[at + 6])
                && Letters.IsDigit(word[at + 7])
                && (word[at + 2] == ':' || (at > 1 && word[at - 1] == '-' && Letters.IsDigit(word[at - 2])))
            )
                return at == 0
                    || word[at - 1] is (byte)'-' or (byte)'_' or (byte)'T' or (byte)'[' or (byte)'/'
                    || word[at + 2] == ':';
        }

        return false;
    }

    /// <summary>The words of a line, one after the other.</summary>
    private ref struct Words(ReadOnlySpan<byte> line, int from)
    {
        public readonly ReadOnlySpan<byte> Line = line;

        public int Start { get; private set; } = from;

        public int End { get; private set; } = from;

        public readonly ReadOnlySpan<byte> Current => Line[Start..End];

        public bool Next()
        {
            Start = End;
            while (Start < Line.Length && Line[Start] <= ' ')
                Start++;

            End = Start;
            while (End < Line.Length && Line[End] > ' ')
                End++;

            return Start < Line.Length;
        }

        public readonly ReadOnlySpan<byte> Peek()
        {
            var ahead = this;
            return ahead.Next() ? ahead.Current : [];
        }
    }
}
