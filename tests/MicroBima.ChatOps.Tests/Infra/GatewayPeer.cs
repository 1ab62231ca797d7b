using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>Discord's end of one gateway connection: says what the test wants, plain or as one zlib stream.</summary>
internal sealed class GatewayPeer(WebSocket socket, HttpCall call, CancellationToken stop) : IDisposable
{
    private readonly MemoryStream _packed = new();
    private ZLibStream? _zlib;

    public string Target => call.Target;

    public bool IsCompressed => Target.Contains("compress=zlib-stream", StringComparison.Ordinal);

    public async Task SayAsync(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        if (!IsCompressed)
        {
            await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, stop);
            return;
        }

        _zlib ??= new ZLibStream(_packed, CompressionLevel.Fastest);
        _packed.SetLength(0);
        await _zlib.WriteAsync(bytes, stop);
        await _zlib.FlushAsync(stop);
        await SayRawAsync(_packed.ToArray());
    }

    public Task SayRawAsync(byte[] bytes) =>
        socket.SendAsync(bytes, WebSocketMessageType.Binary, endOfMessage: true, stop);

    /// <summary>The next frame; null when the other side closed.</summary>
    public async Task<JsonNode?> HearAsync()
    {
        var buffer = new byte[8192];
        var result = await socket.ReceiveAsync(buffer.AsMemory(), stop);
        return result.MessageType == WebSocketMessageType.Close ? null : JsonNode.Parse(buffer.AsSpan(0, result.Count));
    }

    /// <summary>The next frame with this op; heartbeats on the way are acknowledged.</summary>
    public async Task<JsonNode> HearAsync(int op)
    {
        while (await HearAsync() is { } frame)
        {
            if ((int)frame["op"]! == op)
                return frame;
            if ((int)frame["op"]! == 1)
                await SayAsync("""{"op":11}""");
        }

        throw new InvalidOperationException($"Closed before op {op} came.");
    }

    /// <summary>Reads until the other side closes, and answers with which code.</summary>
    public async Task<int?> HearCloseAsync()
    {
        while (await HearAsync() is not null)
        {
            // Whatever else it says does not matter here.
        }

        return (int?)socket.CloseStatus;
    }

    public Task HelloAsync(int interval = 40_000) =>
        SayAsync($$"""{"op":10,"s":null,"t":null,"d":{"heartbeat_interval":{{interval}} } }""");

    public Task ReadyAsync(Uri resumeUrl) =>
        SayAsync(
            $$"""{"op":0,"s":1,"t":"READY","d":{"v":10,"session_id":"abc","resume_gateway_url":"{{resumeUrl}}","application":{"id":"7"},"user":{"id":"8"} } }"""
        );

    public Task ResumedAsync(long sequence) => SayAsync($$"""{"op":0,"s":{{sequence}},"t":"RESUMED","d":{} }""");

    public Task CloseAsync(int code) => socket.CloseOutputAsync((WebSocketCloseStatus)code, null, stop);

    public void Dispose()
    {
        _zlib?.Dispose();
        _packed.Dispose();
    }
}
