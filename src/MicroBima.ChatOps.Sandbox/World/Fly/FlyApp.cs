using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World.Git;
using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Sandbox.World.Fly;

/// <summary>Runs before a release is started, in its folder; anything but 0 keeps the old release.</summary>
internal delegate Task<int> ReleaseCommand(string folder, CancellationToken cancellationToken);

/// <summary>An app at Fly with its one machine: deploys releases, gates them on health, and starts them again when they die.</summary>
internal sealed class FlyApp : IAsyncDisposable
{
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan HealthGrace = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private readonly WorldFolder _folder;
    private readonly Tools _tools;
    private readonly BareRepository _repository;
    private readonly ReleaseCommand? _releaseCommand;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _lock = new();
    private readonly List<MachineEvent> _events = [];
    private readonly HealthCheck _health;
    private List<Release> _releases = [];
    private Machine? _machine;
    private int _restarts;
    private Task _supervision = Task.CompletedTask;

    public FlyApp(
        FlyIdentity identity,
        WorldFolder folder,
        Tools tools,
        BareRepository repository,
        ReleaseCommand? releaseCommand,
        TimeProvider time
    )
    {
        Identity = identity;
        _folder = folder;
        _tools = tools;
        _repository = repository;
        _releaseCommand = releaseCommand;
        _time = time;
        Log = new MachineLog(identity.Machine, FlyIdentity.Region, time);
        _health = new HealthCheck(() => Port, Log, time);
    }

    public FlyIdentity Identity { get; }

    public MachineLog Log { get; }

    /// <summary>The port of the process that serves now, or null while none does.</summary>
    public int? Port
    {
        get
        {
            lock (_lock)
                return _machine is { Child.IsRunning: true } machine ? machine.Port : null;
        }
    }

    public Release? Current
    {
        get
        {
            lock (_lock)
                return _machine?.Release;
        }
    }

    private string ReleasesFile => _folder.State($"releases-{Identity.Environment}.json");

    /// <summary>Reads what was released before and starts the last release again.</summary>
    public async Task ResumeAsync(CancellationToken cancellationToken)
    {
        _releases = await WorldJson.TryReadAsync(ReleasesFile, WorldJson.Default.ListRelease, cancellationToken) ?? [];
        if (_releases is [.., var last])
            await InTurnAsync(() => ReplaceAsync(last, cancellationToken), cancellationToken);
    }

    /// <summary>Deploys a commit; answers why it did not, or null.</summary>
    public Task<string?> DeployAsync(string sha, CancellationToken cancellationToken) =>
        InTurnAsync(() => DeployInTurnAsync(sha, cancellationToken), cancellationToken);

