using System.Text.RegularExpressions;
using static MicroBima.ChatOps.Secrets.SecretRule;

namespace MicroBima.ChatOps.Secrets;

/// <summary>Numbers of cards and of accounts. What could be any number is one only where its check digits are right.</summary>
internal static partial class Accounts
{
    /// <summary>The rules.</summary>
    public static SecretRule[] All { get; } =
    [
        SecretRule.Of("payment card", Card(), "2", "3", "4", "5", "6") with
        {
            Holds = IsCard,
        },
        SecretRule.Of("payment card behind a name", NamedCard(), "card", "pan") with
        {
            Holds = IsCard,
        },
        SecretRule.Of("account number of a bank", Iban(), Digits) with
        {
            Holds = IsIban,
        },
        SecretRule.Of("account number behind a name", NamedAccount(), "acc", "iban", "billref", "a/c"),
    ];

    private static string[] Digits => ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    /// <summary>The sum of Luhn (ISO/IEC 7812-1, annex B).</summary>
    private static bool IsCard(string text)
    {
        var (sum, isSecond) = (0, false);
        foreach (var letter in text.Reverse().Where(char.IsAsciiDigit))
        {
            var digit = letter - '0';
            sum +=
                !isSecond ? digit
                : digit > 4 ? (digit * 2) - 9
                : digit * 2;
            isSecond = !isSecond;
        }

        return sum % 10 == 0;
    }

    /// <summary>The remainder by 97 (ISO 13616-1).</summary>
    private static bool IsIban(string text)
    {
        var letters = text.Where(char.IsAsciiLetterOrDigit).ToList();
        return letters
                .Skip(4)
                .Concat(letters.Take(4))
                .Aggregate(
                    0,
                    (rest, letter) =>
                        char.IsAsciiDigit(letter)
                            ? ((rest * 10) + letter - '0') % 97
                            : ((rest * 100) + letter - 'A' + 10) % 97
                ) == 1;
    }

    // By the first digits that the makers of cards have; longer runs of digits are ids of Discord as well.
    [GeneratedRegex(
        @"(?<![\w.\-]|\d[ ])(?:(?:4\d{3}|5[0-8]\d{2}|2[2-7]\d{2}|6\d{3}|35\d{2})(?<g>[ \-]?)\d{4}\k<g>\d{4}\k<g>\d{4}(?:[ \-]\d{1,3})?|3[47]\d{2}[ \-]?\d{6}[ \-]?\d{5}|4\d{12})(?![\w\-]|\.\d|[ ]\d)",
        Plain,
        Patience
    )]
    private static partial Regex Card();

    [GeneratedRegex(
        @"(?:card(?:[_\- ]?(?:number|num|no|pan))?|(?<![a-z])pan)\\{0,3}[""'`]?[ \t]{0,2}[:=/]?[ \t]{0,2}\\{0,3}[""']?(?<s>\d(?:[ \-]?\d){11,18})(?![\w\-]|\.\d)",
        AnyCase,
        Patience
    )]
    private static partial Regex NamedCard();

    [GeneratedRegex(
        @"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![A-Za-z0-9])",
        Plain,
        Patience
    )]
    private static partial Regex Iban();

    [GeneratedRegex(
        @"(?:(?:account|acc|acct)[_\- ]?(?:number|num|no)|(?<![a-z])iban)\.?\\{0,3}[""'`]?[ \t]{0,2}[:=/]?[ \t]{0,2}\\{0,3}[""']?(?<s>(?=[A-Z0-9]{0,8}\d{6})[A-Z0-9]{8,34})\b|\b(?:account|acct|a/c(?:[ ]no\.?)?)[: ]{1,2}(?<s>\d{10,16})(?![\w\-]|\.\d)|billref(?:erence)?(?:number|no)?\\{0,3}[""']?[ ]?[:=][ ]?\\{0,3}[""']?(?<s>(?=[^\s""'\\,]{0,20}\d)[^\s""'\\,}]{4,30})",
        AnyCase,
        Patience
    )]
    private static partial Regex NamedAccount();
}
