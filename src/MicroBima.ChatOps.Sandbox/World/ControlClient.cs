using System.Net.Http.Headers;
using System.Text;

namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>Where the world's own programs reach it, and the key that they show.</summary>
internal sealed record ControlAddress(Uri Url, string Key);

/// <summary>The side of the world's programs (flyctl, the push hook) of their talk with the world.</summary>
internal sealed class ControlClient : IDisposable
{
    private readonly HttpClient _http;

    private ControlClient(ControlAddress address)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = address.Url,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Add(ControlServer.KeyHeader, address.Key);
    }

    /// <summary>Reads the address anew each time: the world may have been restarted.</summary>
    public static async Task<ControlClient> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var address =
            await WorldJson.TryReadAsync(path, WorldJson.Default.ControlAddress, cancellationToken)
            ?? throw new FileNotFoundException("There is no world at this address.", path);
        return new ControlClient(address);
    }

    public void Authorize(string token) =>
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancellationToken) =>
        _http.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);

    public async Task<HttpResponseMessage> PostAsync(string path, string body, CancellationToken cancellationToken)
    {
        using var content = new StringContent(body, Encoding.UTF8, "text/plain");
        return await _http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
    }

    public void Dispose() => _http.Dispose();
}
