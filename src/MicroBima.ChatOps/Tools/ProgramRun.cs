using System.Collections.Immutable;

namespace MicroBima.ChatOps.Tools;

/// <summary>A program to run: absolute path, argument list, the few environment variables it needs, and how long it may take.</summary>
/// <param name="Folder">Its working directory; never the bot's own, never a clone.</param>
/// <param name="Total">After this it is stopped.</param>
/// <param name="Idle">After this long without output it is stopped.</param>
public sealed record ProgramRun(
    string Path,
    ImmutableArray<string> Arguments,
    ImmutableDictionary<string, string> Environment,
    string Folder,
    TimeSpan Total,
    TimeSpan Idle
)
{
    /// <summary>How much of each stream is kept where nothing else is said: this much of its beginning, and as much of its end.</summary>
    public const int Usual = 64 * 1024;

    /// <summary>Receives the newest line of output now and then; must not block.</summary>
    public Action<string>? OnLine { get; init; }

    /// <summary>What the program reads before its input ends.</summary>
    public ReadOnlyMemory<byte> Input { get; init; }

    /// <summary>What writes its input instead; a program that ends before it has read all of it is no error.</summary>
    public Func<Stream, CancellationToken, Task>? From { get; init; }

    /// <summary>Where its output goes instead of being kept. What cannot be written there stops the program and surfaces as an <see cref="IOException"/>.</summary>
    public Stream? To { get; init; }

    /// <summary>How many bytes of the beginning of the output are kept: more than usual where programs read it and half of it would be wrong.</summary>
    public int Kept { get; init; } = Usual;
}

/// <summary>How a program ended.</summary>
public abstract record ProgramEnd
{
    private ProgramEnd() { }

    /// <summary>By itself.</summary>
    public sealed record Exited(int Code) : ProgramEnd;

    /// <summary>It was stopped, and is gone: too long, silent, or the bot is going down.</summary>
    public sealed record Stopped(string Why) : ProgramEnd;

    /// <summary>It never began.</summary>
    public sealed record NotStarted(string Why) : ProgramEnd;
}

/// <summary>What a program said, bounded, and how it ended.</summary>
public sealed record ProgramResult(ProgramEnd End, string Output, string Errors)
{
    /// <summary>The first bytes of the output as they came.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>False where the middle of the output was left out.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>True where it ended by itself with code 0.</summary>
    public bool IsSuccess => End is ProgramEnd.Exited { Code: 0 };

    /// <summary>How it ended, in words.</summary>
    public string Ending =>
        End switch
        {
            ProgramEnd.Exited { Code: var code } => $"exit code {code}",
            ProgramEnd.Stopped { Why: var why } => why,
            ProgramEnd.NotStarted { Why: var why } => $"not started: {why}",
        };

    /// <summary>The last lines of what it said, errors first where there are any; from its last error on, where a longer text follows that.</summary>
    public string LastLines(int count)
    {
        var lines = (Errors.Length > 0 ? Errors : Output).TrimEnd().Split('\n');
        var error = Array.FindLastIndex(lines, line => line.Contains("error:", StringComparison.OrdinalIgnoreCase));
        return string.Join(
            '\n',
            lines.Skip(error >= 0 ? Math.Min(error, lines.Length - count) : lines.Length - count).Take(count)
        );
    }
}
