using System.Text.RegularExpressions;
using static MicroBima.ChatOps.Secrets.SecretRule;

namespace MicroBima.ChatOps.Secrets;

/// <summary>What belongs to customers and says itself what it is: addresses, phone numbers, tax numbers, and the rows that PostgreSQL quotes in its errors.</summary>
internal static partial class PersonalData
{
    // An address or a note may have several lines; what begins like a record of its own is none of them.
    private const string MoreLines =
        @"(?:[^\n]*\n(?!\S{0,60}[ \t]{0,3}(?:ERROR|DETAIL|HINT|STATEMENT|CONTEXT|LOG|WARNING|FATAL|PANIC|NOTICE|QUERY|INFO)\b|\d{4}-\d\d-\d\d|[ \t]+at )){0,6}?";

    /// <summary>The rules.</summary>
    public static SecretRule[] All { get; } =
    [
        SecretRule.Of("key of a row", KeyDetail(), "key (") with
        {
            IsOfManyLines = true,
        },
        SecretRule.Of("row of a table", FailingRow(), "Failing row contains") with
        {
            IsOfManyLines = true,
        },
        SecretRule.Of("line of a copy", CopyLine(), "COPY ", "JSON data"),
        SecretRule.Of("row of a statement", StatementRow(), "VALUES"),
        SecretRule.Of(
            "value of a type",
            InvalidValue(),
            "invalid input syntax",
            "invalid input value",
            "out of range",
            "malformed "
        ),
        SecretRule.Of("parameters of a statement", Parameters(), "parameters:", "params:"),
        SecretRule.Of("e-mail address", Mail(), "@", "%40", "u0040"),
        SecretRule.Of("phone number", Phone(), "+", "%2B"),
        SecretRule.Of("Kenyan phone number", KenyanPhone(), "07", "01", "254"),
        SecretRule.Of("Kenyan phone number in other groups", GroupedPhone(), "07", "01", "254"),
        SecretRule.Of("phone number of a neighbour", NeighbourPhone(), "255", "256", "250"),
        SecretRule.Of("identity number of a neighbour", NeighbourIdentity(), "CM", "CF", "19", "20"),
        SecretRule.Of(
            "name beside a phone number",
            NameInReceipt(),
            "sent to",
            "received from",
            "paid to",
            "PartyName",
            "PublicName",
            " 254",
            " +254",
            "(254",
            " 07",
            " 01"
        ),
        SecretRule.Of("receipt of M-Pesa", Receipt(), "receipt", "mpesa", "m-pesa", "trans", "Confirmed") with
        {
            IsOfManyLines = true,
        },
        SecretRule.Of("code of M-Pesa", MpesaCode(), "mpesa", "m-pesa", "safaricom", "daraja"),
        SecretRule.Of("phone number in a request of M-Pesa", CheckoutRequest(), "ws_CO_"),
        SecretRule.Of("number of a policy", PolicyNumber(), "policy"),
        SecretRule.Of("plate of a vehicle", Plate(), "KA", "KB", "KC", "KD", "KM", "UA", "UB", "RA", "T "),
        SecretRule.Of("what was dialled", Dialled(), "*"),
        SecretRule.Of("Kenyan tax number", TaxNumber(), "A0", "P0", "A1", "P1"),
    ];

    // DETAIL: Key (phone)=(0712 345 678) already exists.
    [GeneratedRegex(
        @"(?:Key \([^=\n]{1,200}\)=\((?:(?<s>"
            + MoreLines
            + @"[^\n]*)\)(?= (?:already|is|conflicts))|(?<s>[^)\n]*))|existing key \([^=\n]{1,200}\)=\((?<s>[^\n]*)\))",
        Plain,
        Patience
    )]
    private static partial Regex KeyDetail();

    [GeneratedRegex(
        @"Failing row contains \((?:(?<s>"
            + MoreLines
            + @"[^\n]*?)\)\.(?=\s{0,3}(?:$|[""'\\,;\]}(\[]|[A-Z]{3,}|at\b))|(?<s>[^\n]*?)\)?$)",
        Plain | RegexOptions.Multiline,
        Patience
    )]
    private static partial Regex FailingRow();

    [GeneratedRegex(
        @"(?:COPY [\w.""]{1,130}, line \d+(?:, column [\w""]{1,70})?|JSON data, line \d+): ""?(?<s>[^\n]*[^\n""])",
        Plain,
        Patience
    )]
    private static partial Regex CopyLine();

