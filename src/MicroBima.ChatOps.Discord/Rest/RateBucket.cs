namespace MicroBima.ChatOps.Discord;

/// <summary>What Discord said about one bucket. Not safe for concurrent use: <see cref="RateLimits"/> owns it.</summary>
internal sealed class RateBucket
{
    private static readonly TimeSpan SameWindow = TimeSpan.FromMilliseconds(250);
    private bool _isKnown;
    private int? _limit;
    private int _remaining;
    private TimeSpan? _resetsAt;
    private TimeSpan _blockedUntil;
    private int _inFlight;

    public TimeSpan LastUsed { get; private set; }

    /// <summary>How often in a row it answered 429.</summary>
    public int Strikes { get; set; }

    public bool IsIdle(TimeSpan now) =>
        _inFlight == 0 && now >= _blockedUntil && (_resetsAt is null || now >= _resetsAt);

    /// <summary>How long a request must wait; <see cref="TimeSpan.MaxValue"/> until an answer of another one says more.</summary>
    public TimeSpan Wait(TimeSpan now)
    {
        if (now < _blockedUntil)
            return _blockedUntil - now;
        if (!_isKnown)
            return _inFlight == 0 ? TimeSpan.Zero : TimeSpan.MaxValue;
        if (_limit is not { } limit)
            return TimeSpan.Zero;

        if (now >= _resetsAt)
        {
            _remaining = limit - _inFlight;
            _resetsAt = null;
        }

        return _remaining > 0 ? TimeSpan.Zero
            : _resetsAt is { } at ? at - now
            : _inFlight > 0 ? TimeSpan.MaxValue
            : TimeSpan.Zero;
    }

    public void Enter(TimeSpan now)
    {
        LastUsed = now;
        _inFlight++;
        _remaining--;
    }

    public void Leave() => _inFlight--;

    /// <summary>Takes in the headers of an answer; answers may arrive in another order than they were written.</summary>
    public void Learn(RateHeaders headers, TimeSpan now)
    {
        _isKnown = true;
        LastUsed = now;
        if (headers is not { Limit: { } limit, Remaining: { } remaining, ResetAfter: { } resetAfter })
            return;

        var resetsAt = now + resetAfter;
        var isSameWindow = _limit is not null && _resetsAt is { } known && (resetsAt - known).Duration() < SameWindow;
        var left = remaining - _inFlight;
        _remaining = isSameWindow ? Math.Min(_remaining, remaining) : left;
        _resetsAt = resetsAt;
        _limit = limit;
    }

    public void BlockUntil(TimeSpan time)
    {
        if (time > _blockedUntil)
            _blockedUntil = time;
    }
}
