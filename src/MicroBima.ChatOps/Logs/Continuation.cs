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

        if (Margins.IsMarked(line) || current.HasEnded)
            return false;

        if (Margins.IsFrame(line))
        {
            current.HasFrames = true;

            if (current.Head.Level is null && Margins.IsCall(line) && !Margins.IsNotice(current.FirstMessage))
                current.Head = current.Head with { Kind = HeadKind.None, Level = LogLevel.Error };

            return true;
        }

        if (current.HasFrames && Margins.IsNumberedCall(line))
            return true;

        var isBlock =
            current.HasFrames || current.IsWide || current.Lines > 1 || Margins.IsUnfinished(current.FirstMessage);
        if (Margins.IsIndented(line))
        {
            if (current is { Head.Level: null, FirstMessage: [(byte)'{'] } && PlainHead.LevelOfField(line) is { } said)
                current.Head = current.Head with { Level = said };

            if (
                (Margins.IsFailedAnswer(line) && current.Head.Level is not >= LogLevel.Error)
                || (Margins.IsStackOfError(line) && current.Head.Level is null or LogLevel.Info)
            )
                current.Head = current.Head with { Level = LogLevel.Error };

            return isBlock || current.Head.Kind is not HeadKind.None || Margins.SpeaksOfError(current.FirstMessage);
        }

        if (Margins.IsTail(line))
        {
            // Below the source, a caret and a blank the error is printed; where its object ends, so does what may stand at the margin.
            if (line is [(byte)'}'] && current.Lines > 3)
                current.IsWide = false;

            // Node says its version only when it ends: nothing comes behind it.
            if (isBlock && line.StartsWith("Node.js v"u8))
            {
                current.Head = current.Head with { Level = LogLevel.Fatal };
                current.HasEnded = true;
            }

            return isBlock;
        }

        if (Margins.IsHint(line))
            return current.FirstMessage.StartsWith("(node:"u8);

        return BelongsAtMargin(current, line);
    }

    /// <summary>Whether a line that names an error as its level may be what the event before it still owes: the error that it is about.</summary>
    public static bool IsOwed(LogEvent? current, ReadOnlySpan<byte> line) =>
        current is { HasFrames: false }
        && (
            Margins.IsPrismaCode(line) ? SaysItAgain(current, line)
            : line.SequenceEqual("Error:"u8) ? current.IsListing
            : Margins.NamesError(line)
                ? current.IsWide || current.AwaitsAnswer || MayBeNamed(current) || SaysItAgain(current, line)
            // The errors of PostgreSQL's driver have a name in small letters, and so has what Prisma says behind its code.
            : line.StartsWith("error: "u8) ? current is { IsWide: true, IsNamed: false } || IsBehindCode(current)
            : Margins.IsVerdict(line)
                && (current.AwaitsAnswer || Margins.IsCollection(current.FirstMessage) || OwesReason(current))
        );

    // Nest and winston write a message, and the stack below begins with the error's name.
    private static bool MayBeNamed(LogEvent current) =>
        !current.IsNamed
        && (
            current.Head is { Level: >= LogLevel.Error, Start: > 0 }
            || current.FirstMessage.StartsWith("error: "u8)
            || current.FirstMessage.StartsWith("[ERROR] "u8)
        );

    /// <summary>Whether an object below an event is what it is about: Nest writes the kind first, and the object on the lines below it.</summary>
    public static bool HoldsObject(LogEvent? current) =>
        current is { Head.Kind: HeadKind.Nest }
        && (current.ObjectLine == current.Lines || (current.Lines == 1 && current.FirstMessage.EndsWith("Object:"u8)));

    /// <summary>Whether a record of Nest shows an object that was given with the message of the one before: it writes each as a record of its own.</summary>
    public static bool ShowsObjectOf(LogEvent? current, ReadOnlySpan<byte> line, in Head head, long at)
    {
        const long Call = 1000;
        if (
            current is not { Head.Kind: HeadKind.Nest }
            || current.Head.Level != head.Level
            || (current.Lines > 1 && current.ObjectLine == 0)
            || (at != Moments.None && current.At != Moments.None && Math.Abs(at - current.At) > Call)
        )
            return false;

        var message = line[head.Start..];
        var context = message.IndexOf("] Object"u8);
        return message is [(byte)'[', ..]
            && context > 0
            && message[(context + 2)..] is var title
            && (title.SequenceEqual("Object:"u8) || (title.StartsWith("Object("u8) && title is [.., (byte)'{']))
            && current.FirstMessage.StartsWith(message[..(context + 2)])
            && !Margins.IsObjectTitle(current.FirstMessage);
    }

    // Nest writes the message of an error, which Prisma begins with a line end, and then its stack, which begins with its name and the message.
    private static bool IsToldTwice(LogEvent current, ReadOnlySpan<byte> line) =>
        current.IsNamed
        && line.StartsWith("PrismaClient"u8)
        && Margins.NamesError(line)
        && current.FirstMessage.TrimEnd((byte)' ') is [.., (byte)']'];

    // "ERROR [Handler] cannot start", a list of ways out, and "Error: cannot start" once more with its stack.
    private static bool SaysItAgain(LogEvent current, ReadOnlySpan<byte> line) =>
        current.Head.Level is null or >= LogLevel.Error
        && (current.Head.Level is not null || (Margins.NamesError(line) && !Margins.NamesError(current.FirstMessage)))
        && line.IndexOf(": "u8) is var colon and > 0
        && line.Length > colon + 2
        && line[0] != '['
        && !line.SequenceEqual(current.FirstMessage)
        && current.FirstMessage.EndsWith(line[(colon + 2)..]);

    // "Error: Schema engine error:", and below what the database says.
    private static bool OwesReason(LogEvent current) =>
        current.Lines == 1 && Margins.NamesError(current.FirstMessage) && current.FirstMessage.EndsWith(":"u8);

    private static bool IsBehindCode(LogEvent current) => current is { IsListing: true, AtMargin: 2 };

    private static bool BelongsAtMargin(LogEvent current, ReadOnlySpan<byte> line)
    {
        // A key or a certificate, up to where it says that it ends: its lines are masked only as a whole.
        if (
            Margins.IsOfArmour(line)
            && current.FirstMessage.IndexOf("-----BEGIN "u8) >= 0
            && current.FirstMessage.IndexOf("-----END "u8) < 0
        )
        {
            current.HasEnded = line[0] == '-';
            return true;
        }

        if (Margins.IsCollection(current.FirstMessage))
            return !current.HasFrames && Margins.IsOfCollection(line);

        if (current.HasFrames || current.AtMargin >= MostWide)
        {
            // "Traceback": its error stands below the frames.
            return current.HasFrames
                && (current.IsTraced || current.FirstMessage.StartsWith("Traceback "u8))
                && Margins.NamesError(line)
                && current.AtMargin++ == 1;
        }

        if (current.Head.Level is >= LogLevel.Error && line.StartsWith("Traceback (most"u8))
            return current.IsTraced = true;

        var isBad = current.Head.Level is >= LogLevel.Error;
        var isTitle = isBad && Margins.IsListTitle(line);
        current.IsListing |= isTitle;
        if ((line is [(byte)'{'] && HoldsObject(current)) || isTitle || (current.IsListing && Margins.IsOfList(line)))
        {
            current.AtMargin++;
            return true;
        }

        var isInvocation = Margins.IsInvocation(line);
        var isUnfinished =
            current.AtMargin == 1
            && Margins.IsUnfinished(current.FirstMessage)
            && !current.FirstMessage.EndsWith("{"u8);
        var mayGoOn =
            isBad
            || current.IsNamed
            || Margins.NamesError(current.FirstMessage)
            || current.FirstMessage.StartsWith("prisma:"u8)
            || current.FirstMessage.StartsWith("thread '"u8);
        var belongs =
            current.IsWide
            || (isInvocation && isUnfinished)
            || (mayGoOn && line.StartsWith(" {\""u8))
            || current.AwaitsAnswer
            || (mayGoOn && (isInvocation || isUnfinished || Margins.IsAdvice(line)))
            || (MayBeNamed(current) && Margins.NamesError(line))
            || IsToldTwice(current, line)
            || SaysItAgain(current, line)
            || IsBehindCode(current)
            || (current.IsListing && line.SequenceEqual("Error:"u8));
        if (!belongs)
            return false;

        // Prisma's answer is one line, after what was asked and where; one that ends with a colon is followed by another.
        current.IsNamed |= isInvocation || Margins.NamesError(line);
        current.AwaitsAnswer =
            isInvocation
            || (current.AwaitsAnswer && (line is [(byte)'{'] || Margins.IsExcerpt(line)))
            || (mayGoOn && current.AtMargin > 1 && line.EndsWith(":"u8));
        current.AtMargin++;
        return true;
    }
}
