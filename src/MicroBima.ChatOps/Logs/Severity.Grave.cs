using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <content>What is an error though its logger calls it ordinary: a process that ended, work that is lost, or given up, or failed in part.</content>
internal static partial class Severity
{
    private static Saying[] Graves =>
        [
            new(
                "fatal:|panic:|ed with |killed|by sig|by the |by oom|segmentation|dumped|memory|crashed| up|lost|loss|failed|abort|threw|raised|died|dead|stuck |stuck|exhausted| left| remaining|not being| are |corrupt",
                IsGrave()
            ),
            new(
                "not |n't |refusing|down|reachable|healthy|error|failing|offline|failed|failures|problems|exceptions|firing|missed|kill|says|dropping|discarding|losing|zero| 0|used up|depleted|meshind|crashed|abort|false|lost|unavailable|exhausted|gone|dead|circuit|ed by |never ",
                IsGraveState()
            ),
        ];

    // Loggers are believed otherwise: what customers do, and what is tried again, is called a failure too.
    [GeneratedRegex(
        """
                \b(?:exited|terminated|died|ended)\ with\ (?:exit\ )?(?:(?:code|status|signal)\s?[=:]?\s?)?\#|\b(?:killed|terminated|ended)\ by\ (?:the\ )?(?:sig|oom|kernel)|\boom[\s_-]?killed\b(?!\s?[=:]\s?false)
              | \bsegmentation\ fault\b|\bcore\ dumped\b(?!\?)|\bout\ of\ memory\b
              | \bcrashed\b(?=\ (?:after|with|while|during|at|on|because|due|again|unexpectedly)\b|\s?[:,.!(]|$)|\b(?:gave|giving)\ up\b(?!\ (?:\w+\ )?(?:lock|lease|lead))
              | \bdata\ loss\b|(?<!\b(?:0|no|any)\ )\b(?:row|record|message|event|batch|job|file|upload|document|data|update|transaction)(?:e?s)?\ (?:\S+\ ){0,2}(?:was|were|is|are|got|been)\ lost\b|\#\ (?:row|record|message|event|job|file|upload|document|update|transaction)s\ lost\b|\blost\ \#\ (?:\w+\ ){0,3}(?:row|record|message|event|batche|job|file|upload|document|update|transaction)s\b
              | (?<!\b(?:job|task|batch|run|import|try|attempt)\ )\#\ (?:\w+\ ){0,2}(?:failed|lost)(?=[,.;)]|$)|\bfailed"?\s?[=:]\s?\#(?!\w)
              | \ (?-i:FAILED)(?=\s?:\ (?!.*\b(?:cancel\w*|insufficient|wrong|invalid|pin)\b)|$)|\b(?-i:FATAL|PANIC):\ 
              | \bfailed\ (?:permanently|for\ good|finally|definitively)\b|\b(?:job|task|message|event|webhook|callback|delivery|request|upload|sms|mail|call)\b[^.;]*\b(?:0|no)\ (?:more\ )?(?:attempts|retries|tries)\ (?:are\ )?(?:left|remaining)\b
              | \bstuck\ (?:for|since)\ \#|\#\ (?!(?:user|customer|client|agent|member)s?\b)(?:\w+\ ){1,2}(?:(?:is|are|got)\ )?stuck\b|\b(?:is|are|was|were)\ corrupt(?:ed)?\b|\b(?:pool|connections)\b[^.;]{0,20}\bexhausted\b|\bnot\ being\ processed\b|\b(?:requests|writes|messages|calls)\ are\ (?:now\ )?(?:refused|rejected|dropped)\b
              | \b(?:moved|sent|routed|pushed)\ (?:\S+\ )?(?:to|into)\ (?:the\ )?(?:dead[\s-]?letter|failed\b)|\b(?:moving|landed|parked|put)\ (?:[^\s:]+\ ){0,2}(?:to|into|in|on)\ (?:the\ )?dead[\s-]?letter
              | \b(?:job|task|message|event|request|delivery|webhook|callback|call)\ (?:\S+\ ){0,2}exhausted\ (?:\S+\ ){0,2}(?:retries|tries|attempts)\b
              | \b(?:worker|process|container|machine|child|server|browser|pod|instance)\b[^.;,]{0,20}\b(?:was\ killed|(?:has\ |have\ )?died)\b
              | \b(?:threw|raised|died\ of|failed\ with)\ (?:an?\ )?[\w.]*(?:Error|Exception)\b
              | ^(?!.*(?:\b(?:retry|retrying|retried|again|attempt\ \#)|\#\ (?:\w+\ )?(?:attempts?|retries|tries)\ (?:left|remaining)\b)).*\b(?:job|task|cron|worker|script|import|export|migration|backup|dump|snapshot|restore|sync|reconciliation|settlement|reindex|rebuild|replay|upload|download|deploy|deployment|run|batch)\ (?:of\ )?(?:[^\s:]+\ ){0,3}?(?:failed|aborted)(?=\ (?:at|with|after|because|on|in|during|while)\b|\s?[:.,;(]|$)
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex IsGrave();

    // In what state something is that serves others, and what is left undone: emphasised, counted, or for how long.
    [GeneratedRegex(
        """
                \b(?:db|database|redis|cache|queue|broker|\w*sql|kafka|smtp|mail|sms|s3|storage|disk|api|upstream|dependency|readiness|liveness|gateway|service|server)\s?[=:]\s?"?(?:down|unreachable|unhealthy|error|failing|offline)\b(?!\ [a-z]+(?![\w=:]))
              | (?<!\b(?:direction|scale|scroll|swipe|arrow|key|page|trend)\s?)[=:]\s?"?(?:down|unreachable)\b(?=["']?(?:[,;)}\]]|$|\ \w+[=:]))|\b(?:readiness|health|healthy)\s?[=:]\s?"?(?:false|failed)\b
              | \b(?:status|health)\s?[=:]\s?"?(?:error|down|unhealthy)\b|(?:^|\]\ |\b(?:is|are|was|were|became|reported|now)\ )unhealthy\b(?!\s?[=:]\s?(?:0|false|\[))
              | \bwith\ \#\ (?:\w+\ )?(?:errors|failures|exceptions|problems)\b
              | (?-i:\bNOT)\ (?:been\ |be\ )?(?!null\b|exists?\b|in\b)(?-i:[a-z]{2})|\b(?:has|have|had)(?:\ not|n't)\ (?:been\ )?(?:run|finished|completed|started|reported|answered|responded|written|synced|backed\ up)\ (?:since|for)\b
              | (?<!\b(?:customer|client|user|member|agent|farmer|patient|claimant|holder|insured|applicant)\ (?:is\ )?)\brefusing\ to\b
              | ^(?!.*\b(?:retry|retrying|retried|again|attempt\ \#))(?:\[[^\]]*\]\ )?\w+ing\ (?:[^\s:]+\ ){0,3}(?:failed|aborted|crashed)(?=\s?[:.,;(!]|\ (?:at|with|after|because|on|in|during|half)\b|$)
              | \bfailed\ \#\ times\ (?:in\ a\ row|running|straight)\b|\b(?:session|token|key)s?\ (?:\S+\ ){0,3}(?:was|were)\ lost\b
              | \b(?:alert|alarm)s?\b[^.;]{0,60}\bfiring\b|\[firing\b|\bkill[\s-]?switch\b[^.;]{0,40}\b(?:pulled|tripped|thrown|engaged|activated)\b
              | \b(?<!\b(?:customer|client|user|member|agent|farmer|patient|claimant|holder|insured|applicant|phone|handset|number)\s(?:\#\s)?(?:is\s|was\s)?)(?:unreachable|unavailable|offline|down)\ (?:since|for)\ \#
              | ^(?!.*\b(?:using|use|uses|switch\w*|fall\w*|failing\ over|failover|instead|retry\w*|again)\b).*\b(?:db|database|redis|cache|queue|broker|\w*sql|storage|replica|primary|master|api|upstream|gateway|server|cluster|node)\ is\ (?:now\ |still\ )?(?:down|unreachable|offline|gone|dead)\b(?!\ (?:by|to|from|for\ maintenance)\b)
              | \b(?:suspended|disabled|revoked|banned|blacklisted|deactivated)\ by\ (?:the\ |our\ )?(?:\w+(?:'s)?\ )?(?:bank|gateway|provider|partner|registry|upstream|vendor|carrier|aggregator|regulator|operator)\b|\bnever\ (?:finished|completed|returned|started|came\ back)\b(?!\ by\ (?:the\ )?(?:customer|client|user|member|agent)\b)
              | \b(?:did\ not|didn't)\ (?:finish|complete|end|return|stop)\ (?:in|within|after)\ \#
              | \bcircuit[\s-]?breaker\b[^.]{0,40}\b(?:opened|is\ open|tripped)\b
              | \b(?:missed|lost)\ \#\ (?:times|heartbeats)\b|\bsays?\ [^.;]{1,40}\bbut\ [^.;]{1,40}\bsays?\b
              | \b(?:budget|quota|credit|allowance|float|disk|space|memory|inodes|licen[cs]es?)\ (?:(?:is|are|was|were|has\ been|have\ been)\ (?:used\ up|depleted|exhausted)|exhausted)\b|\b(?:throughput|traffic|success\ rate|delivery\ rate)\ (?:is|fell\ to|dropped\ to)\ (?:zero|0(?![\w.]))
              | \b(?:dropping|discarding|losing)\ (?:\#\ |all\ |every\ )?(?:row|record|message|event|job|request|write|callback|webhook|payload|upload|update|transaction|payment|payout|claim|notification|reminder)s?(?:\ [^\s:,;]+)?(?=\s?[,:;]|\ (?:because|as|since|while)\b|$)
              | \btumeshindwa\b|\b(?:i|u|ya|zi|ki|li)meshind(?:wa|ikana)\ ku
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex IsGraveState();

    // What is done about a failure: then its logger is believed.
    [GeneratedRegex(
        """
                ,\ (?:\w+ly\ )?\w+ing\b
              | \b(?:retry|retrying|retried|retries|again|attempt\ \#|(?<=\#\ )(?:\w+\ )?(?:attempts?|tries)\ (?:left|remaining)|instead|defaults?|fallback|ignor(?:ed|ing)|skipp(?:ed|ing)|handled|disconnect(?:ed|s)?)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Handled();

    // What an ordinary line begins with that is none.
    [GeneratedRegex(
        """
                ^(?:\[[^\]]*\]\ |\w[\w.-]{1,30}:\ (?=error:))?(?:failed\ to|error(?:\s?:|\ (?:while|when|during)\b|\ \w{2,}ing\b(?<!handling|reporting|tracking|logging)))
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex BeginsAsFailure();

    // Work that is left undone.
    [GeneratedRegex(
        """
                \bcould\ not\ be\ (?:stored|saved|written|recorded|persisted|posted|matched|delivered|sent|published|processed|completed|applied|decrypted|parsed|charged|paid)\b
              | \b(?:was|were)\ not\ (?:stored|saved|written|recorded|persisted|posted|delivered|published|processed|completed|applied|charged)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Undone();

    [GeneratedRegex(@"\b(?:could not|unable to)\b", AnyCase, Patience)]
    private static partial Regex CouldNot();

    [GeneratedRegex(
        """
                (?<![\w/])(?:[A-Z][A-Za-z]*)?(?:Error|Exception)(?:\s?\[[^\]]*\])?:(?=\ )
              | \bE(?:CONN(?:REFUSED|RESET|ABORTED)|TIMEDOUT|PIPE|NOTFOUND|NOSPC|ADDRINUSE|NOMEM|ACCES|AI_AGAIN|HOSTUNREACH|NETUNREACH|MFILE|ROFS)\b
            """,
        Exact | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex NamesError();
}
