using MicroBima.ChatOps.Sandbox.World.Bot;
using MicroBima.ChatOps.Sandbox.World.Git;
using MicroBima.ChatOps.Sandbox.World.GitHub;
using MicroBima.ChatOps.Sandbox.World.Postgres;
using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>What the world is started with: its port, its folder, the length of the bot's watch, and the bot's program.</summary>
public sealed record WorldOptions(int Port, string Folder, TimeSpan Watch, string BotPath)
{
    /// <summary>Whether the world has a database where PostgreSQL is installed.</summary>
    public bool UsesDatabase { get; init; } = true;

    /// <summary>How long each step of a workflow takes at the Actions twin.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(450);
}

/// <summary>Who the bot is at the Discord twin and where it finds it; the world writes this into the bot's configuration.</summary>
public sealed record DiscordIdentity(
    Uri ApiUrl,
    Uri GatewayUrl,
    string Token,
    string ApplicationId,
    string Guild,
    string Channel,
    IReadOnlyList<WorldPerson> People,
    IReadOnlyDictionary<string, string> RoleIds
);

/// <summary>A person of the demo: the name typed on the page, the Discord id, and the names of the roles.</summary>
public sealed record WorldPerson(string Name, string Id, IReadOnlyList<string> Roles);

/// <summary>A commit to push: kind of version (good, slow, errors, crash, leak), kind of migration (none, safe, caution, danger, failing, locking), author and branch.</summary>
public sealed record CommitRequest(string Version, string Migration, string Author, string Branch);

/// <summary>The bare repository of the world.</summary>
public sealed record RepositoryView(string Path, IReadOnlyDictionary<string, string> Branches);

/// <summary>The demo app as it serves in production now.</summary>
public sealed record AppView(string Url, string? Version, string? Sha);

/// <summary>The production database of the world, or why there is none.</summary>
public sealed record DatabaseView(string? Connection, string? Why);

/// <summary>The bot's process.</summary>
public sealed record BotView(int? Pid, bool Running);

/// <summary>The world around the Discord twin: repository, demo app, database, GitHub Actions twin, flyctl and pnpm stand-ins, and the bot's process.</summary>
public sealed class DemoWorld : IAsyncDisposable
{
    private static readonly TimeSpan UsualFault = TimeSpan.FromSeconds(30);

    private readonly Stack<IAsyncDisposable> _owned = new();
    private readonly WorldOptions _options;
    private readonly DiscordIdentity _discord;
    private readonly TimeProvider _time;
    private readonly WorldFolder _folder;
    private readonly Tools _tools;
    private readonly BareRepository _repository;
    private readonly RunBook _book;
    private readonly WorldFaults _faults;
    private readonly BotProcess _bot;
    private readonly Developers _developers;
    private PostgresCluster? _cluster;
    private string? _noDatabase;
    private string _gitHubToken = "";
    private string _flyToken = "";
    private Releases? _releases;
    private ActionsTwin? _actions;

    private DemoWorld(WorldOptions options, DiscordIdentity discord, TimeProvider time)
    {
        _options = options;
        _discord = discord;
        _time = time;
        _folder = WorldFolder.Create(options.Folder);
        _tools = new Tools(_folder);
        _repository = new BareRepository(_folder.Repository, _tools);
        _book = new RunBook(_folder, time);
        _faults = new WorldFaults(time);
        _bot = new BotProcess(options.BotPath, _folder, _tools, time);
        string[] people = [.. discord.People.Select(person => BotFiles.PersonOf(person.Name)).Distinct()];
        _developers = new Developers(_repository, people, time);
    }

    /// <summary>Creates the repository, the database and the first release, and writes the bot's configuration; does not start the bot.</summary>
    public static async Task<DemoWorld> StartAsync(
        WorldOptions options,
        DiscordIdentity discord,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var world = new DemoWorld(options, discord, time);
        var isReady = false;
        try
        {
            await world.BeginAsync(cancellationToken);
            isReady = true;
            return world;
        }
        finally
        {
            if (!isReady)
                await world.DisposeAsync();
        }
    }

    /// <summary>The repository and the heads of its branches.</summary>
    public RepositoryView Repository => new(_repository.Path, _repository.Branches());

