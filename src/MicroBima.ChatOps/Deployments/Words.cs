using System.Globalization;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Deployments;

/// <summary>Words that sentences and cards share.</summary>
public static class Words
{
    /// <summary>A moment as sentences name it.</summary>
    public static string At(DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC");

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
            StepKind.Safety => "safety backup",
            StepKind.Stop => "stop the app",
            StepKind.Restore => "restore beside",
            StepKind.Verify => "verify the copy",
            StepKind.Swap => "exchange names",
            StepKind.Start => "start the app",
        };

    /// <summary>A kind of session as people call it.</summary>
    public static string Title(this SessionKind kind) =>
        kind switch
        {
            SessionKind.Deploy => "Deployment",
            SessionKind.Rollback => "Rollback",
            SessionKind.Restore => "Restore",
        };

    /// <summary>An item of the checklist as it is called in a session of that kind: a restore has five questions of its own.</summary>
    public static string TitleFor(this ChecklistItem item, SessionKind kind) =>
        (kind, item) switch
        {
            (SessionKind.Restore, ChecklistItem.Staging) => "Right database",
            (SessionKind.Restore, ChecklistItem.Backup) => "Backup restorable",
            (SessionKind.Restore, ChecklistItem.Migrations) => "Loss understood",
            (SessionKind.Restore, ChecklistItem.Rollback) => "Way back ready",
            _ => item.Title(),
        };

    /// <summary>A number with its word: <c>1 file</c>, <c>2 files</c>.</summary>
    public static string Count(long count, string word) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {word}{(count == 1 ? "" : "s")}");

    /// <summary>As many of the names as there is room for, and how many there are besides: none is left out in silence.</summary>
    public static string Some(IReadOnlyCollection<string> names, int most) =>
        string.Join(", ", names.Take(most)) + (names.Count > most ? $" and {names.Count - most} more" : "");

    /// <summary>A length of time: <c>41 s</c>, <c>12 min</c>, <c>2 h 3 min</c>, <c>3 d 4 h</c>.</summary>
    public static string For(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: > 0 and < 0.05 } => "under 0.1 s",
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
