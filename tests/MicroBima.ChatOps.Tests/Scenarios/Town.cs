using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox;
using Npgsql;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>The whole sandbox with the bot as a process of its own; scenarios talk to it only by the HTTP API that programs may rely on.</summary>
public sealed class Town : IAsyncLifetime, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("town-").FullName;
    private SandboxHost? _sandbox;

    /// <summary>What a program would call.</summary>
    public SandboxApi Api { get; private set; } = null!;

    /// <summary>How long the bot watches a release here.</summary>
    public TimeSpan Watch { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>True: the bot runs as in its image, where nothing but folders for data and temporary files can be written.</summary>
    public bool HasReadOnlyRoot { get; init; }

    /// <summary>The bot's own folder.</summary>
    public string BotFolder => Path.Combine(_folder, "bot");

    /// <summary>The bot's program.</summary>
    public static string Bot => Path.Combine(AppContext.BaseDirectory, "chatops.dll");

    public async Task InitializeAsync()
    {
        var options = new SandboxOptions
        {
            Port = 0,
            DataFolder = _folder,
            Watch = Watch,
            BotPath = HasReadOnlyRoot ? ReadOnlyRoot.Wrap(Bot, _folder) : Bot,
            Headless = true,
        };
        _sandbox = await SandboxHost.StartAsync(options, TimeProvider.System, CancellationToken.None);
        await _sandbox.WaitForBotAsync(CancellationToken.None);
        Api = new SandboxApi(_sandbox.BaseAddress);
    }

    /// <summary>Opens a town for one test alone.</summary>
    internal async Task<Town> OpenAsync()
    {
        await InitializeAsync();
        return this;
    }

    async ValueTask IAsyncDisposable.DisposeAsync() => await DisposeAsync();

    public async Task DisposeAsync()
    {
        Api?.Dispose();
        if (_sandbox is not null)
            await _sandbox.DisposeAsync();

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Starts the bot again and waits until people can type: before that a command is answered by nobody.</summary>
    public async Task StartBotAsync()
    {
        await Api.FaultAsync("bot-start");
        Assert.True(await _sandbox!.WaitForBotAsync(CancellationToken.None), "The bot did not come back.");
    }

    /// <summary>Waits until no trouble that somebody made is in force, and until people can type; a bot that was killed is started again.</summary>
    public async Task HealsAsync()
    {
        await FaultsEndAsync();
        if (!(await Api.WorldAsync())["bot"]!["running"]!.GetValue<bool>())
            await Api.FaultAsync("bot-start");

        Assert.True(await _sandbox!.WaitForBotAsync(CancellationToken.None), "The bot did not come back.");
    }

    /// <summary>Waits until no trouble that somebody made is in force.</summary>
    public async Task FaultsEndAsync()
    {
        while ((await Api.WorldAsync())["faults"]!.AsArray().Count > 0)
            await Task.Delay(200);
    }

    /// <summary>Changes the settings of the bot, and starts it with them.</summary>
    public async Task SetAsync(Action<JsonNode> change)
    {
        await Api.FaultAsync("bot-stop");
        var file = Path.Combine(_folder, "bot.json");
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        change(settings);
        await File.WriteAllTextAsync(file, settings.ToJsonString());
        await StartBotAsync();
    }

    /// <summary>A person of the town.</summary>
    internal Teammate Person(string name) => new(name, Api);

    /// <summary>What git says of the world's repository.</summary>
    public async Task<string> GitAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/git")
        {
            RedirectStandardOutput = true,
            ArgumentList = { "--git-dir", Path.Combine(_folder, "repository.git"), "-c", "safe.directory=*" },
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);

        using var git = Process.Start(start)!;
        var output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return output.Trim();
    }

    /// <summary>One value from the production database, or from another one of its server; null where the world has none.</summary>
    public async Task<long?> CountAsync(string sql, string? database = null)
    {
        await using var connection = await ConnectAsync(database);
        if (connection is null)
            return null;

        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>A connection to the production database, or to another one of its server; null where the world has none.</summary>
    public async Task<NpgsqlConnection?> ConnectAsync(string? database = null)
    {
        var world = await Api.WorldAsync();
        if (world["database"]?["connection"]?.GetValue<string>() is not { } connection)
            return null;

        // No pool: a restore ends every connection, and the next one is to another database of that name.
        var address = MicroBima.ChatOps.Tools.Postgres.Parse(connection);
        address.Pooling = false;
        address.Database = database ?? address.Database;
        var open = new NpgsqlConnection(address.ConnectionString);
        await open.OpenAsync();
        return open;
    }

    /// <summary>What the app answers when it is asked whether it is well.</summary>
    public async Task<HttpStatusCode> HealthAsync()
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync($"{(await Api.WorldAsync())["app"]!["url"]}/api/health");
        return answer.StatusCode;
    }
}

/// <summary>A scenario of the shared town: it finds production free and open, whatever one that failed has left behind.</summary>
public abstract class InTown(Town town) : IAsyncLifetime
{
    protected Town Town => town;

    private protected Teammate Ana { get; } = town.Person("ana");

    private protected Teammate Ben { get; } = town.Person("ben");

    private protected Teammate Cara { get; } = town.Person("cara");

    public async Task InitializeAsync()
    {
        await town.HealsAsync();
        await Ana.FreesProductionAsync();
    }

    public Task DisposeAsync() => Invariants.HoldAsync(town.Api);
}

/// <summary>Scenarios that share one town, one after another; each leaves production free and open.</summary>
[CollectionDefinition(Name)]
public sealed class SharedTown : ICollectionFixture<Town>
{
    public const string Name = "Town";
}
