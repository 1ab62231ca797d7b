using System.Globalization;

namespace MicroBima.ChatOps.Deployments;

/// <summary>A freeze that somebody declared: no deployment begins or goes on to its push, while emergencies go on.</summary>
/// <param name="Until">Its end, or null: until somebody thaws it.</param>
public sealed record EnvironmentFreeze(
    string Environment,
    PersonName By,
    DateTimeOffset At,
    string Reason,
    DateTimeOffset? Until
)
{
    /// <summary>The end in words.</summary>
    public string End => Until is { } until ? $"until {Words.At(until)}" : "until somebody ends it";

    /// <summary>True at a moment before its end.</summary>
    public bool IsInForce(DateTimeOffset now) => Until is not { } until || now < until;

    /// <summary>True where it stands against a session: one that overrode a freeze overrode those that it knew of.</summary>
    public bool Stops(Session session, DateTimeOffset now) =>
        session.Kind is SessionKind.Deploy && IsInForce(now) && (session.Override.Length == 0 || At > session.OpenedAt);
}
