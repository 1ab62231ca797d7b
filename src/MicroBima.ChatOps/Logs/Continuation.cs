using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>Which lines without a head go on with the event before them.</summary>
internal static class Continuation
{
    private const int MostWide = 24;

    /// <summary>Whether a line without a head goes on with the event before it.</summary>
    public static bool Belongs(LogEvent? current, ReadOnlySpan<byte> line, long at)
    {
        const long Moment = 2000;
        if (current is null || (at != Moments.None && current.At != Moments.None && Math.Abs(at - current.At) > Moment))
            return false;

        if (Margins.IsBlank(line))
            return true;

        if (Margins.IsFrame(line))
        {
            current.HasFrames = true;
            return true;
        }

        var isBlock =
            current.HasFrames || current.IsWide || current.Lines > 1 || Margins.IsUnfinished(current.FirstMessage);
        if (Margins.IsIndented(line))
            return isBlock || current.Head.Kind is not HeadKind.None;

        if (Margins.IsTail(line))
            return isBlock;

        return BelongsAtMargin(current, line);
    }

    private static bool BelongsAtMargin(LogEvent current, ReadOnlySpan<byte> line)
    {
        if (current.HasFrames || current.AtMargin >= MostWide)
        {
            // "Traceback": its error stands below the frames.
            return current.HasFrames
                && current.FirstMessage.StartsWith("Traceback "u8)
                && Margins.NamesError(line)
                && current.AtMargin++ == 1;
        }

        var isInvocation = Margins.IsInvocation(line);
        var isUnfinished = current.AtMargin == 1 && Margins.IsUnfinished(current.FirstMessage);
        var isBad = current.Head.Level is >= LogLevel.Error;
        var mayGoOn = isBad || Margins.NamesError(current.FirstMessage) || current.FirstMessage.StartsWith("prisma:"u8);
        var belongs =
            current.IsWide
            || current.AwaitsAnswer
            || (mayGoOn && (isInvocation || isUnfinished || (current.AtMargin > 1 && Margins.IsAdvice(line))))
            || (isBad && current.Head.Start > 0 && current.Lines == 1 && Margins.NamesError(line));
        if (!belongs)
            return false;

        // Prisma's answer is one line, after what was asked and where.
        current.AwaitsAnswer = isInvocation || (current.AwaitsAnswer && Margins.IsExcerpt(line));
        current.AtMargin++;
        return true;
    }
}
