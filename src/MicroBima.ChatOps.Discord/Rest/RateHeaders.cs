using System.Globalization;
using System.Net.Http.Headers;

namespace MicroBima.ChatOps.Discord;

/// <summary>The rate limit headers of an answer (https://discord.com/developers/docs/topics/rate-limits#header-format); the wall-clock Reset is left unread on purpose.</summary>
internal sealed record RateHeaders(
    string? Bucket,
    int? Limit,
    int? Remaining,
    TimeSpan? ResetAfter,
    TimeSpan? RetryAfter,
    bool IsGlobal,
    string Scope
)
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static RateHeaders Read(HttpResponseHeaders headers)
    {
        var isGlobal = string.Equals(One(headers, "X-RateLimit-Global"), "true", StringComparison.OrdinalIgnoreCase);
        return new RateHeaders(
            One(headers, "X-RateLimit-Bucket"),
            Count(One(headers, "X-RateLimit-Limit")),
            Count(One(headers, "X-RateLimit-Remaining")),
            Seconds(One(headers, "X-RateLimit-Reset-After")),
            Seconds(One(headers, "Retry-After")),
            isGlobal,
            One(headers, "X-RateLimit-Scope") ?? (isGlobal ? "global" : "user")
        );
    }

    /// <summary>Seconds as Discord writes them; nonsense is null and a century is a day.</summary>
    public static TimeSpan? Seconds(double seconds) =>
        double.IsFinite(seconds) && seconds >= 0 ? TimeSpan.FromSeconds(Math.Min(seconds, Longest.TotalSeconds)) : null;

    private static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? Seconds(seconds)
            : null;

    private static int? Count(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    private static string? One(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
