using System.Net;
using System.Net.Sockets;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A way to a port of this machine on which answers can get lost: whoever asks hears nothing, as behind a network that went away.</summary>
internal sealed class SilentWay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _target;
    private volatile bool _isSilent;

    public SilentWay(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public bool IsSilent
    {
        get => _isSilent;
        set => _isSilent = value;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (await _listener.AcceptTcpClientAsync(_end.Token) is { } client)
        {
            var there = new TcpClient();
            await there.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            _ = PassAsync(client.GetStream(), there.GetStream(), mayBeLost: false);
            _ = PassAsync(there.GetStream(), client.GetStream(), mayBeLost: true);
        }
    }

    private async Task PassAsync(NetworkStream from, NetworkStream to, bool mayBeLost)
    {
        var bytes = new byte[8192];
        while (await from.ReadAsync(bytes, _end.Token) is > 0 and var read)
        {
            if (!mayBeLost || !_isSilent)
                await to.WriteAsync(bytes.AsMemory(0, read), _end.Token);
        }

        await to.DisposeAsync();
    }
}
