using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>The migrations as they lie in the running machine, against those that were approved: what is there is what will run.</summary>
internal static partial class MachineFiles
{
    /// <summary>Why <c>migrate deploy</c> would run something else than the plan, or null where it would not.</summary>
    /// <param name="sums">What sha256sum said in the machine.</param>
    /// <param name="applied">Migrations that are applied already: they do not run.</param>
    public static string? Difference(
        ProgramResult sums,
        Plan plan,
        ImmutableArray<string> missing,
        IReadOnlySet<string> applied
    )
    {
        if (!sums.IsSuccess || !sums.IsWhole)
            return $"the files in the machine cannot be compared with the approved ones ({sums.Ending})";

        var there = Line()
            .Matches(sums.Output)
            .ToLookup(line => line.Groups["name"].Value, line => line.Groups["sum"].Value, StringComparer.Ordinal);
        foreach (var name in missing)
        {
            var approved = plan
                .Migrations.First(one => string.Equals(one.Name, name, StringComparison.Ordinal))
                .Checksum;
            if (!there.Contains(name))
                return $"the machine does not have migration {name}: is the new release running?";

            if (there[name].Any(sum => !string.Equals(sum, approved, StringComparison.Ordinal)))
                return $"migration {name} in the machine is not the approved one (SHA-256 {there[name].First()[..12]}, approved {approved[..12]})";
        }

        return
            there
                .Select(file => file.Key)
                .FirstOrDefault(name => !applied.Contains(name) && !missing.Contains(name, StringComparer.Ordinal))
                is { } other
            ? $"the machine has migration {other}, which is not applied and was not approved"
            : null;
    }

    // A name with a backslash or a line break is written with a leading backslash: it fits no line, and its migration is missing.
    [GeneratedRegex(
        @"^(?<sum>[0-9a-f]{64}) [ *](?:[^\n]*/)?(?<name>[^/\n]+)/migration\.sql\r?$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        2000
    )]
    private static partial Regex Line();
}
