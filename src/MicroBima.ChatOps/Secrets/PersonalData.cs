using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Secrets;

/// <summary>What belongs to customers: addresses, phone numbers, identity numbers, and the rows that PostgreSQL quotes in its errors.</summary>
internal static partial class PersonalData
{
    private const RegexOptions Plain = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;
    private const int Patience = 1000;

    /// <summary>The rules.</summary>
    public static SecretRule[] All { get; } =
    [
        SecretRule.Of("key of a row", KeyDetail(), "Key ("),
        SecretRule.Of("row of a table", FailingRow(), "Failing row contains"),
        SecretRule.Of("line of a copy", CopyLine(), "COPY "),
        SecretRule.Of(
            "value of a type",
            InvalidValue(),
            "invalid input syntax",
            "invalid input value",
            "out of range for type"
        ),
        SecretRule.Of("parameters of a statement", Parameters(), "parameters:"),
        SecretRule.Of("e-mail address", Mail(), "@"),
        SecretRule.Of("phone number", Phone(), "+"),
        SecretRule.Of("Kenyan phone number", KenyanPhone(), "07", "01", "254"),
        SecretRule.Of("identity number", Identity(), "id", "passport", "pin"),
        SecretRule.Of("receipt of M-Pesa", Receipt(), "receipt", "mpesa", "m-pesa", "TransID", "Confirmed"),
        SecretRule.Of("number of a policy", PolicyNumber(), "policy"),
        SecretRule.Of("Kenyan tax number", TaxNumber(), "A0", "P0", "A1", "P1"),
    ];

    // DETAIL: Key (phone)=(0712 345 678) already exists.
    [GeneratedRegex(
        @"Key \([^)\n]{1,200}\)=\((?:(?<s>[^\n]*)\)(?= (?:already|is|conflicts))|(?<s>[^)\n]*))",
        Plain,
        Patience
    )]
    private static partial Regex KeyDetail();

    [GeneratedRegex(
        @"Failing row contains \((?<s>[^\n]*?)(?:\)\.?(?=\s|$|""|\\)|$)",
        Plain | RegexOptions.Multiline,
        Patience
    )]
    private static partial Regex FailingRow();

    [GeneratedRegex(
        @"COPY [\w.""]{1,130}, line \d+(?:, column [\w""]{1,70})?: ""?(?<s>[^\n]*[^\n""])",
        Plain,
        Patience
    )]
    private static partial Regex CopyLine();

    [GeneratedRegex(
        @"(?:(?:invalid input syntax for|invalid input value for enum)[^:\n]{0,80}: |value )""(?<s>[^""\n]+)""",
        Plain,
        Patience
    )]
    private static partial Regex InvalidValue();

    [GeneratedRegex(@"parameters: (?<s>\$1 = [^\n]+)", Plain | RegexOptions.IgnoreCase, Patience)]
    private static partial Regex Parameters();

    [GeneratedRegex(
        @"(?<![\w.+\-/:@])(?!git@)[\w.+\-]{1,64}@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w/@:\-])",
        Plain,
        Patience
    )]
    private static partial Regex Mail();

    [GeneratedRegex(
        @"(?<![\w.\-:+])\+[1-9]\d{0,2}[ .\-]?\(?\d{1,4}\)?(?:[ .\-]?\d{2,4}){2,4}(?![\w\-])",
        Plain,
        Patience
    )]
    private static partial Regex Phone();

    [GeneratedRegex(
        @"(?<![\w.\-/]|(?<![A-Za-z""'\]]):)(?:\+?254|0)[ \-]?[17]\d{2}[ \-]?\d{3}[ \-]?\d{3}(?![\w\-]|\.\d)",
        Plain,
        Patience
    )]
    private static partial Regex KenyanPhone();

    [GeneratedRegex(
        @"\b(?:national[ _\-]?id|id(?:entity)?[ _\-]?(?:card|no|num|number)|kra[ _\-]?pin|passport)(?:[ _\-]?(?:no|num|number))?\\?[""']?\.?[ \t]{0,2}(?:[:=#]|\bis\b)?[ \t]{0,2}\\?[""']?(?<s>[A-Z]?\d{6,9}[A-Z]?)\b",
        Plain | RegexOptions.IgnoreCase,
        Patience
    )]
    private static partial Regex Identity();

    // "MpesaReceiptNumber","Value":"QGH7X8Y9Z0" (https://developer.safaricom.co.ke/APIs/MpesaExpressSimulate), and the text that customers forward.
    [GeneratedRegex(
        @"(?:\b(?i:(?:m-?pesa[ _\-]?)?(?:receipt|ref(?:erence)?|transaction|trans)[ _\-]?(?:no|number|id|code)?)\\?[""']?[\s,:=]{1,3}(?:\\?[""']?Value\\?[""']?\s?:\s?)?\\?[""']?(?<s>(?=[A-Z]{0,9}\d)[A-Z][A-Z0-9]{9})\b|\b(?<s>(?=[A-Z]{0,9}\d)[A-Z][A-Z0-9]{9})(?= [Cc]onfirmed))",
        Plain,
        Patience
    )]
    private static partial Regex Receipt();

    [GeneratedRegex(
        @"\bpolicy[ _\-]?(?:no|num|number)\\?[""']?\.?[ \t]{0,2}(?:[:=#]|\bis\b)?[ \t]{0,2}\\?[""']?(?<s>(?=[A-Z/\-]{0,12}\d)[A-Z0-9][A-Z0-9/\-]{4,30})\b",
        Plain | RegexOptions.IgnoreCase,
        Patience
    )]
    private static partial Regex PolicyNumber();

    [GeneratedRegex(@"\b[AP]\d{9}[A-Z]\b", Plain, Patience)]
    private static partial Regex TaxNumber();
}