    [GeneratedRegex(
        @"(?:(?:invalid input syntax for|invalid input value for enum|field value out of range|malformed (?:array|record|range) literal)[^:\n]{0,80}: |value )""(?<s>[^""\n]+)""",
        Plain,
        Patience
    )]
    private static partial Regex InvalidValue();

    // PostgreSQL's own, and the lists of Prisma and TypeORM.
    [GeneratedRegex(@"(?:parameters: (?<s>\$1 = [^\n]+)|param(?:eter)?s: (?<s>\[[^\n]+\]))", AnyCase, Patience)]
    private static partial Regex Parameters();

    // Not the user of an address (postgres://app:…@host), not where a copy goes to (deploy@host:/srv), not a picture (logo@2x.png).
    [GeneratedRegex(
        @"(?<![\w.+\-@])(?!git@)[\w.+\-]{1,64}(?:@|%40|\\u0040)(?<!://[^\s/]{0,200})(?!\dx\.)(?:[\p{L}0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w@\-]|:[~/\d])",
        Plain,
        Patience
    )]
    private static partial Regex Mail();

    [GeneratedRegex(
        @"(?:(?<![\w.\-+]|\d:)\+[1-9]\d{0,2}(?:[ .\-]|%20)?\(?\d{1,4}\)?(?:(?:[ .\-]|%20)?\d{2,4}){2,4}|%2[Bb][1-9]\d{0,2}(?:(?:-|%20)?\d{2,4}){2,5})(?![\w\-])",
        Plain,
        Patience
    )]
    private static partial Regex Phone();

    // In text, in addresses and behind a word; not behind the parts of a time.
    [GeneratedRegex(
        @"(?:(?<![\w.\-]|(?<![A-Za-z""'\]]):)|(?<=[A-Za-z]{2}[_\-]|%2[Bb]|%3[AaDd]|\\[nt]))(?:\(0[17]\d{2}\)|(?:\((?:\+|00)?254\)|(?:\+|00)?254|0)"
            + @"(?:[ .\-]|%20)?(?:\(0\))?[17]\d{2})(?:[ .\-]|%20)?\d{3}(?:[ .\-]|%20)?\d{3}(?![A-Za-z0-9]|-\d{3}|\.\d)",
        Plain,
        Patience
    )]
    private static partial Regex KenyanPhone();

    // As people part it; only by blanks, for dots and strokes part dates.
    [GeneratedRegex(
        @"(?<![\w.\-:/])(?:(?:\+?254 ?|0)[17]\d{2} \d{2} \d{2} \d{2}|(?:\+?254 ?|0)[17]\d \d{3} \d{4}|0[17]\d{3} \d{5}|\+?254[17] \d{4} \d{4})(?![\w\-]|\.\d| \d)",
        Plain,
        Patience
    )]
    private static partial Regex GroupedPhone();

    // Tanzania, Uganda and Rwanda, without a plus.
    [GeneratedRegex(
        @"(?<![\w.\-+])(?:00)?(?:255[67]\d{8}|256[37]\d{8}|2507[2389]\d{7})(?![\w\-]|\.\d)",
        Plain,
        Patience
    )]
    private static partial Regex NeighbourPhone();

    // Uganda: sex and year of birth; Rwanda: a digit, the year, 7 or 8 for the sex; Tanzania: the day of birth.
    [GeneratedRegex(
        @"(?<![\w.\-])(?:C[MF]\d{2}(?=[A-Z0-9]{0,9}\d)[A-Z0-9]{10}|[1-3](?:19|20)\d{2}[78]\d{10}|[1-3] (?:19|20)\d{2} [78] \d{7} \d \d{2}|(?:19|20)\d{6}-\d{5}-\d{5}-\d{2}|(?:19|200)\d{17,18}(?<=\b\d{20}))(?![\w\-]|\.\d)",
        Plain,
        Patience
    )]
    private static partial Regex NeighbourIdentity();

    // STATEMENT: INSERT INTO customers VALUES (…), as PostgreSQL repeats it under an error; a migration that people review is no such line.
    [GeneratedRegex(
        @"(?:STATEMENT|LINE \d{1,6}):[^\n]{0,2000}?\bVALUES[ ]?\((?!(?:\$\d{1,4}|DEFAULT|[\s,()])+$)(?<s>[^\n]*[^\n)])",
        AnyCase,
        Patience
    )]
    private static partial Regex StatementRow();

