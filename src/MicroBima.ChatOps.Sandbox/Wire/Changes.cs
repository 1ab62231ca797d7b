namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>Counts everything that somebody could see change, and wakes those who wait for the next change.</summary>
public sealed class Changes
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _revision;

    /// <summary>The number of the latest change.</summary>
    public long Revision
    {
        get
        {
            lock (_lock)
            {
                return _revision;
            }
        }
    }

    /// <summary>Takes the next number for a change that is not visible yet; <see cref="Announce"/> follows it.</summary>
    public long Next()
    {
        lock (_lock)
        {
            return ++_revision;
        }
    }

    /// <summary>Tells everybody who waits that something changed.</summary>
    public void Announce()
    {
        TaskCompletionSource reached;
        lock (_lock)
        {
            _revision++;
            reached = _next;
            _next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        reached.SetResult();
    }

    /// <summary>Waits until there is a change later than the one that was seen.</summary>
    public Task WaitAsync(long seen, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _revision > seen ? Task.CompletedTask : _next.Task.WaitAsync(cancellationToken);
        }
    }
}
