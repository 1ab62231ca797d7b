using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>Fly's own check of an app: asks for its health every few seconds and writes a line when the answer changes.</summary>
internal sealed class HealthCheck(Func<int?> port, MachineLog log, TimeProvider time) : IAsyncDisposable
{
    public const string Name = "servicecheck-00-http-3000";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
    private readonly Lock _lock = new();
    private Task? _loop;
    private bool _isPassing = true;
    private DateTimeOffset _checkedAt;

    public bool IsPassing
    {
        get
        {
            lock (_lock)
                return _isPassing;
        }
    }

    public DateTimeOffset CheckedAt
    {
        get
        {
            lock (_lock)
                return _checkedAt;
        }
    }

    /// <summary>Starts the check; a second call changes nothing.</summary>
    public void Begin(CancellationToken end)
    {
        lock (_lock)
            _loop ??= LoopAsync(end);
    }

    /// <summary>Waits until a new process answers with 200; false where it dies or takes too long.</summary>
    public async Task<bool> BecomesHealthyAsync(
        int candidate,
        Child child,
        TimeSpan grace,
        CancellationToken cancellationToken
    )
    {
        var began = time.GetTimestamp();
        while (child.IsRunning && time.GetElapsedTime(began) < grace)
        {
            if (await AsksWellAsync(candidate, cancellationToken))
            {
                Record(isPassing: true);
                log.Health("info", $"Health check '{Name}' on port 3000 is now passing.");
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_loop is { } loop)
            await loop;

        _http.Dispose();
    }

    private async Task LoopAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Interval, time, end);
                var isPassing = port() is { } current && await AsksWellAsync(current, end);
                if (Record(isPassing) == isPassing)
                    continue;

                if (isPassing)
                    log.Health("info", $"Health check '{Name}' on port 3000 is now passing.");
                else
                    log.Health(
                        "error",
                        $"Health check '{Name}' on port 3000 has failed. Your app is not responding properly. Services exposed on ports [80, 443] will have intermittent failures until the health check passes."
                    );
            }
        }
        catch (OperationCanceledException)
        {
            // The world ends.
        }
    }

    /// <summary>Keeps the answer and gives the one before.</summary>
    private bool Record(bool isPassing)
    {
        lock (_lock)
        {
            var before = _isPassing;
            _isPassing = isPassing;
            _checkedAt = time.GetUtcNow();
            return before;
        }
    }

    private async Task<bool> AsksWellAsync(int candidate, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(
                new Uri($"http://127.0.0.1:{candidate}/api/health"),
                cancellationToken
            );
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Nobody listens: not healthy.
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Too slow: not healthy.
            return false;
        }
    }
}
