using OtpNet;

namespace MicroBima.ChatOps.Approvals;

/// <summary>
/// The six digits that people's authenticator apps show, by person: RFC 6238 with SHA-1 and half minutes, as those apps expect
/// (https://www.rfc-editor.org/rfc/rfc6238). Whoever took over a chat account has none.
/// </summary>
/// <param name="secrets">What the bot and the app of each person share.</param>
public sealed class ApprovalCodes(IReadOnlyDictionary<PersonName, byte[]> secrets)
{
    /// <summary>Shorter secrets can be guessed: RFC 4226 asks for 128 bits.</summary>
    public const int ShortestSecret = 16;

    /// <summary>Clocks of phones differ by some seconds, and typing takes some: the code before and the one after are right too.</summary>
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>True where the person has codes.</summary>
    public bool Knows(PersonName person) => secrets.ContainsKey(person);

    /// <summary>Which half minute since 1970 the code of a person is of, or null where it is none of theirs now.</summary>
    public long? StepOf(PersonName person, string typed, DateTimeOffset now)
    {
        var code = string.Concat(typed.Where(letter => !char.IsWhiteSpace(letter)));
        return
            secrets.TryGetValue(person, out var secret)
            && new Totp(secret).VerifyTotp(now.UtcDateTime, code, out var step, Window)
            ? step
            : null;
    }

    /// <summary>The secret of a text in base 32, as apps take it; null where it is none, or too short.</summary>
    public static byte[]? TryRead(string text)
    {
        try
        {
            return Base32Encoding.ToBytes(text.Trim()) is { Length: >= ShortestSecret } secret ? secret : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
