using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MicroBima.ChatOps.Plans;

/// <summary>SHA-256 over a canonical plan: what people approve; the short form stands on every card.</summary>
public readonly record struct Digest : IParsable<Digest>
{
    private readonly string? _hex;

    private Digest(string hex) => _hex = hex;

    /// <summary>Two groups of four digits: <c>7f3a-c219</c>.</summary>
    public string Short => $"{ToString()[..4]}-{ToString()[4..8]}";

    /// <summary>The digest over fields in their order; names and values are length-prefixed, so no two lists collide.</summary>
    public static Digest Of(IEnumerable<PlanField> fields)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in fields)
            text.Append(CultureInfo.InvariantCulture, $"{name.Length}:{name}{value.Length}:{value}");

        // The characters as they are: an encoding would make one of two broken surrogates.
        return new Digest(Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(text.ToString().AsSpan()))));
    }

    /// <inheritdoc />
    public static Digest Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var digest) ? digest : throw new FormatException($"'{s}' is not a digest.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Digest result)
    {
        var fits = s is { Length: 64 } && s.All(char.IsAsciiHexDigitLower);
        result = fits ? new Digest(s!) : default;
        return fits;
    }

    /// <inheritdoc />
    public override string ToString() => _hex ?? new string('0', 64);
}
