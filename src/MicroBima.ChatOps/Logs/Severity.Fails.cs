using System.Buffers;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <content>What says that something failed.</content>
internal static partial class Severity
{
    // Each way of failing below has one of these in it, so that most texts need not be looked through for all of them.
    private static string[] FailWords =>
        Split(
            """
            exit|terminat|finish|died|ended with|stopped|kill|fail|circuit|n't|not |cannot|could not|unable|unhandled|uncaught|refused|reset|
            closed|lost|abort|dropped|hang up|broken pipe|no route|too many|slots|exhausted|deadlock|corrupt|crash|denied|no such|exec format|
            timed out|timeout|deadline|gateway|violates|duplicate key|stack trace|traceback|error|exception|unhealthy|critical|known healthy|
            good candidate|exec user|expired|unknown|rejected|giving up|gave up|stalled|missing lock|quota|locked|max clients|database system|
            too long|invalid input|self-signed|unreachable|available|elected|
            """
        );

    private static readonly SearchValues<string> Failing = SearchValues.Create(
        FailWords,
        StringComparison.OrdinalIgnoreCase
    );

    [GeneratedRegex(
        """
                \b(?:exit(?:ed|s)?|exit[\s_-]?(?:code|status)|terminated|finished|ended|died|stopped)\b[^0#]{0,30}?(?:code|status|signal)\s?[=:]?\s?['[]?\#
              | \bexit[\s_-]?(?:code|status)\s?[=:]?\s?'?\#|\bexited\ with\ (?:code\ )?\#|\bexited\ \#(?=[,.;)]|$)|\b(?:exited|terminated|killed)\ (?:with|by)\ signal|\bkilled\ by\b|\bsigkill\b
              | \bfail(?:ed|s|ure)?\ (?:\w+ly\ )?(?:to|in|on|with|because|due|for|at|while|after|during|as|processing|checking)\b|\bfail(?:ed|ure|s)?\s?[:!]|\b(?:connection|disk|hardware|node|network|write|read|commit|allocation|replication|startup)\ failure\b|\b(?:has|have|was|were|been|is|are|check|checks|build|job|task|test|tests|probe|backup|restore|rollback|replication|checkpoint|mount|request|query|transaction|migration|connection|deploy|deployment|command|health|upload|download|payment|webhook|sync|import|export|delivery|validation|verification|authentication|start|startup|operation|update|write|read|call|step)\ failed\b|(?<!\.)\bfailed\.?$|^failed(?![\w-])|\bfailed\ (?:\#\ times|permanently|again|repeatedly)\b|\bfailing\ since\b|\b(?:status|state|result|outcome)\s?[=:]?\s?(?:fail(?:ed|ure)?|error)\b|\bcircuit[\s-]?breaker\b[^.]{0,40}\b(?:opened|is\ open|tripped)\b
              | \b(?:could|can|did|does|do|would|will|has|have)\s?n(?:o|')t\ (?:be\ )?(?:connect|reach|open|read|write|find|load|start|resolve|create|allocate|establish|complete|process|parse|send|get|make|access|obtain|acquire|bind|listen|respond|responding|exist|load|map|import|validate|authenticate|fetch|delete|update|save|store|extend|fork|serialize|obtain|locate|verify|satisfy|execute|receive|run|pass|finish|close|stop|answer|arrive|succeed|come|go\ through|happen|reply|work)\b
              | \b(?:was|were|is|are|has|have)\ not\ (?:been\ |being\ )?(?:processed|persisted|published|disbursed|credited|saved|stored|written|recorded|replicated|acknowledged|produced|generated|posted|imported|exported|executed|committed|forwarded|uploaded|backed\ up)\b|\b(?:processing|consuming|polling|responding)\ (?:has|have)\ stopped\b|\breplication\ (?:has\ )?stopped\b|\b(?:variable|module|library|binary|executable|schema)\ (?:is\ )?not\ (?:found|set|defined)\b|\b(?:signature|checksum|hash|digest|total|balance|amount)s?\b[^.;]{0,40}\bdo(?:es)?\ not\ match\b
              | \bcan(?:no|')t\b|\bcannot\b|\bcould\ not\b|\bunable\ to\b
              | \b(?:unhandled|uncaught)\b(?!\ (?:exceptions|rejections|errors)\b)|\#\ (?:unhandled|uncaught)\b
              | \bconnection\ (?:was\ )?(?:refused|reset|terminated|closed\ unexpectedly|lost|aborted|dropped)\b|\bnot\ (?:responding|draining|progressing|advancing|keeping\ up)\b|\brefused\ connection\b|\bsocket\ hang\ up\b|\bbroken\ pipe\b|\bno\ route\ to\ host\b
              | \btoo\ many\ (?:clients|connections|open\ files|requests|redirects|retries|restarts)|\bconnection\ slots\ are\ reserved\b|\bpool\ (?:is\ )?exhausted\b|(?<!\b(?:0|no|any)\ )\b(?:requests|writes|connections|callbacks|tokens|log-?ins|messages|calls|jobs|events)\ (?:are|were|get)\ (?:now\ |being\ )?(?:rejected|refused|dropped|lost)\b|\b(?:request|write|batch|event|job)\ (?:was\ )?(?:dropped|lost)\b|\bresource\ exhausted\b|\bexhausted\ (?:\S+\ ){0,2}(?:retries|tries|attempts)\b|\b(?:retries|tries|attempts)\ (?:are\ |were\ )?exhausted\b
              | \bdeadlock\b(?!-)|\bcorrupt(?:ed|ion)?\b|\bcrash(?:(?:ed|es|ing|loop)\b|(?=\s?[:.,!)]|$|\ (?:in|of|at|on|while|after|during|detected|loop|dump)\b))|\baborted\b|\baborting\b|\bpermission\ denied\b|\boperation\ not\ permitted\b|\bno\ such\ file\ or\ directory\b|\binput/output\ error\b|\bexec\ format\ error\b|\baccess\ denied\b
              | \btimed\ out\b|\btimeout\ (?:of\ \#|after|exceeded|expired|while|reached|\w+ing)|\b(?:request|connection|query|statement|lock|gateway|operation|read|write|socket|connect|acquire)\ timeout\b|\bdeadline\ exceeded\b
              | \bbad\ gateway\b|\bservice\ unavailable\b|\binternal\ server\ error\b|\bgateway\ time-?out\b
              | \bviolates\ \S+|\bduplicate\ key\b|\bdoes\ not\ exist\b|\bstack\ trace\b|\btraceback\ \(most
              | \berror\s?[:!]|\berrors?\ (?:occurred|in|while|when|during|at|on|from|\w{2,}ing|\#)|\b(?:an?|the|fatal|unexpected|internal|unknown|critical|network|database|server|runtime|connection|syntax|validation|application|client|system|connect|socket|upstream|query|transaction|i/o|io|disk|fetch|read|write|parse|protocol|script|module|bus|parity|machine|hardware|\S*-fs)\ errors?\b|\berror$|(?<!\w)\#\ errors?\b
              | \bexception(?:\ in|\ while|\ caught|\ occurred|\ was|\ thrown|:)|^exception\s?[#'(]|\bexception$
              | \bunhealthy\b|\bhas\ failed\b|\bcritical(?:'|\ state)|\binstance\ refused\b|\bno\ known\ healthy\ instances\b|\bcould\ not\ find\ a\ good\ candidate\b
              | ^(?:\S*sh|\#|line\ \#):\ .*\bnot\ found$|\bcommand\ not\ found\b|\bexec\ user\ process\ caused\b|\bcert(?:ificate)?[_\ ]has[_\ ]expired\b|\balert\ unknown\ ca\b
              | \b(?:webhook|callback|delivery)\b[^.]{0,40}\b(?:rejected|refused)\b|\b(?:giving|gave)\ up\b|\bnot\ delivered\b
              | \bstalled\ more\ than\b|\bmissing\ lock\b|\bunknown\ (?:or\ unexpected\ )?(?:command|option|argument)\b|\bquota\ exceeded\b|\bdatabase\ is\ locked\b|\bmax\ clients\ reached\b
              | \bserver\ closed\ the\ connection\b|\b(?:channel|connection|stream)\ closed\ by\ (?:the\ )?(?:server|broker)\b|\bclosed\ unexpectedly\b|\bterminating\ connection\b|\bdatabase\ system\ is\ (?:shutting\ down|starting\ up|in\ recovery)
              | \bvalue\ too\ long\ for\ type\b|\binvalid\ input\ syntax\ for\b|\bself-signed\ certificate\b
              | \bnot\ reachable\b|\bunreachable\b|\bunavailable\b|\bno\ (?:\w+\ )?(?:server|backend|upstream|replica|broker|worker|node|leader|primary|master|connection|endpoint|host)s?\ (?:is\ |are\ |was\ |were\ )?(?:available|elected)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Fails();

    // Of these words one must stand in a text before it is looked through for what they say.
    private static string[] SuspectWords =>
        Split(
            """
            stuck|wedged|hung|frozen|unrespons|unread|broken|offline|halted|stale|inconsisten|malformed|truncated|overload|missing|gone|down|
            full|out of|imbalance|mismatch|discrepan|divergence|drift|leak|lost|not in sync|overflow|remounting|data loss|dataloss|zombie|split|
            hard limit|unexpected|abnormal|expected|insufficient|blocked|duplicate|double|illegal|anomal|tamper|heartbeat|since|invalid|bad |
            unknown|unrecogni|event loop|rolling back|restart|stall|lockup|error |traps:|wrong|errored|not ok|unsuccess|checksum|altname|
            expired|corruption|dead|twice|never |undeliver|vanished|disappeared|two times|limit |no response|no answer|no reply|fell behind|
            shutting down|read-only|any more|not found|anymore|hang|pile|piling|disagree|forg|lose|eaten|swallowed|ignores|nowhere| empty|
            only 0|was 0|has 0|dropped|no good|credential|not fit|not agree|n't fit|stopped|ceased|too long|half|without a|without r|differ|
            too little|too few|starved|on us|endless|infinite|tripped over|stumbled over|messed up|screwed up|botched|
            """
        );

    private static readonly SearchValues<string> Suspects = SearchValues.Create(
        SuspectWords,
        StringComparison.OrdinalIgnoreCase
    );

    [GeneratedRegex(
        """
                \b(?:is|are|was|were|got|went|seems?|remains?|remained|stays?|still|ha(?:s|ve)\ been)\ (?:now\ )?(?:stuck|wedged|hung|frozen|unresponsive|unreadable|broken|offline|halted|stale|inconsistent|malformed|truncated|overloaded|missing(?!\ (?:an?|the|his|her|their|some|one)\b)|gone|down(?!\ (?:by|to|from|\#))|full(?!\w|\ \w)|out\ of\ (?:sync|balance|step))\b
              | \b(?:imbalance|mismatch(?:es)?|discrepanc(?:y|ies)|inconsistenc(?:y|ies)|divergence|drift|leak)\ (?:was\ |were\ )?(?:detected|found)\b
              | \blost\ track\b|\blost\ (?:its\ |the\ |our\ )?(?:connection|contact|quorum|lease)\b|\bremounting\ filesystem\ read-only\b|\bdata\s?loss\b|\b(?:zombie\ primary|split[\s-]brain)\b|\b(?:reached|at|over|exceeds|exceeded)\ (?:its\ |the\ |their\ )?hard\ limit\b
              | \b(?:worker|process|thread|child|server|daemon|instance|machine|container|job|connection|application|app)\S*\ (?:\S+\ ){0,2}(?:died|exited|stopped|ended|terminated|quit)\ (?:unexpectedly|abnormally)\b
              | (?:^|\b(?:ran|runs|is|are|was)\ )out\ of\ (?!(?:scope|office|date|\#|0)\b)|\b(?:mismatch|inconsistency|imbalance|discrepancy|corruption)\s?:|\bexpected\ [^.;:]{1,40}[,;]?\ (?:but\ )?(?:found|got|received)\b
              | ^insufficient\ (?:permissions?|privileges?|resources?|memory|disk)\b|\bblocked\ for\ more\ than\b
              | \b(?:duplicate|double|illegal|anomal(?:y|ous)|tamper(?:ed|ing))\ [^.;]{0,40}?\b(?:detected|found)\b|\bheartbeats?\b[^.;]{0,30}\b(?:missed|lost)\b|\b(?:no|missed|lost)\ (?:\#\ )?heartbeats?\b|^no(?:thing|body)?\ [^.;]{1,40}\bsince\ \#
              | ^(?:\S+:\ )?(?:invalid|bad|unknown|unrecogni[sz]ed|illegal)\ (?:option|argument|flag|instruction|command)\b|\btook\ too\ long\b|\bevent\ loop\b[^.;]{0,20}\b(?:blocked|starved)\b|^rolling\ back\b|\brestart(?:ed|s)\ \#\ times\b|\bdetected\ (?:\w+\ )?stalls?\b|\b(?:table|queue|buffer|backlog)\ (?:full|overflow(?:ed)?)\b|\b(?:soft|hard)\ lockup\b|^traps:\s
              | \bunexpected\ (?:eof|end|token|response|status|character)\b|\bwrong\ (?:version|kind|type|format|checksum)\b|\berrored\b|\bnot\ ok\b|\bunsuccessful(?:ly)?\b|\bchecksum\b[^.;]{0,30}\bdiffers?\b|\bcertificate's\ altnames\b|^error\ (?:response|status|from|to)\b
              | \binvalid\ (?:config\w*|environment|settings?|licen[cs]e|checksum|response|reply)\b|\b(?:config\w*|environment|settings?|licen[cs]e|schema)\ (?:is|are)\ (?:invalid|missing|not\ in\ sync)\b|\b(?:cert(?:ificate)?|licen[cs]e|api\ key)\b[^;]{0,60}\bexpired\b
              | \bstuck\ (?:in|at|on|for|since|behind|waiting)\b|\bhalted\ (?:at|on|after|because|due)\b|^inconsistent\b|\b(?:cluster|database|filesystem|replica|server|volume|disk)\ is\ (?:now\ )?read-only\b|^(?:\W+)?bad\ (?:file|magic|sector|block|superblock|record|header)\b|\brestarting\ (?:the\ )?(?:failed|crashed|dead)\b|\b(?:vanished|disappeared)\b|\bfell\ behind\b|\bgone\ away\b|\bshutting\ down\ (?:because|due)\b|\b(?:memory|disk|storage|connection|cpu)\ limit\ (?:is\ |was\ )?(?:reached|exceeded|hit)\b|\bno\ (?:response|answer|reply)\ (?:was\ )?(?:received\ )?(?:from|within|after)\ (?!(?:the\ )?(?:user|customer|client|agent|member|claimant|applicant|holder|insured|driver)\b)|\bnever\ (?:finished|completed|arrived|started|returned|answered|responded|came|closed)\b|\bundeliver(?:able|ed)\b
              | \b(?:moved|sent|routed|pushed|parked)\ (?:\S+\ )?(?:to|in|on|into)\ (?:the\ )?dead[\s-]?letters?\b|\b(?:charged|debited|credited|deducted|billed|paid|disbursed|executed|posted|applied|counted|sent)\ (?:\w+\ ){0,2}(?:twice|two\ times)\b(?!\ (?:an?|per|each|every)\b)
              | ^(?:nothing|nobody|no\s?one)\b[^.;]{0,60}\bany\s?more\b|\bhang(?:s|ing)?\ (?:since|for|at|in|on)\b|\bpil(?:e|es|ed|ing)\ up\b|\bdisagrees?\b|\b(?:disk|volume|queue|buffer|storage|memory|partition|outbox)\ (?:[^\s\#]+\ ){0,2}full\b(?!\ (?:\w+\ )?(?:scan|sync|backup|vacuum|check))|\b(?:lost|forgot|loses|forgets)\ its\ \w+|\b(?:eaten|swallowed)\ by\b|\bignores\ (?:every|all|our)\b|\bnowhere\b
              | \b(?:dump|backup|export|report|archive|snapshot|certificate)s?\ (?:\S+\ ){0,2}(?:is|was|has|are|were)\ (?:only\ )?(?:0|empty)\b|\bsession\ (?:was\ |got\ )?dropped\b|\bno\ good\b|\bnever\ (?:released|reached|acknowledged|confirmed|saved|written)\b|\bcredentials?\ (?:are\ |is\ )?(?:invalid|expired|wrong)\b|\bdo(?:es)?(?:\ not|n't)\ (?:fit|agree)\b
              | \b(?:stopped|ceased)\ (?:answering|responding|coming|arriving|consuming|processing|listening|writing|reading|moving)\b|\b(?:takes|taking)\ (?:far\ |way\ )?too\ long\b|\bhalf[\s-](?:written|sent|done|finished|imported|applied)\b|\b(?:ended|closed|finished|returned|came\ back)\ without\ (?:an?\ |any\ )?(?:answer|response|reply|result)\b|\b(?:endless|infinite)\ (?:loop|recursion)\b|\b(?:tripped|stumbled)\ over\b|\b(?:is|are|went|looks)\ dead\b|\b(?:messed|screwed)\ up\b|\bbotched\b|(?<!\b(?:nothing|none|0|no\ \w{1,20})\ )\bmissing$|\bhung\ up\ on\ us\b|\b(?:has|have|had|with|in)\ the\ wrong\ (?!password|passcode|pin|otp|code|answer|number)\w+|\bdiffers?\ by\b|\bnot\ \w+ed\ since\ \#|^too\ (?:little|few)\b|\bstarved\b|\bversion\ not\ found\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex FailsBeside();

    // Of these one must stand in a text, in just these letters, before it is looked through for names of errors.
    private static string[] ExactWords =>
        Split(
            """
            Error|Exception|Exceeded:|Fault:|Refused:|Timeout:|Unavailable:|Mismatch:|Skewed:|AccessDenied:|NoSuch|Invalid|Unsupported|ERROR|
            FATAL|PANIC|SEVERE|ECONN|ETIMEDOUT|EPIPE|ENO|EADDRINUSE|EACCES|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EMFILE|EEXIST|EPERM|EROFS|
            ELIFECYCLE|ERR_|ERR!|P0|P1|P2|P3|P4|P5|P6|P7|P8|P9|NOAUTH|WRONG|MISCONF|CLUSTERDOWN|MASTERDOWN|NOREPLICAS|EXECABORT|SERVFAIL|
            NXDOMAIN|NaN|READONLY|LOADING|OOM|Killed|Terminated|Aborted|❌|🚨|💥|🛑|⛔|💀|🆘|⨯|✘|
            """
        );

    private static readonly SearchValues<string> Exactly = SearchValues.Create(ExactWords, StringComparison.Ordinal);

    // Names of errors, where they are told and not only mentioned; codes of the system, of Prisma, of Fly's proxy.
    [GeneratedRegex(
        """
                ^[A-Z][A-Za-z0-9]{3,}(?:Exceeded|Fault|Refused|Timeout|Unavailable|Mismatch|Skewed):(?=\ )|^(?:AccessDenied|(?:NoSuch|Invalid|Unsupported)[A-Z][A-Za-z]+):(?=\ )
              | (?<![\w/])(?!On[A-Z])[A-Z][A-Za-z]*(?:Error|Exception)(?:\s?\[[^\]]*\])?\s?(?::|$)|^(?:\W{1,4}(?:\w+\.)*)?[A-Z][A-Za-z]*(?:Error|Exception)(?:\)|\ \()|\[(?:[A-Z][A-Za-z]*)?(?:Error|Exception):|^(?:[a-z]+\.)+[A-Z]\w*(?:Error|Exception)\b|\b(?:throw|thrown|threw|throws|raised|got|caught)\b[^.]{0,40}(?:Error|Exception)\b
              | \bE(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|PIPE|NOTFOUND|NOSPC|ADDRINUSE|NOMEM|ACCES|AI_AGAIN|HOSTUNREACH|NETUNREACH|MFILE|EXIST|NOENT|PERM|ROFS|LIFECYCLE)\b
              | (?<![\w-])P\d{4}(?![\w-])|\b(?:[A-Z]+_)?ERR_[A-Z_]+\b
              | \b(?:NOAUTH|WRONGPASS|MISCONF|CLUSTERDOWN|MASTERDOWN|NOREPLICAS|WRONGTYPE|EXECABORT|SERVFAIL|NXDOMAIN|NaN)\b|^(?:READONLY\ You|LOADING\ Redis|OOM\ command)\b|\bline\ \#[\ :\#]*(?:Killed|Terminated|Aborted)\b
              | ^\W{0,2}(?:❌|🚨|💥|🛑|⛔|💀|🆘)
              | ⨯|✘|\bERR!|\b(?:FATAL|PANIC|ERROR|SEVERE)\b(?![\w/=.-])
            """,
        Exact | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex FailsExactly();
}
