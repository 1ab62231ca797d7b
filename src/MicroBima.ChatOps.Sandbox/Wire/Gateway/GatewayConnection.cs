using System.Net.WebSockets;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MicroBima.ChatOps.Sandbox.Wire.Gateway;

/// <summary>One websocket of a bot: reads its frames, checks them as Discord does, and writes in one order.</summary>
internal sealed class GatewayConnection(WebSocket socket, bool compress, GatewayHub hub, TimeProvider time)
{
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private readonly Channel<Outgoing> _outgoing = System.Threading.Channels.Channel.CreateUnbounded<Outgoing>(
        new UnboundedChannelOptions { SingleReader = true }
    );
    private readonly Queue<DateTimeOffset> _received = [];
    private long _lastBeat;
    private volatile bool _isClosing;

    private abstract record Outgoing
    {
        public sealed record Frame(byte[] Bytes) : Outgoing;

        public sealed record Farewell(int Code, string Reason) : Outgoing;
    }

    /// <summary>The session that was identified or resumed on this connection.</summary>
    public GatewaySession? Session { get; set; }

    public void Send(byte[] frame) => _outgoing.Writer.TryWrite(new Outgoing.Frame(frame));

    public void Send(int opcode, JsonNode? data) => Send(Frames.Write(opcode, data));

    /// <summary>Closes with a code, as Discord does when it is displeased.</summary>
    public void Close(int code, string reason)
    {
        _isClosing = true;
        _outgoing.Writer.TryWrite(new Outgoing.Farewell(code, reason));
        _outgoing.Writer.TryComplete();
    }

    /// <summary>Cuts the line without a word.</summary>
    public void Cut()
    {
        _outgoing.Writer.TryComplete();
        socket.Abort();
    }

    /// <summary>Serves the connection until either side ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _lastBeat = time.GetTimestamp();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Send(
            Opcodes.Hello,
            new JsonObject
            {
                ["heartbeat_interval"] = (int)Limits.Heartbeat.TotalMilliseconds,
                ["_trace"] = new JsonArray(),
            }
        );
        var writing = QuietlyAsync(WriteAsync, ended.Token);
        var watching = QuietlyAsync(WatchHeartAsync, ended.Token);
        var isOver = false;
        try
        {
            isOver = await ReadAsync(ended.Token);
        }
        catch (WebSocketException)
        {
            // The other side vanished: its session stays resumable.
        }
        catch (OperationCanceledException)
        {
            // The server stops, or the line was cut.
        }
        finally
        {
            hub.Forget(this, isOver);
            _outgoing.Writer.TryComplete();
            await ended.CancelAsync();
            await Task.WhenAll(writing, watching);
            socket.Abort();
        }
    }

    // Answers whether the other side said goodbye for good.
    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[Limits.FrameBytes + 1];
        while (true)
        {
            var length = 0;
            ValueWebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                length += part.Count;
            } while (!part.EndOfMessage && length < buffer.Length);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                if (socket.State == WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                }
                // Only a goodbye that the bot began ends its session; an echo of ours does not.
                return !_isClosing && (int?)socket.CloseStatus is (1000 or 1001);
            }
            if (length > Limits.FrameBytes)
            {
                Close(CloseCodes.DecodeError, "Error while decoding payload.");
                await DrainAsync(cancellationToken);
                return false;
            }
            Take(buffer.AsSpan(0, length));
        }
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        var now = time.GetUtcNow();
        _received.Enqueue(now);
        while (now - _received.Peek() >= TimeSpan.FromMinutes(1))
        {
            _received.Dequeue();
        }
        if (_received.Count > Limits.FramesPerMinute)
        {
            Close(CloseCodes.RateLimited, "You are being rate limited.");
        }
        else if (!WireJson.TryParse(frame, out var payload) || payload.Number("op") is not { } opcode)
        {
            Close(CloseCodes.DecodeError, "Error while decoding payload.");
        }
        else if (opcode == Opcodes.Heartbeat)
        {
            Volatile.Write(ref _lastBeat, time.GetTimestamp());
            Send(Opcodes.HeartbeatAck, null);
        }
        else
        {
            hub.Take(this, opcode, payload.Field("d"));
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var rest = new byte[Limits.FrameBytes];
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(FarewellTime);
        while (socket.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            var part = await socket.ReceiveAsync(rest.AsMemory(), patience.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return;
            }
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        using var compressor = compress ? new Compressor() : null;
        await foreach (var next in _outgoing.Reader.ReadAllAsync(cancellationToken))
        {
            switch (next)
            {
                case Outgoing.Frame(var bytes) when compressor is not null:
                    await socket.SendAsync(
                        compressor.Compress(bytes),
                        WebSocketMessageType.Binary,
                        endOfMessage: true,
                        cancellationToken
                    );
                    break;
                case Outgoing.Frame(var bytes):
                    await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
                    break;
                case Outgoing.Farewell(var code, var reason):
                    await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, cancellationToken);
                    return;
            }
        }
    }

    private async Task WatchHeartAsync(CancellationToken cancellationToken)
    {
        var longest = Limits.Heartbeat * 1.5;
        while (true)
        {
            var silence = time.GetElapsedTime(Volatile.Read(ref _lastBeat));
            if (silence >= longest)
            {
                Close(CloseCodes.SessionTimedOut, "Session timed out.");
                return;
            }
            await Task.Delay(longest - silence, time, cancellationToken);
        }
    }

    private static async Task QuietlyAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The connection is over.
        }
        catch (WebSocketException)
        {
            // The other side was gone before the frame.
        }
    }
}
