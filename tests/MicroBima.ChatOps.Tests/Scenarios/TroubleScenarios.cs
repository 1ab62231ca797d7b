namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>What goes wrong, and what people can do about it.</summary>
[Collection(SharedTown.Name)]
public class TroubleScenarios(Town town) : InTown(town)
{
    [Fact]
    [Trait("Slow", "a release, its rollback, and the release that brings it back")]
    public async Task H2_H3_H4_H5_K02_I_can_roll_back_in_an_emergency_and_nothing_is_lost_afterwards()
    {
        await Town.Api.CommitAsync("good", "none");
        await Ana.DeploysWithAsync(Ben, Teammate.Stays);
        var good = (await Town.Api.WorldAsync())["app"]!["version"]!.GetValue<string>();
        var tree = await Town.GitAsync("rev-parse", "refs/heads/master^{tree}");
        var bad = await Town.Api.CommitAsync("errors", "none");

        var failed = await Ana.DeploysWithAsync(Ben, [.. Teammate.Stays, "failed"]);

        Assert.Equal("failed", failed.Card!.Value.State);
        Assert.Contains(" requests ", failed.Text, StringComparison.Ordinal); // Some of all, or some in a row.
        var number = await Ana.OpensAsync("rollback");
        var card = await Ana.SeesAsync(number, "awaiting-approval");
        await Ben.PressesAsync(card, "Approve");
        await Ana.SeesAsync(number, "rolled-back");
        await Ana.HearsAsync($"Rollback #{number} begins");
        Assert.Equal(good, (await Town.Api.WorldAsync())["app"]!["version"]!.GetValue<string>());
        Assert.Equal(tree, await Town.GitAsync("rev-parse", "refs/heads/master^{tree}"));
        await Ana.HearsAsync("database was NOT rolled back.** Restore point: backup `production-");

        var locked = await Ana.TypesAsync("deploy", ("environment", "production"));
        Assert.Contains("locked", locked.Text, StringComparison.Ordinal);
        await Ana.TypesAsync("unlock", ("environment", "production"));
        var repaired = await Town.Api.CommitAsync("good", "none");
        var next = await Ana.DeploysWithAsync(Ben, Teammate.Stays);

        Assert.Contains("Brings back 1 commit", next.Text, StringComparison.Ordinal);
        Assert.Equal(
            await Town.GitAsync("rev-parse", $"{repaired}^{{tree}}"),
            await Town.GitAsync("rev-parse", "refs/heads/master^{tree}")
        );
        Assert.NotEmpty(bad);
    }

    [Fact]
    [Trait("Slow", "a whole deployment, killed in the middle")]
    public async Task D06_I7_Killed_in_the_middle_of_a_step_the_session_goes_on_and_nothing_runs_twice()
    {
        await Town.Api.CommitAsync("good", "safe");
        var rows = await Town.CountAsync("select count(*) from _prisma_migrations");
        var card = await Ana.PreparesADeploymentAsync();
        var pushes = (await Town.GitAsync("log", "--first-parent", "--format=%H", "refs/heads/master"))
            .Split('\n')
            .Length;
        await Ben.PressesAsync(card, "Approve");
        await Ana.SeesAsync(card.Card!.Value.Number, "running");

        await Town.Api.FaultAsync("bot-kill");
        await Town.StartBotAsync();

        var ended = await Ana.SeesAsync(
            card.Card.Value.Number,
            [.. Teammate.Stays, "paused", "failed", "inconclusive"]
        );
        Assert.Contains(ended.Card!.Value.State, Teammate.Stays);
        Assert.Equal(
            pushes + 1,
            (await Town.GitAsync("log", "--first-parent", "--format=%H", "refs/heads/master")).Split('\n').Length
        );
        Assert.Equal(rows + 1, await Town.CountAsync("select count(*) from _prisma_migrations"));
    }

    [Fact]
    public async Task O06_A_failed_run_pauses_and_retry_goes_on()
    {
        await Town.Api.CommitAsync("good", "none");
        var card = await Ana.PreparesADeploymentAsync();
        await Town.Api.FaultAsync("actions-fail", 8);
        await Ben.PressesAsync(card, "Approve");

        var paused = await Ana.SeesAsync(card.Card!.Value.Number, "paused");

        Assert.Contains("GitHub Actions", paused.Text, StringComparison.Ordinal);
        Assert.Contains("Retry", paused.Buttons);
        Assert.Contains("Roll back", paused.Buttons);
        Assert.Contains("Abort", paused.Buttons);
        Assert.Contains("Abort now leaves", paused.Text, StringComparison.Ordinal);
        await Town.FaultsEndAsync();
        await Ana.PressesAsync(paused, "Retry");
        await Ana.SeesAsync(card.Card.Value.Number, Teammate.Stays);
    }

    [Fact]
    [Trait("Slow", "a whole deployment, half a minute of it without Discord")]
    public async Task O01_R2_with_Discord_away_the_run_goes_on_afterwards_by_itself_and_everything_is_told_once_and_in_order()
    {
        await Town.Api.CommitAsync("good", "none");
        var card = await Ana.PreparesADeploymentAsync();
        await Ben.PressesAsync(card, "Approve");
        await Ana.SeesAsync(card.Card!.Value.Number, "running");
        await Town.Api.FaultAsync("gateway-drop", 25);
        await Town.Api.FaultAsync("rest-500", 25);

        var ended = await Ana.SeesAsync(card.Card.Value.Number, [.. Teammate.Stays, "paused", "failed"]);

        Assert.Contains(ended.Card!.Value.State, Teammate.Stays);
        var report = $"Deployment #{card.Card.Value.Number} · {ended.Card.Value.State}";
        await Ana.HearsAsync(report);
        Assert.Single(
            await Ana.MessagesAsync(),
            seen => seen.Text.Contains(report, StringComparison.Ordinal) && seen.Card is null
        );
        var done = (await Ana.MessagesAsync(ended.Message["thread"]?["id"]?.GetValue<string>() ?? ended.Id))
            .Select(seen => seen.Text)
            .Where(text => text.StartsWith("✅ **", StringComparison.Ordinal))
            .Select(text => text.Split("**")[1])
            .ToList();
        Assert.Equal(done.Distinct(StringComparer.Ordinal), done);
        Assert.Equal(["backup", "merge and push", "GitHub Actions"], done.Take(3));
    }
}
