using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace MicroBima.ChatOps.Tools;

/// <summary>
/// Fly's Prometheus (https://fly.io/docs/monitoring/metrics/#prometheus-on-fly-io): series of the app's machines, through the query API.
/// </summary>
public sealed class FlyMetrics : IDisposable
{
    private const int LargestAnswer = 256 * 1024;

    private readonly HttpClient _client;

    /// <summary>A client that gives Prometheus five seconds.</summary>
    public FlyMetrics() =>
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            }
        )
        {
            Timeout = TimeSpan.FromSeconds(5),
            MaxResponseContentBufferSize = LargestAnswer,
        };

    /// <summary>How full the memory of the fullest machine is, 0 to 1, or null where nobody knows.</summary>
    public async Task<double?> MemoryAsync(Uri address, string app, string? token, CancellationToken cancellationToken)
    {
        // The name is checked where settings are read; braces and quotes cannot be in it.
        var query =
            $"max(1 - fly_instance_memory_mem_available{{app=\"{app}\"}} / fly_instance_memory_mem_total{{app=\"{app}\"}})";
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(address, $"api/v1/query?query={Uri.EscapeDataString(query)}")
        );
        if (token is not null)
            request.Headers.Authorization = token.StartsWith("FlyV1 ", StringComparison.Ordinal)
                ? new AuthenticationHeaderValue("FlyV1", token["FlyV1 ".Length..])
                : new AuthenticationHeaderValue("Bearer", token);

        try
        {
            using var answer = await _client.SendAsync(request, cancellationToken);
            return answer.IsSuccessStatusCode
                ? Read(await answer.Content.ReadAsByteArrayAsync(cancellationToken))
                : null;
        }
        catch (Exception silent)
            when (silent is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            // A level that cannot be read is unknown.
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    /// <summary>An instant vector of one: <c>data.result[0].value = [moment, "number"]</c>.</summary>
    private static double? Read(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var results = document.RootElement.GetProperty("data").GetProperty("result");
            return
                results.GetArrayLength() > 0
                && double.TryParse(
                    results[0].GetProperty("value")[1].GetString(),
                    NumberStyles.Float,
                    CultureInfo.InvariantCulture,
                    out var share
                )
                && share is >= 0 and <= 1
                ? share
                : null;
        }
        catch (Exception odd)
            when (odd is JsonException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException)
        {
            // As above.
            return null;
        }
    }
}
