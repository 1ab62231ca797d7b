using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <content>What only sounds bad.</content>
internal static partial class Severity
{
    private static readonly Saying Harmless = new(
        """
        error|fail|exception|warning|problem|timeout|retr|crash|mismatch|imbalance|discrepanc|inconsistenc|leak|loss|recovered|
        reconnected|level|abort|deadlock|corrupt|duplicate|anomal|remov|clean|delet|purg|prun|archiv|launcher|route|fatal|
        rejection|wrong|amiss| good| fine| well| ok| as 
        """,
        SoundsBad()
    );

    // Counts of zero, absent errors, names of things that have to do with errors.
    [GeneratedRegex(
        """
                \b(?:0|no|zero|none|nothing|without|any|not|never)\s(?:of\s\#\s)?(?:\w+\s){0,2}?(?:errors?|failures?|failed|exceptions?|warnings?|problems?|timeouts?|retries|crash(?:es)?|mismatch(?:es)?|imbalances?|discrepanc(?:y|ies)|inconsistenc(?:y|ies)|leaks?|corrupt\w*|deadlocks?|duplicates?|anomal\w+|data\s?loss|(?:went|gone)\ wrong|amiss)\b
              | \b(?:\w*errors?|\w*failures?|failed|\w*exceptions?|(?!unhandled)\w*warnings?|problems|timeouts?|retries|crashes|mismatch(?:es)?|imbalances?|discrepancies|inconsistencies|data\ loss|(?:error|failure)[_\s-]?(?:rate|count|ratio|budget)\w*)"?\s?[=:]\s?(?:0(?![\w.#])%?|(?:none|null|nil|false|no(?!\s\w))\b|-(?!\w)|""|''|\[\s?\]|\{\s?\})
              | \b(?:uncaught|unhandled)?(?:errors?|failures?|exceptions?|rejections?)[\s_-]?(?:rates?|handlers?|handling|pages?|filters?|boundary|boundaries|codes?\ (?:map|table|list)|logs?|tracking|reporting|reporter|budget(?!\ (?:is|was)\ (?:used|exhausted|spent|gone))|messages?\ (?:loaded|catalogue)|templates?|routes?|middleware|module|log(?:ger|ging)|metrics?|counters?|counts?|threshold)\b
              | \bcrash[\s-]report(?:er|ing|s)\b|\bhandshake\ error\ from\b
              | \b(?:retry(?:ing)?|retried)\b[^.]{0,60}\b(?:succeeded|successful(?:ly)?)\b|\b(?:recovered|reconnected)\ (?:from|after)\ (?:\w+\ ){0,3}\w+
              | \b\w+(?:\ |_)timeout=\#|\btimeout\ (?:is\ |was\ )?(?:set|configured)\b|\blog(?:ging)?[\s_-]?level\b(?:\s?[=:]\s?|\ (?:is\ |set\ to\ ))\w+
              | \bfailed\ (?:\w+\ ){1,2}(?:report|summary|digest|statistics)\ (?:was\ |is\ )?(?:sent|created|written|generated|ready)\b
              | \#\ error\ (?:texts?|codes?|messages?|templates?|types?|classes|names?|categories|translations?)\b
              | \baborted\ by\ (?:the\ )?(?:user|customer|client|agent|operator)\b
              | \bfail(?:ed|ure|s)?\b[\s:]{0,2}(?:\(|for\ |with\ |due\ to\ |because\ of\ )?(?:lack\ of|insufficient|not\ enough)\ (?:funds|balance|money)\b
              | \blog-?\ ?in\ (?:attempt\ )?(?:has\ )?failed\b|\bfailed[\ -]log-?\ ?in\b
              | \b(?:fixe[sd]|resolve[sd]|prevent(?:s|ed)?|avoid(?:s|ed)?)\ (?:\w+\ ){0,2}?(?:errors?|failures?|crash(?:es)?|timeouts?|exceptions?|deadlocks?)\b
              | ^(?:(?:remov|clean|delet|purg|prun)(?:ed|ing)|archived)\b(?:(?!\bwith\b|\bfailed$)[^:;,])*
              | "logical\ replication\ launcher"[^)]*\)\ exited\ with\ exit\ code\ \#
              | \{[^}]{0,200}\}\ route
              | ^.*[,;:.]\ (?:(?:all|everything\ is)\ (?:good|fine|well|ok)|as\ (?:expected|planned|intended))$
              | /[\w./-]*(?:error|fail|exception|fatal|timeout)[\w./-]*
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex SoundsBad();

    private static readonly Saying HarmlessBeside = new(
        """
        user|customer|client|caller|agent|subscriber|member|applicant|driver|patient|farmer|claimant|policyholder|beneficiar|
        insured|hospital|clinic|doctor|garage|"| /| error|0
        """,
        IsOnlySaid()
    );

    [GeneratedRegex(
        """
                \b(?:fail|crash|exception|error|timeout)\w*(?:\ \w+){0,3}\s?[:=]\s?0(?![\w.#])|\bfailed\ 0\ \w+
              | \b(?:absolute|squared|validation|training|standard|rounding|relative|prediction|percentage)\ errors?\ (?:of\ (?:the\ )?(?:\w+\ ){0,3})?(?:is\ |was\ |[:=]\s?)?[\#0](?!\w)
              | \b(?:user|customer|client|caller|agent|subscriber|member|applicant|driver|patient|farmer|claimant|policyholder|beneficiary|insured|hospital|clinic|doctor|garage)s?\ (?:(?:\#|(?-i:[A-Z][a-z']+))\ ){0,3}(?:(?:did|has|have|does)\ not\ \w+|disagrees?\b|never\ \w+|(?:could|can)\s?not\ be\ (?:reached|contacted)\b|(?:reported|reports|complained|wrote|says|said)\b[^;]*)
              | "[^"]{1,200}"\ (?:was\ |is\ )?(?:queued|sent|delivered|shown|displayed|saved|stored|approved)\b|\b(?:sent|queued|showed|shows)\ "[^"]{1,200}"
              | \b(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\ /\S*
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex IsOnlySaid();
}
