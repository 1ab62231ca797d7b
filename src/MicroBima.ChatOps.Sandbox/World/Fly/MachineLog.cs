namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>One line of an app's log with the part of Fly that wrote it.</summary>
internal sealed record LogEntry(
    long Sequence,
    DateTimeOffset At,
    string Provider,
    string Machine,
    string Region,
    string Level,
    string Message
);

/// <summary>Log lines in order, as they are handed to flyctl.</summary>
internal sealed record LogPage(IReadOnlyList<LogEntry> Entries);

/// <summary>The last lines that an app and Fly around it wrote.</summary>
internal sealed class MachineLog(string machine, string region, TimeProvider time)
{
    private const int Kept = 6000;
    private const int AtHand = 100;

    private readonly Lock _lock = new();
    private readonly Queue<LogEntry> _entries = new();
    private long _last;

    /// <summary>A line of the app itself; Fly gives every one of them the level info.</summary>
    public void App(string line) => Write("app", "info", line);

    public void Runner(string line) => Write("runner", "info", line);

    public void Health(string level, string line) => Write("health", level, line);

    public void Proxy(string line) => Write("proxy", "error", line);

    /// <summary>What came after a line; who asks for the first time gets the newest, as flyctl does.</summary>
    public IReadOnlyList<LogEntry> After(long sequence)
    {
        lock (_lock)
            return [.. _entries.Where(entry => entry.Sequence > (sequence > 0 ? sequence : _last - AtHand))];
    }

    private void Write(string provider, string level, string message)
    {
        lock (_lock)
        {
            _entries.Enqueue(new LogEntry(++_last, time.GetUtcNow(), provider, machine, region, level, message));
            if (_entries.Count > Kept)
                _entries.Dequeue();
        }
    }
}
