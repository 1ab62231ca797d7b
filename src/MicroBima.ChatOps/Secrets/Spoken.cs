using System.Text.RegularExpressions;
using static MicroBima.ChatOps.Secrets.SecretRule;

namespace MicroBima.ChatOps.Secrets;

/// <summary>Secrets that stand beside their name in other ways than behind an equals sign: in sentences, in pairs of name and value, in variables, on command lines.</summary>
internal static partial class Spoken
{
    private const string Names =
        @"(?:pass(?:word|wd|phrase|key)?|pwd|secret|token|(?:api|access|private|auth|encryption|signing)[_\-]?key|credentials?)\d?";

    /// <summary>The rules.</summary>
    public static SecretRule[] All { get; } =
    [
        SecretRule.Of("password in a sentence", Sentence(), "passw", "passphrase", "nenosiri"),
        SecretRule.Of("long value after a name", LongValue(), "token ", "secret ", "password ", "passkey ", "key "),
        SecretRule.Of("variable of the environment", Variable(), "PASS", "PWD", "SECRET", "TOKEN", "KEY"),
        SecretRule.Of("password among other settings", Setting(), "password", "pwd"),
        SecretRule.Of("list of passwords", List(), "passwords"),
        SecretRule.Of("password of a client", Client(), "sshpass", "mysql", "redis-cli", "docker login"),
        SecretRule.Of("value beside a name", Pair(), "value") with
        {
            IsOfManyLines = true,
        },
        SecretRule.Of("end of a private key", EndOfKey(), "PRIVATE KEY") with
        {
            IsOfManyLines = true,
        },
    ];

    // "the password is hunter2x9", "Password for user app: hunter2x9"; not "password is sha256" and not a moment. Words have no digit among letters.
    [GeneratedRegex(
        @"(?:passw(?:or)?d|passphrase|nenosiri)(?:[ ](?:is|was|ni)(?:[ ]now)?|[ ](?:set|changed|reset)[ ]to|[ ]for[ ][^:\n]{1,60}(?::|[ ](?:is|ni)))[ ]{1,3}[""'`]?"
            + @"(?!(?:sha|md|utf|base|oauth|argon|scram|bcrypt|scrypt|aes|http|ed)[\-_]?\d|v?\d+[.:\-/])(?=[^\s""'`,;]{0,60}\d)(?=[^\s""'`,;]{0,60}[a-z])(?<s>[^\s""'`,;]{6,})|passw(?:or)?d[ ](?=[^\s""'`,;=]{0,60}\d)(?=[^\s""'`,;=]{0,60}[!$%^*#@&+])(?<s>(?-i:[A-Za-z])[^\s""'`,;=]{7,})",
        AnyCase,
        Patience
    )]
    private static partial Regex Sentence();

    [GeneratedRegex(
        @"(?:token|secret|password|passkey|(?:hmac|aes|api|private|signing|encryption|shared|master)[ _\-]?key)[ \t]{1,3}(?<s>[0-9a-f]{32,128}|(?-i:(?=[A-Z2-7]{0,40}[2-7])[A-Z2-7]{16,64}|(?=(?:[A-Za-z_\-]{0,60}\d){2})(?=[a-z\d_\-]{0,60}[A-Z])(?=[A-Z\d_\-]{0,60}[a-z])[\w\-]{20,128}))\b",
        AnyCase,
        Patience
    )]
    private static partial Regex LongValue();

    // A shell takes all up to the next blank, commas and brackets too.
    [GeneratedRegex(
        @"(?:PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD|SECRET|TOKEN|API_?KEY|PRIVATE_KEY)=(?!\[redacted\]|[\\$<{%""'`]|\*{3}|\.{3}|\d{1,5}\b|(?i:null|none|nil|true|false|undefined|required|missing|invalid|not)\b)(?<s>[^\s""'`]{3,}?)(?=[)\]}.,;:]*(?:[\s""'`\\]|$))",
        Plain | RegexOptions.Multiline,
        Patience
    )]
    private static partial Regex Variable();

    // Host=db;Password=two words;Database=prod
    [GeneratedRegex(
        @";[ ]?(?:password|pwd)[ ]?=[ ]?(?!\$|\{|\[redacted\])(?:""(?<s>(?:[^""\r\n]|""""){1,200})""|'(?<s>(?:[^'\r\n]|''){1,200})'|(?<s>[^;""'\\\r\n]{1,200}))(?=;|\\?[""'])",
        AnyCase,
        Patience
    )]
    private static partial Regex Setting();

    [GeneratedRegex(
        @"passwords\\{0,3}[""']?[ \t]{0,2}[:=][ \t]{0,2}\[[ ]{0,2}(?<s>\\{0,3}[""'][^\]\r\n]+)",
        AnyCase,
        Patience
    )]
    private static partial Regex List();

    [GeneratedRegex(
        @"\b(?:sshpass[ ]+-p[ ]?|mysql(?:dump|admin)?\b[^\n|;]{0,300}?[ ]-p(?=\S)|redis-cli\b[^\n|;]{0,300}?[ ](?:-a|--pass)[ =]|docker[ ]login\b[^\n|;]{0,300}?[ ]-p[ ])[""']?(?![$<{]|\[redacted\])(?<s>[^\s""'<{]{4,})",
        Plain,
        Patience
    )]
    private static partial Regex Client();

    // {"name":"DB_PASSWORD","value":"…"}, <add key="DbPassword" value="…"/>, and the two lines of a manifest.
    [GeneratedRegex(
        @"value\\{0,3}[""']?[ \t]{0,3}[:=][ \t]{0,3}(?<="
            + Names
            + @"\\{0,3}[""']?\s{0,3},?\s{0,40}\\{0,3}[""']?value\\{0,3}[""']?[ \t]{0,3}[:=][ \t]{0,3})(?<q>\\{0,3}[""'])?(?![$<{]|(?:null|true|false)\b|\[redacted\])"
            + @"(?<s>(?(q)[^""'\\\r\n]{3,}|[^\s""'\\,}<>]{3,}))",
        AnyCase,
        Patience
    )]
    private static partial Regex Pair();

    // Where the beginning was cut off.
    [GeneratedRegex(
        @"(?<=(?:^|\\[rn])(?<s>(?:[A-Za-z0-9+/=]{4,80}(?:\\{1,3}[rn]|[\r\n]){1,4}){1,200}))-----END [A-Z0-9 ]{0,40}PRIVATE KEY",
        Plain | RegexOptions.Multiline,
        Patience
    )]
    private static partial Regex EndOfKey();
}
