using System.Text.Json;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>What the health endpoint says of itself.</summary>
public sealed record HealthAnswer(Sample Sample, string? Version, string? Commit, string? Error);

/// <summary>Asks endpoints over HTTP: own client, no redirects, bounded body, short timeout.</summary>
public sealed class Prober : IDisposable
{
    private const int LargestBody = 64 * 1024;

    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    /// <summary>A prober that gives an endpoint five seconds.</summary>
    public Prober(TimeProvider time)
    {
        _time = time;
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            }
        )
        {
            Timeout = TimeSpan.FromSeconds(5),
            MaxResponseContentBufferSize = LargestBody,
        };
    }

    /// <summary>Asks one endpoint. No answer is a sample without status, never an exception.</summary>
    public async Task<Sample> AskAsync(Uri baseUrl, string path, CancellationToken cancellationToken) =>
        (await AskWholeAsync(baseUrl, path, cancellationToken)).Sample;

    /// <summary>Asks the health endpoint and reads version and commit where it names them.</summary>
    public async Task<HealthAnswer> AskWholeAsync(Uri baseUrl, string path, CancellationToken cancellationToken)
    {
        var at = _time.GetUtcNow();
        var began = _time.GetTimestamp();
        try
        {
            var address = new Uri(baseUrl, path);
            if (!string.Equals(address.Authority, baseUrl.Authority, StringComparison.OrdinalIgnoreCase))
                throw new HttpRequestException($"{address} is not at {baseUrl.Authority}");

            using var answer = await _client.GetAsync(address, cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            var sample = new Sample(at, path, _time.GetElapsedTime(began).TotalMilliseconds, (int)answer.StatusCode);
            return new HealthAnswer(
                sample,
                Read(body, "version"),
                Read(body, "commit"),
                sample.IsGood ? null : $"HTTP {sample.Status}"
            );
        }
        catch (Exception silent)
            when (silent is HttpRequestException
                || silent is OperationCanceledException && !cancellationToken.IsCancellationRequested
            )
        {
            var why = silent is HttpRequestException ? silent.Message : "no answer in 5 s";
            return new HealthAnswer(
                new Sample(at, path, _time.GetElapsedTime(began).TotalMilliseconds, null),
                null,
                null,
                why
            );
        }
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private static string? Read(byte[] body, string field)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return
                document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty(field, out var value)
                && value.ValueKind is JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
