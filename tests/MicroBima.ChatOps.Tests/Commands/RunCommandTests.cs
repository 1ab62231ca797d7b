using System.Diagnostics;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tests.Scenarios;
using Microsoft.Extensions.Hosting;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>How the bot's process begins and ends.</summary>
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

    [Fact]
    public async Task D07_R8_Of_two_bots_on_one_folder_one_works_and_the_other_never_connects_until_the_first_is_killed()
    {
        using var file = new SettingsFile();
        await using var discord = new LoopbackServer { OnRequest = Silence };
        await using var other = new LoopbackServer { OnRequest = Silence };
        using var first = Begin(file, discord);
        await HeardAsync(discord);

        using var second = Begin(file, other);
        var said = await second.StandardError.ReadToEndAsync();
        await second.WaitForExitAsync();
        var calls = other.Calls.Count;
        first.Kill();
        await first.WaitForExitAsync();
        using var third = Begin(file, other);
        await HeardAsync(other);
        third.Kill();
        await third.WaitForExitAsync();

        Assert.Equal(2, second.ExitCode);
        Assert.Contains("is held by another chatops", said, StringComparison.Ordinal);
        Assert.Equal(0, calls);
    }

    private static Task<HttpAnswer> Silence(HttpCall call) => new TaskCompletionSource<HttpAnswer>().Task;

    /// <summary>A bot calls Discord once the folder is its own.</summary>
    private static Task<bool> HeardAsync(LoopbackServer server) =>
        OtherProcesses.UntilAsync(() => Task.FromResult(server.Calls.Count > 0), heard => heard);

    private static Process Begin(SettingsFile file, LoopbackServer discord)
    {
        file.With("Discord:ApiUrl", discord.HttpUrl.ToString())
            .With("Environments:0:App:Url", "http://127.0.0.1:9")
            .With("Backup:ScratchConnectionFile", null);
        Assert.Empty(file.Problems());
        return Process.Start(
            new ProcessStartInfo("dotnet", ["exec", Town.Bot, "--config", file.Path])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
    }

    private sealed class Part(bool isBroken) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            isBroken ? throw new InvalidOperationException("broken") : Task.CompletedTask;
    }
}
