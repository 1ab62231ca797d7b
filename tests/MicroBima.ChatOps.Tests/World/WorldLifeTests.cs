using System.Diagnostics;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World.Processes;
using Started = MicroBima.ChatOps.Sandbox.World.Processes.Tools;

namespace MicroBima.ChatOps.Tests.World;

/// <summary>Worlds that are started, ended and started again.</summary>
public sealed class WorldLifeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("world-life-").FullName;

    [Fact]
    public async Task A_world_that_ends_leaves_no_process_and_goes_on_where_it_was()
    {
        string sha;
        string url;
        await using (var first = await WorldInstance.StartAsync(_folder, usesDatabase: true, CancellationToken.None))
        {
            await first.World.StartBotAsync(CancellationToken.None);
            sha = await first.World.PushAsync(WorldInstance.Commit(branch: "master"), CancellationToken.None);
            await first.CompletedRunAsync("deploy.yml", sha);
            url = first.World.App.Url;
        }

        var left = Leftovers.Find(_folder);
        await using var second = await WorldInstance.StartAsync(_folder, usesDatabase: true, CancellationToken.None);

        Assert.Empty(left);
        Assert.Equal(sha, second.World.App.Sha);
        Assert.Equal(url, second.World.App.Url);
        Assert.Equal(sha, second.World.Repository.Branches["master"]);
        Assert.Equal(sha, (await second.CompletedRunAsync("deploy.yml", sha)).HeadSha);
    }

    [Fact]
    public async Task A_world_without_a_database_works_from_memory_and_says_why()
    {
        await using var it = await WorldInstance.StartAsync(_folder, usesDatabase: false, CancellationToken.None);
        using var http = new HttpClient();

        var customers = JsonNode.Parse(
            await http.GetStringAsync(new Uri($"{it.World.App.Url}/api/internal/customers"))
        );
        var refusal = await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            it.World.ApplyFaultAsync("database-stop", TimeSpan.Zero, CancellationToken.None)
        );

        Assert.Null(it.World.Database.Connection);
        Assert.Contains("works from memory", it.World.Database.Why, StringComparison.Ordinal);
        Assert.Contains("needs a database", refusal.Message, StringComparison.Ordinal);
        Assert.Null(it.Production["Database"]);
        Assert.Equal(50, (int?)customers!["count"]);
    }

    [Fact]
    public async Task The_bot_lives_and_dies_as_it_is_told()
    {
        await using var it = await WorldInstance.StartAsync(_folder, usesDatabase: false, CancellationToken.None);
        var world = it.World;

        await world.ApplyFaultAsync("bot-start", TimeSpan.Zero, CancellationToken.None);
        var first = world.Bot;
        var log = await WorldInstance.UntilAsync(
            () => File.ReadAllTextAsync(Path.Combine(_folder, "bot.log")),
            text => text.Length > 0
        );
        await world.ApplyFaultAsync("bot-kill", TimeSpan.Zero, CancellationToken.None);
        var killed = world.Bot;
        await world.ApplyFaultAsync("bot-start", TimeSpan.Zero, CancellationToken.None);
        var second = world.Bot;
        await world.ApplyFaultAsync("bot-stop", TimeSpan.Zero, CancellationToken.None);

        Assert.True(first.Running && second.Running && first.Pid != second.Pid);
        Assert.Equal((null, false), (killed.Pid, killed.Running));
        Assert.False(world.Bot.Running);
        Assert.Contains($"run --config {Path.Combine(_folder, "bot.json")}", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_bot_is_told_one_person_for_two_accounts_and_finds_its_secrets_closed_to_others()
    {
        await using var it = await WorldInstance.StartAsync(_folder, usesDatabase: false, CancellationToken.None);

        var ana = it.Settings["People"]![0]!;
        string[] secrets =
        [
            (string)it.Settings["Discord"]!["TokenFile"]!,
            (string)it.Production["GitHub"]!["TokenFile"]!,
            (string)it.Production["App"]!["FlyTokenFile"]!,
        ];

        Assert.Equal(
            ["ana", "ben", "cara"],
            it.Settings["People"]!.AsArray().Select(person => (string)person!["Name"]!)
        );
        Assert.Equal(["11", "12"], ana["DiscordIds"]!.AsArray().Select(id => (string)id!));
        Assert.Equal("501", (string?)it.Production["Approval"]!["RequesterRoles"]![0]);
        Assert.Equal("00:00:45", (string?)it.Production["Watch"]);
        Assert.All(
            secrets,
            secret => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(secret))
        );
    }

    [Fact]
    public async Task The_guard_of_a_killed_world_ends_what_it_had_started()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { [Started.Mark] = _folder };
        using var orphan = Process.Start(WorldInstance.Prepare("/bin/sleep", ["600"], environment))!;
        IReadOnlyList<string> self = Programs.Self;
        using var guard = Process.Start(
            WorldInstance.Prepare(
                self[0],
                [.. self.Skip(1), Guard.Verb, _folder],
                new Dictionary<string, string>(StringComparer.Ordinal)
            )
        )!;

        guard.StandardInput.Close();
        using var patience = new CancellationTokenSource(WorldInstance.Patience);
        await guard.WaitForExitAsync(patience.Token);
        await orphan.WaitForExitAsync(patience.Token);

        Assert.Equal(0, guard.ExitCode);
        Assert.Empty(Leftovers.Find(_folder));
    }

    [Fact]
    public async Task A_new_world_ends_what_an_old_one_of_the_same_folder_left()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { [Started.Mark] = _folder };
        using var orphan = Process.Start(WorldInstance.Prepare("/bin/sleep", ["600"], environment))!;

        await using var it = await WorldInstance.StartAsync(_folder, usesDatabase: false, CancellationToken.None);

        Assert.True(orphan.HasExited);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
