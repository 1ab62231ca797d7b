namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>What the world is started with: its port, its folder, the length of the bot's watch, and the bot's program.</summary>
public sealed record WorldOptions(int Port, string Folder, TimeSpan Watch, string BotPath);

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
    /// <summary>Creates the repository, the database and the first release, and writes the bot's configuration; does not start the bot.</summary>
    public static Task<DemoWorld> StartAsync(
        WorldOptions options,
        DiscordIdentity discord,
        TimeProvider time,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    /// <summary>The repository and the heads of its branches.</summary>
    public RepositoryView Repository => throw new NotSupportedException();

    /// <summary>The production app.</summary>
    public AppView App => throw new NotSupportedException();

    /// <summary>The production database.</summary>
    public DatabaseView Database => throw new NotSupportedException();

    /// <summary>The bot's process.</summary>
    public BotView Bot => throw new NotSupportedException();

    /// <summary>Faults of the world that are in force, by kind, with the end of each.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Faults => throw new NotSupportedException();

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
    public Task<string> PushAsync(CommitRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Makes trouble of one kind, for a while where it lasts.</summary>
    public Task ApplyFaultAsync(string kind, TimeSpan duration, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Starts the bot as a process of its own.</summary>
    public Task StartBotAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Maps the GitHub REST calls that the bot uses under /api/v3 and the call of the push hook.</summary>
    public void Map(IEndpointRouteBuilder routes) => throw new NotSupportedException();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>The programs that the world puts beside the bot and the app: flyctl, pnpm, the demo app, the push hook. They are verbs of the sandbox's executable.</summary>
public static class Verbs
{
    /// <summary>Runs a verb and answers its exit code, or null where the arguments name none.</summary>
    public static Task<int?> TryRunAsync(string[] args, CancellationToken cancellationToken) =>
        Task.FromResult<int?>(null);
}
