using System.Collections.Immutable;

namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>What policy does not let people approve: what nobody can read, what reaches out of the database, and what changes who may do what.</summary>
public static class Blocking
{
    private const string Unparseable = "unparseable";
    private const string RowSecurity = "rls";

    /// <summary>The rules that an environment may let through in its settings.</summary>
    public static ImmutableArray<string> MayBeAllowed { get; } =
    [
        "privileges",
        "security-definer",
        "server-settings",
        "session-role",
        "copy-program",
        "server-file",
        "other-server",
        "server-control",
        "create-extension",
        "untrusted-language",
        RowSecurity,
    ];

    /// <summary>True where the hazard blocks, whatever people say.</summary>
    public static bool Blocks(Hazard hazard, ImmutableArray<string> allowed) =>
        hazard.Level is Level.Danger
        && (
            string.Equals(hazard.Rule, Unparseable, StringComparison.Ordinal)
            || MayBeAllowed.Contains(hazard.Rule, StringComparer.Ordinal)
                && !allowed.Contains(hazard.Rule, StringComparer.Ordinal)
        );
}
