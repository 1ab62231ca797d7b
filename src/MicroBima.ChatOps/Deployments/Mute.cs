namespace MicroBima.ChatOps.Deployments;

/// <summary>A pattern of an environment's log that somebody called harmless.</summary>
/// <param name="Pattern">Its id, which /mute and /unmute take.</param>
/// <param name="Text">The pattern as it was shown; empty where nobody had seen it lately.</param>
public sealed record Mute(
    string Environment,
    string Pattern,
    PersonName By,
    DateTimeOffset At,
    string Reason,
    string Text
);
