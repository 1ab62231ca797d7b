namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>The guide's emergency procedures, over the real wire: the app is stopped, the database brought back, the app started again.</summary>
[Collection(SharedTown.Name)]
public class EmergencyScenarios(Town town)
{
    private static readonly (string, string) Production = ("environment", "production");

    private readonly Teammate _ana = town.Person("ana");
    private readonly Teammate _ben = town.Person("ben");
    private readonly Teammate _cara = town.Person("cara");

    [SkippableFact]
    [Trait("Slow", "a restore, with the bot killed in the middle")]
    public async Task H3_J10_The_database_comes_back_though_the_bot_is_killed_on_the_way()
    {
        Skip.If(await town.CountAsync("select 1") is null, "No PostgreSQL on this machine.");
        var made = await _ana.TypesAsync("backup create", Production);
        await _ana.SeesChangedAsync(made, "restorable in");
        var rows = await town.CountAsync("select count(*) from customers");
        await town.CountAsync("with gone as (delete from payments returning 1) select count(*) from gone");
        Assert.Equal(0, await town.CountAsync("select count(*) from payments"));

        var opened = await _ana.TypesAsync("restore", Production, ("reason", "somebody deleted the payments"));
        var number = int.Parse(opened.Text.Split('#')[1].Split(' ')[0], null);
        var card = await _ana.SignsAsync(await _ana.SeesAsync(number, "checklist"));
        Assert.Contains("come back", card.Text, StringComparison.Ordinal);
        await _ben.PressesAsync(card, "Approve");
        await _ana.SeesTextAsync(number, "✅ 1/7 safety backup");
        await town.Api.FaultAsync("bot-kill");
        await town.StartBotAsync();
        var stands = await _ana.SeesAsync(number, "paused", "restored");
        if (stands.Card!.Value.State is "paused")
            await _ben.PressesAsync(stands, "Retry");

        await _ana.SeesAsync(number, "restored");
        Assert.Equal(rows, await town.CountAsync("select count(*) from customers"));
        Assert.NotEqual(0, await town.CountAsync("select count(*) from payments"));
        var kept = $"internal_api_production_before_{number}";
        Assert.Equal(1, await town.CountAsync($"select count(*) from pg_database where datname = '{kept}'"));
        await _ana.HearsAsync($"Restore #{number} begins");
        await _ana.HearsAsync($"drop database \"{kept}\"");
        await _ana.TypesAsync("unlock", Production);
    }

    [Fact]
    public async Task I_can_stop_the_app_and_start_it_again_and_everybody_is_told()
    {
        var stopped = await OrderAsync("app stop", "Yes, stop production");
        var health = await _ana.TypesAsync("health", Production);
        await OrderAsync("app restart", "Yes, restart production");

        Assert.Contains("1 machine stopped", stopped.Text, StringComparison.Ordinal);
        Assert.Contains("not healthy", health.Text, StringComparison.Ordinal);
        await _cara.HearsAsync("restarts the app of **production**: “it writes rubbish”");
        Assert.Contains("· healthy", (await _ana.TypesAsync("health", Production)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task N04_I_can_freeze_production_see_it_and_end_it()
    {
        var frozen = await _ana.TypesAsync("freeze", Production, ("reason", "audit"), ("until", "2h"));
        var refused = await _ben.TypesAsync("deploy", Production);
        var status = await _ben.TypesAsync("status");
        var thawed = await _ben.TypesAsync("unfreeze", Production);

        Assert.Contains("is frozen", frozen.Text, StringComparison.Ordinal);
        Assert.Contains("ana froze production until", refused.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("frozen by", status.Text, StringComparison.Ordinal);
        Assert.Contains("not frozen any more", thawed.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("restore")]
    [InlineData("app stop")]
    [InlineData("app restart")]
    [InlineData("freeze")]
    public async Task A03_B20_somebody_who_may_not_act_gets_nothing_though_Discord_shows_the_command(string command)
    {
        var answer = await _cara.TypesAsync(command, Production, ("reason", "why not"));

        Assert.Contains("roles do not allow", answer.Text, StringComparison.Ordinal);
    }

    private async Task<Seen> OrderAsync(string command, string button)
    {
        var question = await _ana.TypesAsync(command, Production, ("reason", "it writes rubbish"));
        var doing = await _ana.PressesAsync(question, button);
        return await _ana.SeesChangedAsync(doing, "✅");
    }
}
