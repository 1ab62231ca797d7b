using System.Buffers.Binary;
using System.Collections;
using System.Collections.Immutable;
using System.ComponentModel;
using System.Security.Cryptography;
using CliWrap;

namespace MicroBima.ChatOps.Tools;

/// <summary>The only place where processes are started. No shell, no inherited environment, a group of its own, two steps to stop it, bounded output.</summary>
/// <param name="owner">Marks the processes, so that those of an earlier bot on the same folder are found.</param>
public sealed class Shell(TimeProvider time, string owner)
{
    /// <summary>The variable by which processes are found that left their group; its value is the owner and the run.</summary>
    public const string Marker = "CHILD_OF_CHATOPS";

    private const string SetSid = "/usr/bin/setsid";
    private const uint ForUsAlone = 0b_111_111; // rwx for group and others
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <summary>The mask of modes belongs to the whole process: one start at a time may change it.</summary>
    private static readonly Lock Starting = new();

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
        if (cancellationToken.IsCancellationRequested)
            return NotStarted("stopped on request");

        if (Unusable(run) is { } why)
            return NotStarted(why);

        var mark = $"{owner}#{RandomNumberGenerator.GetHexString(16, lowercase: true)}";
        var output = new HeadAndTail(run.Kept, ProgramRun.Usual, run.OnLine);
        var errors = new HeadAndTail(ProgramRun.Usual, ProgramRun.Usual, run.OnLine);
        var target = run.To is null ? null : new OutputFile(run.To);
        using var drained = new CancellationTokenSource();
        CommandTask<CommandResult> task;
        try
        {
            task = Start(run, mark, target?.Sink(drained.Token) ?? Sink(output, drained.Token), errors, drained.Token);
        }
        catch (Exception impossible) when (impossible is Win32Exception or InvalidOperationException)
        {
            return NotStarted(impossible.Message);
        }

        var stopped = await SuperviseAsync(
            task,
            run,
            () => output.Total + errors.Total + (target?.Total ?? 0),
            drained,
            cancellationToken
        );
        var result = await task;
        Signals.KillGroup(task.ProcessId); // What it left behind in its group has nobody to look after it.
        if (stopped is not null || drained.IsCancellationRequested)
            await Leftovers.EndAsync(Marker, mark, Drain, time, CancellationToken.None); // Half a stop is worse than none.

        target?.ThrowIfFailed();
        if (stopped is null && NeverBegan(result.ExitCode, errors.Text()) is { } trouble)
            return NotStarted(trouble);

        ProgramEnd end = stopped is null ? new ProgramEnd.Exited(result.ExitCode) : new ProgramEnd.Stopped(stopped);
        return new ProgramResult(end, output.Text(), errors.Text()) { Bytes = output.Head(), IsWhole = output.IsWhole };
    }

    /// <summary>Ends what an earlier bot left running, and says how many processes that were. The truth about their effects is looked up afterwards.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken) =>
        Leftovers.EndAsync(Marker, $"{owner}#", Grace, time, cancellationToken);

    private static CommandTask<CommandResult> Start(
        ProgramRun run,
        string mark,
        PipeTarget output,
        HeadAndTail errors,
        CancellationToken drained
    )
    {
        var command = Cli.Wrap(SetSid)
            .WithArguments([run.Path, .. run.Arguments])
            .WithWorkingDirectory(run.Folder)
            .WithEnvironmentVariables(EnvironmentOf(run, mark))
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(InputOf(run))
            .WithStandardOutputPipe(output)
            .WithStandardErrorPipe(Sink(errors, drained));
        lock (Starting)
        {
            var before = Signals.Mask(ForUsAlone);
            try
            {
                return command.ExecuteAsync(CancellationToken.None); // Stopping is ours: in two steps, and of the whole group.
            }
            finally
            {
                _ = Signals.Mask(before);
            }
        }
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
        Signals.TerminateGroup(task.ProcessId);
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

    private static PipeSource InputOf(ProgramRun run) =>
        run.From is { } source ? PipeSource.Create(source)
        : run.Input.IsEmpty ? PipeSource.Null
        : PipeSource.FromBytes(run.Input);

    private static ProgramResult NotStarted(string why) => new(new ProgramEnd.NotStarted(why), "", "");

    private static string? Unusable(ProgramRun run)
    {
        if (!Path.IsPathFullyQualified(run.Path))
            return $"'{run.Path}' is not an absolute path";

        if (!File.Exists(run.Path))
            return $"{run.Path} does not exist";

        if (run.Arguments.Any(HasNul))
            return "an argument holds a NUL character";

        return run.Environment.Any(variable => HasNul(variable.Key) || HasNul(variable.Value))
            ? "a variable holds a NUL character"
            : NoProgram(run.Path);
    }

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);

    /// <summary>
    /// Why a file is no program of this machine, or null. Starting it would not fail: execvp hands a file that the
    /// system does not know to /bin/sh (https://man7.org/linux/man-pages/man3/exec.3.html).
    /// </summary>
    private static string? NoProgram(string path)
    {
        const UnixFileMode Executable =
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if ((File.GetUnixFileMode(path) & Executable) is UnixFileMode.None)
            return $"{path} is not executable";

        try
        {
            var theirs = Kind(path);
            return theirs is "#!" || string.Equals(theirs, Kind(SetSid), StringComparison.Ordinal)
                ? null
                : $"{path} is no program of this machine";
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {closed.Message}";
        }
    }

    private static string Kind(string path)
    {
        Span<byte> head = stackalloc byte[20];
        using var file = File.OpenRead(path);
        var read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read >= 2 && head[..2].SequenceEqual("#!"u8))
            return "#!";

        // Class and machine of an ELF file (https://man7.org/linux/man-pages/man5/elf.5.html).
        return read == head.Length && head[..4].SequenceEqual("\u007fELF"u8)
            ? $"ELF {head[4]} {BinaryPrimitives.ReadUInt16LittleEndian(head[18..])}"
            : "";
    }

    /// <summary>What setsid says where it could not become the program.</summary>
    private static string? NeverBegan(int code, string errors) =>
        code is 126 or 127 && errors.StartsWith("setsid: failed to execute ", StringComparison.Ordinal)
            ? errors.Trim()
            : null;

    private static Dictionary<string, string?> EnvironmentOf(ProgramRun run, string mark)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry inherited in Environment.GetEnvironmentVariables())
            variables[(string)inherited.Key] = null;

        foreach (var (name, value) in Neutral.SetItems(run.Environment).SetItem(Marker, mark))
            variables[name] = value;

        return variables;
    }
}
