using System.Collections.Immutable;
using MicroBima.ChatOps.Backups;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>A real database with a backup of 3 000 customers and seven more since, an app at a flyctl that keeps its machine in a file, and an approved restore.</summary>
internal sealed class RestoreBench : IDisposable
{
    public const long InBackup = 3000;
    public const long Before = 3007;

    private readonly TemporaryFolder _folder = new();

    private RestoreBench(TestDatabase database)
    {
        Database = database;
        var flyctl = _folder.Script(
            "flyctl",
            $$"""
            echo "$*" >> {{_folder.In("calls")}}
            case "$*" in
            *status*) printf '{"Version":1,"Machines":[{"id":"m1","state":"%s","checks":[]}]}' "$(cat {{_folder.In(
                "state"
            )}})";;
            "machine stop m1"*) echo stopped > {{_folder.In("state")}};;
            "machine start m1"*) echo started > {{_folder.In("state")}};;
            *) exit 1;;
            esac
            """
        );
        File.WriteAllText(_folder.In("state"), "started");
        Around = new Surroundings("/nonexistent", database.Url, flyctl: flyctl);
        Vaults = Around.Vault();
    }

    public TestDatabase Database { get; }

    public Surroundings Around { get; }

    public Vaults Vaults { get; set; }

    public ShelvedBackup Backup { get; private set; } = null!;

    public Plan Plan { get; private set; } = null!;

    public uint Oid { get; private set; }

    public PlannedRestore Restore => Plan.Restore!;

    public DatabaseKeeper Keeper => new(Ours);

    public string Machine => File.ReadAllText(_folder.In("state")).Trim();

    public ChatOps.Tools.Postgres Ours => new(Database.Url);

    public static async Task<RestoreBench> MakeAsync(PostgresServer server)
    {
        var bench = new RestoreBench(await server.NewAsync());
        await bench.Database.RunAsync("create sequence numbers; select nextval('numbers')");
        var made = await bench.Vaults.MadeAsync(bench.Ours);
        bench.Backup = await bench.Vaults.Shelf.ProveAsync(
            made,
            new ProofRecord(made.Manifest, Sample.Now, TimeSpan.FromSeconds(1), 2, InBackup),
            CancellationToken.None
        );
        await bench.Database.RunAsync(
            $"insert into customers select n, 'late ' || n from generate_series({InBackup + 1}, {Before}) n"
        );
        bench.Plan = await bench.PlanAsync();
        bench.Oid = (await bench.SeatsAsync())[bench.Restore.Live].Oid;
        return bench;
    }

    /// <summary>The plan as it would be made now.</summary>
    public async Task PlanAnewAsync() => Plan = await PlanAsync();

    public async Task<Plan> PlanAsync(string backup = "") =>
        Assert.IsType<PlanResult.Made>(await PlanResultAsync(backup)).Plan;

    public Task<PlanResult> PlanResultAsync(string backup = "") =>
        new RestorePlanner(Around.Tools, Vaults.Vault, Around.Redactor).MakeAsync(
            Sample.Of(Opened(backup)),
            Around.Environment,
            CancellationToken.None
        );

    /// <summary>Approved, and begun.</summary>
    public ImmutableArray<Fact> Started() => Sample.Started(Plan, SessionKind.Restore);

    public Task<RunningBot> LoadAsync(IEnumerable<Fact> facts, Func<IStep, IStep>? exchange = null) =>
        RunningBot.LoadAsync(
            Around,
            facts,
            desk => [.. StepsOf(desk).Select(step => exchange?.Invoke(step) ?? step), new FakeStep(StepKind.Health)]
        );

    public IStep[] StepsOf(Desk desk)
    {
        var machines = new Machines(Around.Tools, TimeProvider.System);
        var restorer = new Restorer(Vaults.Room, Around.Shell, Vaults.Tools);
        return
        [
            new SafetyStep(Around.Tools, Vaults.Vault, desk),
            new StopStep(Around.Tools, machines, Vaults.Vault),
            new RestoreStep(Around.Tools, Vaults.Vault, restorer),
            new VerifyStep(Around.Tools, Vaults.Vault, restorer),
            new SwapStep(Around.Tools),
            new StartStep(Around.Tools, machines),
        ];
    }

    public Task<ImmutableDictionary<string, DatabaseSeat>> SeatsAsync() =>
        Keeper.SeatsAsync([Restore.Live, Restore.Fresh, Restore.Kept], CancellationToken.None);

    /// <summary>The database of before is there under one of its two names, with every row that it had.</summary>
    public async Task<string> OldIsWholeAsync()
    {
        var old = Assert.Single((await SeatsAsync()).Values, seat => seat.Oid == Oid);
        Assert.Contains(old.Name, new[] { Restore.Live, Restore.Kept });
        if (!old.IsOpen)
            await Keeper.OpenAsync(old.Name, CancellationToken.None);

        Assert.Equal(Before, await CountAsync(old.Name));
        if (!old.IsOpen)
            await Keeper.CloseAsync(old.Name, CancellationToken.None);

        return old.Name;
    }

    public async Task<long> CountAsync(string database)
    {
        var rows = await BackupRoom.RowsAsync(Ours.At(database), CancellationToken.None);
        return rows["public.customers"]!.Value;
    }

    public void Dispose()
    {
        Around.Dispose();
        _folder.Dispose();
    }

    private static ImmutableArray<Fact> Opened(string backup) =>
        [((SessionEvent.Opened)Sample.Approved(Sample.Plan, SessionKind.Restore)[0]) with { Backup = backup }];
}

/// <summary>A step during which the bot dies: before it did anything, or when all is done and nobody was told.</summary>
internal sealed class DyingStep(IStep step, bool isAfter) : IStep
{
    private readonly TaskCompletionSource _dead = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Dead => _dead.Task;

    public StepKind Kind => step.Kind;

    public RestartRule Restart => step.Restart;

    public bool CanBeInterrupted => step.CanBeInterrupted;

    public string Instructions(StepContext context) => step.Instructions(context);

    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        if (isAfter)
            Assert.IsType<StepOutcome.Succeeded>(await step.RunAsync(context, cancellationToken));

        _dead.SetResult();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        throw new InvalidOperationException("It is dead.");
    }

    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        step.InspectAsync(context, cancellationToken);
}
