using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <content>What says by its state, or by what became of it, that something failed.</content>
internal static partial class Severity
{
    // Each way of failing and its words.
    private static Saying[] Suspects =>
        [
            new(
                "wedged|unrespons|inconsisten|truncated|overload|unread|stuck|malformed|halted|out of|missing|frozen|offline|hung|broken|stale|gone|full|down| state",
                IsStuck()
            ),
            new(
                "silent|anomal|tamper|double|differ|illegal|hard limit|since|discrepan|lost|inconsisten|duplicate|imbalance|divergence|heartbeat|leak|split|unsuccess|unexpected|mismatch|remounting|data loss|dataloss|zombie|errored|not ok|altname|drift|wrong|error ",
                WasFound()
            ),
            new(
                "abnormal|event loop|expected|unrecogni|illegal|overflow|invalid|insufficient|imbalance|discrepan|lockup|stall|bad |inconsisten|corruption|rolling back|traps:|too long|out of|unknown|mismatch|restart|full|blocked",
                Halted()
            ),
            new(
                "not in sync|invalid|expired|never |read-only|no reply|missing|no response|bad |no answer|stuck|limit |undeliver|halted|vanished|disappeared|fell behind|inconsisten|shutting down|restart|gone",
                IsInvalid()
            ),
            new(
                "two times|twice|anymore|any more| empty|is 0|was 0|has 0|are 0|were 0|only 0|dead|credential|forg|never |full|lost|ignores|disagree|not agree|n't fit|n't agree|not fit|piling|eaten|no good|swallowed|lose|nowhere|hang|pile|dropped",
                WasLost()
            ),
            new(
                "without a|without r|ceased|half|too long|wrong|since|endless|infinite|too little|too few|tripped over|stumbled over|messed up|screwed up|botched|starved|on us|differ|stopped|dead|missing|not found|off by",
                WentAstray()
            ),
        ];

