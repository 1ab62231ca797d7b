using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <summary>
/// How bad an event is. What a logger says of itself counts; an answer with status 5xx is an error whoever says it. Text without a level is judged by
/// its words, but not by words that only name something: routes, classes, counts of zero.
/// </summary>
internal static partial class Severity
{
    private const RegexOptions AnyCase =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const RegexOptions Exact = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Patience = 1000;
    private const int LongestContext = 60;

    // What stands for a status 5xx.
    private const char FailedAnswer = '⑤';

    // What is seldom written of customers: it counts in ordinary lines too.
    private static readonly Saying[] Suspecting = Suspects;

    private static readonly Saying[] Failing = [.. Failures, .. Suspecting];

    private static readonly Saying[] Complaining = Complaints;

    private static readonly Saying[] Grave = Graves;

    // Names of errors, and codes, in just these letters.
    private static readonly Saying NamedFailure = new(
        """
        Error|Exception|Exceeded:|Fault:|Refused:|Timeout:|Unavailable:|Mismatch:|Skewed:|AccessDenied:|NoSuch|Invalid|Unsupported|ERROR|
        FATAL|PANIC|SEVERE|ECONN|ETIMEDOUT|EPIPE|ENO|EADDRINUSE|EACCES|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EMFILE|EEXIST|EPERM|EROFS|
        ELIFECYCLE|ERR_|ERR!|P0|P1|P2|P3|P4|P5|P6|P7|P8|P9|NOAUTH|WRONG|MISCONF|CLUSTERDOWN|MASTERDOWN|NOREPLICAS|EXECABORT|SERVFAIL|
        NXDOMAIN|NaN|READONLY|LOADING|OOM|Killed|Terminated|Aborted|❌|🚨|💥|🛑|⛔|💀|🆘|⨯|✘|!!
        """,
        NamesFailure(),
        StringComparison.Ordinal
    );

    private static readonly Saying End = new(
        """
        memory|last few|native stack|oom|killed|panic|kernel|mount root|trap|segmentation|dumped|sig|terminate called|no space|disk|
        read-only|restart count|abruptly|fatal|uncaught|unhandled|
        """,
        Ends()
    );

    // Nothing below finds anything in a text without one of these.
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            .. Failing.SelectMany(saying => saying.Words),
            .. Complaining.SelectMany(saying => saying.Words),
            .. Grave.SelectMany(saying => saying.Words),
            .. NamedFailure.Words,
            .. End.Words,
            .. Saying.Split(
                """
                err|except|crit|emerg|sever|warn|debug|trace|verbose|prisma:|npm|heap|segm|space left|abrupt|exhaust|instance|candidate|
                healthy|reachable|deprecat|retry|slow|degraded|differ|input/output|WRONGPASS|exceed|info|notice|event|wait|ready|ETIMED|
                EADDR|EAI_|EHOST|ENET|thrown|found| alert |reject|tripped|opened|⚠
                """
            ),
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>The level of an event by its skeleton: zero is written 0 in it, any other number #.</summary>
    public static LogLevel Of(ReadOnlySpan<byte> skeleton, in Head head, bool isApp)
    {
        var text = Readable(skeleton);
        try
        {
            return Of(text, head, isApp);
        }
        catch (RegexMatchTimeoutException)
        {
            // Who cannot be judged is looked at by people.
            return head.Level ?? LogLevel.Error;
        }
    }

    /// <summary>Whether a part of a message could say how bad it is.</summary>
    public static bool IsToldBy(ReadOnlySpan<byte> part) => Encoding.UTF8.GetString(part).AsSpan().ContainsAny(Hints);

