using System.Diagnostics.CodeAnalysis;

namespace MicroBima.ChatOps.Plans;

/// <summary>The full SHA-1 of a commit or tree: 40 lower-case hexadecimal digits, never a name that git could resolve otherwise.</summary>
public readonly record struct CommitSha : IParsable<CommitSha>
{
    private readonly string? _hex;

    private CommitSha(string hex) => _hex = hex;

    /// <summary>The first seven digits, for people.</summary>
    public string Short => ToString()[..7];

    /// <inheritdoc />
    public static CommitSha Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var sha) ? sha : throw new FormatException($"'{s}' is not a full commit SHA.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out CommitSha result)
    {
        var fits = s is { Length: 40 } && s.All(char.IsAsciiHexDigitLower);
        result = fits ? new CommitSha(s!) : default;
        return fits;
    }

    /// <summary>The SHA in the text, or null where there is none.</summary>
    public static CommitSha? TryParse(string? text) => TryParse(text, null, out var sha) ? sha : null;

    /// <summary>True for what an app calls the commit that it was built from: all of the digits or, as many shorten it, the first seven or more.</summary>
    public bool IsCalled(string name) =>
        name.Length >= Short.Length && ToString().StartsWith(name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override string ToString() => _hex ?? new string('0', 40);
}
