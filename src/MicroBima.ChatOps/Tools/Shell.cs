using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using CliWrap;

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
    /// <summary>Receives each line of output as it comes; must not block.</summary>
    public Action<string>? OnLine { get; init; }
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

    /// <summary>The last lines of what it said, errors first where there are any.</summary>
    public string LastLines(int count) =>
        string.Join('\n', (Errors.Length > 0 ? Errors : Output).TrimEnd().Split('\n').TakeLast(count));
}

/// <summary>The only place where processes are started. No shell, no inherited environment, a group of its own, two steps to stop it, bounded output.</summary>
/// <param name="owner">Marks the processes, so that those of an earlier bot on the same folder are found.</param>
public sealed class Shell(TimeProvider time, string owner)
{
    /// <summary>The variable by which processes of an earlier bot are found.</summary>
    public const string Marker = "CHILD_OF_CHATOPS";

    private const string SetSid = "/usr/bin/setsid";
    private const int Kept = 64 * 1024;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <summary>What every program gets: no locale, no colours, no questions.</summary>
    private static readonly ImmutableDictionary<string, string> Neutral = ImmutableDictionary
        .Create<string, string>(StringComparer.Ordinal)
        .AddRange([
            new("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
            new("HOME", "/nonexistent"),
            new("LC_ALL", "C.UTF-8"),
            new("TZ", "UTC"),
            new("NO_COLOR", "1"),
            new("TERM", "dumb"),
            new("CI", "1"),
        ]);

    /// <summary>Runs a program to its end. What people or the world can cause is in the result; cancelling stops the program first.</summary>
    public async Task<ProgramResult> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        if (Unusable(run) is { } why)
            return new ProgramResult(new ProgramEnd.NotStarted(why), "", "");

        var output = new HeadAndTail(Kept, run.OnLine);
        var errors = new HeadAndTail(Kept, run.OnLine);
        using var drained = new CancellationTokenSource();
        CommandTask<CommandResult> task;
        try
        {
            task = Cli.Wrap(SetSid)
                .WithArguments([run.Path, .. run.Arguments])
                .WithWorkingDirectory(run.Folder)
                .WithEnvironmentVariables(EnvironmentOf(run))
                .WithValidation(CommandResultValidation.None)
                .WithStandardInputPipe(PipeSource.Null)
                .WithStandardOutputPipe(Sink(output, drained.Token))
                .WithStandardErrorPipe(Sink(errors, drained.Token))
                .ExecuteAsync(CancellationToken.None); // Stopping is ours: in two steps, and of the whole group.
        }
        catch (Exception impossible) when (impossible is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return new ProgramResult(new ProgramEnd.NotStarted(impossible.Message), "", "");
        }

        var stopped = await SuperviseAsync(task, run, () => output.Total + errors.Total, drained, cancellationToken);
        var result = await task;
        ProgramEnd end = stopped is null ? new ProgramEnd.Exited(result.ExitCode) : new ProgramEnd.Stopped(stopped);
        return new ProgramResult(end, output.Text(), errors.Text());
    }

    /// <summary>Ends what an earlier bot left running, and says how many processes that were. The truth about their effects is looked up afterwards.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var left = LeftBehind();
        foreach (var process in left)
            Signals.Interrupt(process);

        var waited = time.GetTimestamp();
        while (left.Any(Signals.Exists) && time.GetElapsedTime(waited) < Grace)
            await Task.Delay(Beat, time, cancellationToken);

        foreach (var process in left.Where(Signals.Exists))
            Signals.Kill(process);

        return left.Length;
    }

    private ImmutableArray<int> LeftBehind()
    {
        var mark = $"{Marker}={owner}\0";
        var found = ImmutableArray.CreateBuilder<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) || process == Environment.ProcessId)
                continue;

            try
            {
                if (File.ReadAllText(Path.Combine(folder, "environ")).Contains(mark, StringComparison.Ordinal))
                    found.Add(process);
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile, or belongs to somebody else: not ours.
            }
        }

        return found.ToImmutable();
    }

    private async Task<string?> SuperviseAsync(
        CommandTask<CommandResult> task,
        ProgramRun run,
        Func<long> bytes,
        CancellationTokenSource drained,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        var (heard, heardAt) = (0L, began);
        long? goneAt = null;
        while (!task.Task.IsCompleted)
        {
            await Task.WhenAny(task.Task, Task.Delay(Beat, time, CancellationToken.None)); // The loop itself must outlive a cancellation.
            if (task.Task.IsCompleted)
                return null;

            if (!Signals.Exists(task.ProcessId))
            {
                // It ended, but something it left behind keeps its output open.
                goneAt ??= time.GetTimestamp();
                if (time.GetElapsedTime(goneAt.Value) > Drain)
                    await drained.CancelAsync();

                continue;
            }

            if (bytes() is var now && now != heard)
                (heard, heardAt) = (now, time.GetTimestamp());

            var why =
                cancellationToken.IsCancellationRequested ? "stopped on request"
                : time.GetElapsedTime(began) > run.Total ? $"stopped after {run.Total.TotalSeconds:0} s"
                : time.GetElapsedTime(heardAt) > run.Idle ? $"stopped after {run.Idle.TotalSeconds:0} s without output"
                : null;
            if (why is null)
                continue;

            await StopAsync(task, drained);
            return why;
        }

        return null;
    }

    private async Task StopAsync(CommandTask<CommandResult> task, CancellationTokenSource drained)
    {
        Signals.InterruptGroup(task.ProcessId);
        await Task.WhenAny(task.Task, Task.Delay(Grace, time, CancellationToken.None)); // Half a stop is worse than none.
        Signals.KillGroup(task.ProcessId);
        await Task.WhenAny(task.Task, Task.Delay(Drain, time, CancellationToken.None)); // As above.
        await drained.CancelAsync();
    }

    private static PipeTarget Sink(HeadAndTail sink, CancellationToken drained) =>
        PipeTarget.Create(
            async (stream, cancellationToken) =>
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(drained, cancellationToken);
                var buffer = new byte[8192];
                try
                {
                    while (await stream.ReadAsync(buffer, either.Token) is var read and > 0)
                        sink.Take(buffer.AsSpan(0, read));
                }
                catch (OperationCanceledException)
                {
                    // A daemon keeps the pipe open after the program is gone: what came until now is what there is.
                }
            }
        );

    private static string? Unusable(ProgramRun run)
    {
        if (!Path.IsPathFullyQualified(run.Path))
            return $"'{run.Path}' is not an absolute path";

        if (!File.Exists(run.Path))
            return $"{run.Path} does not exist";

        return run.Arguments.Any(argument => argument.Contains('\0', StringComparison.Ordinal))
            ? "an argument holds a NUL character"
            : null;
    }

    private Dictionary<string, string?> EnvironmentOf(ProgramRun run)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry inherited in Environment.GetEnvironmentVariables())
            variables[(string)inherited.Key] = null;

        foreach (var (name, value) in Neutral.SetItems(run.Environment).SetItem(Marker, owner))
            variables[name] = value;

        return variables;
    }
}
