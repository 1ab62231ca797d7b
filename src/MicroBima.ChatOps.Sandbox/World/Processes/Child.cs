using System.Diagnostics;

namespace MicroBima.ChatOps.Sandbox.World.Processes;

/// <summary>A process that lives beside the world: in a session of its own, with a standard input that closes when the world dies.</summary>
internal sealed class Child : IAsyncDisposable
{
    private readonly Process _process;
    private readonly TimeProvider _time;
    private readonly Task _output;

    private Child(Process process, Action<string> onLine, TimeProvider time)
    {
        _process = process;
        _time = time;
        Pid = process.Id;
        _output = Task.WhenAll(PumpAsync(process.StandardOutput, onLine), PumpAsync(process.StandardError, onLine));
        Exited = WaitAsync();
    }

    public int Pid { get; }

    /// <summary>Ends with the exit code; 128 plus the signal where a signal ended it.</summary>
    public Task<int> Exited { get; }

    public bool IsRunning => !Exited.IsCompleted;

    /// <summary>Resident memory in bytes, or null where the process is gone.</summary>
    public long? ResidentMemory
    {
        get
        {
            if (!IsRunning)
                return null;
            try
            {
                _process.Refresh();
                return _process.WorkingSet64;
            }
            catch (InvalidOperationException)
            {
                // It ended between the two lines above.
                return null;
            }
        }
    }

    public static Child Start(ProcessStartInfo start, Action<string> onLine, TimeProvider time)
    {
        // A session of its own keeps Ctrl+C at the terminal from reaching it: the world stops its children in order.
        if (Programs.TryFind("setsid") is { } setsid)
        {
            start.ArgumentList.Insert(0, start.FileName);
            start.FileName = setsid;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start.");
        return new Child(process, onLine, time);
    }

    public void Send(int signal)
    {
        if (IsRunning)
            Signals.Send(Pid, signal);
    }

    /// <summary>Asks first, kills after the grace, and comes back when the process is gone.</summary>
    public async Task StopAsync(int signal, TimeSpan grace)
    {
        Send(signal);
        try
        {
            await Exited.WaitAsync(grace, _time);
        }
        catch (TimeoutException)
        {
            Send(Signals.Kill);
            await Exited;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(Signals.Terminate, TimeSpan.FromSeconds(5));
        try
        {
            await _output.WaitAsync(TimeSpan.FromSeconds(1), _time);
        }
        catch (TimeoutException)
        {
            // A grandchild still holds the pipe; what it writes belongs to nobody.
        }

        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        // Without a token: the end of the process is the only thing that ends this wait.
        await _process.WaitForExitAsync(CancellationToken.None);
        return _process.ExitCode;
    }

    private static async Task PumpAsync(StreamReader reader, Action<string> onLine)
    {
        try
        {
            while (await reader.ReadLineAsync(CancellationToken.None) is { } line) // until the pipe closes
                onLine(line);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // The pipe went away with the process.
        }
    }
}
