namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>What goes wrong, and what people can do about it.</summary>
[Collection(SharedTown.Name)]
public class TroubleScenarios(Town town)
{
    private readonly Teammate _ana = town.Person("ana");
    private readonly Teammate _ben = town.Person("ben");

    [Fact]
    [Trait("Slow", "a release, its rollback, and the release that brings it back")]
    public async Task H2_H3_H4_H5_K02_I_can_roll_back_in_an_emergency_and_nothing_is_lost_afterwards()
    {
        await town.Api.CommitAsync("good", "none");
        await _ana.DeploysWithAsync(_ben, Teammate.Stays);
        var good = (await town.Api.WorldAsync())["app"]!["version"]!.GetValue<string>();
        var tree = await town.GitAsync("rev-parse", "refs/heads/master^{tree}");
        var bad = await town.Api.CommitAsync("errors", "none");

        var failed = await _ana.DeploysWithAsync(_ben, [.. Teammate.Stays, "failed"]);

        Assert.Equal("failed", failed.Card!.Value.State);
        Assert.Contains(" requests ", failed.Text, StringComparison.Ordinal); // Some of all, or some in a row.
        var opened = await _ana.TypesAsync("rollback", ("environment", "production"));
        var number = int.Parse(opened.Text.Split('#')[1].Split(' ')[0], null);
        var card = await _ana.SeesAsync(number, "awaiting-approval");
        await _ben.PressesAsync(card, "Approve");
        await _ana.SeesAsync(number, "rolled-back");
        await _ana.HearsAsync($"Rollback #{number} begins");
        Assert.Equal(good, (await town.Api.WorldAsync())["app"]!["version"]!.GetValue<string>());
        Assert.Equal(tree, await town.GitAsync("rev-parse", "refs/heads/master^{tree}"));
        await _ana.HearsAsync("database was NOT rolled back.** Restore point: backup `production-");

        var locked = await _ana.TypesAsync("deploy", ("environment", "production"));
        Assert.Contains("locked", locked.Text, StringComparison.Ordinal);
        await _ana.TypesAsync("unlock", ("environment", "production"));
        var repaired = await town.Api.CommitAsync("good", "none");
        var next = await _ana.DeploysWithAsync(_ben, Teammate.Stays);

        Assert.Contains("Brings back 1 commit", next.Text, StringComparison.Ordinal);
        Assert.Equal(
            await town.GitAsync("rev-parse", $"{repaired}^{{tree}}"),
            await town.GitAsync("rev-parse", "refs/heads/master^{tree}")
        );
        Assert.NotEmpty(bad);
    }

    [Fact]
    [Trait("Slow", "a whole deployment, killed in the middle")]
    public async Task D06_I7_Killed_in_the_middle_of_a_step_the_session_goes_on_and_nothing_runs_twice()
    {
        await town.Api.CommitAsync("good", "safe");
        var rows = await town.CountAsync("select count(*) from _prisma_migrations");
        var card = await _ana.PreparesADeploymentAsync();
        var pushes = (await town.GitAsync("log", "--first-parent", "--format=%H", "refs/heads/master"))
            .Split('\n')
            .Length;
        await _ben.PressesAsync(card, "Approve");
        await _ana.SeesAsync(card.Card!.Value.Number, "running");

        await town.Api.FaultAsync("bot-kill");
        await town.StartBotAsync();

        var ended = await _ana.SeesAsync(
            card.Card.Value.Number,
            [.. Teammate.Stays, "paused", "failed", "inconclusive"]
        );
        Assert.Contains(ended.Card!.Value.State, Teammate.Stays);
        Assert.Equal(
            pushes + 1,
            (await town.GitAsync("log", "--first-parent", "--format=%H", "refs/heads/master")).Split('\n').Length
        );
        Assert.Equal(rows + 1, await town.CountAsync("select count(*) from _prisma_migrations"));
    }

    [Fact]
    public async Task O06_A_failed_run_pauses_and_retry_goes_on()
    {
        await town.Api.CommitAsync("good", "none");
        var card = await _ana.PreparesADeploymentAsync();
        await town.Api.FaultAsync("actions-fail", 8);
        await _ben.PressesAsync(card, "Approve");

        var paused = await _ana.SeesAsync(card.Card!.Value.Number, "paused");

        Assert.Contains("GitHub Actions", paused.Text, StringComparison.Ordinal);
        Assert.Contains("Retry", paused.Buttons);
        Assert.Contains("Roll back", paused.Buttons);
        Assert.Contains("Abort", paused.Buttons);
        Assert.Contains("Abort now leaves", paused.Text, StringComparison.Ordinal);
        await WaitForTheEndOfAsync("actions-fail");
        await _ana.PressesAsync(paused, "Retry");
        await _ana.SeesAsync(card.Card.Value.Number, Teammate.Stays);
    }

    [Fact]
    [Trait("Slow", "a whole deployment, half a minute of it without Discord")]
    public async Task O01_R2_with_Discord_away_the_run_goes_on_afterwards_by_itself_and_everything_is_told_once_and_in_order()
    {
        await town.Api.CommitAsync("good", "none");
        var card = await _ana.PreparesADeploymentAsync();
        await _ben.PressesAsync(card, "Approve");
        await _ana.SeesAsync(card.Card!.Value.Number, "running");
        await town.Api.FaultAsync("gateway-drop", 25);
        await town.Api.FaultAsync("rest-500", 25);

        var ended = await _ana.SeesAsync(card.Card.Value.Number, [.. Teammate.Stays, "paused", "failed"]);

        Assert.Contains(ended.Card!.Value.State, Teammate.Stays);
        var report = $"Deployment #{card.Card.Value.Number} · {ended.Card.Value.State}";
        await _ana.HearsAsync(report);
        Assert.Single(
            await _ana.MessagesAsync(),
            seen => seen.Text.Contains(report, StringComparison.Ordinal) && seen.Card is null
        );
        var done = (await _ana.MessagesAsync(ended.Message["thread"]?["id"]?.GetValue<string>() ?? ended.Id))
            .Select(seen => seen.Text)
            .Where(text => text.StartsWith("✅ **", StringComparison.Ordinal))
            .Select(text => text.Split("**")[1])
            .ToList();
        Assert.Equal(done.Distinct(StringComparer.Ordinal), done);
        Assert.Equal(["backup", "merge and push", "GitHub Actions"], done.Take(3));
    }

    private async Task WaitForTheEndOfAsync(string fault)
    {
        while ((await town.Api.WorldAsync())["faults"]!.ToJsonString().Contains(fault, StringComparison.Ordinal))
            await Task.Delay(200);
    }
}
