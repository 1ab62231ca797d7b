using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <content>What says that something failed.</content>
internal static partial class Severity
{
    // A rule is small enough to be compiled well, and only looked for where one of its words stands.
    private static Saying[] Failures =>
        [
            new("exit|terminat|finish|died|ended |stopped|kill", Ended()),
            new("circuit|fail|error", Failed()),
            new("n't|not |unable|cannot|could not", WasUnable()),
            new("refused|rejected|gave up|giving up|stopped|not ", NotDone()),
            new(
                "elected|exhausted|available|lost|database system|dropped|refused|rejected|terminat|hang up|slots|too many|closed|reachable|abort|broken pipe|no route|reset|not ",
                Disconnected()
            ),
            new(
                "crash|uncaught|exec user|missing lock|max clients|corrupt|deadlock|not |expired|unhandled|abort|unknown|stalled|quota|locked|denied|no such|input/output|exec format",
                Crashed()
            ),
            new(
                "violates|timeout|gateway|unavailable|server error|stack trace|traceback|duplicate key|invalid input|self-signed|too long|deadline|time-out|timed out|not exist",
                TimedOut()
            ),
            new("exception|unhealthy|known healthy|good candidate|critical|error|refused|fail", Erred()),
        ];

    // A process that ended by itself.
    [GeneratedRegex(
        """
                \b(?:exit(?:ed|s)?|exit[\s_-]?(?:code|status)|terminated|finished|ended|died|stopped)\b[^0#]{0,30}?(?:code|status|signal)\s?[=:]?\s?['[]?\#
              | \bexit[\s_-]?(?:code|status)\s?[=:]?\s?'?\#|\bexited\ with\ (?:code\ )?\#|\bexited\ \#(?=[,.;)]|$)|\b(?:exited|terminated|killed)\ (?:with|by)\ signal|\bkilled\ by\b|\bsigkill\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Ended();

    // What failed, in just this word.
    [GeneratedRegex(
        """
                \bfail(?:ed|s|ure)?\ (?:\w+ly\ )?(?:to|in|on|with|because|due|for|at|while|after|during|as|processing|checking)\b|\bfail(?:ed|ure|s)?\s?[:!]|\b(?:connection|disk|hardware|node|network|write|read|commit|allocation|replication|startup)\ failure\b|\b(?:has|have|was|were|been|is|are|check|checks|build|job|task|test|tests|probe|backup|restore|rollback|replication|checkpoint|mount|request|query|transaction|migration|connection|deploy|deployment|command|health|upload|download|payment|webhook|sync|import|export|delivery|validation|verification|authentication|start|startup|operation|update|write|read|call|step)\ failed\b|(?<!\.)\bfailed\.?$|^failed(?![\w-])|\bfailed\ (?:\#\ times|permanently|again|repeatedly)\b|\bfailing\ since\b|\b(?:status|state|result|outcome)\s?[=:]?\s?(?:fail(?:ed|ure)?|error)\b|\bcircuit[\s-]?breaker\b[^.]{0,40}\b(?:opened|is\ open|tripped)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Failed();

    // What could not be done.
    [GeneratedRegex(
        """
                \b(?:could|can|did|does|do|would|will|has|have)\s?n(?:o|')t\ (?:be\ )?(?:connect|reach|open|read|write|find|load|start|resolve|create|allocate|establish|complete|process|parse|send|get|make|access|obtain|acquire|bind|listen|respond|responding|exist|load|map|import|validate|authenticate|fetch|delete|update|save|store|extend|fork|serialize|obtain|locate|verify|satisfy|execute|receive|run|pass|finish|close|stop|answer|arrive|succeed|come|go\ through|happen|reply|work)\b
              | \bcan(?:no|')t\b|\bcannot\b|\bcould\ not\b|\bunable\ to\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex WasUnable();

    // What was not done, or is done no more.
    [GeneratedRegex(
        """
                \b(?:was|were|is|are|has|have)\ not\ (?:been\ |being\ )?(?:processed|persisted|published|disbursed|credited|saved|stored|written|recorded|replicated|acknowledged|produced|generated|posted|imported|exported|executed|committed|forwarded|uploaded|backed\ up)\b|\b(?:processing|consuming|polling|responding)\ (?:has|have)\ stopped\b|\breplication\ (?:has\ )?stopped\b|\b(?:variable|module|library|binary|executable|schema)\ (?:is\ )?not\ (?:found|set|defined)\b|\b(?:signature|checksum|hash|digest|total|balance|amount)s?\b[^.;]{0,40}\bdo(?:es)?\ not\ match\b
              | \b(?:webhook|callback|delivery)\b[^.]{0,40}\b(?:rejected|refused)\b|\b(?:giving|gave)\ up\b|\bnot\ delivered\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex NotDone();

    // Connections, and what nobody answers for.
    [GeneratedRegex(
        """
                \bconnection\ (?:was\ )?(?:refused|reset|terminated|closed\ unexpectedly|lost|aborted|dropped)\b|\bnot\ (?:responding|draining|progressing|advancing|keeping\ up)\b|\brefused\ connection\b|\bsocket\ hang\ up\b|\bbroken\ pipe\b|\bno\ route\ to\ host\b
              | \btoo\ many\ (?:clients|connections|open\ files|requests(?!\ from\ [\#:])|redirects|retries|restarts)|\bconnection\ slots\ are\ reserved\b|\bpool\ (?:is\ )?exhausted\b|(?<!\b(?:0|no|any)\ )\b(?:requests|writes|connections|callbacks|tokens|log-?ins|messages|calls|jobs|events)\ (?:are|were|get)\ (?:now\ |being\ )?(?:rejected|refused|dropped|lost)\b|\b(?:request|write|batch|event|job)\ (?:was\ )?(?:dropped|lost)\b|\bresource\ exhausted\b|\bexhausted\ (?:\S+\ ){0,2}(?:retries|tries|attempts)\b|\b(?:retries|tries|attempts)\ (?:are\ |were\ )?exhausted\b
              | \bserver\ closed\ the\ connection\b|\b(?:channel|connection|stream)\ closed\ by\ (?:the\ )?(?:server|broker)\b|\bclosed\ unexpectedly\b|\bterminating\ connection\b|\bdatabase\ system\ is\ (?:shutting\ down|starting\ up|in\ recovery)
              | \bnot\ reachable\b|\bunreachable\b|\bunavailable\b|\bno\ (?:\w+\ )?(?:server|backend|upstream|replica|broker|worker|node|leader|primary|master|connection|endpoint|host)s?\ (?:is\ |are\ |was\ |were\ )?(?:available|elected)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Disconnected();

    // What the system says of a program, of files, of locks.
    [GeneratedRegex(
        """
                \b(?:unhandled|uncaught)\b(?!\ (?:exceptions|rejections|errors)\b)|\#\ (?:unhandled|uncaught)\b
              | \bdeadlock\b(?!-)|\bcorrupt(?:ed|ion)?\b|\bcrash(?:(?:ed|es|ing|loop)\b|(?=\s?[:.,!)]|$|\ (?:in|of|at|on|while|after|during|detected|loop|dump)\b))|\baborted\b|\baborting\b|\bpermission\ denied\b|\boperation\ not\ permitted\b|\bno\ such\ file\ or\ directory\b|\binput/output\ error\b|\bexec\ format\ error\b|\baccess\ denied\b
              | ^(?:\S*sh|\#|line\ \#):\ .*\bnot\ found$|\bcommand\ not\ found\b|\bexec\ user\ process\ caused\b|\bcert(?:ificate)?[_\ ]has[_\ ]expired\b|\balert\ unknown\ ca\b
              | \bstalled\ more\ than\b|\bmissing\ lock\b|\bunknown\ (?:or\ unexpected\ )?(?:command|option|argument)\b|\bquota\ exceeded\b|\bdatabase\ is\ locked\b|\bmax\ clients\ reached\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Crashed();

    // Time that ran out, answers of gateways, what a database refuses.
    [GeneratedRegex(
        """
                \btimed\ out\b|\btimeout\ (?:of\ \#|after|exceeded|expired|while|reached|\w+ing)|\b(?:request|connection|query|statement|lock|gateway|operation|read|write|socket|connect|acquire)\ timeout\b|\bdeadline\ exceeded\b
              | \bbad\ gateway\b|\bservice\ unavailable\b|\binternal\ server\ error\b|\bgateway\ time-?out\b
              | \bviolates\ \S+|\bduplicate\ key\b|\bdoes\ not\ exist\b|\bstack\ trace\b|\btraceback\ \(most
              | \bvalue\ too\ long\ for\ type\b|\binvalid\ input\ syntax\ for\b|\bself-signed\ certificate\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex TimedOut();

    // Errors, in just this word.
    [GeneratedRegex(
        """
                \berror\s?[:!]|\berrors?\ (?:occurred|in|while|when|during|at|on|from|\w{2,}ing|\#)|\b(?:an?|the|fatal|unexpected|internal|unknown|critical|network|database|server|runtime|connection|syntax|validation|application|client|system|connect|socket|upstream|query|transaction|i/o|io|disk|fetch|read|write|parse|protocol|script|module|bus|parity|machine|hardware|\S*-fs)\ errors?\b|\berror$|(?<!\w)\#\ errors?\b
              | \bexception(?:\ in|\ while|\ caught|\ occurred|\ was|\ thrown|:)|^exception\s?[#'(]|\bexception$
              | \bunhealthy\b|\bhas\ failed\b|\bcritical(?:'|\ state)|\binstance\ refused\b|\bno\ known\ healthy\ instances\b|\bcould\ not\ find\ a\ good\ candidate\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Erred();

    // Names of errors, where they are told and not only mentioned; codes of the system, of Prisma, of Fly's proxy.
    [GeneratedRegex(
        """
                ^[A-Z][A-Za-z0-9]{3,}(?:Exceeded|Fault|Refused|Timeout|Unavailable|Mismatch|Skewed):(?=\ )|^(?:AccessDenied|(?:NoSuch|Invalid|Unsupported)[A-Z][A-Za-z]+):(?=\ )
              | (?<![\w/])(?!On[A-Z])[A-Z][A-Za-z]*(?:Error|Exception)(?:\s?\[[^\]]*\])?\s?(?::|$)|^(?:\W{1,4}(?:\w+\.)*)?[A-Z][A-Za-z]*(?:Error|Exception)(?:\)|\ \()|\[(?:[A-Z][A-Za-z]*)?(?:Error|Exception):|^(?:[a-z]+\.)+[A-Z]\w*(?:Error|Exception)\b|\b(?:throw|thrown|threw|throws|raised|got|caught)\b[^.]{0,40}(?:Error|Exception)\b
              | \bE(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|PIPE|NOTFOUND|NOSPC|ADDRINUSE|NOMEM|ACCES|AI_AGAIN|HOSTUNREACH|NETUNREACH|MFILE|EXIST|NOENT|PERM|ROFS|LIFECYCLE)\b
              | (?<![\w-])P\d{4}(?![\w-])|\b(?:[A-Z]+_)?ERR_[A-Z_]+\b
              | \b(?:NOAUTH|WRONGPASS|MISCONF|CLUSTERDOWN|MASTERDOWN|NOREPLICAS|WRONGTYPE|EXECABORT|SERVFAIL|NXDOMAIN|NaN)\b|^(?:READONLY\ You|LOADING\ Redis|OOM\ command)\b|\bline\ \#[\ :\#]*(?:Killed|Terminated|Aborted)\b
              | ^!{2,}\ |^\W{0,2}(?:❌|🚨|💥|🛑|⛔|💀|🆘)
              | ⨯|✘|\bERR!|\b(?:FATAL|PANIC|ERROR|SEVERE)\b(?![\w/=.-])
            """,
        Exact | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex NamesFailure();
}
