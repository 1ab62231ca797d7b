namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>The faults that are in force now and until when.</summary>
internal sealed class WorldFaults(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);

    public void Begin(string kind, TimeSpan duration)
    {
        lock (_lock)
            _ends[kind] = time.GetUtcNow() + duration;
    }

    /// <summary>Begins a fault that only its opposite ends.</summary>
    public void BeginUntilUndone(string kind)
    {
        lock (_lock)
            _ends[kind] = DateTimeOffset.MaxValue;
    }

    public void End(string kind)
    {
        lock (_lock)
            _ends.Remove(kind);
    }

    public bool IsInForce(string kind) => InForce().ContainsKey(kind);

    public IReadOnlyDictionary<string, DateTimeOffset> InForce()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var kind in _ends.Where(entry => entry.Value <= now).Select(entry => entry.Key).ToArray())
                _ends.Remove(kind);

            return _ends.ToDictionary(StringComparer.Ordinal);
        }
    }

    public async Task WaitForEndAsync(string kind, CancellationToken cancellationToken)
    {
        while (IsInForce(kind))
            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
    }
}
