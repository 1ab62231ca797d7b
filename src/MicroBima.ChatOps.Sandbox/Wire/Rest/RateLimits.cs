using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire.Rest;

/// <summary>What the rate limit says about a call: the headers, and the refusal where there were too many.</summary>
internal sealed record RateDecision(IReadOnlyDictionary<string, string> Headers, WireAnswer? Refusal);

/// <summary>Counts calls as Discord does: per route and major parameter, and fifty a second over all that are no interactions.</summary>
internal sealed class RateLimits(TimeProvider time)
{
    // Every interaction has a window of its own: to look through all of them at each call would make a busy bot slow.
    private static readonly TimeSpan Tidy = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private Window _global = new(0, DateTimeOffset.MinValue);
    private DateTimeOffset _forgotAt;

    private sealed record Window(int Used, DateTimeOffset EndsAt);

    /// <summary>Counts a call.</summary>
    public RateDecision Count(WireRoute route, string major)
    {
        var bucket = HashOf(route);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now - _forgotAt >= Tidy)
            {
                ForgetOldLocked(now);
                _forgotAt = now;
            }
            if (route.Credential == Credential.BotToken)
            {
                if (now >= _global.EndsAt)
                {
                    _global = new Window(0, now + TimeSpan.FromSeconds(1));
                }
                if (_global.Used >= Limits.GlobalRequests)
                {
                    return TooMany(_global.EndsAt - now, isGlobal: true, "global", []);
                }
                _global = _global with { Used = _global.Used + 1 };
            }
            var key = $"{bucket}:{major}";
            var window = _windows.GetValueOrDefault(key);
            window = window is not null && now < window.EndsAt ? window : new Window(0, now + route.Quota.Per);
            var isOver = window.Used >= route.Quota.Limit;
            window = isOver ? window : window with { Used = window.Used + 1 };
            _windows[key] = window;
            var headers = Headers(bucket, route.Quota.Limit, window, now);
            return isOver ? TooMany(window.EndsAt - now, isGlobal: false, "user", headers) : new(headers, null);
        }
    }

    /// <summary>The refusal that a fault asks for.</summary>
    public static RateDecision Storm(TimeSpan remaining) => TooMany(remaining, isGlobal: false, "shared", []);

    private static Dictionary<string, string> Headers(string bucket, int limit, Window window, DateTimeOffset now) =>
        new(StringComparer.Ordinal)
        {
            ["X-RateLimit-Limit"] = Show(limit),
            ["X-RateLimit-Remaining"] = Show(limit - window.Used),
            ["X-RateLimit-Reset"] = Show(window.EndsAt.ToUnixTimeMilliseconds() / 1000d),
            ["X-RateLimit-Reset-After"] = Show((window.EndsAt - now).TotalSeconds),
            ["X-RateLimit-Bucket"] = bucket,
        };

    private static RateDecision TooMany(TimeSpan wait, bool isGlobal, string scope, Dictionary<string, string> headers)
    {
        headers["Retry-After"] = Show((int)Math.Ceiling(wait.TotalSeconds));
        headers["X-RateLimit-Scope"] = scope;
        if (isGlobal)
        {
            headers["X-RateLimit-Global"] = "true";
        }
        var body = new JsonObject
        {
            ["message"] = "You are being rate limited.",
            ["retry_after"] = Math.Round(wait.TotalSeconds, 3),
            ["global"] = isGlobal,
        };
        return new RateDecision(headers, new WireAnswer(429, body));
    }

    private void ForgetOldLocked(DateTimeOffset now)
    {
        foreach (var (key, _) in _windows.Where(entry => now >= entry.Value.EndsAt).ToArray())
        {
            _windows.Remove(key);
        }
    }

    private static string HashOf(WireRoute route) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{route.Method} {route.Pattern}")))[..32];

    private static string Show(double number) => number.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Show(int number) => number.ToString(CultureInfo.InvariantCulture);
}
