using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>The version of the server that will run it: some statements got better over time. Without a minor number it is taken for the newest.</summary>
public readonly record struct PgVersion(int Major, int? Minor = null) : IParsable<PgVersion>
{
    /// <summary>From <c>server_version_num</c>: 150018 is 15.18.</summary>
    public static PgVersion Of(int serverVersion) => new(serverVersion / 10000, serverVersion % 10000);

    /// <inheritdoc />
    public static PgVersion Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var version)
            ? version
            : throw new FormatException($"'{s}' is not a version of PostgreSQL. Examples: 15, 14.2.");

    /// <inheritdoc />
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PgVersion result)
    {
        result = default;
        var parts = (s ?? "").Split('.', 2);
        if (!TryNumber(parts[0], out var major) || major is < 9 or > 99)
            return false;

        if (parts.Length == 1)
        {
            result = new PgVersion(major);
            return true;
        }

        if (!TryNumber(parts[1], out var minor))
            return false;

        result = new PgVersion(major, minor);
        return true;
    }

    /// <inheritdoc />
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Major}{(Minor is { } minor ? $".{minor}" : "")}");

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < 1000;
}
