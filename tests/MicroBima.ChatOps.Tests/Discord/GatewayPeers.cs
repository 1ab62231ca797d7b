using System.Threading.Channels;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Discord;

/// <summary>Hands out the connections to a server's gateway in their order, and keeps each open until the test lets go.</summary>
internal sealed class GatewayPeers
{
    private readonly Channel<GatewayPeer> _peers = Channel.CreateUnbounded<GatewayPeer>();
    private readonly TaskCompletionSource _testEnds = new();

    public GatewayPeers(LoopbackServer server) =>
        server.OnSocket = async (socket, call, stop) =>
        {
            using var peer = new GatewayPeer(socket, call, stop);
            await _peers.Writer.WriteAsync(peer, stop);
            await _testEnds.Task;
        };

    public ValueTask<GatewayPeer> NextAsync(CancellationToken cancellationToken) =>
        _peers.Reader.ReadAsync(cancellationToken);

    public void LetGo() => _testEnds.SetResult();
}
