using System.Globalization;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Deployments;

/// <summary>
/// What the channel is told of the journal: how many records it has, and how the hash of the last one begins. Kept where whoever holds the disk cannot change it,
/// it shows a journal that is an older copy, that lost its end, or that was written anew from some record on.
/// </summary>
/// <param name="Hash">The first 64 bits, in small hexadecimal digits: enough that nobody finds another record with them.</param>
public sealed partial record Anchor(long Sequence, string Hash)
{
    /// <summary>How many digits of the hash are told.</summary>
    public const int Digits = 16;

    /// <summary>As it stands in the channel and in the settings.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Sequence}:{Hash}");

    /// <summary>The anchor of a text that is nothing else, or null.</summary>
    public static Anchor? TryParse(string text) =>
        Whole().Match(text) is { Success: true } match
            ? new Anchor(
                long.Parse(match.Groups["sequence"].Value, CultureInfo.InvariantCulture),
                match.Groups["hash"].Value
            )
            : null;

    [GeneratedRegex(@"^(?<sequence>[0-9]{1,18}):(?<hash>[0-9a-f]{16})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Whole();
}
