using System.Diagnostics;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tests.Scenarios;
using Microsoft.Extensions.Hosting;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>How the bot's process begins and ends.</summary>
public sealed class RunCommandTests : IDisposable
{
    private readonly List<Process> _bots = [];

    public void Dispose()
    {
        foreach (var bot in _bots)
        {
            bot.Kill();
            bot.Dispose();
        }
    }

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
        var first = Begin(file, discord);
        await HeardAsync(discord);

        var second = Begin(file, other);
        var said = await OtherProcesses.EndOfAsync(second);
        var calls = other.Calls.Count;
        first.Kill();
        await first.WaitForExitAsync();
        Begin(file, other);
        await HeardAsync(other);

        Assert.True(said.Contains("is held by another chatops", StringComparison.Ordinal), said);
        Assert.Equal(2, second.ExitCode);
        Assert.Equal(0, calls);
    }

    [Fact]
    public async Task M07_A_token_that_stands_in_the_settings_is_named_and_nothing_starts()
    {
        using var file = new SettingsFile();
        file.With("Discord:Token", "MTIzNDU2Nzg5MDEyMzQ1Njc4").Problems();
        using var said = new StringWriter();

        var code = await RunCommand.RunAsync(file.Path, said, CancellationToken.None);

        Assert.Equal(2, code);
        Assert.Contains(
            "Discord:Token: must not stand in a file of settings",
            said.ToString(),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("MTIz", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task N03_On_a_machine_without_time_zones_a_freeze_keeps_the_bot_from_starting()
    {
        using var file = new SettingsFile();
        await using var discord = new LoopbackServer { OnRequest = Silence };
        var bot = Begin(file, discord, ("TZDIR", "/nonexistent"));
        var said = await OtherProcesses.EndOfAsync(bot);

        Assert.Equal(2, bot.ExitCode);
        Assert.Contains("Africa/Nairobi", said, StringComparison.Ordinal);
        Assert.Contains("install tzdata?", said, StringComparison.Ordinal);
        Assert.Empty(discord.Calls);
    }

    private static Task<HttpAnswer> Silence(HttpCall call) => new TaskCompletionSource<HttpAnswer>().Task;

    /// <summary>A bot calls Discord once the folder is its own.</summary>
    private static Task<bool> HeardAsync(LoopbackServer server) =>
        OtherProcesses.UntilAsync(() => Task.FromResult(server.Calls.Count > 0), heard => heard);

    private Process Begin(SettingsFile file, LoopbackServer discord, params (string Name, string Value)[] environment)
    {
        file.With("Discord:ApiUrl", discord.HttpUrl.ToString())
            .With("Environments:0:App:Url", "http://127.0.0.1:9")
            .With("Environments:0:Database", null)
            .With("Backup:ScratchConnectionFile", null);
        Assert.Empty(file.Problems());
        var start = new ProcessStartInfo("dotnet", ["exec", Town.Bot, "--config", file.Path])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        var bot = Process.Start(start)!;
        _bots.Add(bot);
        return bot;
    }

    private sealed class Part(bool isBroken) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            isBroken ? throw new InvalidOperationException("broken") : Task.CompletedTask;
    }
}
