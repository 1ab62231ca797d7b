using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

internal static partial class PlainHead
{
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
}
