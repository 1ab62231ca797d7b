namespace MicroBima.ChatOps.Scratch;

/// <summary>A scratch server that is taken when it is first asked for, and given back at the end whether that came about or not.</summary>
public sealed class ScratchLease(Func<Task<ScratchResult>> take) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private Task<ScratchResult>? _taken;

    /// <summary>The server, or why there is none.</summary>
    public Task<ScratchResult> TakeAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            _taken ??= take();

        return _taken.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_taken is not { } taken)
            return;

        await ((Task)taken).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
        );
        if (taken is { IsCompletedSuccessfully: true, Result: ScratchResult.Ready { Server: var server } })
            await server.DisposeAsync();
    }
}