    /// <summary>The production app.</summary>
    public AppView App =>
        new(
            _releases!.Production.Identity.PublicUrl.ToString().TrimEnd('/'),
            _releases.Production.Current?.Version,
            _releases.Production.Current?.Sha
        );

    /// <summary>The production database.</summary>
    public DatabaseView Database => new(_cluster?.Url(DemoData.Production), _noDatabase);

    /// <summary>The bot's process.</summary>
    public BotView Bot => _bot.View;

    /// <summary>Faults of the world that are in force, by kind, with the end of each; one that only its opposite ends has the end <see cref="DateTimeOffset.MaxValue"/>.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Faults => _faults.InForce();

    /// <summary>The kinds of fault that <see cref="ApplyFaultAsync"/> knows; all others belong to the Discord twin.</summary>
    public static IReadOnlySet<string> FaultKinds { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            "actions-fail",
            "actions-hang",
            "fly-fail",
            "fly-hang",
            "database-stop",
            "database-start",
            "bot-kill",
            "bot-stop",
            "bot-start",
        };

    /// <summary>Commits and pushes; staging deploys by itself. Answers the SHA. An unusable request is an <see cref="ArgumentException"/> whose message says what is allowed.</summary>
    public async Task<string> PushAsync(CommitRequest request, CancellationToken cancellationToken) =>
        await _developers.PushAsync(
            request with
            {
                Author = BotFiles.PersonOf(request.Author),
            },
            await _releases!.FailedMigrationsAsync(cancellationToken),
            cancellationToken
        );

    /// <summary>Makes trouble of one kind, for a while where it lasts; a stopped database and a stopped bot stay so until they are started.</summary>
    public async Task ApplyFaultAsync(string kind, TimeSpan duration, CancellationToken cancellationToken)
    {
        switch (kind)
        {
            case "database-stop":
                await Cluster(kind).StopAsync(cancellationToken);
                _faults.BeginUntilUndone(kind);
                break;
            case "database-start":
                await Cluster(kind).StartAsync(cancellationToken);
                _faults.End("database-stop");
                break;
            case "bot-kill":
                await _bot.KillAsync(cancellationToken);
                break;
            case "bot-stop":
                await _bot.StopAsync(cancellationToken);
                break;
            case "bot-start":
                await StartBotAsync(cancellationToken);
                break;
            case var lasting when FaultKinds.Contains(lasting):
                _faults.Begin(lasting, duration > TimeSpan.Zero ? duration : UsualFault);
                break;
            default:
                throw new UnusableRequestException(
                    $"kind is one of {string.Join(", ", FaultKinds)}; \"{kind}\" is not."
                );
        }
    }

    /// <summary>Starts the bot as a process of its own.</summary>
    public Task StartBotAsync(CancellationToken cancellationToken) => _bot.StartAsync(cancellationToken);

    /// <summary>Maps the GitHub REST calls that the bot uses under /api/v3, and Fly's metrics; the push hook and flyctl have a server of their own.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        new Fly.MetricsRoutes(_flyToken, [_releases!.Staging, _releases.Production], _time).Map(routes);
        new GitHubRoutes(
            BotFiles.Owner,
            BotFiles.Repository,
            _gitHubToken,
            new Uri($"http://127.0.0.1:{_options.Port}/"),
            _repository,
            _book,
            _actions!
        ).Map(routes);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        while (_owned.TryPop(out var owned))
            await owned.DisposeAsync();

        _developers.Dispose();
        _book.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        await Leftovers.EndAsync(_folder.Root, _time, cancellationToken);
        Own(Guard.Start(_tools, _folder, _time));
        var ports = await WorldPorts.ChooseAsync(_folder, cancellationToken);
        _gitHubToken = await _folder.SecretAsync(BotFiles.GitHubToken, "ghp_", cancellationToken);
        _flyToken = await _folder.SecretAsync(BotFiles.FlyToken, "fm2_", cancellationToken);

