using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MicroBima.ChatOps.Backups;

/// <summary>The rule by which a backup may be brought back into a database: made of this very one, in this environment, on record unchanged. Nothing overrides it.</summary>
/// <param name="Environment">What is restored.</param>
/// <param name="Source">The identity of its database: host, name and system identifier.</param>
public sealed partial record Restorable(string Environment, string Source)
{
    /// <summary>Why a backup may not, one sentence each; empty where it may.</summary>
    /// <param name="recorded">The hash of its manifest as the journal has it, or null.</param>
    public ImmutableArray<string> Objections(ShelvedBackup backup, string? recorded)
    {
        var objections = ImmutableArray.CreateBuilder<string>();
        if (!string.Equals(backup.Backup.Environment, Environment, StringComparison.Ordinal))
            objections.Add($"{backup.Id} is a backup of {backup.Backup.Environment}, not of {Environment}");

        if (!string.Equals(backup.Backup.Source, Source, StringComparison.Ordinal))
            objections.Add(
                $"{backup.Id} was made of {backup.Backup.Source}, and this is {Source}; where that server is lost, a person brings it back by hand with chatops backup open"
            );

        if (recorded is null)
            objections.Add($"{backup.Id} is not on record: nobody knows who put it there");
        else if (!string.Equals(recorded, backup.Manifest, StringComparison.Ordinal))
            objections.Add($"{backup.Id} is not the one on record: somebody exchanged it, manifest and all");

        return objections.ToImmutable();
    }

    /// <summary>
    /// Of these roles those to which a restore would hand something over, by the list of the dump's objects: a line ends with the owner. Rights and comments
    /// are given by whoever restores, and no subscription is.
    /// </summary>
    public static ImmutableArray<string> Owners(IEnumerable<string> entries, ImmutableArray<string> roles)
    {
        var owned = entries.Where(entry => Owned().IsMatch(entry)).Select(entry => entry.TrimEnd('\r')).ToList();
        return [.. roles.Where(role => owned.Any(entry => entry.EndsWith($" {role}", StringComparison.Ordinal)))];
    }

    [GeneratedRegex(
        @"^\d+; \d+ \d+ (?!ACL |COMMENT |SECURITY LABEL |SUBSCRIPTION )",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Owned();
}
