using System.Runtime.CompilerServices;

namespace MicroBima.ChatOps.Logs;

/// <summary>How bad an event is, by its own words; a platform's level says nothing about the app.</summary>
public enum LogLevel
{
    /// <summary>For developers.</summary>
    Debug,

    /// <summary>Ordinary.</summary>
    Info,

    /// <summary>Somebody should look some day.</summary>
    Warn,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>Something ended that should not have.</summary>
    Fatal,
}

/// <summary>The words and numbers by which loggers name their levels.</summary>
internal static class LevelWords
{
    private const int Longest = 11;

    private static readonly Dictionary<string, LogLevel> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = LogLevel.Debug,
        ["debug"] = LogLevel.Debug,
        ["debug1"] = LogLevel.Debug,
        ["debug2"] = LogLevel.Debug,
        ["debug3"] = LogLevel.Debug,
        ["debug4"] = LogLevel.Debug,
        ["debug5"] = LogLevel.Debug,
        ["verbose"] = LogLevel.Debug,
        ["silly"] = LogLevel.Debug,
        ["log"] = LogLevel.Info,
        ["info"] = LogLevel.Info,
        ["http"] = LogLevel.Info,
        ["notice"] = LogLevel.Info,
        ["warn"] = LogLevel.Warn,
        ["warning"] = LogLevel.Warn,
        ["err"] = LogLevel.Error,
        ["error"] = LogLevel.Error,
        ["severe"] = LogLevel.Error,
        ["failure"] = LogLevel.Error,
        ["fatal"] = LogLevel.Fatal,
        ["panic"] = LogLevel.Fatal,
        ["crit"] = LogLevel.Fatal,
        ["critical"] = LogLevel.Fatal,
        ["alert"] = LogLevel.Fatal,
        ["emerg"] = LogLevel.Fatal,
        ["emergency"] = LogLevel.Fatal,
        // The three letters of zerolog and Serilog.
        ["dbg"] = LogLevel.Debug,
        ["inf"] = LogLevel.Info,
        ["wrn"] = LogLevel.Warn,
        ["ftl"] = LogLevel.Fatal,
        // The words of Serilog and of .NET's console.
        ["information"] = LogLevel.Info,
        ["trce"] = LogLevel.Debug,
        ["dbug"] = LogLevel.Debug,
        ["fail"] = LogLevel.Error,
        // Cut to five letters, so that the columns stand below each other.
        ["verbo"] = LogLevel.Debug,
        ["infor"] = LogLevel.Info,
        ["notic"] = LogLevel.Info,
        ["warni"] = LogLevel.Warn,
        ["criti"] = LogLevel.Fatal,
        // Those of log15.
        ["eror"] = LogLevel.Error,
    };

    private static readonly Dictionary<string, LogLevel>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        Known.GetAlternateLookup<ReadOnlySpan<char>>();

    // Nearly every word of a log is none of them, which its first two letters say.
    private static readonly bool[] Begins = MakeBegins();

    /// <summary>The level that a word names, or null.</summary>
    public static LogLevel? Of(ReadOnlySpan<byte> word)
    {
        if (word.Length is < 3 or > Longest || !Begins[BeginningOf(word[0], word[1])])
            return null;

        Span<char> letters = stackalloc char[Longest];
        for (var at = 0; at < word.Length; at++)
            letters[at] = (char)word[at];

        return Lookup.TryGetValue(letters[..word.Length], out var level) ? level : null;
    }

    // Five bits of a letter say which one it is, in capitals or not.
    private static int BeginningOf(int first, int second) => ((first & 31) << 5) | (second & 31);

    private static bool[] MakeBegins()
    {
        var begins = new bool[32 * 32];
        foreach (var word in Known.Keys)
            begins[BeginningOf(word[0], word[1])] = true;

        return begins;
    }

    /// <summary>The level of one of pino's numbers.</summary>
    public static LogLevel OfNumber(long number) =>
        number switch
        {
            < 30 => LogLevel.Debug,
            < 40 => LogLevel.Info,
            < 50 => LogLevel.Warn,
            < 60 => LogLevel.Error,
            _ => LogLevel.Fatal,
        };

    /// <summary>A text as it is kept for a level: the same text of another level is another.</summary>
    public static string With(this LogLevel level, string text) => string.Concat(level.Written(), " ", text);

    /// <summary>How the command line writes it.</summary>
    public static string Written(this LogLevel level) =>
        level switch
        {
            LogLevel.Debug => "debug",
            LogLevel.Info => "info",
            LogLevel.Warn => "warn",
            LogLevel.Error => "error",
            LogLevel.Fatal => "fatal",
        };
}
