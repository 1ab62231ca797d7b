using System.Globalization;

namespace MicroBima.ChatOps.Deployments;

/// <summary>What a person may have done about a step that stopped. The names are stored for ever.</summary>
public enum Remedy
{
    /// <summary>The step again; it looks at the world first.</summary>
    Retry,

    /// <summary>Only looks again, and says what it sees.</summary>
    LookAgain,

    /// <summary>The migration is marked as applied, for all of it is there.</summary>
    MarkApplied,

    /// <summary>The migration is marked as rolled back, once nothing of it is there.</summary>
    MarkRolledBack,

    /// <summary>The session of the database that is in the way is ended.</summary>
    EndBlocker,

    /// <summary>The restore goes on without a safety backup; it takes the people of an approval to say so.</summary>
    GoWithout,
}

/// <summary>A session of the database that is in the way: exactly this one, by its pid and the moment at which it began.</summary>
/// <param name="Query">What it runs or ran last, masked.</param>
public sealed record Blocker(
    int Pid,
    DateTimeOffset Began,
    string User,
    string Application,
    string State,
    DateTimeOffset? QueryBegan,
    string Query
)
{
    /// <summary>Names this session and no later one with its pid.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Key => string.Create(CultureInfo.InvariantCulture, $"{Pid}.{Began.UtcTicks}");

    /// <summary>As people read it in one line.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string Words =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"pid {Pid} ({(Application.Length > 0 ? Application : User)}, {State})"
        );
}
