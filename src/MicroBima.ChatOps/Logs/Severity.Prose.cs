using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Logs;

/// <content>What says in plain words, and without a level, that something went wrong.</content>
internal static partial class Severity
{
    // Each way of failing and its words.
    private static Saying[] Complaints =>
        [
            new(
                "bail|wedged|gave out|dried up|seized|dying|overran|choked|collapsed|blew up|jammed|in the middle|died|fell |half|froze|stalled|hung|broke|stopped|went ",
                BrokeDown()
            ),
            new(
                "halt|truncated|incomplete|corrupt|rolled back|prematurely|abruptly|bounced|interrupted|garbled|mangled|unusable|cut |wrong|bail|thrown",
                WasCutOff()
            ),
            new("n't| not|swallowed|said no|lost |turned |refuse|denie|reject|us out| back|hung|ed us", WasRefused()),
            new(
                "n't|no one|noone|no longer|keeps |keep |should n|impossible|this is a bug|refuse|nobody|nothing| not|not able",
                Nobody()
            ),
            new("no longer|n't|no route|missing |missed |lost | down| not|run out|required by", IsAbsent()),
            new("the same|assertion|malformed |overflow|invalid |mismatch|lost |segfault|bad ", IsMalformed()),
            new(
                "nonsense|incorrect|garbage|rubbish|gibberish|severed|wrong|unsupported|hanging|impossible|no longer|oops|whoops|after it was|timeout occurred|uh oh|uh-oh|oh no|argh|yikes|broke|dropped|stopped",
                IsWrong()
            ),
            new(
                "instead of|ran into|incomplete|wrong|truncated|negative|no sense|ran dry|suddenly|expectedly|under 0|only |of order|below 0|refuse|reject|left| late",
                RanInto()
            ),
        ];

