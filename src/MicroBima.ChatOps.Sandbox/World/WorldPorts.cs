using System.Net;
using System.Net.Sockets;

namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>The loopback ports of a world; they are kept, so that addresses stay the same after a restart.</summary>
internal sealed record WorldPorts(int Control, int Production, int Staging, int Postgres)
{
    private const int LowestPort = 12_000;
    private const int FirstOfTheKernel = 32_768;
    private const int Remembered = 10_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<int> Given = [];

    public static async Task<WorldPorts> ChooseAsync(WorldFolder folder, CancellationToken cancellationToken)
    {
        var path = folder.State("ports.json");
        var before = await WorldJson.TryReadAsync(path, WorldJson.Default.WorldPorts, cancellationToken);
        var ports = new WorldPorts(
            Keep(before?.Control),
            Keep(before?.Production),
            Keep(before?.Staging),
            Keep(before?.Postgres)
        );

        await WorldJson.WriteAsync(path, ports, WorldJson.Default.WorldPorts, cancellationToken);
        return ports;
    }

    /// <summary>
    /// A port that nobody listens on now. Not one of those that the kernel gives to outgoing connections (from 32768 on): such a one may be taken
    /// before the server that it is for has started. For the same reason no port is given twice: seconds pass between the choice and the start.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(LowestPort, FirstOfTheKernel);
            if (Claim(port) && IsFree(port))
                return port;
        }
    }

    private static int Keep(int? port)
    {
        if (port is not { } known || !IsFree(known))
            return Free();

        Claim(known);
        return known;
    }

    private static bool Claim(int port)
    {
        lock (Gate)
        {
            // An app that is started again and again must not use up all ports; those of long ago serve or are free.
            if (Given.Count >= Remembered)
                Given.Clear();

            return Given.Add(port);
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            // Taken: that is the answer.
            return false;
        }
    }
}
