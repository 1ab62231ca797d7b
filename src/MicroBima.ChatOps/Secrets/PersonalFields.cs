using System.Text.RegularExpressions;
using static MicroBima.ChatOps.Secrets.SecretRule;

namespace MicroBima.ChatOps.Secrets;

/// <summary>What belongs to customers and is known by the name that stands before it: in JSON, in Prisma's and Node's objects, in addresses and in text.</summary>
internal static partial class PersonalFields
{
    // What stands between a name and its value: quotes of either, a colon or an equals sign, plain or as in an address.
    private const string Is = @"\\{0,3}[""'`]?\]?[ \t]{0,2}(?:[:=]|%3[AD])[ \t]{0,2}\\{0,3}[""']?";
    private const string IsOrPath = @"\\{0,3}[""'`]?\]?\.?[ \t]{0,2}(?:[:=#/]|%3[AD]|\bis\b)?[ \t]{0,2}\\{0,3}[""']?";

    // What stands behind "customer" and is nobody: an answer of HTTP, what a program does, a verdict in capitals.
    private const string NoName =
        @"(?:Not|Bad|Internal|Invalid|Unknown|Missing|Service|Support|Portal|Too|Access|Payment|Gateway|Request|Connection|App|Api|Data|Id|Module|Controller|Created|Updated|Deleted|(?:NOT|NO|ID|IS|ARE|HAS|WAS|HAVE|ALREADY|CANNOT|COULD|DID|DOES|MUST|DATA|RECORD|SERVICE|API|TABLE|NUMBER|WITH|WITHOUT|FOR|FROM|FAILED|CREATED|UPDATED|DELETED|STATUS|ERROR|WHERE|SET|AND|NULL))\b";

    // Found by its last word: that is quicker than to look for each of the first ones.
    private const string OfPerson =
        @"(?:names?(?<=(?:(?<![a-z])(?:first|last|middle|full|maiden|given|family|other|customer|beneficiary|holder|member|insured|patient|spouse|payer|payee|sender|recipient|claimant|applicant|nominee|guardian)[_\- ]?|sur)names?)|kin(?<=next[_\- ]?of[_\- ]?kin)(?:[_\- ]?name)?|policy[_\- ]?holder|claimant)";

    /// <summary>The rules.</summary>
    public static SecretRule[] All { get; } =
    [
        SecretRule.Of(
            "phone number behind a name",
            Phone(),
            "phone",
            "msisdn",
            "mobile",
            "whatsapp",
            "recipient",
            "party"
        ),
        SecretRule.Of(
            "identity number",
            Identity(),
            "id",
            "passport",
            "pin",
            "document",
            "huduma",
            "maisha",
            "nhif",
            "nssf",
            "shif",
            "sha",
            "licen",
            "CR"
        ),
        SecretRule.Of(
            "identity number that is looked up",
            LookedUp(),
            "iprs",
            "kyc",
            "/members/",
            "/customers/",
            "/persons/",
            "/patients/"
        ),
        SecretRule.Of("number of a vehicle", Vehicle(), "chassis", "engine n", "vin"),
        SecretRule.Of("day of birth", Birth(), "birth", "dob", "born"),
        SecretRule.Of("name of a person", QuotedName(), "name", "kin", "holder", "claimant"),
        SecretRule.Of("name of a person without quotes", PlainName(), "name", "kin", "holder", "claimant"),
        SecretRule.Of("name inside a person", InnerName(), "name"),
        SecretRule.Of(
            "name of a person in a sentence",
            SpokenName(),
            "customer",
            "member",
            "claimant",
            "beneficiary",
            "holder",
            "insured",
            "applicant",
            "patient",
            "spouse",
            "payer",
            "payee",
            "nominee",
            "guardian",
            "dependant",
            "dependent",
            "sender",
            "driver",
            "rider",
            "kin",
            "national",
            "id n",
            "id card",
            "(1",
            "(2",
            "(3",
            "(4"
        ),
        SecretRule.Of("somebody who is spoken to", SpokenTo(), "dear ", "mpendwa ", "hello ", "hi ", "habari "),
        SecretRule.Of("name in front of an address of mail", Mailbox(), "<"),
        SecretRule.Of("where somebody is", Place(), "lat", "lng", "lon"),
        SecretRule.Of("address in the network", Forwarded(), "forwarded", "real-ip", "client-ip"),
        SecretRule.Of("address of a house", House(), "address", "box"),
        SecretRule.Of("one-time code", OneTimeCode(), "otp", "code"),
        SecretRule.Of("number that only its owner knows", Pin(), "pin", "cvv", "cvc"),
        SecretRule.Of("element of XML about a person", Element(), "</"),
    ];

    [GeneratedRegex(
        @"(?:phone|msisdn|mobile|whatsapp|recipient|party[_\-]?[ab])(?:[_\- ]?(?:number|num|no|nr))?s?(?:"
            + Is
            + @"|/)\[?\\{0,3}[""']?(?<s>\+?\d(?:[ .\-()]{0,2}\d){8,14})(?![\w]|\.\d)",
        AnyCase,
        Patience
    )]
    private static partial Regex Phone();