    // Only what is made of software breaks down here: people die, cars are damaged, claims are rejected by underwriters.
    [GeneratedRegex(
        """
                \b(?:worker|process|thread|child|server|daemon|instance|machine|container|job|run|task|cron|connection|app|application|service|import|export|sync|script|migration|seed|upload|download|transfer|backup|restore|queue|listener|consumer|producer|poller|scheduler|socket|stream|gateway|proxy|broker|cache|database|db|replica|primary|disk|volume|node|pod|boot|build|deploy|deployment|parser|renderer|loader|batch|indexer|printer|feed|bridge)\w*\ (?:[^\s:]+\ ){0,3}?(?:died|is\ dying|blew\ up|fell\ over|choked|collapsed|broke\b(?!\ (?:into|by|out))|gave\ out|bailed|fell\ (?:apart|flat)|stopped\ short|overran|dried\ up|seized\ up|jammed|wedged|stalled|went\ (?:down|away|dark|silent|missing)\b(?!\ (?:to|from|by)\b)|(?:froze|hung)(?=\W*$|,|\ (?:at|in|while|during|for|again|after|on|and)\b)|(?:ended|stopped|quit|exited|broke\ off|dropped|closed|returned)\ (?:\S+\ )?(?:half[\s-]?way|in\ the\ middle)\b)
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex BrokeDown();

    // What was cut off on its way.
    [GeneratedRegex(
        """
                \b(?:ended|stopped|quit|exited|broke\ off|dropped|disconnected|closed|returned|terminated)\ (?:\S+\ )?(?:prematurely|abruptly)\b|\b(?:went|gone)\ (?:\w+ly\ )?wrong\b|\bbailing\ out\b|\b(?:came|ground)\ to\ a\ (?:\w+\ )?halt\b|\b(?:arrived|came|came\ in|came\ back)\ (?:truncated|incomplete|garbled|corrupt|mangled)\b
              | \b(?:payout|payment|transfer|refund|cheque|debit|disbursement|e-?mail|mail|letter)s?\b[^.;]{0,40}\bbounced\b
              | \b(?:was|were|is|are|got|been)\ (?:cut\ (?:off|short)|interrupted(?!\ by\ (?:the\ )?(?:user|customer|caller|client|agent|member)\b)|garbled|mangled|unusable|thrown\ out)\b
              | \b(?:transaction|migration|batch|import|deploy|deployment|write|posting)s?\ (?:\S+\ ){0,3}?rolled\ back\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex WasCutOff();

    // What others refused.
    [GeneratedRegex(
        """
                \b(?:rejected|refused|turned\ (?:down|away)|(?:sent|thrown|pushed)\ back|denied)\ by\ (?:the\ )?(?:\w+(?:'s)?\ )?(?:bank|gateway|provider|server|database|broker|partner|registry|api|upstream|host|storage|bucket|queue|peer|relay|endpoint|backend|vendor|cluster|kernel|proxy|firewall|switch|aggregator)\b
              | \b(?:bank|gateway|provider|server|database|broker|partner|registry|api|upstream|storage|bucket|peer|relay|endpoint|backend|switch|aggregator)\ (?:refuse[sd]|reject(?:s|ed)|denie[sd]|said\ no|hung\ up|won't|would\ not|do(?:es)?(?:\ not|n't)\ (?:know|recogni[sz]e|understand|accept))\b(?!\ 0\b)|\b(?:kicked|threw|thrown|locked|shut|logged)\ us\ out\b|\b(?:dropped|banned|blocked|blacklisted|throttled|disconnected|rejected|refused|ignored)\ us\b
              | \b(?:rejected|refused|lost|swallowed)\ \#\ (?:(?:out\ )?of\ (?:the\ )?\#\ )?(?:rows?|records?|lines?|entr(?:y|ies)|messages?|events?|files?|documents?|items?|callbacks?|webhooks?)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex WasRefused();

    // What nobody does, and what does not work.
    [GeneratedRegex(
        """
                \bdo(?:es)?(?:\ not|n't)\ (?:add\ up|tally|balance|reconcile|compile|verify|parse)\b|\bdid(?:\ not|n't)\ (?:go\ out|come\ (?:back|up)|survive|make\ it|add\ up|balance|reconcile|compile|parse)\b
              | \b(?:nothing|nobody|no\s?one)\ (?:is\ |was\ )?listen(?:s|ing|ed)\b|\b(?:nobody|no\s?one)\ (?:can\ \w+|(?:is\ |was\ )?(?:consum|process)(?:s|es|ing|ed))\b|\bnothing\ came\ back\b|\bkeeps?\ (?:on\ )?(?:crashing|failing|dying|restarting|timing\ out|dropping|disconnecting|losing|hanging|throwing|rejecting|refusing|killing)\b
              | \bshould\ (?:not|never)\ (?:have\ )?happen(?:ed)?\b|\bthis\ is\ a\ bug\b|\bimpossible\ (?:state|value|case|branch)\b|\b(?:won't|would\ not|refuse[sd]\ to)\ (?:start|boot|load|open|connect|compile|build|run|close|stop|respond|answer|accept|mount|come\ (?:up|back))\b
              | \bcouldn't\b|\bcan\ not\b|\bnot\ able\ to\b|\bis\ not\ (?:a\ function|a\ constructor|iterable|defined)\b|\b(?:is|are|was|were)(?:n't|\ not|\ no\ longer)\ (?:working|answering|responding|reachable|writable|readable|alive)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex Nobody();

    // What is not there.
    [GeneratedRegex(
        """
                \bmissed\ \#\ (?:runs?|ticks?|jobs?|messages?|events?|callbacks?|deadlines?)\b|\bno\ route\ (?:\w+\ ){0,3}to\b|\bha(?:s|ve)\ run\ out\b|\bnot\ found\ \(required\ by\b
              | \b(?:server|service|database|coordinator|broker|host|backend|upstream|gateway|api|leader|node|replica|disk|volume|device|port|queue|cache)s?\ (?:is|are|was|were)(?:n't|\ not|\ no\ longer)\ (?:available|running|ready)\b(?!\ yet)
              | \blost\ (?:its\ |the\ |our\ )?(?:touch|link|socket|network|leader|primary|lock)\b|\b(?:server|service|database|db|redis|gateway|api|link|network|host|vpn|tunnel)\ down(?=\W*$|\ since\b)
              | \b(?:file|table|column|template|config\w*|certificate|bucket|topic|module|function|role|font|bundle|manifest|secret|volume|plugin)\ (?:\S+\ )?(?:was\ |is\ )?not\ found\b(?!,)|^missing\ (?:required|env\w*|config\w*|secret|key|table|column|file|module|dependency)\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex IsAbsent();

    // What has not the form that it should have.
    [GeneratedRegex(
        """
                \binvalid\ (?:signature|certificate|credentials|json|header|utf-?\#?|byte|frame)\b|\bmalformed\ (?:json|xml|csv|response|reply|packet|frame|header|message|row|record|line|file|payload)\b|\bbad\ (?:response|reply|checksum|crc|credentials|signature|json|frame|decrypt|block)\b
              | \b(?:checksum|version|hash|signature|schema|size|type|balance|total|amount|currency|key)\ mismatch\b|\b(?:stack|buffer|integer|heap|field)\ overflow\b|\bassertion\b[^.;]{0,60}\bfailed\b|\bsegfault\b
              | \blost\ (?:page|row|record|message|event|packet|file|document|line|chunk|batch|job)\ \#|\b(?:two|both|several|\#)\ \w+\ (?:took|hold|held|got|wrote|claimed|grabbed|processed|use[ds]?)\ the\ same\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex IsMalformed();

    // What is wrong, and what people write of it.
    [GeneratedRegex(
        """
                \b(?:result|total|sum|balance|amount|answer|figure|count|checksum|value|output)s?\ (?:is|are|was|were|looks?)\ (?:\w+ly\ )?(?:wrong|nonsense|incorrect|garbage)\b|\b(?:stopped\ working|no\ longer\ works?)\b|^(?:oops|whoops|uh[\s-]oh|oh\ no|argh|yikes)\b
              | \b(?:sent|paid|posted|booked|charged|credited|written|delivered|went|connected)\ (?:\S+\ )?to\ the\ wrong\b|\b(?:answered|replied|responded|returned|gave|sent)\ (?:with\ |back\ |us\ )?(?:garbage|rubbish|nonsense|gibberish)\b|\b(?:connection|link|socket|channel|tunnel)\ (?:was\ |got\ )?(?:dropped|severed|broken)\b
              | \b(?:is|are)\ impossible\b|\b(?:is|are)\ hanging\b|\bunsupported\ (?:image|file|media|format|version|protocol|encoding)\b|\bmodified\ after\ it\ was\ applied\b|\btimeout\ occurred\b
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex IsWrong();

    // What it ran into.
    [GeneratedRegex(
        """
                \bran\ (?:dry\b|into\ (?:an?\ )?(?:errors?|trouble|problems?)\b)|\bno\ (?:room|memory|credit|inodes|handles)\ (?:is\ )?left\b|\b(?:incomplete|truncated)\ (?:response|reply|answer|file|download|upload|dump|backup)\b
              | \b(?:key|token|certificate|signature|credential)s?\ (?:was\ |were\ )?(?:rejected|refused)\b|\bwrong\ (?!password|passcode|pin|otp|code|answer|number|login|guess)\w+\ (?:for|on|in|of|from|at)\b|\b(?:unexpectedly|suddenly)\b|\bma(?:de|kes)\ no\ sense\b
              | \b(?:got|found|received|read|wrote|returned|answered)\b[^.;]{0,40}\binstead\ of\ (?!the\ cache)|(?<!\b(?:showing|listing|loading|keeping|using)\ )\bonly\ \#\ (?:out\ )?of\ (?:the\ )?\#|\b(?:below|under)\ 0$|\b(?:became|went|is|are)\ negative\b|\b(?:came|arrived|arriving)\ (?:\#\ )?late\b|\bout\ of\ order$
            """,
        AnyCase | RegexOptions.IgnorePatternWhitespace,
        Patience
    )]
    private static partial Regex RanInto();
}
