namespace MicroBima.ChatOps.Discord;

/// <summary>Lets requests through as Discord allows: by bucket and major parameter, by the bot's global limit, one at a time in a storm of 429.</summary>
internal sealed class RateLimits(TimeProvider time)
{
    private const int StormAfter = 5;
    private const int PruneAbove = 256;
    private const int LargestExponent = 8;
    private static readonly TimeSpan ShortestPenalty = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPenalty = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeepIdle = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RateBucket> _buckets = new(StringComparer.Ordinal);
    private readonly GlobalLimit _global = new();
    private TaskCompletionSource _changed = NewSignal();
    private int _pruneAt = PruneAbove;
    private int _strikes;
    private int _inFlight;

    public int BucketCount
    {
        get
        {
            lock (_lock)
                return _buckets.Count;
        }
    }

    /// <summary>Waits for its turn; every ticket must come back through <see cref="Leave"/>.</summary>
    public async Task<RateBucket> EnterAsync(RestRoute route, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TimeSpan wait;
            Task changed;
            lock (_lock)
            {
                var now = time.Monotonic();
                var bucket = BucketLocked(route, now);
                wait = WaitLocked(route, bucket, now);
                if (wait <= TimeSpan.Zero)
                {
                    bucket.Enter(now);
                    _inFlight++;
                    if (!route.IsInteraction)
                        _global.Enter(now);
                    return bucket;
                }

                changed = _changed.Task;
            }

            await time.FirstOfAsync(changed, wait, cancellationToken);
        }
    }

    /// <summary>Gives the turn back; <paramref name="headers"/> is null where no answer came.</summary>
    public void Leave(RestRoute route, RateBucket ticket, RateHeaders? headers)
    {
        lock (_lock)
        {
            ticket.Leave();
            _inFlight--;
            if (headers is not null)
            {
                var now = time.Monotonic();
                if (headers.Bucket is { } hash)
                    _hashes[route.Name] = hash;
                ticket.Learn(headers, now);
                var named = BucketLocked(route, now);
                if (!ReferenceEquals(named, ticket))
                    named.Learn(headers, now);
            }

            SignalLocked();
        }
    }

    /// <summary>Takes in a 429 and answers how long it blocks: never shorter than Discord said, longer each time it is repeated.</summary>
    public TimeSpan Punish(RestRoute route, RateHeaders headers)
    {
        lock (_lock)
        {
            var now = time.Monotonic();
            var bucket = BucketLocked(route, now);
            var strikes = Math.Max(bucket.Strikes, route.IsInteraction ? 0 : _strikes);
            var floor = ShortestPenalty * Math.Pow(2, Math.Min(strikes, LargestExponent));
            bucket.Strikes++;
            if (!route.IsInteraction)
                _strikes++;
            var wait = Max(headers.RetryAfter ?? headers.ResetAfter ?? TimeSpan.Zero, Min(floor, LongestPenalty));
            if (headers.IsGlobal || (!route.IsInteraction && _strikes >= StormAfter))
                _global.BlockUntil(now + wait);
            bucket.BlockUntil(now + wait);
            return wait;
        }
    }

    /// <summary>Discord takes requests again.</summary>
    public void Forgive(RestRoute route)
    {
        lock (_lock)
        {
            _strikes = 0;
            BucketLocked(route, time.Monotonic()).Strikes = 0;
        }
    }

    private TimeSpan WaitLocked(RestRoute route, RateBucket bucket, TimeSpan now)
    {
        var wait = bucket.Wait(now);
        if (route.IsInteraction)
            return wait;
        if (_strikes >= StormAfter && _inFlight > 0)
            return TimeSpan.MaxValue;
        return Max(wait, _global.Wait(now));
    }

    private RateBucket BucketLocked(RestRoute route, TimeSpan now)
    {
        var key = (_hashes.GetValueOrDefault(route.Name) ?? route.Name) + " " + route.Major;
        if (_buckets.TryGetValue(key, out var bucket))
            return bucket;
        if (_buckets.Count >= _pruneAt)
            PruneLocked(now);
        return _buckets[key] = new RateBucket();
    }

    private void PruneLocked(TimeSpan now)
    {
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.IsIdle(now) && now - bucket.LastUsed > KeepIdle)
                _buckets.Remove(key);
        }

        // Looked through again when as many have come: many that are in use do not cost a look at each request.
        _pruneAt = Math.Max(PruneAbove, 2 * _buckets.Count);
    }

    private void SignalLocked()
    {
        _changed.SetResult();
        _changed = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}

/// <summary>Fifty requests in any second, or none while Discord said so. Owned by <see cref="RateLimits"/>.</summary>
internal sealed class GlobalLimit
{
    private const int PerSecond = 50;
    private readonly Queue<TimeSpan> _recent = new(PerSecond);
    private TimeSpan _blockedUntil;

    public TimeSpan Wait(TimeSpan now)
    {
        if (now < _blockedUntil)
            return _blockedUntil - now;
        return _recent.Count < PerSecond ? TimeSpan.Zero : _recent.Peek() + TimeSpan.FromSeconds(1) - now;
    }

    public void Enter(TimeSpan now)
    {
        if (_recent.Count == PerSecond)
            _recent.Dequeue();
        _recent.Enqueue(now);
    }

    public void BlockUntil(TimeSpan time)
    {
        if (time > _blockedUntil)
            _blockedUntil = time;
    }
}
