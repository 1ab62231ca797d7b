using System.Threading.Channels;

namespace MicroBima.ChatOps.Discord;

/// <summary>Runs jobs on a fixed number of workers: those of one key in order, those of different keys side by side.</summary>
internal sealed class InteractionWorkers
{
    private readonly int _capacity;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Func<CancellationToken, Task>>> _queues = new(StringComparer.Ordinal);
    private readonly Channel<string> _ready = Channel.CreateUnbounded<string>();
    private int _count;

    public InteractionWorkers(int capacity) => _capacity = capacity;

    /// <summary>Never waits; false where too many jobs wait already.</summary>
    public bool TryEnqueue(string key, Func<CancellationToken, Task> job)
    {
        lock (_lock)
        {
            if (_count >= _capacity)
                return false;
            _count++;
            if (_queues.TryGetValue(key, out var queue))
            {
                queue.Enqueue(job);
                return true;
            }

            _queues[key] = new Queue<Func<CancellationToken, Task>>([job]);
            _ready.Writer.TryWrite(key);
            return true;
        }
    }

    /// <summary>Works until it is cancelled; jobs keep their exceptions to themselves, and what still waits is left.</summary>
    public Task RunAsync(int workers, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => WorkAsync(cancellationToken)));

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var key in _ready.Reader.ReadAllAsync(cancellationToken))
            {
                await Peek(key)(cancellationToken);
                Finish(key);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of the work.
        }
    }

    private Func<CancellationToken, Task> Peek(string key)
    {
        lock (_lock)
            return _queues[key].Peek();
    }

    private void Finish(string key)
    {
        lock (_lock)
        {
            _count--;
            var queue = _queues[key];
            queue.Dequeue();
            if (queue.Count > 0)
                _ready.Writer.TryWrite(key);
            else
                _queues.Remove(key);
        }
    }
}
