using System.Threading.Channels;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tools;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroBima.ChatOps.Tests.Infra;

/// <summary>The runner over a desk whose facts a test gives, with fake steps, a real repository and members of its own.</summary>
internal sealed class RunningBot : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ChannelReader<Notice> _feed;
    private readonly Baseline _baseline;
    private readonly Prober _prober = new(TimeProvider.System);

    private RunningBot(Surroundings around, Desk desk, KeptStore store, IReadOnlyList<IStep> steps)
    {
        (Desk, Store, Steps) = (desk, store, steps.OfType<FakeStep>().ToDictionary(step => step.Kind));
        _feed = desk.Listen();
        var list = around.List;
        _baseline = around.Baseline();
        Runner = new Runner(
            desk,
            list,
            around.Plans(),
            new Preflight(
                around.Tools,
                around.Groundwork(desk),
                around.Restores(desk),
                _prober,
                around.Redactor,
                TimeProvider.System
            ),
            new Guard(list, around.Tools, around.Restores(desk), desk, Members, around.Redactor, new FastTime(20)),
            steps,
            _baseline,
            around.Redactor,
            TimeProvider.System,
            NullLogger<Runner>.Instance
        );
    }

    public Desk Desk { get; }

    public KeptStore Store { get; }

    public Members Members { get; } = new();

    public Runner Runner { get; }

    public Dictionary<StepKind, FakeStep> Steps { get; }

    public Session Session => Desk.Ledger.Find(Sample.Number)!;

    public static async Task<RunningBot> LoadAsync(
        Surroundings around,
        IEnumerable<Fact> facts,
        params FakeStep[] steps
    )
    {
        var store = new KeptStore(facts);
        var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        return new RunningBot(around, desk, store, steps);
    }

    /// <summary>The same with real steps, made for the desk.</summary>
    public static async Task<RunningBot> LoadAsync(
        Surroundings around,
        IEnumerable<Fact> facts,
        Func<Desk, IReadOnlyList<IStep>> steps
    )
    {
        var store = new KeptStore(facts);
        var desk = new Desk(store, TimeProvider.System);
        await desk.LoadAsync(CancellationToken.None);
        return new RunningBot(around, desk, store, steps(desk));
    }

    public Task StartAsync() => Runner.StartAsync(CancellationToken.None);

    public Task<Answer> AskAsync(SessionRequest request) =>
        Desk.AskAsync(Sample.Number, request, "", CancellationToken.None);

    /// <summary>Waits until the session is as wanted.</summary>
    public async Task<Session> UntilAsync(Func<Session, bool> isWanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!isWanted(Session))
            await _feed.ReadAsync(patience.Token);

        return Session;
    }

    /// <summary>Waits until the runner says this about a step.</summary>
    public async Task SaysAsync(string words)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (
            await _feed.ReadAsync(patience.Token) is not Notice.Progressed { Progress.Line: var line }
            || !line.Contains(words, StringComparison.Ordinal)
        ) { }
    }

    public Task<Session> EndAsync() => UntilAsync(session => session.IsOver);

    public async Task<Problem> PauseAsync() =>
        ((Phase.Paused)(await UntilAsync(session => session.Phase is Phase.Paused)).Phase).Problem;

    public async ValueTask DisposeAsync()
    {
        await Runner.StopAsync(CancellationToken.None);
        Runner.Dispose();
        await _baseline.DisposeAsync();
        _prober.Dispose();
        Desk.Dispose();
    }
}
