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

    // What stands for a status 5xx.
    private const char FailedAnswer = '⑤';

    // Nothing below finds anything in a text without one of these.
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            "err",
            "fail",
            "except",
            "fatal",
            "panic",
            "crit",
            "emerg",
            "sever",
            "warn",
            "debug",
            "trace",
            "verbose",
            "prisma:",
            "npm",
            "elifecycle",
            "memory",
            "oom",
            "heap",
            "kill",
            "segm",
            "dumped",
            "sig",
            "space left",
            "disk",
            "read-only",
            "restart",
            "abrupt",
            "uncaught",
            "unhandled",
            "exit",
            "terminat",
            "finish",
            "died",
            "stopped",
            "n't",
            "not ",
            "cannot",
            "unable",
            "refused",
            "reset",
            "closed",
            "lost",
            "dropped",
            "hang up",
            "broken",
            "no route",
            "too many",
            "slots",
            "exhaust",
            "deadlock",
            "corrupt",
            "crash",
            "abort",
            "denied",
            "timed out",
            "timeout",
            "deadline",
            "gateway",
            "unavailable",
            "violates",
            "duplicate",
            "unhealthy",
            "instance",
            "candidate",
            "healthy",
            "reachable",
            "deprecat",
            "retry",
            "slow",
            "degraded",
            "invalid",
            "stale",
            "exceed",
            "info",
            "notice",
            "event",
            "wait",
            "ready",
            "ECONN",
            "ETIMED",
            "EPIPE",
            "ENO",
            "EADDR",
            "EACCES",
            "EAI_",
            "EHOST",
            "ENET",
            "EMFILE",
            "EEXIST",
            "EPERM",
            "EROFS",
            "P0",
            "P1",
            "P2",
            "P3",
            "P4",
            "P5",
            "P6",
            "thrown",
            "last few",
            "found",
            "exec user",
            "trap",
            "expired",
            " alert ",
            "stalled",
            "missing lock",
            "reject",
            "giving up",
            "unknown",
            "gave up",
            "quota",
            "locked",
            "max clients",
            "database system",
            "too long",
            "tripped",
            "opened",
            "⨯",
            "✘",
            "⚠",
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
                return head.Kind is HeadKind.None ? Worse(said, OfWords(text)) : said;

            if (text.Contains(FailedAnswer))
                return LogLevel.Error;

            // PostgreSQL writes the end of its processes as LOG, Fly the end of machines as info.
            if (head.Kind is HeadKind.Postgres && said >= LogLevel.Info)
                return Worse(said, OfServer(text));

            // What Fly's init says of the app's end stands among the app's lines, as INFO.
            if (isApp && head.Kind is HeadKind.Plain && Init().IsMatch(text))
                return Worse(said, OfWords(text));

            return isApp || head.Kind is not HeadKind.None ? said : Worse(said, OfWords(text));
        }

        return text.Contains(FailedAnswer) ? LogLevel.Error : OfWords(text);
    }

    private static LogLevel Worse(LogLevel one, LogLevel other) => one > other ? one : other;

    private static LogLevel OfServer(string text)
    {
        text = Harmless().Replace(text, " ");
        return ServerEnds().IsMatch(text) ? LogLevel.Fatal
            : ServerFails().IsMatch(text) ? LogLevel.Error
            : ServerWorries().IsMatch(text) ? LogLevel.Warn
            : LogLevel.Info;
    }

    private static LogLevel OfWords(string text)
    {
        if (!text.AsSpan().ContainsAny(Hints))
            return LogLevel.Info;

        text = Harmless().Replace(text, " ");
        return Ends().IsMatch(text) ? LogLevel.Fatal
            : Says().Match(text) is { Success: true } says ? OfTag(says)
            : Fails().IsMatch(text) || FailsExactly().IsMatch(text) ? LogLevel.Error
            : Worries().IsMatch(text) ? LogLevel.Warn
            : LogLevel.Info;
    }

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
            ^\W{0,3}(?:
                (?<fatal>fatal|panic|critical|crit|emerg|emergency)\b(?=\W{0,2}:|\])
              | (?<error>error|err!|err|severe|failure)(?=\s?[:\])>|]|\s-\s|$)
              | (?<error>(?:graphql|network)\ error(?=\]))
              | [\w-]+(?::[\w-]+)*:(?<error>error|err)(?=\s)
              | (?<error>prisma:error|npm\ err!|npm\ error|elifecycle|err_pnpm_)
              | (?<warn>warn|warning|prisma:warn|npm\ warn)(?=\s?[:\]]|\s-\s|\s)
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

    // Counts of zero, absent errors, names of things that have to do with errors.
    [GeneratedRegex(
        """
                \b(?:0|no|zero|without|any|not|never)\s(?:\w+\s){0,2}?(?:errors?|failures?|failed|exceptions?|warnings?|problems?|timeouts?|retries|crash(?:es)?)\b
              | \b(?:\w*errors?|\w*failures?|failed|\w*exceptions?|(?!unhandled)\w*warnings?|problems|timeouts?|retries|crashes|(?:error|failure)[_\s-]?(?:rate|count|ratio|budget)\w*)"?\s?[=:]\s?(?:0(?![\w.#])%?|none|null|nil|false|no(?!\s\w)|-(?!\w)|""|''|\[\s?\]|\{\s?\})
              | \b(?:errors?|failures?|exceptions?)[\s_-]?(?:rates?|handlers?|handling|pages?|filters?|boundary|boundaries|codes?\ (?:map|table|list)|logs?|tracking|reporting|reporter|budget|messages?\ (?:loaded|catalogue)|templates?|routes?|middleware|module|log(?:ger|ging)|metrics?|counters?|counts?|threshold)\b
              | \bfailed\ \w+(?:\ \w+)?\s?[:=]\s?0(?![\w.#])|\bcrash\ report(?:er|ing)\b
              | \b(?:retry(?:ing)?|retried)\b[^.]{0,60}\b(?:succeeded|successful(?:ly)?)\b|\b(?:recovered|reconnected)\ (?:from|after)\ (?:\w+\ ){0,3}\w+
              | \b\w+(?:\ |_)timeout=\#|\btimeout\ (?:is\ |was\ )?(?:set|configured)\b|\blog(?:ging)?[\s_-]?level\b(?:\s?[=:]\s?|\ (?:is\ |set\ to\ ))\w+
              | \bfailed\ (?:\w+\ ){1,2}(?:report|summary|digest|statistics)\ (?:was\ |is\ )?(?:sent|created|written|generated|ready)\b
              | \b(?:loaded|registered|cached|translated)\ \#\ error\ \w+
              | \baborted\ by\ (?:the\ )?(?:user|customer|client|agent|operator)\b
              | \blog-?\ ?in\ (?:attempt\ )?(?:has\ )?failed\b|\bfailed\ log-?\ ?in\b
              | \b(?:fixe[sd]|resolve[sd]|prevent(?:s|ed)?|avoid(?:s|ed)?)\ (?:\w+\ ){0,2}?(?:errors?|failures?|crash(?:es)?|timeouts?|exceptions?|deadlocks?)\b
              | ^(?:removed|cleaned|deleted|purged|pruned|archived)\b(?:(?!\bwith\b)[^:;,])*
              | "logical\ replication\ launcher"[^)]*\)\ exited\ with\ exit\ code\ \#
              | \{[^}]{0,200}\}\ route
              | /[\w./-]*(?:error|fail|exception|fatal|timeout)[\w./-]*
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Harmless();

    [GeneratedRegex(
        """
                \bout\ of\ memory\b|^<---\ Last\ few\ GCs|^-----\ Native\ stack\ trace|\boom[\s_-]?(?:kill|reaper)|\bheap\ out\ of\ memory|\boom_killed\s?[=:]\s?true|\bwas\ killed\b|\bkilled\ process\b|^killed$
              | \bpanic:|\bpanic\ serving\b|^thread\ .{1,80}\ panicked\ at\b|\bkernel\ panic|\bbreakpoint\ trap\b|\bsegmentation\ fault|\bcore\ dumped\b(?!\?)|\bsig(?:segv|abrt|bus|ill)\b|^terminate\ called\b
              | \bno\ space\ left\b|\bdisk\ (?:is\ )?full\b|\bread-only\ file\ system\b
              | \bmax(?:imum)?\ restart\ count\b|\bexited\ abruptly\b|\bfatal\ (?:error|exception)\b
              | \b(?:uncaught|unhandled)\s?(?:exception|rejection)|\buncaught\ error|\bunhandledrejection\b|\buncaughtexception\b|\bunhandledpromiserejection
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Ends();

    [GeneratedRegex(
        """
                \b(?:exit(?:ed|s)?|exit[\s_-]?(?:code|status)|terminated|finished|died|stopped)\b[^0#]{0,30}?(?:code|status|signal)\s?[=:]?\s?['[]?\#
              | \bexit[\s_-]?(?:code|status)\s?[=:]?\s?'?\#|\bexited\ with\ (?:code\ )?\#|\b(?:exited|terminated|killed)\ (?:with|by)\ signal|\bkilled\ by\b|\bsigkill\b
              | \bfail(?:ed|s|ure)?\ (?:\w+ly\ )?(?:to|in|on|with|because|due|for|at|while|after|during|as|processing|checking)\b|\bfail(?:ed|ure|s)?\s?[:!]|\b(?:has|have|was|were|been|is|are|check|checks|build|job|task|test|tests|request|query|transaction|migration|connection|deploy|deployment|command|health|upload|download|payment|webhook|sync|import|export|delivery|validation|verification|authentication|start|startup|operation|update|write|read|call|step)\ failed\b|(?<!\.)\bfailed\.?$|^failed\b|\bfailing\ since\b|\b(?:status|state|result|outcome)\s?[=:]?\s?(?:fail(?:ed|ure)?|error)\b|\bcircuit[\s-]?breaker\b[^.]{0,40}\b(?:opened|is\ open|tripped)\b
              | \b(?:could|can|did|does|do|would|will)\s?n(?:o|')t\ (?:be\ )?(?:connect|reach|open|read|write|find|load|start|resolve|create|allocate|establish|complete|process|parse|send|get|make|access|obtain|acquire|bind|listen|respond|responding|exist|load|map|import|validate|authenticate|fetch|delete|update|save|store|extend|fork|serialize|obtain|locate|verify|satisfy|execute|receive)
              | \bcan(?:no|')t\b|\bcannot\b|\bcould\ not\b|\bunable\ to\b
              | \bunhandled\b|\buncaught\b
              | \bconnection\ (?:was\ )?(?:refused|reset|terminated|closed\ unexpectedly|lost|aborted|dropped)\b|\bnot\ responding\b|\brefused\ connection\b|\bsocket\ hang\ up\b|\bbroken\ pipe\b|\bno\ route\ to\ host\b
              | \btoo\ many\ (?:clients|connections|open\ files|requests)|\bconnection\ slots\ are\ reserved\b|\bpool\ (?:is\ )?exhausted\b|\bresource\ exhausted\b
              | \bdeadlock\b|\bcorrupt(?:ed|ion)?\b|\bcrash(?:ed|es|ing|loop)?\b|\baborted\b|\baborting\b|\bpermission\ denied\b|\baccess\ denied\b
              | \btimed\ out\b|\btimeout\ (?:of|after|exceeded|expired|while|waiting|reached)|\b(?:request|connection|query|statement|lock|gateway|operation|read|write|socket|connect|acquire)\ timeout\b|\bdeadline\ exceeded\b
              | \bbad\ gateway\b|\bservice\ unavailable\b|\binternal\ server\ error\b|\bgateway\ time-?out\b
              | \bviolates\ \S+|\bduplicate\ key\b|\bdoes\ not\ exist\b|\bstack\ trace\b|\btraceback\ \(most
              | \berror\s?[:!]|\berrors?\ (?:occurred|in|while|when|during|at|on|from|processing|connecting|sending|reading|writing|fetching|loading|parsing|handling|executing|calling|creating|starting|opening|getting|saving|updating|deleting|\#)|\b(?:an?|the|fatal|unexpected|internal|unknown|critical|network|database|server|runtime|connection|syntax|validation|application|client|system|query|transaction|i/o|io|disk|fetch|read|write|parse|protocol|script|module|bus|parity|machine|hardware|\S*-fs)\ errors?\b|\berror$|(?<!\w)\#\ errors?\b
              | \bexception(?:\ in|\ while|\ caught|\ occurred|\ was|\ thrown|:)|^exception\b|\bexception$
              | \bunhealthy\b|\bhas\ failed\b|\bcritical(?:'|\ state)|\binstance\ refused\b|\bno\ known\ healthy\ instances\b|\bcould\ not\ find\ a\ good\ candidate\b
              | ^(?:\S*sh:\ .*|\#:\ \S+:\ )not\ found$|\bcommand\ not\ found\b|\bexec\ user\ process\ caused\b|\bcert(?:ificate)?[_\ ]has[_\ ]expired\b|\balert\ unknown\ ca\b
              | \b(?:webhook|callback|delivery)\b[^.]{0,40}\b(?:rejected|refused)\b|\b(?:giving|gave)\ up\b|\bnot\ delivered\b
              | \bstalled\ more\ than\b|\bmissing\ lock\b|\bunknown\ (?:or\ unexpected\ )?(?:command|option|argument)\b|\bquota\ exceeded\b|\bdatabase\ is\ locked\b|\bmax\ clients\ reached\b
              | \bserver\ closed\ the\ connection\b|\bclosed\ unexpectedly\b|\bterminating\ connection\b|\bdatabase\ system\ is\ (?:shutting\ down|starting\ up|in\ recovery)
              | \bvalue\ too\ long\ for\ type\b|\binvalid\ input\ syntax\ for\b|\bself-signed\ certificate\b
              | \bnot\ reachable\b|\bunreachable\b|\bunavailable\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Fails();

    // Names of errors, where they are told and not only mentioned; codes of the system, of Prisma, of Fly's proxy.
    [GeneratedRegex(
        """
                (?<![\w/])[A-Z][A-Za-z]*(?:Error|Exception)(?:\s?\[[^\]]*\])?\s?(?::|$)|\[(?:[A-Z][A-Za-z]*)?(?:Error|Exception):|^(?:[a-z]+\.)+[A-Z]\w*(?:Error|Exception)\b|\b(?:throw|thrown|threw|throws|raised|got|caught)\b[^.]{0,40}(?:Error|Exception)\b
              | \bE(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|PIPE|NOTFOUND|NOSPC|ADDRINUSE|NOMEM|ACCES|AI_AGAIN|HOSTUNREACH|NETUNREACH|MFILE|EXIST|NOENT|PERM|ROFS|LIFECYCLE)\b
              | (?<![\w-])P\d{4}(?![\w-])|\bERR_[A-Z_]+\b
              | ⨯|✘|\bERR!|\b(?:FATAL|PANIC|ERROR|SEVERE)\b(?![\w/=.-])
            """,
        Exact | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex FailsExactly();

    [GeneratedRegex(
        @"\bwarn(?:ing)?\b|\bdeprecat|\bretry(?:ing)?\b|\bslow\b|\btimeout\b|\bdegraded\b|\bdenied\b|\binvalid\b|\bstale\b|\bexceed|\bfail|\berror|⚠",
        AnyCase,
        Patience
    )]
    private static partial Regex Worries();

    [GeneratedRegex(
        @"terminated by signal|terminating any other active server|all server processes terminated|\bout of memory\b|no space left on device|\bpanic\b|exited with exit code #|could not fork|system is not accepting|aborting startup|shutting down because",
        AnyCase,
        Patience
    )]
    private static partial Regex ServerEnds();

    [GeneratedRegex(
        @"^could not|\bfailed\b|\bcorrupt|invalid (?:page|primary checkpoint|record)|crash of another server process|\bdeadlock\b|incorrect checksum|could not (?:write|open|read|fsync|bind|create|receive|connect)|recovery (?:has )?failed|server closed the connection unexpectedly",
        AnyCase,
        Patience
    )]
    private static partial Regex ServerFails();

    [GeneratedRegex(
        @"not properly shut down|unexpected eof|checkpoints are occurring too frequently|still waiting for|automatic recovery|canceling|connection reset by peer|temporary file|unexpectedly",
        AnyCase,
        Patience
    )]
    private static partial Regex ServerWorries();
}
