using MicroBima.ChatOps.Migrations.Review;

namespace MicroBima.ChatOps.Configuration;

/// <summary>What can be wrong in the settings of a database.</summary>
internal static class DatabaseCheck
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    /// <summary>The problems, each with its key.</summary>
    public static IEnumerable<SettingsProblem> Of(DatabaseSection? database, string key)
    {
        foreach (var rule in (database?.AllowedRules ?? []).Except(Blocking.MayBeAllowed, StringComparer.Ordinal))
            yield return new(
                $"{key}:AllowedRules",
                rule,
                $"is not a rule that blocks. Rules: {string.Join(", ", Blocking.MayBeAllowed)}."
            );
        if (database is { LockTimeout: var limit } && (limit < TimeSpan.Zero || limit > LongestWait))
            yield return new(
                $"{key}:LockTimeout",
                limit.ToString(),
                "must be between zero (no limit) and five minutes."
            );
    }
}