    // "Confirmed. Ksh500.00 sent to JANE DOE 0712345678".
    [GeneratedRegex(
        @"\b(?:sent to|received from|paid to) (?<s>[A-Z][A-Za-z'\-]{1,30}(?: [A-Z][A-Za-z'\-]{1,30}){1,3})(?:(?= (?:\+?254|0)\d)|(?<=\bKsh[ .]?[\d,.]{1,14} (?:sent to|received from|paid to) [A-Za-z'\- ]{3,120}))|\b(?:from|to|by|of|for) (?<s>[A-Z][A-Za-z'\-]{1,30}(?: [A-Z][A-Za-z'\-]{1,30}){1,3})(?=[ ,:(\-]{1,3}(?:\+?254|0)[17]\d{8}(?!\d))|(?i:party(?:public)?name)[^\n\d]{0,30}\d[\d* ]{6,14} - (?<s>[^""'\\\r\n,}]{2,60})",
        Plain,
        Patience
    )]
    private static partial Regex NameInReceipt();

    // "MpesaReceiptNumber","Value":"QGH7X8Y9Z0" (https://developer.safaricom.co.ke/APIs/MpesaExpressSimulate), and the text that customers forward.
    [GeneratedRegex(
        @"(?:\b(?i:(?:m-?pesa[ _\-]?)?(?:receipt|ref(?:erence)?|transaction|trans)[ _\-]?(?:no|number|id|code)?)\\?[""']?[\s,:=]{1,3}(?:\\?[""']?Value\\?[""']?\s?:\s?)?\\?[""']?(?<s>(?=[A-Z]{0,9}\d)[A-Z][A-Z0-9]{9})\b|\b(?<s>(?=[A-Z]{0,9}\d)[A-Z][A-Z0-9]{9})(?= [Cc]onfirmed))",
        Plain,
        Patience
    )]
    private static partial Regex Receipt();

    // Where M-Pesa is spoken of: a letter for the year, one for the month, one letter or digit for the day, seven more, a digit among them.
    [GeneratedRegex(
        @"(?<![A-Za-z0-9_\-/])(?=[A-Z]{0,9}\d)[A-Z][A-L][1-9A-V][A-Z0-9]{7}(?![A-Za-z0-9_\-])",
        Plain,
        Patience
    )]
    private static partial Regex MpesaCode();

    // "ws_CO_27112026091402123712345678": day, time, and the number of whoever pays.
    [GeneratedRegex(@"ws_CO_\d{14,17}(?<s>[17]\d{8})(?!\d)", Plain, Patience)]
    private static partial Regex CheckoutRequest();

    [GeneratedRegex(
        @"\bpolicy[ _\-]?(?:no|num|number)\\?[""']?\.?[ \t]{0,2}(?:[:=#]|\bis\b)?[ \t]{0,2}\\?[""']?(?<s>(?=[A-Z/\-]{0,12}\d)[A-Z0-9][A-Z0-9/\-]{4,30})\b",
        Plain | RegexOptions.IgnoreCase,
        Patience
    )]
    private static partial Regex PolicyNumber();

    // Kenya with its motorcycles, Uganda, Rwanda (but "RAM 512M"), Tanzania.
    [GeneratedRegex(
        @"(?<![\w.\-/])(?:K(?:[A-D][A-HJ-NP-Z]|M[A-HJ-NP-Z]{2})|U[AB][A-Z]|RA[A-LN-Z])[ ]?\d{3}[A-HJ-NP-Z](?![\w\-])|(?<![\w.\-/])T[ ]\d{3}[ ][A-E][A-Z]{2}(?![\w\-])",
        Plain,
        Patience
    )]
    private static partial Regex Plate();

    // "*483*1*4821#": behind the code of the service stands what somebody answered, a PIN too.
    [GeneratedRegex(@"(?<![\w*])\*\d{2,4}\*(?<s>(?:\d{1,15}\*){0,9}\d{4,15})(?=\#|\*\d|[\s""',;]|$)", Plain, Patience)]
    private static partial Regex Dialled();

    [GeneratedRegex(@"(?<![A-Za-z0-9])[AP]\d{9}[A-Z](?![A-Za-z0-9])", AnyCase, Patience)]
    private static partial Regex TaxNumber();
}
