using System.Globalization;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Tests.Infra;
using Xunit.Abstractions;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>
/// Each version of the sandbox's app gets the verdict that it earns, with the true reason and a picture, also right after another bad one.
/// CHATOPS_ROUNDS=20 makes twenty rounds of one, in three towns beside each other; then a good version has to be healthy each time. The bot has to be as
/// small afterwards as it was after its first rounds.
/// </summary>
public sealed class VerdictScenarios(ITestOutputHelper output)
{
    private const int Towns = 3;
    private const int SettledAfter = 2;

    private static readonly int Rounds = int.TryParse(
        Environment.GetEnvironmentVariable("CHATOPS_ROUNDS"),
        CultureInfo.InvariantCulture,
        out var rounds
    )
        ? rounds
        : 1;

    private static readonly (string Version, string[] Reasons)[] Versions =
    [
        ("good", []),
        ("slow", ["half of the answers take", "answers took more than"]),
        ("errors", ["requests failed", "requests in a row failed", "errors in the logs"]),
        ("crash", ["is down", "restarts", "errors in the logs"]),
        ("leak", ["memory"]),
    ];

    [Fact]
    [Trait("Slow", "a deployment of each version of the app")]
    public async Task O12_Each_version_gets_the_verdict_that_it_earns_with_its_reason_and_a_picture()
    {
        var towns = Math.Min(Rounds, Towns);
        var wrong = await Task.WhenAll(
            Enumerable.Range(0, towns).Select(town => PlayAsync(town, (Rounds + towns - 1 - town) / towns))
        );

        Assert.Empty(wrong.SelectMany(one => one));
    }

    /// <summary>Some rounds in one town; what was wrong.</summary>
    private async Task<List<string>> PlayAsync(int name, int rounds)
    {
        var town = new Town { Watch = TimeSpan.FromSeconds(20) };
        await using IAsyncDisposable _ = await town.OpenAsync();
        var wrong = new List<string>();
        var bot = Footprint.Find("chatops.dll", town.BotFolder)!.Value;
        Footprint? warm = null;
        var sizes = new List<long>();
        for (var round = 1; round <= rounds; round++)
        {
            sizes.Add(long.MaxValue);
            foreach (var (version, reasons) in Versions)
            {
                var told = await DeployAsync(town, version, reasons);
                output.WriteLine($"{name}.{round} {version}: {told}");
                if (told.Wrong is not null)
                    wrong.Add($"{name}.{round} {version}: {told}");

                // Everything was done once: the first release, its watch and its report.
                var now = Footprint.Of(bot);
                warm ??= now;
                sizes[^1] = Math.Min(sizes[^1], now.Kilobytes);
            }

            output.WriteLine($"{name}.{round} {Footprint.Of(bot)}, {sizes[^1]} kB at its smallest, {warm} at first");
        }

        wrong.AddRange(Grown(warm!, Footprint.Of(bot), sizes).Select(what => $"{name}: {what}"));
        return wrong;
    }

    /// <summary>
    /// In what the bot has grown, release after release. Memory is compared with what it was once ten releases had filled what is kept of them: the
    /// smallest of each round, for what is new and will be collected is up to 16 MB at any moment.
    /// </summary>
    private static IEnumerable<string> Grown(Footprint before, Footprint after, List<long> sizes)
    {
        if (after.Zombies > 0)
            yield return $"{after.Zombies} children were never collected";

        if (after.Files > before.Files + 10)
            yield return $"{before.Files} files were open after the first release, {after.Files} at the end";

        if (after.Threads > before.Threads + 10)
            yield return $"{before.Threads} threads after the first release, {after.Threads} at the end";

        if (sizes.Count > SettledAfter && sizes[^1] > sizes[SettledAfter - 1] * 1.1)
            yield return $"{sizes[SettledAfter - 1]} kB after the first rounds, {sizes[^1]} kB at the end";
    }

    private static async Task<Told> DeployAsync(Town town, string version, string[] reasons)
    {
        var (ana, ben) = (town.Person("ana"), town.Person("ben"));
        await town.Api.CommitAsync(version, "none");
        var card = await ana.DeploysWithAsync(ben, "healthy", "warn", "failed", "inconclusive", "paused", "aborted");
        var (number, state) = card.Card!.Value;
        if (state is "paused" or "aborted")
            return new(state, card.Text, "it did not get to its watch");

        var report = await ana.HearsAsync($"Deployment #{number} · {state}");
        var isRight =
            reasons.Length > 0 ? state is "failed" or "warn"
            : Rounds > 1 ? state is "healthy"
            : Teammate.Stays.Contains(state, StringComparer.Ordinal);
        return new(
            state,
            report.Text,
            !isRight ? "the verdict is wrong"
                : reasons.Length > 0 && !reasons.Any(reason => report.Text.Contains(reason, StringComparison.Ordinal))
                    ? "the reason is wrong"
                : report.Message["attachments"] is not JsonArray { Count: 1 } ? "there is no picture"
                : null
        );
    }

    /// <summary>What the channel was told, and what is wrong with it.</summary>
    private sealed record Told(string State, string Report, string? Wrong)
    {
        public override string ToString() =>
            $"{State}{(Wrong is null ? "" : $" WRONG: {Wrong}")} · {Report.Replace("\n", " | ", StringComparison.Ordinal)}";
    }
}
