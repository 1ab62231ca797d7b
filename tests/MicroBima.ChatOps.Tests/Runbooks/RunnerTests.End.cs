using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>A runner that has stopped.</summary>
public sealed partial class RunnerTests
{
    [Fact]
    public async Task O09_once_the_runner_has_stopped_nothing_that_it_began_is_still_at_work()
    {
        using var folder = new TemporaryFolder();
        var (begun, ended) = (folder.In("begun"), folder.In("ended"));
        var flyctl = folder.Script(
            "flyctl",
            $"trap \"sleep 0.3; touch {ended}; exit\" TERM; touch {begun}; while :; do sleep 0.02; done"
        );
        using var around = new Surroundings(Remote.Path, flyctl: flyctl);
        await using var bot = await RunningBot.LoadAsync(around, [], Push(), Health());

        await bot.StartAsync();
        while (!File.Exists(begun))
            await Task.Yield();

        await bot.Runner.StopAsync(CancellationToken.None);

        Assert.True(File.Exists(ended));
    }

    [Fact]
    public async Task Probes_that_break_down_are_not_missed_while_the_logs_are_still_followed()
    {
        using var around = new Surroundings(Remote.Path);
        around.Environment = around.Environment with { App = around.Environment.App with { Endpoints = ["http://["] } };
        await using var bot = await RunningBot.LoadAsync(around, [], Push());

        await bot.StartAsync();

        await Assert.ThrowsAsync<UriFormatException>(() => bot.Runner.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(10)));
    }
}
