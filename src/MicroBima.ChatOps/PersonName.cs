using System.Diagnostics.CodeAnalysis;

namespace MicroBima.ChatOps;

/// <summary>A human being as the team calls them; the unit in which approvals are counted.</summary>
public readonly record struct PersonName(string Value) : IParsable<PersonName>
{
    /// <inheritdoc />
    public static PersonName Parse(string s, IFormatProvider? provider) => new(s);

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PersonName result)
    {
        result = new PersonName(s ?? "");
        return !string.IsNullOrWhiteSpace(s);
    }

    /// <inheritdoc />
    public override string ToString() => Value;
}
