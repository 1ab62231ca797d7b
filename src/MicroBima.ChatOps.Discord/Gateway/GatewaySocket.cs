using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;

namespace MicroBima.ChatOps.Discord;

/// <summary>One WebSocket: opens, reads frame by frame and hands each on, without ever waiting for whoever handles it.</summary>
internal sealed class GatewaySocket : IDisposable
{
    private const int LargestMessage = 16 * 1024 * 1024;
    private const int LargestSend = 4096;
    private const int FrameBytes = 16 * 1024;
    private static readonly TimeSpan SendPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly Action<GatewayInput> _post;
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _gone = new();
    private readonly Inflater? _inflater;

    public GatewaySocket(DiscordOptions options, TimeProvider time, Action<GatewayInput> post)
    {
        (_time, _post) = (time, post);
        _inflater = options.Compress ? new Inflater(LargestMessage) : null;
        _socket.Options.SetRequestHeader("User-Agent", options.UserAgent);
    }

    /// <summary>Lives as long as the connection; how it ended is the last input that it posts.</summary>
    public async Task RunAsync(Uri url)
    {
        try
        {
            await _socket.ConnectAsync(url, _gone.Token);
            _post(new GatewayInput.Opened());
            await ReadAsync();
            var code = (int?)_socket.CloseStatus;
            var shown = code?.ToString(CultureInfo.InvariantCulture) ?? "none";
            _post(new GatewayInput.Closed(code, $"Discord closed the connection (code {shown})."));
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // Closed from this side: nobody listens any more.
        }
        catch (InvalidDataException error)
        {
            _post(new GatewayInput.Garbled($"The stream is broken: {error.Message}", IsStreamBroken: true));
        }
        catch (Exception error) when (error is WebSocketException or IOException or ObjectDisposedException)
        {
            _post(new GatewayInput.Closed((int?)_socket.CloseStatus, error.Message));
        }
        finally
        {
            _inflater?.Dispose();
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> frame)
    {
        if (frame.Length > LargestSend)
            throw new InvalidOperationException($"A frame of {frame.Length} bytes; the gateway takes {LargestSend}.");

        using var patience = new CancellationTokenSource(SendPatience, _time);
        try
        {
            await _socket.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        }
        catch (Exception error)
            when (error is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException
                || (error is InvalidOperationException && _socket.State != WebSocketState.Open)
            )
        {
            _post(new GatewayInput.Closed((int?)_socket.CloseStatus, "Sending to the gateway failed."));
        }
    }

    /// <summary>Says goodbye where that is still possible, and lets go in any case.</summary>
    public async Task CloseAsync(int code)
    {
        using var patience = new CancellationTokenSource(ClosePatience, _time);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync((WebSocketCloseStatus)code, null, patience.Token);
        }
        catch (Exception error) when (error is WebSocketException or IOException or OperationCanceledException)
        {
            // The other side is gone already; there is nobody to say goodbye to.
        }
    }

    public void Dispose()
    {
        _gone.Cancel();
        _socket.Abort();
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var message = new ArrayBufferWriter<byte>(FrameBytes);
        while (true)
        {
            var part = await _socket.ReceiveAsync(message.GetMemory(FrameBytes), _gone.Token);
            if (part.MessageType == WebSocketMessageType.Close)
                return;
            message.Advance(part.Count);
            if (message.WrittenCount > LargestMessage)
                throw new InvalidDataException("The message is too large.");
            if (!part.EndOfMessage)
                continue;

            var isPacked = _inflater is not null && part.MessageType == WebSocketMessageType.Binary;
            var frame = isPacked ? _inflater!.Inflate(message.WrittenSpan) : message.WrittenMemory;
            _post(GatewayReader.Read(frame, _time.GetTimestamp()));
            message.ResetWrittenCount();
        }
    }
}
