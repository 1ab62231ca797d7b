using System.Text.RegularExpressions;
using static MicroBima.ChatOps.Secrets.SecretRule;

namespace MicroBima.ChatOps.Secrets;

/// <summary>All rules, and the ones for secrets that are known by where they stand: behind a name, in an address, in a header, in SQL.</summary>
internal static partial class SecretRules
{
    // Words that stand where a secret would stand: a variable, a template, a gap in an example.
    private const string NoPlaceholder =
        @"(?!\[redacted\]|\$|<|\{\{|%|\*{3}|\.{3}|(?:null|none|nil|true|false|undefined|required|missing|invalid|expired|not)\b|[^\s""']{0,12}(?:x{8}|_x{6}))";

    // Found by its last word, and only then looked at what stands before it: that is quicker.
    private const string Name =
        @"(?:pass(?:word|wd|phrase|key|code)?|pwd|nenosiri|secret(?:[_\-]?key)?|token|key(?<=(?:api|access|private|consumer|auth|encryption|signing|service|role|account|master|shared|global)[_\-]?key)|credentials?)"
        + @"(?<!(?:public_?|[cx]srf[-_]?)(?:pass[a-z]{0,6}|pwd|secret[a-z_\-]{0,4}|token|credentials?))\d{0,3}";

    // What may close the name: quotes, or the stars and ticks of Markdown.
    private const string Close = @"(?:\\?[""']|[*`]{1,3})?";

    private static readonly SecretRule[] All =
    [
        SecretRule.Of("password in an address", UrlPassword(), "://"),
        SecretRule.Of("token in an address", UrlToken(), "://"),
        SecretRule.Of("value behind a name", Assignment(), Names),
        SecretRule.Of("quoted value behind a name", Quoted(), Names),
        SecretRule.Of("value below a name", Below(), Names) with
        {
            IsOfManyLines = true,
        },
        SecretRule.Of("long value behind a key", HexKey(), "key"),
        SecretRule.Of("authorization header", Authorization(), "authorization"),
        SecretRule.Of("bearer token", Bearer(), "bearer ", "basic ", "bot "),
        SecretRule.Of("cookie", Cookie(), "sess", "sid=", "auth=", "jwt="),
        SecretRule.Of("header of cookies", CookieHeader(), "cookie") with
        {
            Holds = value => value.Length >= ShortestCookie,
        },
        SecretRule.Of("signed address", Query(), "?", "&"),
        SecretRule.Of(
            "link for one person",
            Link(),
            "magic",
            "reset",
            "verify",
            "activat",
            "invit",
            "confirm",
            "unsubscribe"
        ),
        SecretRule.Of("name in an address", QueryName(), "?", "&"),
        SecretRule.Of("element of XML", Element(), Names),
        SecretRule.Of("password on a command line", CommandLine(), "curl", "--password", "--token", "-p "),
        SecretRule.Of("line of a password file", PasswordFile(), ":"),
        SecretRule.Of("password in SQL", Sql(), "password", "crypt(", "identified by"),
        SecretRule.Of(
            "password as it is kept",
            PasswordHash(),
            "$2",
            "$argon2",
            "$scrypt$",
            "$pbkdf2",
            "SCRAM-SHA-256$"
        ),
        SecretRule.Of("private key", PrivateKey(), "PRIVATE KEY") with
        {
            IsOfManyLines = true,
        },
        SecretRule.Of("web token", WebToken(), "eyJ"),
        SecretRule.Of("Discord bot token", DiscordToken(), "."),
        SecretRule.Of("Discord webhook or interaction", Webhook(), "webhooks/", "interactions/"),
        .. VendorTokens.All,
        .. Spoken.All,
        .. PersonalData.All,
        .. PersonalFields.All,
        .. Accounts.All,
    ];

    // A theme or a language is no secret.
    private const int ShortestCookie = 8;

    private static string[] Names => ["pass", "pwd", "nenosiri", "secret", "token", "key", "credential"];

    /// <summary>Everything in a text that one of the rules takes for a secret; parts may overlap.</summary>
    public static IEnumerable<Hit> Find(string text) => All.SelectMany(rule => rule.Find(text));

    [GeneratedRegex(
        @"://(?<=\b[a-z][a-z0-9+.\-]{1,20}://)[^\s:/?#@""'<>]{0,100}:"
            + NoPlaceholder
            + @"(?<s>(?:[^\s/""'<>]|'(?![\s,;:)\]}])){1,300}|(?!\d{1,5}[/?#])(?:[^\s""'<>]|'(?![\s,;:)\]}])){1,300})@(?=[\w.\-\[])",
        AnyCase,
        Patience
    )]
    private static partial Regex UrlPassword();