    [GeneratedRegex(
        @"(?<![a-z])(?:national[ _\-]?id|id(?:entity|entification)?[ _\-]?(?:card|no|num|number)|kra[ _\-]?pin|passport|alien[ _\-]?id|document[ _\-]?(?:no|num|number)|(?:huduma|maisha|nhif|nssf|shif)[ _\-]?(?:card|id|no|num|number|namba))(?:[ _\-]?(?:no|num|number))?(?:"
            + IsOrPath
            + @"|\\{0,3}[""'][ ]?,[ ]?\\{0,3}[""']\w{1,20}\\{0,3}[""'][ ]?:[ ]?\\{0,3}[""']?)(?<s>[A-Z]{0,2}\d{6,13}[A-Z]?)\b|(?<![a-z])(?:nhif|nssf|shif|sha)[ :=#]{1,2}(?<s>[A-Z]{0,2}\d{7,13}[A-Z]?)\b|driv(?:ing|er'?s?)[ _\-]?licen[cs]e(?:[_\- ]?(?:no|num|number))?"
            + IsOrPath
            + @"(?<s>[A-Z]{0,3}-?\d{5,10}[A-Z]?)\b|\bCR\d{13}-\d\b",
        AnyCase,
        Patience
    )]
    private static partial Regex Identity();

    // "IPRS lookup for 12345678", "GET https://kyc.example/v2/ids/12345678": Kenya's register of persons, and checks of who somebody is.
    [GeneratedRegex(
        @"(?<![a-z])(?:iprs|kyc)[^\r\n]{0,40}?(?<![\w.:+\-])(?<s>\d{7,8})(?!\w|[.:]\d|-\d|[ ]?(?:ms|bytes)\b)|/(?:members|customers|persons|patients)/(?<s>\d{7,8})(?![\w.\-])",
        AnyCase,
        Patience
    )]
    private static partial Regex LookedUp();

    [GeneratedRegex(
        @"(?<![a-z])(?:(?:chassis|engine)[_\- ]?(?:number|num|no)|vin)"
            + IsOrPath
            + @"(?<s>(?=[A-Z]{0,16}\d)[A-Z0-9][A-Z0-9\-]{5,16})\b",
        AnyCase,
        Patience
    )]
    private static partial Regex Vehicle();

    [GeneratedRegex(
        @"(?:(?<![a-z])dob|date[_\- ]?of[_\- ]?birth|birth[_\- ]?(?:date|day)|\bborn)"
            + IsOrPath
            + @"(?:on )?(?:new Date\([""'])?(?<s>\d{1,4}[\-/.]\d{1,2}[\-/.]\d{1,4}(?:[T ][\d:.]{5,15}Z?)?|\d{8}\b)",
        AnyCase,
        Patience
    )]
    private static partial Regex Birth();

    [GeneratedRegex(
        @"(?:"
            + OfPerson
            + @")\\{0,3}[""'`]?[ \t]{0,2}[:=][ \t]{0,2}\\{0,3}(?<q>[""'`])(?<s>(?:(?!\k<q>)[^\\\r\n]){1,120})",
        AnyCase,
        Patience
    )]
    private static partial Regex QuotedName();

    // "nextOfKin":{"name":"…"}, beneficiaries: [ { name: '…' } ].
    [GeneratedRegex(
        @"(?:next[_\- ]?of[_\- ]?kin|beneficiar(?:y|ies)|depend[ae]nts?|customer|policy[_\- ]?holder|claimant|insured|spouse|children)\\{0,3}[""']?[ ]?[:=][ ]?[\[{ ]{1,4}[^{}\r\n]{0,80}?\bname\\{0,3}[""']?[ ]?:[ ]?\\{0,3}[""'](?<s>[^""'\\\r\n]{1,120})",
        AnyCase,
        Patience
    )]
    private static partial Regex InnerName();

    // "+   firstName: String" is how Prisma says what is missing.
    [GeneratedRegex(
        @"(?i:"
            + OfPerson
            + @")(?:=(?!(?:null|undefined|none|true|false)\b)(?<s>[^\s&;,""'`$<{\[]{2,60})|[:]\s(?!(?:String|Int|DateTime|Boolean|Json|None|Null|Undefined)\b)(?<s>[A-Z][\w'\-]{1,30}(?: [A-Z][\w'\-]{1,30}){0,3}))",
        Plain,
        Patience
    )]
    private static partial Regex PlainName();

