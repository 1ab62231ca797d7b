using System.Net;

namespace MicroBima.ChatOps.Discord;

/// <summary>Counts what Discord counts (401, 403, 429 except shared) and stops long before the ban at 10 000 in ten minutes.</summary>
internal sealed class RequestBreaker(TimeProvider time)
{
    public const int Threshold = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly Lock _lock = new();
    private readonly Queue<TimeSpan> _refused = new();

    /// <summary>How long nothing may be sent.</summary>
    public TimeSpan Wait()
    {
        lock (_lock)
        {
            var now = time.Monotonic();
            while (_refused.TryPeek(out var oldest) && now - oldest >= Window)
                _refused.Dequeue();
            return _refused.Count < Threshold ? TimeSpan.Zero : _refused.Peek() + Window - now;
        }
    }

    /// <summary>Takes in an answer; true when this one opened the breaker.</summary>
    public bool Count(HttpStatusCode status, string scope)
    {
        if (status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.TooManyRequests))
            return false;
        if (string.Equals(scope, "shared", StringComparison.Ordinal))
            return false;

        lock (_lock)
        {
            _refused.Enqueue(time.Monotonic());
            return _refused.Count == Threshold;
        }
    }
}