    private static LogLevel Of(string text, in Head head, bool isApp)
    {
        if (head.Level is { } said)
        {
            // Without a head it is its stack, or Fly, that calls it an error; its words may say that something ended.
            if (said >= LogLevel.Error)
                return EndsAtStart().IsMatch(text) ? LogLevel.Fatal
                    : head.Kind is HeadKind.None ? Worse(said, OfWords(text))
                    : said;

            if (text.Contains(FailedAnswer))
                return LogLevel.Error;

            // PostgreSQL writes the end of its processes as LOG, Fly the end of machines as info.
            if (head.Kind is HeadKind.Postgres && said >= LogLevel.Info)
                return Worse(said, OfServer(text));

            // What Fly's init says of the app's end stands among the app's lines, as INFO.
            if (isApp && head.Kind is HeadKind.Plain && Init().IsMatch(text))
                return Worse(said, OfWords(text));

            // What nobody caught ends an app, whatever level its last words have.
            if (said >= LogLevel.Info && Uncaught().IsMatch(text))
                return LogLevel.Fatal;

            if (!isApp && head.Kind is HeadKind.None)
                return Worse(said, OfWords(text));

            return said >= LogLevel.Info && IsBad(text, said) ? LogLevel.Error : said;
        }

        return text.Contains(FailedAnswer) ? LogLevel.Error : OfWords(text);
    }

    private static LogLevel Worse(LogLevel one, LogLevel other) => one > other ? one : other;

    private static LogLevel OfServer(string text)
    {
        if (Quotes().IsMatch(text))
            return LogLevel.Info;

        text = WithoutHarmless(text);
        return ServerEnds().IsMatch(text) ? LogLevel.Fatal
            : ServerFails().IsMatch(text) ? LogLevel.Error
            : ServerWorries().IsMatch(text) ? LogLevel.Warn
            : LogLevel.Info;
    }

    private static LogLevel OfWords(string text)
    {
        if (!text.AsSpan().ContainsAny(Hints))
            return LogLevel.Info;

        text = WithoutHarmless(text);
        return End.IsIn(text) ? LogLevel.Fatal
            : Says().Match(text) is { Success: true } says ? OfTag(says)
            : IsFailure(text) ? LogLevel.Error
            : Worries().IsMatch(text) ? LogLevel.Warn
            : LogLevel.Info;
    }

    private static string WithoutHarmless(string text) => HarmlessBeside.Without(Harmless.Without(text));

    private static bool IsFailure(string text) =>
        IsAny(Failing, text) || NamedFailure.IsIn(text) || IsAny(Complaining, text) || IsAny(Grave, text);

    private static bool IsAny(Saying[] ways, string text) => Array.Exists(ways, way => way.IsIn(text));

    // What a logger calls ordinary, or a warning: grave all the same, or told as a failure without a word on what is done instead.
    private static bool IsBad(string text, LogLevel said)
    {
        // Where it says so does not tell how bad it is, and it begins behind that.
        if (text is ['[', ..] && text.IndexOf("] ", StringComparison.Ordinal) is var end and > 0 and < LongestContext)
            text = text[(end + 2)..];
        else if (text.StartsWith("info: ", StringComparison.Ordinal))
            text = text["info: ".Length..];

        var mayBeGrave = Array.Exists(Grave, way => way.MayBeIn(text));
        var mayBeTold = text.AsSpan().ContainsAny(Hints) && !Handled().IsMatch(text);
        if (mayBeTold && said is LogLevel.Info && BeginsAsFailure().IsMatch(text))
            return true;

        if (!mayBeGrave && !mayBeTold)
            return false;

        text = WithoutHarmless(text);
        return (mayBeGrave && IsAny(Grave, text)) || (mayBeTold && IsTold(text, said));
    }

    private static bool IsTold(string text, LogLevel said) =>
        Undone().IsMatch(text)
        || (
            said is LogLevel.Info
            && (
                (NamedFailure.MayBeIn(text) && NamesError().IsMatch(text))
                || IsAny(Complaining, text)
                || IsAny(Suspecting, text)
                || CouldNot().IsMatch(text)
            )
        );

    private static LogLevel OfTag(Match says) =>
        says.Groups["fatal"].Success ? LogLevel.Fatal
        : says.Groups["error"].Success ? LogLevel.Error
        : says.Groups["warn"].Success ? LogLevel.Warn
        : says.Groups["debug"].Success ? LogLevel.Debug
        : LogLevel.Info;

