namespace MicroBima.ChatOps.Scratch;

/// <summary>A scratch server that is taken when it is first asked for, and given back at the end whether that came about or not.</summary>
public sealed class ScratchLease(Func<Task<ScratchResult>> take) : IAsyncDisposable
{
    private readonly Lazy<Task<ScratchResult>> _taken = new(take);

    /// <summary>The server, or why there is none.</summary>
    public Task<ScratchResult> Value => _taken.Value;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_taken.IsValueCreated)
            return;

        await ((Task)_taken.Value).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
        );
        if (_taken.Value is { IsCompletedSuccessfully: true, Result: ScratchResult.Ready { Server: var server } })
            await server.DisposeAsync();
    }
}
