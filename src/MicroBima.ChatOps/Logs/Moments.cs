using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>Reads times at the beginning of a line, as milliseconds since 1970 in UTC.</summary>
internal static class Moments
{
    /// <summary>No time could be read.</summary>
    public const long None = long.MinValue;

    private const int Compact = 15;

    /// <summary>A time as ISO 8601 writes it, with <c>T</c> or a blank, with or without fraction and zone. Without a zone it is taken for UTC.</summary>
    /// <param name="length">How many bytes it has; 0 where there is none.</param>
    public static long Iso(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        if (text.Length >= Compact && text[8] == 'T')
            return IsoCompact(text, gap: 1, out length);

        if (text.Length >= Compact && text[14] == '.')
            return IsoCompact(text, gap: 0, out length);

        if (
            text.Length < 19
            || text[4] != '-'
            || text[7] != '-'
            || (text[10] != 'T' && text[10] != ' ')
            || text[13] != ':'
            || text[16] != ':'
        )
            return None;

        var (year, month, day) = (Number(text, 0, 4), Number(text, 5, 2), Number(text, 8, 2));
        var (hour, minute, second) = (Number(text, 11, 2), Number(text, 14, 2), Number(text, 17, 2));
        var at = Of(year, month, day, hour, minute, second);
        return at == None ? None : IsoWithin(text, at, out length);
    }

    /// <summary>A time whose second is known: its fraction and zone are read.</summary>
    public static long IsoWithin(ReadOnlySpan<byte> text, long at, out int length)
    {
        length = 19;
        return Exactly(text, at, ref length);
    }

    // "20261122T090000", "20261122090000.120".
    private static long IsoCompact(ReadOnlySpan<byte> text, int gap, out int length)
    {
        var time = text[(8 + gap)..];
        var at = Of(
            Number(text, 0, 4),
            Number(text, 4, 2),
            Number(text, 6, 2),
            Number(time, 0, 2),
            Number(time, 2, 2),
            Number(time, 4, 2)
        );
        length = at == None ? 0 : 14 + gap;
        return at == None ? None : Exactly(text, at, ref length);
    }

    private static long Exactly(ReadOnlySpan<byte> text, long at, ref int length)
    {
        if (length < text.Length && text[length] is (byte)'.' or (byte)',')
        {
            var scale = 100;
            for (length++; length < text.Length && char.IsAsciiDigit((char)text[length]); length++, scale /= 10)
                at += (text[length] - '0') * scale;
        }

        return at - Zone(text, ref length);
    }

    /// <summary>A time as Nest writes it in the usual locale: <c>11/22/2026, 1:11:20 PM</c>.</summary>
    public static long American(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        var at = 0;
        Span<int> numbers = stackalloc int[6];
        for (var part = 0; part < 6; part++)
        {
            if (!Utf8Parser.TryParse(text[at..], out int number, out var used) || used > 4 || number < 0)
                return None;

            numbers[part] = number;
            at += used;
            var between = part switch
            {
                0 or 1 => "/"u8,
                2 => ", "u8,
                3 or 4 => ":"u8,
                _ => ""u8,
            };
            if (!text[at..].StartsWith(between))
                return None;

            at += between.Length;
        }

        // Newer runtimes put a narrow blank before AM and PM.
        var rest = text[at..];
        var blank =
            rest.StartsWith(" "u8) ? 1
            : rest.StartsWith("\u202f"u8) ? 3
            : 0;
        var hour = numbers[3];
        if (blank > 0 && rest.Length >= blank + 2 && rest[blank + 1] == 'M' && rest[blank] is (byte)'A' or (byte)'P')
        {
            hour = (hour % 12) + (rest[blank] == 'P' ? 12 : 0);
            at += blank + 2;
        }

        length = at;
        return Of(numbers[2], numbers[0], numbers[1], hour, numbers[4], numbers[5]);
    }

    /// <summary>A number of seconds or milliseconds since 1970.</summary>
    public static long Epoch(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out double number, out _) && number is > 0 and < 1e14
            ? (long)(number < 1e11 ? number * 1000 : number)
            : None;

    private static int Number(ReadOnlySpan<byte> text, int from, int digits)
    {
        var number = 0;
        for (var at = from; at < from + digits; at++)
        {
            var digit = text[at] - '0';
            if ((uint)digit > 9)
                return -1;

            number = (number * 10) + digit;
        }

        return number;
    }

    // Days since 1970 of the proleptic Gregorian calendar, counted from March so that the leap day is the last.
    private static long Of(int year, int month, int day, int hour, int minute, int second)
    {
        if (
            year < 1970
            || month is < 1 or > 12
            || day is < 1 or > 31
            || (uint)hour > 24
            || (uint)minute > 59
            || (uint)second > 60
        )
            return None;

        var y = month > 2 ? year : year - 1;
        var era = y / 400;
        var ofEra = y - (era * 400);
        var ofYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        var days = (era * 146097L) + (ofEra * 365) + (ofEra / 4) - (ofEra / 100) + ofYear - 719468;
        return ((((((days * 24) + hour) * 60) + minute) * 60) + second) * 1000;
    }

    private static long Zone(ReadOnlySpan<byte> text, ref int length)
    {
        if (length >= text.Length)
            return 0;

        if (text[length] == 'Z')
        {
            length++;
            return 0;
        }

        if (text[length] is (byte)'+' or (byte)'-' && text.Length >= length + 5)
        {
            var minutesAt = text[length + 3] == ':' ? length + 4 : length + 3;
            if (text.Length < minutesAt + 2)
                return 0;

            var (hours, minutes) = (Number(text, length + 1, 2), Number(text, minutesAt, 2));
            if (hours is < 0 or > 14 || minutes is < 0 or > 59)
                return 0;

            var sign = text[length] == '-' ? -1 : 1;
            length = minutesAt + 2;
            return sign * ((hours * 60L) + minutes) * 60_000;
        }

        // The zone of PostgreSQL: a short name. What is not UTC is not known here.
        if (text[length..].StartsWith(" UTC"u8) || text[length..].StartsWith(" GMT"u8))
            length += 4;

        return 0;
    }
}
