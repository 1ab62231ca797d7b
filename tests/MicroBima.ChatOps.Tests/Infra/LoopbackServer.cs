using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A request as it came over the wire.</summary>
internal sealed record HttpCall(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string Line => $"{Method} {Target}";
}

/// <summary>An answer to send.</summary>
internal sealed record HttpAnswer(int Status, string Body = "{}", params (string Name, string Value)[] Headers)
{
    /// <summary>Closes the connection without a word.</summary>
    public static HttpAnswer HangUp { get; } = new(0);
}

/// <summary>A real server on the loopback interface: every request and every WebSocket goes to the test's own functions.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private const string WebSocketGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<HttpCall> _calls = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Task _accepting;

    public LoopbackServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Func<HttpCall, Task<HttpAnswer>> OnRequest { get; set; } = _ => Task.FromResult(new HttpAnswer(404));

    public Func<WebSocket, HttpCall, CancellationToken, Task> OnSocket { get; set; } = (_, _, _) => Task.CompletedTask;

    public IReadOnlyCollection<HttpCall> Calls => _calls;

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri HttpUrl => new($"http://127.0.0.1:{Port}/api/v10");

    public Uri SocketUrl => new($"ws://127.0.0.1:{Port}/");

    public void Answers(Func<HttpCall, HttpAnswer> answer) => OnRequest = call => Task.FromResult(answer(call));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        try
        {
            await using var stream = client.GetStream();
            while (await ReadAsync(stream) is { } call)
            {
                if (call.Headers.TryGetValue("sec-websocket-key", out var key))
                {
                    await UpgradeAsync(stream, call, key);
                    return;
                }

                _calls.Enqueue(call);
                var answer = await OnRequest(call).WaitAsync(_stop.Token);
                if (answer.Status == 0)
                    return;
                await WriteAsync(stream, answer);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or WebSocketException)
        {
            // The client went away, or the test is over.
        }
    }

    private async Task<HttpCall?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (!EndsHead(head))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
                return null;
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n");
        var headers = lines
            .Skip(1)
            .Where(l => l.Length > 0)
            .ToDictionary(l => l[..l.IndexOf(':')].ToLowerInvariant(), l => l[(l.IndexOf(':') + 1)..].Trim());
        var body = new byte[
            headers.TryGetValue("content-length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0
        ];
        await stream.ReadExactlyAsync(body, _stop.Token);
        var start = lines[0].Split(' ');
        return new HttpCall(start[0], start[1].Replace("/api/v10", "", StringComparison.Ordinal), headers, body);
    }

    private static bool EndsHead(List<byte> head) =>
        head.Count >= 4 && head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n';

    private async Task WriteAsync(NetworkStream stream, HttpAnswer answer)
    {
        var body = answer.Status == 204 ? [] : Encoding.UTF8.GetBytes(answer.Body);
        var head = new StringBuilder($"HTTP/1.1 {answer.Status} Answer\r\ncontent-type: application/json\r\n");
        if (answer.Status != 204)
            head.Append(CultureInfo.InvariantCulture, $"content-length: {body.Length}\r\n");
        foreach (var (name, value) in answer.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        head.Append("\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()).Concat(body).ToArray(), _stop.Token);
    }

    private async Task UpgradeAsync(NetworkStream stream, HttpCall call, string key)
    {
#pragma warning disable CA5350 // RFC 6455 prescribes SHA-1 for the handshake.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + WebSocketGuid)));
#pragma warning restore CA5350
        var head =
            $"HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: {accept}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
        await OnSocket(socket, call, _stop.Token);
    }
}
