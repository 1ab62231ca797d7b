using MicroBima.ChatOps.Sandbox.World.Processes;

namespace MicroBima.ChatOps.Benchmarks;

/// <summary>A small bot of discord.js, to be measured beside the product: where Node and its packages are, which <c>./test.sh</c> brings.</summary>
internal sealed record DiscordJs(string Node, string Script)
{
    /// <summary>The baseline, or null where something of it is missing.</summary>
    public static DiscordJs? TryFind()
    {
        var folder = Path.Combine(Report.Tests, "discordjs");
        return
            Programs.TryFind("node") is { } node && Directory.Exists(Path.Combine(folder, "node_modules", "discord.js"))
            ? new DiscordJs(node, Path.Combine(folder, "baseline.mjs"))
            : null;
    }
}
