using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Octokit;
using CommitRequest = MicroBima.ChatOps.Sandbox.World.CommitRequest;

namespace MicroBima.ChatOps.Tests.World;

/// <summary>A world with a server for its GitHub twin and a program that stands in for the bot.</summary>
public sealed class WorldInstance : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _server;

    private WorldInstance(DemoWorld world, WebApplication server, int port, string folder)
    {
        World = world;
        _server = server;
        GitHubUrl = new Uri($"http://127.0.0.1:{port}/");
        Folder = folder;
        Settings = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "bot.json")))!;
    }

    public DemoWorld World { get; }

    public Uri GitHubUrl { get; }

    public string Folder { get; }

    /// <summary>The configuration that the world wrote for the bot.</summary>
    public JsonNode Settings { get; }

    public JsonNode Production => Settings["Environments"]![0]!;

    public string ProductionApp => (string)Production["App"]!["Name"]!;

    public string StagingUrl => (string)Production["App"]![nameof(StagingUrl)]!;

    public string FlyToken => File.ReadAllText((string)Production["App"]!["FlyTokenFile"]!);

    public string GitHubToken => File.ReadAllText((string)Production["GitHub"]!["TokenFile"]!);

    public static DiscordIdentity Discord { get; } =
        new(
            new Uri("http://127.0.0.1:9/api/v10/"),
            new Uri("ws://127.0.0.1:9/gateway"),
            "token-of-the-bot",
            "1001",
            "2001",
            "3001",
            [
                new WorldPerson("ana", "11", ["deployer", "approver"]),
                new WorldPerson("ana-alt", "12", ["deployer", "approver"]),
                new WorldPerson("ben", "13", ["deployer", "approver"]),
                new WorldPerson("cara", "14", []),
            ],
            new Dictionary<string, string>(StringComparer.Ordinal) { ["deployer"] = "501", ["approver"] = "502" }
        );

    public static async Task<WorldInstance> StartAsync(
        string folder,
        bool usesDatabase,
        CancellationToken cancellationToken
    )
    {
        var port = FreePort();
        var bot = Path.Combine(folder, "stand-in");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(bot, "#!/bin/sh\necho \"$@\"\nexec sleep 600\n", cancellationToken);
        File.SetUnixFileMode(bot, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var world = await DemoWorld.StartAsync(
            new WorldOptions(port, folder, TimeSpan.FromSeconds(45), bot)
            {
                UsesDatabase = usesDatabase,
                Pace = TimeSpan.FromMilliseconds(50),
            },
            Discord,
            TimeProvider.System,
            cancellationToken
        );

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var server = builder.Build();
        world.Map(server);
        await server.StartAsync(cancellationToken);
        return new WorldInstance(world, server, port, folder);
    }

    public GitHubClient GitHub(string token) =>
        new(new ProductHeaderValue("tests"), GitHubUrl) { Credentials = new Credentials(token) };

    public static CommitRequest Commit(string version = "good", string migration = "none", string branch = "staging") =>
        new(version, migration, "ana", branch);

    /// <summary>Runs the stand-in for flyctl as the bot does.</summary>
    public Task<Output> FlyctlAsync(params string[] arguments) =>
        RunAsync(
            (string)Settings["Tools"]!["Flyctl"]!,
            arguments,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["FLY_API_TOKEN"] = FlyToken }
        );

    public Task<Output> OnMachineAsync(string command) =>
        FlyctlAsync("ssh", "console", "-a", ProductionApp, "-C", command);

    public static async Task<Output> RunAsync(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment
    )
    {
        using var process = Process.Start(Prepare(program, arguments, environment))!;
        using var patience = new CancellationTokenSource(Patience);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        return new Output(process.ExitCode, await output, await error);
    }

    public static ProcessStartInfo Prepare(
        string program,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment
    )
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    /// <summary>The only run of a workflow for a commit, once it is completed.</summary>
    public async Task<WorkflowRun> CompletedRunAsync(string workflow, string sha) =>
        (
            await UntilAsync(
                async () =>
                    (
                        await GitHub(GitHubToken)
                            .Actions.Workflows.Runs.ListByWorkflow(
                                "microbima",
                                "internal-api",
                                workflow,
                                new WorkflowRunsRequest { HeadSha = sha }
                            )
                    ).WorkflowRuns,
                runs => runs is [{ Status.Value: WorkflowRunStatus.Completed }]
            )
        )[0];

    /// <summary>Fails the test where the world has no database: aloud, as skipped.</summary>
    public string NeedDatabase()
    {
        Skip.If(World.Database.Connection is null, World.Database.Why);
        return World.Database.Connection!;
    }

    /// <summary>Asks until the answer is the wanted one.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        var last = await ask();
        while (!isWanted(last))
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Still {last} after {Patience.TotalSeconds:0} s.");

            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            last = await ask();
        }

        return last;
    }

    public static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await _server.DisposeAsync();
    }
}

/// <summary>What a program answered.</summary>
public sealed record Output(int Code, string Text, string Errors);
