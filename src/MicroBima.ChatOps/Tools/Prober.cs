using System.Text.Json;
using MicroBima.ChatOps.Health;

namespace MicroBima.ChatOps.Tools;

/// <summary>What the health endpoint says of itself.</summary>
/// <param name="Error">Why that is no word of a healthy app, or null.</param>
public sealed record HealthAnswer(Sample Sample, string? Version, string? Commit, string? Error);

/// <summary>Asks endpoints over HTTP: own client, no redirects, bounded reading, short timeout.</summary>
public sealed class Prober : IDisposable
{
    private const int LargestBody = 64 * 1024;
    private const int MostRead = 16 * LargestBody;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

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
            Timeout = Timeout.InfiniteTimeSpan,
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
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var address = new Uri(baseUrl, path);
            if (!string.Equals(address.Authority, baseUrl.Authority, StringComparison.OrdinalIgnoreCase))
                throw new HttpRequestException($"{address} is not at {baseUrl.Authority}");

            using var answer = await _client.GetAsync(
                address,
                HttpCompletionOption.ResponseHeadersRead,
                patience.Token
            );
            var body = await ReadAsync(answer, patience.Token);
            var sample = new Sample(at, path, _time.GetElapsedTime(began).TotalMilliseconds, (int)answer.StatusCode);
            return new HealthAnswer(sample, Read(body, "version"), Read(body, "commit"), TroubleOf(answer));
        }
        catch (Exception silent)
            when (silent is HttpRequestException or IOException
                || silent is OperationCanceledException && !cancellationToken.IsCancellationRequested
            )
        {
            var why =
                silent is OperationCanceledException ? $"no answer in {Patience.TotalSeconds:0} s" : silent.Message;
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

    // Whatever is behind a redirect, a login as a rule, the app itself has not said that it is well.
    private static string? TroubleOf(HttpResponseMessage answer) =>
        answer.IsSuccessStatusCode ? null
        : (int)answer.StatusCode is >= 300 and < 400 and var status
            ? $"HTTP {status}, a redirect: the health endpoint has to answer itself"
        : $"HTTP {(int)answer.StatusCode}";

    /// <summary>The body, or nothing of one that is too long to name a version: a list of customers may be. It is read on for its time, as far as is bearable.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadAsync(
        HttpResponseMessage answer,
        CancellationToken cancellationToken
    )
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
        var body = new byte[LargestBody];
        for (var (end, all) = (0, 0); ; )
        {
            var read = await stream.ReadAsync(body.AsMemory(end), cancellationToken);
            all += read;
            if (read == 0 || all > MostRead)
                return all > LargestBody ? default : body.AsMemory(0, all);

            end = (end + read) % LargestBody;
        }
    }

    private static string? Read(ReadOnlyMemory<byte> body, string field)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return
                document.RootElement.ValueKind is JsonValueKind.Object
                && document.RootElement.TryGetProperty(field, out var value)
                && value.ValueKind is JsonValueKind.String
                && value.GetString() is { Length: > 0 } said
                ? said
                : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // No JSON, or a text that was cut in the middle of a letter.
            return null;
        }
    }
}