    public Task<string?> RestartAsync(CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                if (_releases is not [.., var last])
                    return "The app was never deployed.";

                await StopMachineAsync();
                return await ReplaceAsync(last, cancellationToken);
            },
            cancellationToken
        );

    public Task StopAsync(CancellationToken cancellationToken) =>
        InTurnAsync(
            async () =>
            {
                await StopMachineAsync();
                return null;
            },
            cancellationToken
        );

    public MachineView View()
    {
        lock (_lock)
            return new MachineView(
                _machine?.Release ?? _releases.LastOrDefault(),
                _machine switch
                {
                    null => "stopped",
                    { Child.IsRunning: true } => "started",
                    _ => "starting",
                },
                _machine is { Child.IsRunning: true } && _health.IsPassing,
                _health.CheckedAt,
                _restarts,
                _machine?.Child.ResidentMemory,
                [.. _events.AsEnumerable().Reverse().Take(20)]
            );
    }

    public RemoteShell? TryShell()
    {
        lock (_lock)
            return _machine is { Child.IsRunning: true } machine
                ? new RemoteShell(
                    FolderOf(machine.Release.Sha),
                    Identity.PrivateAddress,
                    _tools
                        .Environment.Concat(Environment(machine.Release, machine.Port))
                        .GroupBy(variable => variable.Key, StringComparer.Ordinal)
                        .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal)
                )
                : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _turn.WaitAsync(CancellationToken.None); // whoever holds the turn sees the end and gives it back
        await StopMachineAsync();
        await _supervision;
        await _health.DisposeAsync();
        _end.Dispose();
    }

    private async Task<string?> InTurnAsync(Func<Task<string?>> action, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await action();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<string?> DeployInTurnAsync(string sha, CancellationToken cancellationToken)
    {
        var folder = FolderOf(sha);
        if (!File.Exists(Path.Combine(folder, AppSources.AppFile)))
            await _repository.ExtractAsync(sha, folder, cancellationToken);

        var app = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(folder, AppSources.AppFile), cancellationToken)
        )!;
        var number = _releases is [.., var last] ? last.Number + 1 : 1;
        var release = new Release(number, sha, (string)app["version"]!, _time.GetUtcNow());
        Log.Runner($"Pulling container image registry.fly.io/{Identity.App}:{release.Tag}");
        Log.Runner($"Successfully prepared image registry.fly.io/{Identity.App}:{release.Tag} (1.204s)");
        if (_releaseCommand is { } command && await command(folder, cancellationToken) is not 0 and var code)
            return $"release_command failed running on machine {Identity.Machine} with exit code {code}.";

        if (await ReplaceAsync(release, cancellationToken) is { } failure)
            return failure;

        _releases.Add(release);
        await WorldJson.WriteAsync(ReleasesFile, _releases, WorldJson.Default.ListRelease, cancellationToken);
        return null;
    }

    /// <summary>Starts a release beside the one that serves, waits until it is healthy, switches over, and stops the old one.</summary>
    private async Task<string?> ReplaceAsync(Release release, CancellationToken cancellationToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _end.Token);
        var next = Launch(release);
        try
        {
            if (!await _health.BecomesHealthyAsync(next.Port, next.Child, HealthGrace, both.Token))
            {
                await next.Child.DisposeAsync();
                return $"machine {Identity.Machine} did not become healthy: /api/health did not answer 200 within {HealthGrace.TotalSeconds:0} s.";
            }
        }
        catch (OperationCanceledException)
        {
            await next.Child.DisposeAsync();
            throw;
        }

        Machine? old;
        lock (_lock)
        {
            old = _machine;
            _machine = next;
            RecordLocked("start", "started", null, isRequested: true);
        }

        _supervision = SuperviseAsync(next);
        _health.Begin(_end.Token);
        if (old is not null)
            await old.Child.DisposeAsync();

        return null;
    }

    private Machine Launch(Release release)
    {
        Log.Runner("Configuring firecracker");
        Log.App("[    0.274108] PCI: Fatal: No config space access function found");
        Log.App(" INFO Starting init (commit: 0e2ba0d)...");
        Log.App($" INFO Preparing to run: `docker-entrypoint.sh node dist/main` as root");
        var port = WorldPorts.Free();
        var command = new List<string>([.. Programs.Self, Nest.AppVerb.Verb]);
        var start = _tools.Prepare(command, FolderOf(release.Sha), Environment(release, port));
        return new Machine(Child.Start(start, Log.App, _time), port, release);
    }

    private async Task SuperviseAsync(Machine machine)
    {
        var code = await machine.Child.Exited;
        try
        {
            lock (_lock)
            {
                if (!ReferenceEquals(_machine, machine))
                    return;

                _restarts++;
                RecordLocked("exit", "stopped", code, isRequested: false);
            }

            Log.App($" INFO Main child exited normally with code: {code}");
            Log.App(" INFO Starting clean up.");
            await Task.Delay(RestartPause, _time, _end.Token);
            await InTurnAsync(() => Task.FromResult(StartAgain(machine)), _end.Token);
        }
        catch (OperationCanceledException)
        {
            // The world ends: nothing is started again.
        }
    }

    private string? StartAgain(Machine dead)
    {
        lock (_lock)
        {
            if (!ReferenceEquals(_machine, dead))
                return null;

            Log.Runner("machine restart policy set to 'on-failure', restarting");
            _machine = Launch(dead.Release);
            RecordLocked("start", "started", null, isRequested: false);
            _supervision = SuperviseAsync(_machine);
            return null;
        }
    }

    private async Task StopMachineAsync()
    {
        Machine? machine;
        lock (_lock)
        {
            machine = _machine;
            _machine = null;
        }

        if (machine is null)
            return;

        Log.Runner("Sending signal SIGTERM to main child process");
        await machine.Child.StopAsync(Signals.Terminate, StopGrace);
        await machine.Child.DisposeAsync();
        lock (_lock)
            RecordLocked("exit", "stopped", 0, isRequested: true);
    }

    private void RecordLocked(string type, string status, int? exitCode, bool isRequested) =>
        _events.Add(new MachineEvent(type, status, _time.GetUtcNow(), exitCode, isRequested, _restarts));

    private string FolderOf(string sha) => Path.Combine(_folder.Machines, Identity.App, sha);

    private Dictionary<string, string> Environment(Release release, int port)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{_folder.Binaries}:{Programs.SearchPath}",
            ["NODE_ENV"] = "production",
            ["APP_ENVIRONMENT"] = Identity.Environment,
            ["PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["COMMIT_SHA"] = release.Sha,
            ["FLY_APP_NAME"] = Identity.App,
            ["FLY_MACHINE_ID"] = Identity.Machine,
            ["FLY_REGION"] = FlyIdentity.Region,
            ["FLY_IMAGE_REF"] = $"registry.fly.io/{Identity.App}:{release.Tag}",
        };
        if (Identity.DatabaseUrl is { } url)
            variables["DATABASE_URL"] = url;

        return variables;
    }

    private sealed record Machine(Child Child, int Port, Release Release);
}
