using Microsoft.Extensions.Hosting;

namespace MicroBima.ChatOps.Commands;

/// <summary>
/// Gives back each minute what native code has freed. .NET's own compiler needs some ten MB for a large method, a picture as much, and glibc keeps what is
/// free between what is not: after twenty releases that is a fifth of all memory.
/// </summary>
internal sealed class Tidying(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            Heap.Trim();
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
