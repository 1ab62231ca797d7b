using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Tests.Sandbox;

/// <summary>A raw gateway conversation: expect this, send that.</summary>
internal sealed class GatewayTalk : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly MemoryStream _compressed = new();
    private ZLibStream? _zlib;

    public WebSocketMessageType LastType { get; private set; }

    public long Sequence { get; private set; }

    public static async Task<GatewayTalk> OpenAsync(TestWorld world, string query = "?v=10&encoding=json")
    {
        var talk = new GatewayTalk();
        var address = new UriBuilder(world.BaseAddress) { Scheme = "ws", Query = query }.Uri;
        await talk._socket.ConnectAsync(address, talk._patience.Token);
        return talk;
    }

    /// <summary>Opens, says hello and identifies.</summary>
    public static async Task<GatewayTalk> IdentifiedAsync(
        TestWorld world,
        int intents = 0,
        string query = "?v=10&encoding=json"
    )
    {
        var talk = await OpenAsync(world, query);
        await talk.Expect(10);
        await talk.Identify(world.Twin.Token, intents);
        return talk;
    }

    public Task Identify(string token, int intents = 0) =>
        Send(
            $$$"""{"op":2,"d":{"token":"{{{token}}}","intents":{{{intents}}},"properties":{"os":"linux","browser":"raw"} }}"""
        );

    public Task Send(string json) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, _patience.Token);

    public async Task<JsonNode> Expect(int opcode)
    {
        var frame = await Receive();
        Assert.True(frame["op"]!.GetValue<int>() == opcode, $"expected op {opcode}, got {frame}");
        return frame;
    }

    public async Task<JsonNode> ExpectEvent(string name)
    {
        var frame = await Expect(0);
        Assert.Equal(name, frame["t"]!.ToString());
        Sequence = frame["s"]!.GetValue<long>();
        return frame["d"]!;
    }

    public async Task<int> ExpectClose()
    {
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, _patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return (int)part.CloseStatus!;
            }
        }
    }

    /// <summary>Leaves as a crashed program does.</summary>
    public void Vanish() => _socket.Abort();

    public Task Goodbye(int code) => _socket.CloseAsync((WebSocketCloseStatus)code, null, _patience.Token);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _patience.Dispose();
        if (_zlib is not null)
        {
            await _zlib.DisposeAsync();
        }
        await _compressed.DisposeAsync();
    }

    private async Task<JsonNode> Receive()
    {
        using var frame = new MemoryStream();
        var buffer = new byte[16 * 1024];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, _patience.Token);
            Assert.True(part.MessageType != WebSocketMessageType.Close, $"closed with {part.CloseStatus}");
            await frame.WriteAsync(buffer.AsMemory(0, part.Count), _patience.Token);
        } while (!part.EndOfMessage);
        LastType = part.MessageType;
        var bytes = part.MessageType == WebSocketMessageType.Binary ? Inflate(frame.ToArray()) : frame.ToArray();
        return JsonNode.Parse(bytes)!;
    }

    private byte[] Inflate(byte[] frame)
    {
        Assert.Equal([0x00, 0x00, 0xFF, 0xFF], frame[^4..]);
        var end = _compressed.Length;
        _compressed.Write(frame);
        _compressed.Position = end;
        _zlib ??= new ZLibStream(_compressed, CompressionMode.Decompress, leaveOpen: true);
        var plain = new byte[256 * 1024];
        var length = 0;
        int read;
        while ((read = _zlib.Read(plain, length, plain.Length - length)) > 0)
        {
            length += read;
        }
        return plain[..length];
    }
}
