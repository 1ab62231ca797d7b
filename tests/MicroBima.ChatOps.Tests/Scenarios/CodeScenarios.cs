using OtpNet;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>A team whose approvals need the code of an authenticator app, with the bot in a container whose root is read-only.</summary>
public sealed class CodeScenarios
{
    [SkippableFact]
    [Trait("Slow", "a plan is made and rehearsed, and the bot starts twice")]
    public async Task A16_P03_An_approval_is_asked_for_its_code_and_nothing_of_it_is_kept_nor_is_anything_written_out_of_place()
    {
        var town = new Town { HasReadOnlyRoot = true };
        await using IAsyncDisposable _ = await town.OpenAsync();
        var (ana, ben) = (town.Person("ana"), town.Person("ben"));
        var secret = KeyGeneration.GenerateRandomKey();
        var text = Base32Encoding.ToString(secret);
        var file = Path.Combine(town.BotFolder, "ben.code");
        await town.SetAsync(settings =>
        {
            File.WriteAllText(file, text);
            settings["People"]!.AsArray().Single(one => one!["Name"]!.GetValue<string>() is "ben")!["CodeFile"] = file;
            settings["Environments"]![0]!["Approval"]!["AsksForCode"] = true;
        });
        var card = await ana.PreparesADeploymentAsync();

        var wrong = await ben.FillsInAsync(card, "Approve", "00000x", "code");
        Assert.Contains("not your code of now", wrong.Text, StringComparison.Ordinal);

        var code = new Totp(secret).ComputeTotp();
        var counted = await ben.FillsInAsync(card, "Approve", $"{code[..3]} {code[3..]}", "code");
        Assert.Contains("Counted", counted.Text, StringComparison.Ordinal);
        await ana.SeesAsync(card.Card!.Value.Number, [.. Teammate.Stays, "failed"]);

        var isShut = ReadOnlyRoot.Holds((await town.Api.WorldAsync())["bot"]!["pid"]!.GetValue<int>());
        await town.Api.FaultAsync("bot-stop");
        var written = Directory
            .EnumerateFiles(town.BotFolder, "*", SearchOption.AllDirectories)
            .Where(path => path != file)
            .Select(File.ReadAllText)
            .Append(File.ReadAllText(Path.Combine(town.BotFolder, "..", "bot.log")))
            .ToList();
        Assert.True(File.Exists(Path.Combine(town.BotFolder, "secrets.fingerprints")), "G14: fingerprints are kept.");
        Assert.Contains(written, one => one.Contains("code-accepted", StringComparison.Ordinal));
        Assert.DoesNotContain(written, one => one.Contains(text, StringComparison.Ordinal));
        Assert.DoesNotContain(written, one => one.Contains("00000x", StringComparison.Ordinal));
        Skip.IfNot(isShut, "A16 holds. P03 was not tried: this user may make no mount namespace.");
    }
}
