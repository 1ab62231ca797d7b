using System.Net;

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

    [SkippableFact]
    [Trait("Slow", "a restore of a database that cannot be dumped, decided by two people")]
    public async Task J07_A_database_that_cannot_be_dumped_is_restored_once_two_people_say_so_and_not_before()
    {
        var rows = await town.CountAsync("select count(*) from payments");
        Skip.If(rows is null, "No PostgreSQL on this machine.");
        var made = await _ana.TypesAsync("backup create", Production);
        await _ana.SeesChangedAsync(made, "restorable in");
        await town.CountAsync(
            """
            with gone as (delete from payments returning 1) select count(*) from gone;
            alter table payments enable row level security; alter table payments force row level security
            """
        );

        var opened = await _ana.TypesAsync("restore", Production, ("reason", "the payments are gone"));
        var number = int.Parse(opened.Text.Split('#')[1].Split(' ')[0], null);
        var kept = $"internal_api_production_before_{number}";
        var card = await _ana.SignsAsync(await _ana.SeesAsync(number, "checklist"));
        await _ben.PressesAsync(card, "Approve");
        var asked = await _ana.SeesTextAsync(number, "No safety backup");
        var first = await SaysSoAsync(_ana, asked);
        var waiting = await _ana.SeesTextAsync(number, "1 more must say so");
        var again = await SaysSoAsync(_ana, waiting);
        var stranger = await _cara.PressesAsync(waiting, "Go on without it");
        Assert.Equal(0, await town.CountAsync($"select count(*) from pg_database where datname = '{kept}'"));
        Assert.Equal(HttpStatusCode.OK, await town.HealthAsync());
        await SaysSoAsync(_ben, await _ana.SeesAsync(number, "paused"));
        var end = await _ana.SeesAsync(number, "restored");

        Assert.Contains("Go on without it", asked.Buttons);
        Assert.Contains("Counted", first.Text, StringComparison.Ordinal);
        Assert.Contains("Already counted", again.Text, StringComparison.Ordinal);
        Assert.Contains("roles do not allow", stranger.Text, StringComparison.Ordinal);
        Assert.Contains("No safety backup exists", end.Text, StringComparison.Ordinal);
        Assert.Equal(rows, await town.CountAsync("select count(*) from payments"));
        Assert.Equal(0, await town.CountAsync(Forced));
        Assert.Equal(1, await town.CountAsync(Forced, kept));
        Assert.Equal(
            0,
            await town.CountAsync(
                "alter table payments no force row level security; select count(*) from payments",
                kept
            )
        );
        Assert.Equal(HttpStatusCode.OK, await town.HealthAsync());
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

    private const string Forced =
        "select count(*) from pg_class where oid = 'payments'::regclass and relforcerowsecurity";

    private static async Task<Seen> SaysSoAsync(Teammate who, Seen card) =>
        await who.PressesAsync(await who.PressesAsync(card, "Go on without it"), "Yes, without a safety backup");

    private async Task<Seen> OrderAsync(string command, string button)
    {
        var question = await _ana.TypesAsync(command, Production, ("reason", "it writes rubbish"));
        var doing = await _ana.PressesAsync(question, button);
        return await _ana.SeesChangedAsync(doing, "✅");
    }
}
