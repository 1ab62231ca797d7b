namespace MicroBima.ChatOps.Sandbox.World.Processes;

/// <summary>A log file to which several readers of a process append whole lines.</summary>
internal sealed class LineFile(string path) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer = new(path, append: true) { AutoFlush = true };
    private bool _isClosed;

    public void Write(string line)
    {
        lock (_lock)
            if (!_isClosed)
                _writer.WriteLine(line);
    }

    public ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            _isClosed = true;
            _writer.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
