using MicroBima.ChatOps.Storage;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>Somebody with the bot's disk in their hands puts an older journal under it.</summary>
public sealed class JournalScenarios
{
    private static readonly (string, string) Production = ("environment", "production");

    [Fact]
    [Trait("Slow", "a whole deployment, and three starts of the bot")]
    public async Task L02_L06_A_journal_that_is_older_than_the_channels_memory_is_not_believed_until_the_newest_is_back()
    {
        var town = new Town { Watch = TimeSpan.FromSeconds(10) };
        await using IAsyncDisposable _ = await town.OpenAsync();
        var (ana, ben) = (town.Person("ana"), town.Person("ben"));
        var journal = Path.Combine(town.BotFolder, "journal");
        await ana.TypesAsync("lock", Production, ("reason", "a look at the disk"));
        Copy(journal, $"{journal}.older");
        await ana.TypesAsync("unlock", Production);
        await town.Api.CommitAsync("good", "none");
        await ana.DeploysWithAsync(ben, Teammate.Stays);
        var told = (await ana.HearsAsync("-# Journal ")).Text.Split("-# Journal ")[1];
        Assert.StartsWith(
            told.Split(':')[1],
            new JournalReader(journal)
                .Read()
                .Single(entry => told.StartsWith($"{entry.Sequence}:", StringComparison.Ordinal))
                .Hash,
            StringComparison.Ordinal
        );

        await town.Api.FaultAsync("bot-kill");
        Copy(journal, $"{journal}.newest");
        Copy($"{journal}.older", journal);
        await town.StartBotAsync();

        await ana.HearsAsync("The bot does not believe its journal");
        var refused = await ana.TypesAsync("deploy", Production);
        Assert.Contains(
            $"this channel was told of {told.Split(':')[0]}: it is an older copy",
            refused.Text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "does not believe its journal",
            (await ana.TypesAsync("unlock", Production)).Text,
            StringComparison.Ordinal
        );
        Assert.Contains("production", (await ana.TypesAsync("status")).Text, StringComparison.Ordinal);

        await town.Api.FaultAsync("bot-kill");
        Copy($"{journal}.newest", journal);
        await town.StartBotAsync();

        var opened = await ana.TypesAsync("deploy", Production);
        Assert.Contains(" is open; ", opened.Text, StringComparison.Ordinal);
    }

    /// <summary>Makes one folder of files what the other is.</summary>
    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
            Directory.Delete(to, recursive: true);

        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
