namespace MicroBima.ChatOps.Discord;

/// <summary>Knows which events are still being handled, so that a session is handed over from before the oldest of them.</summary>
internal sealed class OpenSequences
{
    private readonly Lock _lock = new();
    private readonly SortedSet<long> _open = [];

    public void Open(long sequence)
    {
        lock (_lock)
            _open.Add(sequence);
    }

    public void Close(long sequence)
    {
        lock (_lock)
            _open.Remove(sequence);
    }

    public long HandledUpTo(long received)
    {
        lock (_lock)
            return _open.Count == 0 ? received : Math.Min(received, _open.Min - 1);
    }
}
