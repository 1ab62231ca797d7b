using System.Globalization;
using MicroBima.ChatOps.Approvals;
using MicroBima.ChatOps.Sandbox;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Sandbox.World;
using MicroBima.ChatOps.Sandbox.World.Bot;
using MicroBima.ChatOps.Sandbox.World.Processes;
using MicroBima.ChatOps.Storage;
using Directory = System.IO.Directory;
using WorldTools = MicroBima.ChatOps.Sandbox.World.Processes.Tools;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>The bot as a process of its own in a fresh folder, against a sandbox in this process that has no world around it.</summary>
internal sealed class BotUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(10);

    /// <summary>The same as in the image.</summary>
    private static readonly Dictionary<string, string> More = new(StringComparer.Ordinal)
    {
        ["DOTNET_EnableDiagnostics"] = "0",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_ROOT"] = Path.GetDirectoryName(Programs.DotNet)!,
    };

    private readonly string _program;
    private readonly WorldFolder _folder;
    private readonly WorldTools _tools;
    private readonly List<string> _log = [];
    private Child? _child;

    private BotUnderTest(string program, WorldFolder folder, SandboxHost sandbox)
    {
        _program = program;
        _folder = folder;
        _tools = new WorldTools(folder);
        Sandbox = sandbox;
    }

    public SandboxHost Sandbox { get; }

    /// <summary>Resident memory in MiB, as the kernel counts it.</summary>
    public double ResidentMemory => Report.Mebibytes($"/proc/{_child!.Pid}/status", "VmRSS");

    /// <summary>Time on the processor so far, in user and kernel mode; the kernel counts it in hundredths of a second.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{_child!.Pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = fields[11..13].Sum(one => long.Parse(one, CultureInfo.InvariantCulture));
            return TimeSpan.FromMilliseconds(ticks * 10);
        }
    }

    /// <summary>A sandbox and a folder with settings; the bot is not started yet.</summary>
    public static async Task<BotUnderTest> PrepareAsync(string program, CancellationToken cancellationToken)
    {
        var folder = WorldFolder.Create(Directory.CreateTempSubdirectory("chatops-benchmark-").FullName);
        var sandbox = await SandboxHost.StartAsync(
            new SandboxOptions
            {
                Port = 0,
                HasWorld = false,
                Headless = true,
            },
            TimeProvider.System,
            cancellationToken
        );
        var flyctl = Path.Combine(folder.Binaries, "flyctl");
        await File.WriteAllTextAsync(flyctl, "#!/bin/sh\nexit 1\n", cancellationToken);
        await WorldFolder.WriteSecretAsync(
            folder.SecretPath(BotFiles.DiscordToken),
            sandbox.Twin.Token,
            cancellationToken
        );
        foreach (var secret in new[] { BotFiles.GitHubToken, BotFiles.FlyToken })
            await folder.SecretAsync(secret, "", cancellationToken);

        await WorldJson.WriteAsync(
            folder.BotSettings,
            Settings(sandbox, folder, flyctl),
            WorldJson.Default.BotSettings,
            cancellationToken
        );
        return new BotUnderTest(program, folder, sandbox);
    }

    /// <summary>The journal that the bot will find; closed again before it starts.</summary>
    public Journal OpenJournal() => Journal.Open(Path.Combine(_folder.BotStorage, "journal"));

    /// <summary>A role's id as the bot's domain knows it.</summary>
    public RoleId Role(string name) => new(Sandbox.Twin.Roster.Roles.Single(role => role.Name == name).Id.Value);

    public void Start() => _child = Spawn([.. Command(_program), "run", "--config", _folder.BotSettings]);

    /// <summary>Starts a bot of discord.js in its place: the same server, another client.</summary>
    public void StartBaseline(DiscordJs baseline) =>
        _child = Spawn([
            baseline.Node,
            baseline.Script,
            new Uri(Sandbox.BaseAddress, "api").AbsoluteUri,
            Sandbox.Twin.Token,
            Roster.GuildId.ToString(),
        ]);

    /// <summary>Starts the program with a verb that does nothing, and waits for its end.</summary>
    public async Task RunTrivialVerbAsync()
    {
        await using var child = Spawn([.. Command(_program), "--version"]);
        if (await child.Exited is not 0 and var code)
            throw new InvalidOperationException($"chatops --version ended with {code}: {string.Join('\n', _log)}");
    }

    /// <summary>Waits until the sandbox has taken IDENTIFY; READY is sent in the same step.</summary>
    public Task WaitUntilIdentifiedAsync(CancellationToken cancellationToken) =>
        WaitAsync(() => Sandbox.Twin.Gateway.IsConnected, cancellationToken);

    /// <summary>Waits until people can type the bot's commands.</summary>
    public Task WaitUntilRegisteredAsync(CancellationToken cancellationToken) =>
        WaitAsync(() => Sandbox.Twin.Commands.Typeable.Count > 0, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_child is not null)
        {
            await _child.StopAsync(Signals.Terminate, StopGrace);
            await _child.DisposeAsync();
        }

        await Sandbox.DisposeAsync();
        Directory.Delete(_folder.Root, recursive: true);
    }

    private static string[] Command(string program) =>
        program.EndsWith(".dll", StringComparison.Ordinal) ? [Programs.DotNet, "exec", program] : [program];

    private Child Spawn(string[] command) =>
        Child.Start(
            _tools.Prepare(command, _folder.Root, More),
            line =>
            {
                lock (_log)
                    _log.Add(line);
            },
            TimeProvider.System
        );

    private async Task WaitAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (true)
            {
                var seen = Sandbox.Twin.Changes.Revision;
                if (isSo())
                    return;

                await Sandbox.Twin.Changes.WaitAsync(seen, patience.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            lock (_log)
                throw new TimeoutException($"The bot did not get there in {Patience}:\n{string.Join('\n', _log)}");
        }
    }

    private static BotSettings Settings(SandboxHost sandbox, WorldFolder folder, string flyctl)
    {
        var nowhere = new Uri(sandbox.BaseAddress, "nowhere").ToString();
        string[] Role(string name) => [sandbox.Twin.Roster.Roles.Single(role => role.Name == name).Id.ToString()];
        return new BotSettings(
            new DiscordSettings(
                sandbox.Twin.Address.Api.ToString(),
                sandbox.Twin.Address.Gateway.ToString(),
                folder.SecretPath(BotFiles.DiscordToken),
                Roster.GuildId.ToString(),
                Roster.DeploymentsId.ToString()
            ),
            new StorageSettings(folder.BotStorage),
            new ToolSettings(Programs.Find("git"), flyctl, null, null),
            new BackupSettings("Allow"),
            [
                .. sandbox.Twin.Roster.People.Select(person => new PersonSettings(
                    person.Name,
                    [person.Id.ToString()],
                    person.Name,
                    [$"{person.Name}@microbima.example"]
                )),
            ],
            [
                new EnvironmentSettings(
                    "production",
                    new RepositorySettings(folder.Repository, "microbima", "internal-api", "staging", "master"),
                    new GitHubSettings(nowhere, folder.SecretPath(BotFiles.GitHubToken), "ci.yml", "deploy.yml"),
                    new AppSettings(
                        "internal-api",
                        nowhere,
                        $"{nowhere}/staging",
                        ["/api/health"],
                        folder.SecretPath(BotFiles.FlyToken),
                        null
                    ),
                    null,
                    new ApprovalSettings(2, Role("deployer"), Role("approver"), [], "00:30:00"),
                    [],
                    new RunbookSettings(3, new Dictionary<string, string>(StringComparer.Ordinal)),
                    "00:15:00",
                    [new ContactSettings("Primary developer", "Ana")]
                ),
            ]
        );
    }
}
