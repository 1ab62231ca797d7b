namespace MicroBima.ChatOps.Migrations.Review;

/// <summary>The words and signs for a level.</summary>
public static class LevelWords
{
    /// <summary>The level as programs and people write it.</summary>
    public static string Word(this Level level) =>
        level switch
        {
            Level.Safe => "safe",
            Level.Caution => "caution",
            Level.Danger => "danger",
        };

    /// <summary>The level as a colour; a word stands beside it.</summary>
    public static string Sign(this Level level) =>
        level switch
        {
            Level.Safe => "🟢",
            Level.Caution => "🟠",
            Level.Danger => "🔴",
        };
}
