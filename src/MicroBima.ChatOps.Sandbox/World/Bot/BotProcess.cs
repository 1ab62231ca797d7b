using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Sandbox.World.Bot;

/// <summary>The bot as a process of its own: started, stopped and killed as a person would do it, never started again by itself.</summary>
internal sealed class BotProcess(string program, WorldFolder folder, Tools tools, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(20);

    private static readonly Dictionary<string, string> More = new(StringComparer.Ordinal)
    {
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_ROOT"] = Path.GetDirectoryName(Programs.DotNet)!,
    };

    private readonly SemaphoreSlim _turn = new(1);
    private readonly LineFile _log = new(folder.BotLog);
    private Child? _child;

    public BotView View =>
        _child is { IsRunning: true } child ? new BotView(child.Pid, true) : new BotView(null, false);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(program))
            throw new FileNotFoundException(
                $"The bot's program {program} is not there: build the solution first.",
                program
            );

        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_child is { IsRunning: true })
                return;

            string[] command = program.EndsWith(".dll", StringComparison.Ordinal)
                ? [Programs.DotNet, "exec", program]
                : [program];
            _child = Child.Start(
                tools.Prepare([.. command, "run", "--config", folder.BotSettings], folder.Root, More),
                _log.Write,
                time
            );
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>SIGKILL: the bot gets no chance to put anything in order.</summary>
    public Task KillAsync(CancellationToken cancellationToken) => EndAsync(Signals.Kill, cancellationToken);

    /// <summary>SIGTERM, and waits until it is gone.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => EndAsync(Signals.Terminate, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None); // has to end whoever asks
        await _log.DisposeAsync();
    }

    private async Task EndAsync(int signal, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_child is not { } child)
                return;

            await child.StopAsync(signal, StopGrace);
            await child.DisposeAsync();
            _child = null;
        }
        finally
        {
            _turn.Release();
        }
    }
}
