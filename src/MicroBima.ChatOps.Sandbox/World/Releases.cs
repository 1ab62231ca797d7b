using MicroBima.ChatOps.Sandbox.World.Fly;
using MicroBima.ChatOps.Sandbox.World.Git;
using MicroBima.ChatOps.Sandbox.World.GitHub;
using MicroBima.ChatOps.Sandbox.World.Postgres;
using MicroBima.ChatOps.Sandbox.World.Prisma;
using MicroBima.ChatOps.Sandbox.World.Processes;
using Npgsql;

namespace MicroBima.ChatOps.Sandbox.World;

/// <summary>The two apps with their databases, and what has to happen so that each serves its branch.</summary>
internal sealed class Releases
{
    private readonly BareRepository _repository;
    private readonly PostgresCluster? _cluster;
    private readonly TimeProvider _time;

    public Releases(
        WorldFolder folder,
        WorldPorts ports,
        Tools tools,
        BareRepository repository,
        PostgresCluster? cluster,
        TimeProvider time
    )
    {
        _repository = repository;
        _cluster = cluster;
        _time = time;
        Production = new FlyApp(
            Identity("production", "148e4d2b7e0189", ports.Production, DemoData.Production),
            folder,
            tools,
            repository,
            null,
            time
        );
        // Staging migrates by itself before each release, as its fly.staging.toml says; production never does.
        Staging = new FlyApp(
            Identity("staging", "3287135cb29d85", ports.Staging, DemoData.Staging),
            folder,
            tools,
            repository,
            cluster is null ? null : MigrateStagingAsync,
            time
        );
    }

    public FlyApp Production { get; }

    public FlyApp Staging { get; }

    /// <summary>The names of migrations that failed in production, resolved since or not.</summary>
    public async Task<IReadOnlySet<string>> FailedMigrationsAsync(CancellationToken cancellationToken)
    {
        var failed = new HashSet<string>(StringComparer.Ordinal);
        if (_cluster is null)
            return failed;

        try
        {
            await using var connection = new NpgsqlConnection(_cluster.Settings(DemoData.Production).ConnectionString);
            await connection.OpenAsync(cancellationToken);
            var rows = await new MigrationTable(connection).RowsAsync(cancellationToken);
            failed.UnionWith(rows.Where(row => !row.IsFinished).Select(row => row.Name));
            failed.ExceptWith(rows.Where(row => row.IsApplied).Select(row => row.Name));
        }
        catch (NpgsqlException)
        {
            // The database is away: its authors know of no failure.
        }

        return failed;
    }

    /// <summary>Lays the databases of a new world, then starts both apps; an old world's apps go on where they were.</summary>
    public async Task BeginAsync(WorldFolder folder, CancellationToken cancellationToken)
    {
        await Task.WhenAll(
            BeginAsync(Production, "master", DemoData.Production, folder, cancellationToken),
            BeginAsync(Staging, "staging", DemoData.Staging, folder, cancellationToken)
        );
    }

    /// <summary>The deploy job of the pipeline.</summary>
    public Task<string?> DeployAsync(string branch, string sha, CancellationToken cancellationToken) =>
        (branch == "master" ? Production : Staging).DeployAsync(sha, cancellationToken);

    /// <summary>Starts the runs that GitHub starts for a push.</summary>
    public async Task AnswerPushAsync(
        ActionsTwin actions,
        IReadOnlyList<RefUpdate> updates,
        CancellationToken cancellationToken
    )
    {
        foreach (var update in updates.Where(update => !update.IsDeletion))
        {
            if (update.Branch is not ("staging" or "master"))
                continue;

            var commit = (await _repository.LogAsync(["--max-count=1", update.New], cancellationToken))[0];
            var actor = GitHubJson.LoginOf(commit.Author);
            if (update.Branch == "staging")
                await actions.StartAsync(
                    Workflow.Ci,
                    update.Branch,
                    update.New,
                    commit.Subject,
                    actor,
                    cancellationToken
                );

            await actions.StartAsync(
                Workflow.Deploy,
                update.Branch,
                update.New,
                commit.Subject,
                actor,
                cancellationToken
            );
        }
    }

    private FlyIdentity Identity(string environment, string machine, int port, string database) =>
        new(
            $"microbima-{environment}-internal-api",
            environment,
            machine,
            new Uri($"http://127.0.0.1:{port}/"),
            _cluster?.Url(database)
        );

    private async Task BeginAsync(
        FlyApp app,
        string branch,
        string database,
        WorldFolder folder,
        CancellationToken cancellationToken
    )
    {
        await app.ResumeAsync(cancellationToken);
        if (app.Current is not null)
            return;

        var head = _repository.Branches()[branch];
        if (_cluster is not null)
        {
            var tree = Path.Combine(folder.Machines, app.Identity.App, head);
            await _repository.ExtractAsync(head, tree, cancellationToken);
            await MigrateAsync(tree, _cluster.Url(database), cancellationToken);
            await DemoData.FillAsync(_cluster.Settings(database), branch == "master", cancellationToken);
        }

        if (await app.DeployAsync(head, cancellationToken) is { } failure)
            throw new InvalidOperationException($"The first release of {app.Identity.App} did not start: {failure}");
    }

    private Task<int> MigrateStagingAsync(string tree, CancellationToken cancellationToken) =>
        MigrateAsync(tree, _cluster!.Url(DemoData.Staging), cancellationToken);

    private Task<int> MigrateAsync(string tree, string url, CancellationToken cancellationToken) =>
        new PrismaMigrate(tree, PrismaUrl.Parse(url), TextWriter.Null, TextWriter.Null, _time).DeployAsync(
            cancellationToken
        );
}