    // https://token@host: no name of a user is that long and holds digits.
    [GeneratedRegex(@"://(?<s>(?=[a-z_\-]{0,40}\d)[\w\-]{20,200})@(?=[\w.\-\[])", AnyCase, Patience)]
    private static partial Regex UrlToken();

    // <password>…</password>, with a prefix and attributes or without.
    [GeneratedRegex(
        Name + @"(?:[ \t][^<>\n]{0,200})?>" + NoPlaceholder + @"(?<s>[^<>\r\n]{4,400})</",
        AnyCase,
        Patience
    )]
    private static partial Regex Element();

    [GeneratedRegex(
        @"\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{50,60}|\$(?:argon2(?:id|i|d)|scrypt|pbkdf2[\w\-]{0,12})\$[\w$=,./+\-]{20,300}|SCRAM-SHA-256\$\d+:[\w+/=]{8,}\$[\w+/=:]{20,}",
        Plain,
        Patience
    )]
    private static partial Regex PasswordHash();

    // Behind the name of the header every value, one after the other: each match begins where the one before ended.
    [GeneratedRegex(
        @"(?:cookie2?\\{0,3}[""']?[ \t]{0,3}[:=,][ \t]{0,3}|(?!^)\G[^=\r\n]{0,60}?[;,][ \t]{0,3})[\[""'\\ \t]{0,6}(?:(?:httponly|secure|partitioned);[ \t]{0,3}){0,3}[\w!#$%&*+.^|~\-]{1,100}=(?<s>[^\s;,""'\\]*)",
        AnyCase,
        Patience
    )]
    private static partial Regex CookieHeader();

    // MPESA_PASSKEY=…, Password=…;, secret: …, token => …; behind a colon words are prose, so a digit has to be among them.
    [GeneratedRegex(
        Name
            + Close
            + @"[ \t]{0,3}(?:(?:=>|:=|=)[ \t]{0,3}"
            + NoPlaceholder
            + @"(?<s>(?:[^\s""'`,;&<>()\\]|\\ ){4,})|:(?:\*{1,2}|</[a-z]{1,10}>)?[ \t]{0,3}"
            + NoPlaceholder
            + @"(?<s>(?=[^\s""'`,;&<>()]{0,60}\d)(?:[A-Za-z0-9+/]{40,}={0,2}|[^\s""'`,;&<>()/\\]{6,})))",
        AnyCase,
        Patience
    )]
    private static partial Regex Assignment();

    // "secret": "…", TOKEN := '…', setProperty("API_TOKEN", "…"); what is escaped inside belongs to it, unless the quotes are escaped themselves.
    [GeneratedRegex(
        Name
            + Close
            + @"[ \t]{0,3}(?:=>|:=|=|:|(?<n>,)|[ \t-])[ \t]{0,3}(?<e>\\)?(?<q>[""'`])"
            + NoPlaceholder
            + @"(?(n)(?<!`)(?!\w{1,40}\\?\k<q>[ \t]{0,2}[:=]))"
            + @"(?<s>(?(e)(?:(?!\k<q>)[^\r\n\\]){4,}|(?:(?!\k<q>)[^\r\n\\]|\\.|\k<q>\k<q>){4,}))",
        AnyCase,
        Patience
    )]
    private static partial Regex Quoted();

    // password:
    //   Kq7mZ2x9: a file of settings that holds a line for it; more than one word there, or one without a digit, is prose.
    [GeneratedRegex(
        Name
            + Close
            + @":[ \t]{0,3}(?:[|>][+\-]?)?\r?\n[ \t]{1,40}"
            + NoPlaceholder
            + @"(?<s>(?=\S{0,300}\d)[^\s:]{6,300})[ \t]{0,3}\r?$",
        AnyCase | RegexOptions.Multiline,
        Patience
    )]
    private static partial Regex Below();

    [GeneratedRegex(
        @"(?<!public_?|kms_?|primary_?|foreign_?|partition_?|idempotency[-_]?)key\d?\\?[""']?[ \t]{0,3}(?:=>|:=|=|:)[ \t]{0,3}\\?[""']?(?<s>[0-9a-f]{32,128}(?:-\w{2,5})?)\b",
        AnyCase,
        Patience
    )]
    private static partial Regex HexKey();