    // "customer Jane Doe", "payer":"Jane Doe", "Jane Doe (12345678)": somebody, and the number of an identity card.
    [GeneratedRegex(
        @"(?<![A-Za-z])(?i:customer|member|claimant|beneficiary|(?:policy)?holder|insured|applicant|patient|spouse|payer|payee|nominee|guardian|depend[ae]nt|sender|driver|rider|next[ ]of[ ]kin)(?::?[ ]|\\{0,3}[""'`]?[ ]?[:=][ ]?\\{0,3}[""'`])(?!"
            + NoName
            + @")(?<s>(?:[A-Z][a-z'\-]{1,30}(?:[ ][A-Z][a-z'\-]{1,30}){1,2}|[A-Z][A-Z'\-]{2,30}(?:[ ][A-Z][A-Z'\-]{2,30}){1,2})(?<!')(?:[ ]\(\d{7,8}\))?)(?![\w\-])|\b(?<s>[A-Z][a-z'\-]{1,30}(?:[ ][A-Z][a-z'\-]{1,30}){1,3}[ ]\([1-4]\d{6,7}\))|(?i:national[ _\-]?id|id[ ](?:no|number|card))\S*[ ]\S+[ ](?:for|of|belongs[ ]to)[ ](?<s>[A-Z][a-z'\-]{1,30}(?:[ ][A-Z][a-z'\-]{1,30}){1,3})",
        Plain,
        Patience
    )]
    private static partial Regex SpokenName();

    // "Dear Jane, your policy …": what is sent to customers.
    [GeneratedRegex(
        @"\b(?:[Dd]ear|[Mm]pendwa) (?<s>[A-Z][A-Za-z'\-]{1,30}(?: [A-Z][A-Za-z'\-]{1,30}){0,3})|\b(?:Hello|Hi|Habari) (?<s>[A-Z][A-Za-z'\-]{1,30}(?: [A-Z][A-Za-z'\-]{1,30}){0,3})(?=[,!])",
        Plain,
        Patience
    )]
    private static partial Regex SpokenTo();

    // "Doe, Jane" <jane@example.com> (https://www.rfc-editor.org/rfc/rfc5322#section-3.4).
    [GeneratedRegex(
        @"(?:""(?<s>[^""<>\r\n]{2,80})\\?""|\b(?<s>[A-Z][\w'.\-]{1,30}(?: [A-Z][\w'.\-]{1,30}){1,3})) <(?=[\w.+\-]{1,64}@)",
        Plain,
        Patience
    )]
    private static partial Regex Mailbox();

    [GeneratedRegex(
        @"(?<![a-z])(?:lat(?:itude)?|lng|lon(?:g|gitude)?)" + Is + @"(?<s>-?\d{1,3}\.\d{3,})",
        AnyCase,
        Patience
    )]
    private static partial Regex Place();

    [GeneratedRegex(
        @"(?:x-forwarded-for|x-real-ip|(?:fly|true|cf)-(?:client|connecting)-ip)"
            + Is
            + @"(?<s>[0-9a-f][0-9a-f.:]{5,45}(?:,[ ]?[0-9a-f][0-9a-f.:]{5,45}){0,8})",
        AnyCase,
        Patience
    )]
    private static partial Regex Forwarded();

    [GeneratedRegex(
        @"(?:postal|physical|home|street|residential)[_\- ]?address"
            + Is
            + @"(?<s>[^""'\r\n,;&]{3,120})|(?<![a-z])address"
            + Is
            + @"(?=[^""'\r\n;]{0,80}\b(?:road|rd|street|st|avenue|ave|lane|drive|estate|plot|house|apartments?|court|highway)\b)(?<s>[^""'\r\n;&}]{3,120})|\bP\.?[ ]?O\.?[ ]?Box[ ]{0,2}(?<s>\d{1,7}(?:-\d{5})?)",
        AnyCase,
        Patience
    )]
    private static partial Regex House();

    [GeneratedRegex(
        @"(?:(?<![a-z])otp(?:[_\- ]?code)?|(?:verification|confirmation|one-time|login|security|activation|reset|your)[_\- ]?code)(?:"
            + Is
            + @"|[ ](?:(?:is|was)[ ])?)(?<s>\d{4,8})\b",
        AnyCase,
        Patience
    )]
    private static partial Regex OneTimeCode();

    [GeneratedRegex(
        @"(?:(?<![a-z])|(?<=(?:new|old|current|confirm)[_\-]?))(?:m?pin|cvv2?|cvc2?)(?:[_\- ]?(?:code|number|no))?"
            + Is
            + @"(?<s>\d{3,6})(?![\w.])|(?<![a-z])cv[vc]2?[ ](?<s>\d{3,4})\b",
        AnyCase,
        Patience
    )]
    private static partial Regex Pin();

    [GeneratedRegex(
        @"(?:national_?id|id_?(?:no|num|number)|passport(?:_?(?:no|number))?|kra_?pin|msisdn|phone(?:_?number)?|dob|date_?of_?birth|"
            + OfPerson
            + @")(?:[ \t][^<>\n]{0,200})?>(?<s>[^<>\r\n]{2,200})</",
        AnyCase,
        Patience
    )]
    private static partial Regex Element();
}