    // In what state something is.
    [GeneratedRegex(
        """
                \bin\ an?\ (?:inconsistent|invalid|illegal|broken|corrupt|unknown|impossible|unexpected)\ state\b
              | (?<!\b(?:after|when|while|until|if|because)\ (?:\S+\ ){0,4})\b(?:is|are|was|were|got|went|seems?|remains?|remained|stays?|still|ha(?:s|ve)\ been)\ (?:now\ )?(?:stuck|wedged|hung|frozen|unresponsive|unreadable|broken|offline(?!\ for\ (?!\#))|halted|stale|inconsistent|malformed|truncated|overloaded|missing(?!\ (?:an?|the|his|her|their|some|one)\b)|gone|down(?!\ (?:by|to|from|\#|for\ (?!\#)))|full(?!\w|\ \w)|out\ of\ (?:sync|balance|step))\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex IsStuck();

    // What was found, and what was lost.
    [GeneratedRegex(
        """
                \b(?:imbalance|mismatch(?:es)?|discrepanc(?:y|ies)|inconsistenc(?:y|ies)|divergence|drift|leak)\ (?:was\ |were\ )?(?:detected|found)\b
              | \blost\ track\b|\blost\ (?:its\ |the\ |our\ )?(?:connection|contact|quorum|lease)\b|\bremounting\ filesystem\ read-only\b|\bdata\s?loss\b|\b(?:zombie\ primary|split[\s-]brain)\b|\b(?:reached|at|over|exceeds|exceeded)\ (?:its\ |the\ |their\ )?hard\ limit\b
              | \b(?:duplicate|double|illegal|anomal(?:y|ous)|tamper(?:ed|ing))\ [^.;]{0,40}?\b(?:detected|found)\b|\bheartbeats?\b[^.;]{0,30}\b(?:missed|lost)\b|\b(?:no|missed|lost)\ (?:\#\ )?heartbeats?\b|\bsilent\ (?:for|since)\ \#|^no(?:thing|body)?\ [^.;]{1,40}\bsince\ \#
              | \bunexpected\ (?:eof|end|token|response|status|character)\b|\bwrong\ (?:version|kind|type|format|checksum)\b|\berrored\b|\bnot\ ok\b|\bunsuccessful(?:ly)?\b|\bchecksum\b[^.;]{0,30}\bdiffers?\b|\bcertificate's\ altnames\b|^error\ (?:response|status|from|to)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex WasFound();

    // What ran out, ended early or cannot go on.
    [GeneratedRegex(
        """
                \b(?:worker|process|thread|child|server|daemon|instance|machine|container|job|connection|application|app)\S*\ (?:\S+\ ){0,2}(?:died|exited|stopped|ended|terminated|quit)\ (?:unexpectedly|abnormally)\b
              | (?:^|\b(?:ran|runs|is|are|was)\ )out\ of\ (?!(?:scope|office|date|\#|0)\b)|\b(?:mismatch|inconsistency|imbalance|discrepancy|corruption)\s?:|\bexpected\ [^.;:]{1,40}[,;]?\ (?:but\ )?(?:found|got|received)\b
              | ^insufficient\ (?:permissions?|privileges?|resources?|memory|disk)\b|\bblocked\ for\ more\ than\b
              | ^(?:\S+:\ )?(?:invalid|bad|unknown|unrecogni[sz]ed|illegal)\ (?:option|argument|flag|instruction|command)\b|\btook\ too\ long\b|\bevent\ loop\b[^.;]{0,20}\b(?:blocked|starved)\b|^rolling\ back\b|\brestart(?:ed|s)\ \#\ times\b|\bdetected\ (?:\w+\ )?stalls?\b|\b(?:table|queue|buffer|backlog)\ (?:full|overflow(?:ed)?)\b|\b(?:soft|hard)\ lockup\b|^traps:\s
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Halted();

    // Settings, limits, answers that never came.
    [GeneratedRegex(
        """
                \binvalid\ (?:config\w*|environment|settings?|licen[cs]e|checksum|response|reply)\b|\b(?:config\w*|environment|settings?|licen[cs]e|schema)\ (?:is|are)\ (?:invalid|missing|not\ in\ sync)\b|\b(?:cert(?:ificate)?|licen[cs]e|api\ key)\b[^;]{0,60}\bexpired\b
              | \bstuck\ (?:in|at|on|for|since|behind|waiting)\b|\bhalted\ (?:at|on|after|because|due)\b|^inconsistent\b|\b(?:cluster|database|filesystem|replica|server|volume|disk)\ is\ (?:now\ )?read-only\b|^(?:\W+)?bad\ (?:file|magic|sector|block|superblock|record|header)\b|\brestarting\ (?:the\ )?(?:failed|crashed|dead)\b|\b(?:vanished|disappeared)\b|\bfell\ behind\b|\bgone\ away\b|\bshutting\ down\ (?:because|due)\b|\b(?:memory|disk|storage|connection|cpu)\ limit\ (?:is\ |was\ )?(?:reached|exceeded|hit)\b|\bno\ (?:response|answer|reply)\ (?:was\ )?(?:received\ )?(?:from|within|after)\ (?!(?:the\ )?(?:user|customer|client|agent|member|claimant|applicant|holder|insured|driver)\b)|\bnever\ (?:got|finished|completed|arrived|started|returned|answered|responded|came|closed)\b(?!\ by\ (?:the\ )?(?:customer|client|user|member|agent)\b)|\bundeliver(?:able|ed)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex IsInvalid();

    // What was done twice, or to nobody.
    [GeneratedRegex(
        """
                \b(?:moved|sent|routed|pushed|parked)\ (?:\S+\ )?(?:to|in|on|into)\ (?:the\ )?dead[\s-]?letters?\b|\b(?:charged|debited|credited|deducted|billed|paid|disbursed|executed|posted|applied|counted|sent)\ (?:\w+\ ){0,2}(?:twice|two\ times)\b(?!\ (?:an?|per|each|every)\b)
              | ^(?:nothing|nobody|no\s?one)\b[^.;]{0,60}\bany\s?more\b|\bhang(?:s|ing)?\ (?:since|for|at|in|on)\b|\bpil(?:e|es|ed|ing)\ up\b|\bdisagrees?\b|\b(?:disk|volume|queue|buffer|storage|memory|partition|outbox)\ (?:[^\s\#]+\ ){0,2}full\b(?!\ (?:\w+\ )?(?:scan|sync|backup|vacuum|check))|\b(?:lost|forgot|loses|forgets)\ its\ \w+|\b(?:eaten|swallowed)\ by\b|\bignores\ (?:every|all|our)\b|\bnowhere\b
              | \b(?:dump|backup|export|report|archive|snapshot|certificate)s?\ (?:\S+\ ){0,2}(?:is|was|has|are|were)\ (?:only\ )?(?:0|empty)\b|\bsession\ (?:was\ |got\ )?dropped\b|\bno\ good\b|\bnever\ (?:released|reached|acknowledged|confirmed|saved|written)\b|\bcredentials?\ (?:are\ |is\ )?(?:invalid|expired|wrong)\b|\bdo(?:es)?(?:\ not|n't)\ (?:fit|agree)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex WasLost();

    // What went astray.
    [GeneratedRegex(
        """
                \b(?:stopped|ceased)\ (?:answering|responding|coming|arriving|consuming|processing|listening|writing|reading|moving)\b|\b(?:takes|taking)\ (?:far\ |way\ )?too\ long\b|\bhalf[\s-](?:written|sent|done|finished|imported|applied)\b|\b(?:ended|closed|finished|returned|came\ back)\ without\ (?:an?\ |any\ )?(?:answer|response|reply|result)\b|\b(?:endless|infinite)\ (?:loop|recursion)\b|\b(?:tripped|stumbled)\ over\b|\b(?:is|are|went|looks)\ dead\b|\b(?:messed|screwed)\ up\b|\bbotched\b|(?<!\b(?:nothing|none|0|no\ \w{1,20})\ )\bmissing$|\#\ (?:\w+\ )?(?:transaction|payment|posting|entr(?:y|ie)|row|record|file|message|event|callback|backup)s?\ (?:are\ |is\ )?missing\ (?:in|from|on|at)\b|\bhung\ up\ on\ us\b|\b(?:has|have|had|with|in)\ the\ wrong\ (?!password|passcode|pin|otp|code|answer|number)\w+|\b(?:differs?|(?:is|are|was|were|balance|total|sum|ledger)\ off)\ by\b|\bnot\ \w+ed\ since\ \#|^too\ (?:little|few)\b|\bstarved\b|\bversion\ not\ found\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex WentAstray();
}