    [GeneratedRegex(
        @"\bauthorization(?:\\?[""']?[ \t]{0,3}[:=]|\\?[""'][ \t]{0,3},)[ \t]{0,3}\\?[""']?(?:(?:bearer|basic|bot|token|digest|apikey)[ \t]{1,3})?(?<s>[a-z0-9._~+/=,:\-]{8,}(?:[ \t](?:fm\d|fo\d)_[\w+/=,\-]{10,})?)",
        AnyCase,
        Patience
    )]
    private static partial Regex Authorization();

    [GeneratedRegex(
        @"\b(?:Bearer|Basic|Bot)[ \t]{1,3}(?<s>(?=[A-Za-z0-9._~+/=\-]{0,60}[0-9=])[A-Za-z0-9._~+/=\-]{16,})",
        AnyCase,
        Patience
    )]
    private static partial Regex Bearer();

    [GeneratedRegex(
        @"\b[\w.\-]{0,40}(?:sess(?:ion)?(?:[_\-]?id)?|sid|auth|jwt)=(?<s>[^\s;,""'&]{12,})",
        AnyCase,
        Patience
    )]
    private static partial Regex Cookie();

    [GeneratedRegex(
        @"[?&;](?:access[_\-]?token|refresh[_\-]?token|id[_\-]?token|token|sig|signature|x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|key|api[_\-]?key|apikey|client[_\-]?secret|secret|password|code)=(?<s>[^\s&""'#<>]{8,})",
        AnyCase,
        Patience
    )]
    private static partial Regex Query();

    // "/login/magic/…", "/reset-password/…": whoever has it is let in.
    [GeneratedRegex(
        @"/[\w\-]{0,30}(?:magic|reset|verify|activat|invit|confirm|unsubscribe)[\w\-]{0,30}/(?<s>(?=[\w\-]{0,60}\d)(?=[\w\-]{0,60}[a-z])(?![0-9a-f]{8}-)[\w\-]{16,200})",
        AnyCase,
        Patience
    )]
    private static partial Regex Link();

    [GeneratedRegex(
        @"(?<=/[^\s""'<>]{0,300})[?&](?:name|q|query|search)=(?<s>[A-Z][a-z'\-]{1,30}(?:(?:%20|\+)[A-Z][a-z'\-]{1,30}){1,3})(?=[&\s""'#]|$)",
        Plain,
        Patience
    )]
    private static partial Regex QueryName();

    [GeneratedRegex(
        @"(?:\bcurl\b[^\n]{0,500}?[ \t](?:-u|--user)[ =]?[""']?[^\s""':$<{]{0,60}:[""']?(?!(?:pass(?:word)?|secret|yyy|xxx)\b)|[ \t]--(?:password|token|secret|api-key)[ =][""']?)"
            + NoPlaceholder
            + @"(?<s>[^\s""'<{]{4,})",
        AnyCase,
        Patience
    )]
    private static partial Regex CommandLine();

    // host:port:database:user:password (https://www.postgresql.org/docs/current/libpq-pgpass.html).
    [GeneratedRegex(
        @":(?:\d{2,5}|\*):(?<=(?:^|[\s""'])(?:[\w\-]+(?:\.[\w\-]+)+|\*|[\w\-]{1,63}):(?:\d{2,5}|\*):)[\w.\-*]{1,63}:[\w.\-*]{1,63}:(?!\$)(?<s>(?:[^\s:""'\\]|\\[:\\]){4,})",
        Plain | RegexOptions.Multiline,
        Patience
    )]
    private static partial Regex PasswordFile();

    [GeneratedRegex(
        @"\b(?:password|crypt[ \t]?\(|identified[ \t]{1,3}by)[ \t]{0,3}(?:(?:E|U&)?'(?<s>(?:[^'\\\n]|\\.|''|\\){1,200})'|\$(?<t>\w{0,20})\$(?<s>[^\n]{1,200}?)\$\k<t>\$)",
        AnyCase,
        Patience
    )]
    private static partial Regex Sql();

    [GeneratedRegex(
        @"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?!-)(?<s>[\s\S]*?)(?:-----END|\z)",
        Plain,
        Patience
    )]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"\beyJ[\w\-]{8,}\.[\w\-]{8,}(?:\.[\w\-]{4,})?", Plain, Patience)]
    private static partial Regex WebToken();

    [GeneratedRegex(@"(?<![\w.\-])[MNO][A-Za-z\d_\-]{22,28}\.[\w\-]{6}\.[\w\-]{27,45}(?![\w\-])", Plain, Patience)]
    private static partial Regex DiscordToken();

    [GeneratedRegex(@"/(?:webhooks|interactions)/\d+/(?<s>[\w\-]{20,})", AnyCase, Patience)]
    private static partial Regex Webhook();
}