    private static string Readable(ReadOnlySpan<byte> skeleton) =>
        string.Create(
            Encoding.UTF8.GetCharCount(skeleton),
            skeleton,
            static (letters, bytes) =>
            {
                Encoding.UTF8.GetChars(bytes, letters);
                foreach (ref var letter in letters)
                {
                    letter = letter switch
                    {
                        (char)Skeleton.Value => '#',
                        (char)Skeleton.Zero => '0',
                        > (char)Skeleton.Status and <= (char)(Skeleton.Status + 5) => (char)(
                            '①' + letter - Skeleton.Status - 1
                        ),
                        var other => other,
                    };
                }
            }
        );

    // What an application writes before its message when nobody asked it for a level.
    [GeneratedRegex(
        """
            ^(?:[\w.-]{1,20}:\ (?=\[))?(?:\[[^\]\s]{1,30}\]\ ?){0,2}\W{0,3}(?:
                (?<fatal>fatal|panic|critical|crit|emerg|emergency)\b(?=\W{0,2}:|\])
              | (?<error>error|err!|err|severe|failure)(?=\s?[:\])>|]|\s-\s|$)
              | (?<error>(?:graphql|network)\ error(?=\]))
              | [\w-]+(?::[\w-]+)*:(?<error>error|err)(?=\s)
              | (?<error>prisma:error|npm\ err!|npm\ error|elifecycle|err_pnpm_)
              | (?<warn>warn|warning|prisma:warn|npm\ warn)(?=\s?[:\]]|\s-\s|\s(?!\())
              | (?<warn>⚠)
              | (?<warn>node:\S{1,9}\ (?:\[\S{1,12}\]\ )?\w*warning:)
              | (?<debug>debug|trace|verbose|prisma:query)(?=\s?[:\]]|\s-\s|\s)
              | (?<info>info|notice|event|wait|ready|prisma:info)(?=\s?[:\]]|\s-\s)
            )
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Says();

    [GeneratedRegex(
        @"^\s?(?:INFO|WARN)\s+(?:Main child exited normally|Process appears to have been OOM killed)",
        Exact,
        Patience
    )]
    private static partial Regex Init();

    // Nest's handler of what goes wrong before it listens, and Fly's init without a program to run: nothing starts.
    [GeneratedRegex(@"^\[ExceptionHandler\]|^\s?(?:ERROR )?Error: failed to spawn command", Exact, Patience)]
    private static partial Regex EndsAtStart();

    [GeneratedRegex(
        @"^(?:\[[^\]]*\]\s)?(?:uncaught\s?exception|unhandled\s?(?:promise\s?)?rejection)(?=\s?[:,!(]|\s(?:at|in)\b|$)",
        AnyCase,
        Patience
    )]
    private static partial Regex Uncaught();

    [GeneratedRegex(
        """
                \bout\ of\ memory\b|^<---\ Last\ few\ GCs|^-----\ Native\ stack\ trace|\boom[\s_-]?(?:kill|reaper)|\bheap\ out\ of\ memory|\boom_killed\s?[=:]\s?true|\bwas\ killed\b|\bkilled\ process\b|^killed$
              | \bpanic:|\bpanic\ serving\b|^thread\ .{1,80}\ panicked\ at\b|\bkernel\ (?:panic|bug)\b|\bunable\ to\ mount\ root\b|\bbreakpoint\ trap\b|\bsegmentation\ fault|\bcore\ dumped\b(?!\?)|\bsig(?:segv|abrt|bus|ill)\b|^terminate\ called\b
              | \bno\ space\ left\b|\bdisk\ (?:is\ )?full\b|\bread-only\ file\ system\b
              | \bmax(?:imum)?\ restart\ count\b|\bexited\ abruptly\b|\bfatal\ (?:error|exception)\b
              | \b(?:uncaught|unhandled)\s?(?:exception|rejection)(?!s)|\buncaught\ error|\bunhandledrejection\b|\buncaughtexception\b|\bunhandledpromiserejection
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Ends();

    [GeneratedRegex(
        @"(?<!\.)(?:\bwarn(?:ing)?\b(?! was created)|(?<!-)\bdeprecat|\bretrying\b|\bretry (?:in|after|attempt|#)|\bslow\b|\btimeout\b|\bdegraded\b|\bdenied\b|\binvalid\b|\bstale\b|\bexceed|\bfail|\berror)|⚠",
        AnyCase,
        Patience
    )]
    private static partial Regex Worries();
}
