namespace MicroBima.ChatOps.Discord;

/// <summary>Where a request goes. The template names it in logs and rate limits; the path may hold a token and is never shown.</summary>
internal sealed record RestRoute(HttpMethod Method, string Template, string Major, string Path)
{
    /// <summary>The token in the path is the credential; such routes have no place in the bot's global limit.</summary>
    public bool IsInteraction { get; init; }

    /// <summary>The route as it may be logged.</summary>
    public string Name => $"{Method} {Template}";

    public static RestRoute Get(string template, string path, string major = "") =>
        new(HttpMethod.Get, template, major, path);
}

/// <summary>When a second attempt is harmless.</summary>
internal enum RetryRule
{
    /// <summary>Doing it twice is doing it once.</summary>
    Always,

    /// <summary>Only if the first attempt certainly did not leave this machine.</summary>
    IfUnsent,
}

/// <summary>One request: route, body, files, and when it may be repeated.</summary>
internal sealed record RestCall(RestRoute Route, RetryRule Retry)
{
    public ReadOnlyMemory<byte> Json { get; init; }

    public IReadOnlyList<Attachment> Files { get; init; } = [];

    /// <summary>The monotonic time after which no further attempt is worth making.</summary>
    public TimeSpan? GiveUpAt { get; init; }
}
