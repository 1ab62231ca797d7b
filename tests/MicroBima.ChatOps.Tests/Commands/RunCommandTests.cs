using MicroBima.ChatOps.Commands;
using Microsoft.Extensions.Hosting;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>How the bot's process ends.</summary>
public sealed class RunCommandTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_part_that_broke_down_is_no_good_end(bool isBroken)
    {
        using var part = new Part(isBroken);
        await part.StartAsync(CancellationToken.None);
        await part.ExecuteTask!.ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext
        );

        Assert.Equal(isBroken, RunCommand.EndedBadly([part]));
    }

    private sealed class Part(bool isBroken) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            isBroken ? throw new InvalidOperationException("broken") : Task.CompletedTask;
    }
}
