using System.Globalization;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>Words that sentences and cards share.</summary>
public static class Words
{
    /// <summary>A step as people call it.</summary>
    public static string Title(this StepKind step) =>
        step switch
        {
            StepKind.Backup => "backup",
            StepKind.Push => "merge and push",
            StepKind.Actions => "GitHub Actions",
            StepKind.Migrate => "migrate",
            StepKind.Seed => "seed",
            StepKind.Health => "health",
            StepKind.Watch => "watch",
        };

    /// <summary>A kind of session as people call it.</summary>
    public static string Title(this SessionKind kind) =>
        kind switch
        {
            SessionKind.Deploy => "Deployment",
            SessionKind.Rollback => "Rollback",
        };

    /// <summary>A number with its word: <c>1 file</c>, <c>2 files</c>.</summary>
    public static string Count(int count, string word) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : "s")}");

    /// <summary>A length of time: <c>41 s</c>, <c>12 min</c>, <c>2 h 3 min</c>, <c>3 d 4 h</c>.</summary>
    public static string For(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s"),
            { TotalSeconds: < 120 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalSeconds} s"),
            { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min"),
            { TotalHours: < 24 } => string.Create(
                CultureInfo.InvariantCulture,
                $"{(int)time.TotalHours} h {time.Minutes} min"
            ),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
        };
}
