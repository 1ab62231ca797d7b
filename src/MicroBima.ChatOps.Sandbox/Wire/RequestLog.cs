using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Sandbox.Wire;

/// <summary>One request that a bot sent to the twin's REST.</summary>
public sealed record LoggedRequest(
    int Number,
    string Method,
    string Path,
    JsonNode? Body,
    IReadOnlyList<string> Files,
    int Status,
    DateTimeOffset At
);

/// <summary>Remembers every request that a bot sent, newest last.</summary>
public sealed class RequestLog(TimeProvider time)
{
    private const int Kept = 20_000;

    private readonly Lock _lock = new();
    private readonly Queue<LoggedRequest> _requests = [];
    private int _count;

    /// <summary>Adds a request that was answered.</summary>
    public void Add(string method, string path, JsonNode? body, IReadOnlyList<string> files, int status)
    {
        lock (_lock)
        {
            _requests.Enqueue(new LoggedRequest(++_count, method, path, body, files, status, time.GetUtcNow()));
            if (_requests.Count > Kept)
            {
                _requests.Dequeue();
            }
        }
    }

    /// <summary>The requests later than a number.</summary>
    public IReadOnlyList<LoggedRequest> After(int number)
    {
        lock (_lock)
        {
            return [.. _requests.Where(request => request.Number > number)];
        }
    }
}
