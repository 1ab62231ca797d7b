using System.Diagnostics;
using System.Text.Json.Nodes;

namespace MicroBima.ChatOps.Tests.Sandbox;

[Trait("Slow", "starts Node.js with an independent client")]
public class DiscordJsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [SkippableFact]
    public async Task An_independent_client_registers_answers_updates_asks_and_opens_a_thread()
    {
        var folder = FindFolder();
        Skip.If(folder is null, "discord.js is not installed: run `npm ci` in tests/discordjs.");
        await using var world = await TestWorld.StartInRealTimeAsync();
        using var patience = new CancellationTokenSource(Patience);
        using var node = Start(folder, world);
        var cancellationToken = patience.Token;

        var ready = await Step(node, "ready", cancellationToken);
        var choices = await world.Person(HttpMethod.Get, "people/ana/autocomplete?command=greet&option=name&value=wo");
        await Step(node, "completed", cancellationToken);
        await world.Person(
            HttpMethod.Post,
            "people/ana/commands",
            """{"command":"greet","options":{"name":"world"}}"""
        );
        var answered = await Step(node, "answered", cancellationToken);
        var seen = (await world.Person(HttpMethod.Get, "people/ana/messages")).MustBe(200).AsArray();
        var card = seen[0]!["id"];
        await Click(world, card, "Update");
        await Step(node, "updated", cancellationToken);
        await Click(world, card, "Ask");
        await Step(node, "asked", cancellationToken);
        await world.Person(HttpMethod.Post, "people/ana/modals", """{"modal":"why","values":{"reason":"because"}}""");
        var noted = await Step(node, "noted", cancellationToken);
        await node.WaitForExitAsync(cancellationToken);

        var after = (await world.Person(HttpMethod.Get, "people/ana/messages")).MustBe(200).AsArray();
        var inThread = (await world.Person(HttpMethod.Get, $"people/ana/messages?thread={noted["thread"]}")).MustBe(
            200
        );
        Assert.Equal(1, ready["commands"]!.GetValue<int>());
        Assert.Equal("world", choices.MustBe(200)[0]!["value"]!.ToString());
        Assert.Contains(answered["roles"]!.AsArray(), role => role!.ToString() == "approver");
        Assert.Equal(["hello world", "just for you"], seen.Select(message => message!["content"]!.ToString()));
        Assert.Equal(
            ["updated", "just for you", "card", "noted"],
            after.Select(message => message!["content"]!.ToString())
        );
        Assert.Equal("because", Assert.Single(inThread.AsArray())!["content"]!.ToString());
        Assert.Equal("log.txt", after[2]!["attachments"]![0]!["filename"]!.ToString());
    }

    private static Task<Answer> Click(TestWorld world, JsonNode? message, string button) =>
        world.Person(HttpMethod.Post, "people/ana/clicks", $$"""{"message":"{{message}}","button":"{{button}}"}""");

    private static async Task<JsonNode> Step(Process node, string name, CancellationToken cancellationToken)
    {
        var line = await node.StandardOutput.ReadLineAsync(cancellationToken);
        Assert.True(line is not null, "the script ended");
        var step = JsonNode.Parse(line)!;
        Assert.True(step["step"]!.ToString() == name, $"expected {name}, got {line}");
        return step;
    }

    private static Process Start(string folder, TestWorld world) =>
        Process.Start(
            new ProcessStartInfo(
                "node",
                ["talk.mjs", new Uri(world.BaseAddress, "api").AbsoluteUri, world.Twin.Token, TestWorld.Guild]
            )
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        )!;

    private static string? FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "tests", "discordjs");
            if (Directory.Exists(Path.Combine(candidate, "node_modules", "discord.js")))
            {
                return candidate;
            }
        }
        return null;
    }
}