        var cluster = StartClusterAsync(ports.Postgres, cancellationToken);
        await OpenRepositoryAsync(cancellationToken);
        Script.Write(
            Path.Combine(_folder.Binaries, "flyctl"),
            [.. Programs.Self, Fly.FlyctlVerb.Verb, _folder.Control],
            _folder
        );
        Script.Write(Path.Combine(_folder.Binaries, "pnpm"), [.. Programs.Self, Prisma.PnpmVerb.Verb], _folder);
        await cluster;

        _releases = new Releases(_folder, ports, _tools, _repository, _cluster, _time);
        Own(_releases.Staging);
        Own(_releases.Production);
        await _book.LoadAsync(cancellationToken);
        await RecallRunsAsync(cancellationToken);
        await _releases.BeginAsync(_folder, cancellationToken);
        _actions = Own(new ActionsTwin(_book, _faults, _releases.DeployAsync, _options.Pace, _time));
        Own(
            await ControlServer.StartAsync(
                _folder,
                ports.Control,
                _faults,
                [_releases.Staging, _releases.Production],
                _flyToken,
                (updates, aborted) => _releases.AnswerPushAsync(_actions, updates, aborted),
                cancellationToken
            )
        );
        await CatchUpAsync(cancellationToken);

        await new BotFiles(_options, _discord, _folder).WriteAsync(
            _releases.Production.Identity,
            _releases.Staging.Identity,
            _cluster,
            cancellationToken
        );
        Own(_bot);
        var visitors = Own(new Fly.Visitors(_releases.Production.Identity.PublicUrl, _time));
        visitors.Begin();
    }

    private async Task StartClusterAsync(int port, CancellationToken cancellationToken)
    {
        (_cluster, _noDatabase) = _options.UsesDatabase
            ? await PostgresCluster.TryStartAsync(_folder, _tools, port, _time, cancellationToken)
            : (
                null,
                "The world was started without a database: the app works from memory and database steps are manual."
            );
        if (_cluster is not null)
            Own(_cluster);
    }

    private async Task OpenRepositoryAsync(CancellationToken cancellationToken)
    {
        if (!_repository.Exists)
        {
            await _repository.InitializeAsync(cancellationToken);
            var shas = await _repository.ImportAsync(FirstHistory.Drafts(_time.GetUtcNow()), cancellationToken);
            await _repository.SetRefAsync("refs/heads/master", shas[FirstHistory.OnMaster - 1], cancellationToken);
            await _repository.SetRefAsync("refs/heads/staging", shas[^1], cancellationToken);
            await _repository.DeleteRefAsync("refs/incoming/master", cancellationToken);
            await _repository.DeleteRefAsync("refs/incoming/staging", cancellationToken);
        }

        PushHook.Install(_repository, _folder);
    }

    /// <summary>The runs that brought the first heads to where they are, some time before the world began.</summary>
    private async Task RecallRunsAsync(CancellationToken cancellationToken)
    {
        if (_book.All().Count > 0)
            return;

        var now = _time.GetUtcNow();
        var master = (await _repository.LogAsync(["--max-count=1", "refs/heads/master"], cancellationToken))[0];
        var staging = (await _repository.LogAsync(["--max-count=1", "refs/heads/staging"], cancellationToken))[0];
        _book.AddPast(Workflow.Deploy, "master", master, now - TimeSpan.FromDays(7));
        _book.AddPast(Workflow.Ci, "staging", staging, now - TimeSpan.FromHours(26));
        _book.AddPast(Workflow.Deploy, "staging", staging, now - TimeSpan.FromHours(26));
        await _book.SaveAsync(cancellationToken);
    }

    /// <summary>Takes up runs that were not finished, and heads that were pushed while there was no world.</summary>
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        _actions!.Resume();
        var missed = _repository
            .Branches()
            .Where(branch => _book.All().All(run => run.Branch != branch.Key || run.Sha != branch.Value))
            .Select(branch => new RefUpdate(new string('0', 40), branch.Value, $"refs/heads/{branch.Key}"))
            .ToArray();
        await _releases!.AnswerPushAsync(_actions, missed, cancellationToken);
    }

    private T Own<T>(T owned)
        where T : IAsyncDisposable
    {
        _owned.Push(owned);
        return owned;
    }

    private PostgresCluster Cluster(string kind) =>
        _cluster ?? throw new UnusableRequestException($"{kind} needs a database. {_noDatabase}");
}
