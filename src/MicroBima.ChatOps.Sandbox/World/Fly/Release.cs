using System.Globalization;

namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>A release of an app: its number at Fly, its commit, the version that its tree names, and when it was deployed.</summary>
internal sealed record Release(int Number, string Sha, string Version, DateTimeOffset At)
{
    public string Tag => string.Create(CultureInfo.InvariantCulture, $"deployment-{Sha[..12]}-{Number}");
}

/// <summary>Something that happened to a machine, in the words of Fly's machine events.</summary>
internal sealed record MachineEvent(
    string Type,
    string Status,
    DateTimeOffset At,
    int? ExitCode,
    bool IsRequested,
    int Restarts
);

/// <summary>The state of a machine at one moment.</summary>
internal sealed record MachineView(
    Release? Release,
    string State,
    bool IsHealthy,
    DateTimeOffset CheckedAt,
    int Restarts,
    long? ResidentMemory,
    IReadOnlyList<MachineEvent> Events
);

/// <summary>Where a command that comes by ssh runs: the folder of the release and the machine's environment.</summary>
internal sealed record RemoteShell(string Folder, string Address, IReadOnlyDictionary<string, string> Environment);

/// <summary>Who an app is: its name at Fly, its environment, its machine, its public address, its database.</summary>
internal sealed record FlyIdentity(string App, string Environment, string Machine, Uri PublicUrl, string? DatabaseUrl)
{
    public const string Region = "jnb";

    public string PrivateAddress => $"fdaa:0:7c31:a7b:{Machine[..3]}:{Machine[3..7]}:{Machine[7..11]}:2";
}
