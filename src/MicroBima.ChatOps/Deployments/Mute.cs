namespace MicroBima.ChatOps.Deployments;

/// <summary>A pattern of an environment's log that somebody called harmless.</summary>
/// <param name="Pattern">Its id, as /logs shows it.</param>
public sealed record Mute(string Environment, string Pattern, PersonName By, DateTimeOffset At, string Reason);
