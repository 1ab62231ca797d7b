using System.Diagnostics;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Commands;
using MicroBima.ChatOps.Sandbox.Wire;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tests.Sandbox;
using MicroBima.ChatOps.Tests.Scenarios;

namespace MicroBima.ChatOps.Tests.Commands;

/// <summary>A bot's process in a Discord server that somebody else administers.</summary>
public sealed class OnTheTwinTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly SettingsFile _file = new();
    private TestWorld _world = null!;
    private Process? _bot;

    public async Task InitializeAsync()
    {
        _world = await TestWorld.StartInRealTimeAsync();
        await File.WriteAllTextAsync(_file.Get("Discord:TokenFile"), _world.Twin.Token);
        _file
            .With("Discord:ApiUrl", new Uri(_world.BaseAddress, "api/v10").ToString())
            .With("Discord:Guild", TestWorld.Guild)
            .With("Discord:Channel", TestWorld.Channel)
            .With("Environments:0:App:Url", "http://127.0.0.1:9")
            .With("Environments:0:Database", null)
            .With("Backup:ScratchConnectionFile", null);
        Assert.Empty(_file.Problems());
    }

    public async Task DisposeAsync()
    {
        _bot?.Kill();
        _bot?.Dispose();
        await _world.DisposeAsync();
        _file.Dispose();
    }

    [Fact]
    public async Task P01_A_bot_that_is_made_administrator_does_not_run_and_says_why()
    {
        _world.Twin.Roster.LetBot(Permission.Bot | Permission.Administrator);

        var said = await OtherProcesses.EndOfAsync(Begin());

        Assert.Equal(1, _bot!.ExitCode);
        Assert.Contains("Refused to run: the bot is Administrator of its server", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task P01_A_bot_that_may_make_approvers_says_so_and_runs_and_P07_is_alive_until_it_is_killed()
    {
        _world.Twin.Roster.LetBot(Permission.Bot | Permission.ManageRoles);

        var bot = Begin();
        await SaysAsync(bot, "it does not need: Manage Roles");
        Assert.True(
            await OtherProcesses.UntilAsync(() => Task.FromResult(IsAlive(DateTimeOffset.UtcNow)), isAlive => isAlive)
        );
        bot.Kill();
        await bot.WaitForExitAsync();
        Assert.False(IsAlive(DateTimeOffset.UtcNow.AddMinutes(1)));
    }

    [Fact]
    public async Task H09_What_a_killed_bot_left_on_disk_is_gone_after_the_next_start()
    {
        var folder = _file.Get("Storage:Folder");
        string[] left =
        [
            Path.Combine(folder, "backups", ".pgpass-1c52cc4f335d"),
            Path.Combine(folder, "backups", "production-20261127T033250534-aad069.part"),
            Path.Combine(folder, "backups", ".work-86be080cb959", "list"),
            Path.Combine(folder, "git", "34aa62599dc01abd", "HEAD"),
        ];
        foreach (var file in left)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, "secret");
        }

        await SaysAsync(Begin(), "commands are registered");

        Assert.DoesNotContain(left, File.Exists);
    }

    [Fact]
    public async Task L02_A_bot_whose_journal_is_not_the_channels_says_so_there_and_goes_on_with_it_only_where_that_is_accepted()
    {
        await ToldAsync("-# Journal 7:0123456789abcdef");

        await SaysAsync(Begin(), "Storage:Accept to 0:0000000000000000");
        await OtherProcesses.UntilAsync(
            TextsAsync,
            texts => texts.Exists(text => text.Contains("does not believe its journal", StringComparison.Ordinal))
        );
        _bot!.Kill();
        await _bot.WaitForExitAsync();

        _file.With("Storage:Accept", "0:0000000000000000");
        Assert.Empty(_file.Problems());
        await SaysAsync(Begin(), "commands are registered");
        Assert.Equal("-# Journal 0:0000000000000000", (await TextsAsync())[0]);
    }

    [Theory]
    [InlineData(Permission.Bot, "ok   discord: the bot is microbima-chatops, the channel is #deployments\n")]
    [InlineData(
        Permission.Bot | Permission.ManageRoles,
        "ok   discord: the bot is microbima-chatops, the channel is #deployments; it does not need: Manage Roles\n"
    )]
    [InlineData(Permission.Administrator, "FAIL discord: the bot is Administrator of its server")]
    [InlineData(0, "FAIL discord: it lacks in its channel: Embed Links, Attach Files, Read Message History")]
    public async Task P01_The_doctor_looks_at_the_bots_own_permissions(long permissions, string line)
    {
        _world.Twin.Roster.LetBot(permissions);
        using var output = new StringWriter();

        await new ChatOps.Commands.Doctor(output).RunAsync(_file.Path, CancellationToken.None);

        Assert.Contains(line, output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_names_each_thing_that_is_wrong_and_goes_on_to_the_next()
    {
        using var output = new StringWriter();

        var code = await new ChatOps.Commands.Doctor(output).RunAsync(_file.Path, CancellationToken.None);

        var said = output.ToString();
        Assert.Equal(1, code);
        Assert.Contains("ok   configuration", said, StringComparison.Ordinal);
        Assert.Contains("FAIL production git", said, StringComparison.Ordinal);
        Assert.Contains("FAIL production fly", said, StringComparison.Ordinal);
        Assert.Contains("FAIL production app", said, StringComparison.Ordinal);
        Assert.Contains("FAIL production github", said, StringComparison.Ordinal);
        Assert.Contains("ok   production database: none is configured", said, StringComparison.Ordinal);
        Assert.Contains("ok   production role: not needed", said, StringComparison.Ordinal);
        Assert.Matches("(?m)^ok   clock: [0-2] s from Discord's$", said);
        Assert.Contains(" tools: ", said, StringComparison.Ordinal);
        Assert.DoesNotContain(_world.Twin.Token, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_doctor_tells_programs_one_object_a_check()
    {
        using var output = new StringWriter();

        await new ChatOps.Commands.Doctor(output, asJson: true).RunAsync(_file.Path, CancellationToken.None);

        var lines = output
            .ToString()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!);
        Assert.Contains(lines, line => line["check"]!.ToString() == "discord" && line["ok"]!.GetValue<bool>());
        Assert.Contains(lines, line => line["check"]!.ToString() == "production git" && !line["ok"]!.GetValue<bool>());
    }

    [Fact]
    public async Task The_doctor_stops_at_settings_that_cannot_be_used()
    {
        _file.With("Environments:0:Approval:People", 1);
        Assert.NotEmpty(_file.Problems());
        using var output = new StringWriter();

        var code = await new ChatOps.Commands.Doctor(output).RunAsync(_file.Path, CancellationToken.None);

        Assert.Equal(2, code);
        Assert.StartsWith(
            "FAIL configuration: Environments:0:Approval:People",
            output.ToString(),
            StringComparison.Ordinal
        );
    }

    /// <summary>The bot wrote this into its channel, some time ago.</summary>
    private async Task ToldAsync(string line)
    {
        var said = await _world.PostMessage($$"""{"flags":32768,"components":[{"type":10,"content":"{{line}}"}]}""");
        said.MustBe(200);
    }

    /// <summary>The texts of the channel, the newest message first, the last text of each first.</summary>
    private async Task<List<string>> TextsAsync() =>
        [
            .. (await _world.Get($"channels/{TestWorld.Channel}/messages"))
                .MustBe(200)
                .AsArray()
                .SelectMany(message => Texts(message!).Reverse()),
        ];

    private static IEnumerable<string> Texts(JsonNode part) =>
        part["content"]?.ToString() is { Length: > 0 } text
            ? [text]
            : (part["components"]?.AsArray() ?? []).SelectMany(inner => Texts(inner!));

    private static async Task SaysAsync(Process bot, string words)
    {
        while (await bot.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (line.Contains(words, StringComparison.Ordinal))
                return;
        }

        Assert.Fail($"The bot ended without a word of {words}");
    }

    private bool IsAlive(DateTimeOffset now)
    {
        using var output = new StringWriter();
        return AliveCommand.Run(_file.Get("Storage:Folder"), now, output) == 0;
    }

    private Process Begin() =>
        _bot = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", Town.Bot, "--config", _file.Path])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
}
