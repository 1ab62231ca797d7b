namespace MicroBima.ChatOps.Sandbox.World.Nest;

/// <summary>What is wrong with a version: nothing, or one of the ways in which releases go wrong.</summary>
internal sealed class Misbehaviour : IDisposable
{
    private const int LeakPerSecond = 20 * 1024 * 1024;
    private const int LeakLimit = 400 * 1024 * 1024;
    private static readonly TimeSpan LifeBeforeCrash = TimeSpan.FromSeconds(5);

    private readonly string _kind;
    private readonly NestLog _log;
    private readonly TimeProvider _time;
    private readonly List<byte[]> _leaked = [];
    private readonly Lock _lock = new();
    private readonly ITimer? _leak;

    private Misbehaviour(string kind, NestLog log, TimeProvider time)
    {
        _kind = kind;
        _log = log;
        _time = time;
        if (kind == "leak")
            _leak = time.CreateTimer(_ => Leak(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    private bool IsFull
    {
        get
        {
            lock (_lock)
                return _leaked.Count * (long)LeakPerSecond >= LeakLimit;
        }
    }

    public static Misbehaviour Of(string kind, NestLog log, TimeProvider time) => new(kind, log, time);

    /// <summary>How long a request for data takes besides its query; a share of them is slower, as always.</summary>
    public TimeSpan Latency()
    {
        var usual = 25 + Random.Shared.Next(20) + (Random.Shared.Next(12) == 0 ? 40 : 0);
        var factor = _kind == "slow" || IsFull ? 4 + (Random.Shared.NextDouble() * 4) : 1;
        return TimeSpan.FromMilliseconds(usual * factor);
    }

    /// <summary>Whether this request fails although its query would not.</summary>
    public bool Fails() => _kind == "errors" && Random.Shared.Next(100) < 30;

    /// <summary>Ends when the version crashes; never for any other.</summary>
    public async Task CrashedAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(_kind == "crash" ? LifeBeforeCrash : Timeout.InfiniteTimeSpan, _time, cancellationToken);
        _log.Uncaught();
    }

    public void Dispose() => _leak?.Dispose();

    private void Leak()
    {
        lock (_lock)
        {
            if (_leaked.Count * (long)LeakPerSecond >= LeakLimit)
                return;

            var block = GC.AllocateUninitializedArray<byte>(LeakPerSecond, pinned: true);
            // Memory counts as resident only once it was touched.
            for (var at = 0; at < block.Length; at += 4096)
                block[at] = 1;
            _leaked.Add(block);
            if (_leaked.Count % 5 == 0)
                _log.Write(
                    "WARN",
                    "Memory",
                    $"heap used {_leaked.Count * LeakPerSecond / (1024 * 1024)} MB, garbage collection took {80 + (_leaked.Count * 9)} ms"
                );
        }
    }
}
