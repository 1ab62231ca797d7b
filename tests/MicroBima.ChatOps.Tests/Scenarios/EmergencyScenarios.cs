using System.Net;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>The guide's emergency procedures, over the real wire: the app is stopped, the database brought back, the app started again.</summary>
[Collection(SharedTown.Name)]
public class EmergencyScenarios(Town town) : InTown(town)
{
    private static readonly (string, string) Production = ("environment", "production");

    [SkippableFact]
    [Trait("Slow", "a restore, with the bot killed in the middle")]
    public async Task H3_J10_The_database_comes_back_though_the_bot_is_killed_on_the_way()
    {
        Skip.If(await Town.CountAsync("select 1") is null, "No PostgreSQL on this machine.");
        var made = await Ana.TypesAsync("backup create", Production);
        await Ana.SeesChangedAsync(made, "restorable in");
        var rows = await Town.CountAsync("select count(*) from customers");
        await Town.CountAsync("with gone as (delete from payments returning 1) select count(*) from gone");
        Assert.Equal(0, await Town.CountAsync("select count(*) from payments"));

        var number = await Ana.OpensAsync("restore", ("reason", "somebody deleted the payments"));
        var card = await Ana.SignsAsync(await Ana.SeesAsync(number, "checklist"));
        Assert.Contains("come back", card.Text, StringComparison.Ordinal);
        await Ben.PressesAsync(card, "Approve");
        await Ana.SeesTextAsync(number, "✅ 1/7 safety backup");
        await Town.Api.FaultAsync("bot-kill");
        await Town.StartBotAsync();
        var stands = await Ana.SeesAsync(number, "paused", "restored");
        if (stands.Card!.Value.State is "paused")
            await Ben.PressesAsync(stands, "Retry");

        await Ana.SeesAsync(number, "restored");
        Assert.Equal(rows, await Town.CountAsync("select count(*) from customers"));
        Assert.NotEqual(0, await Town.CountAsync("select count(*) from payments"));
        var kept = $"internal_api_production_before_{number}";
        Assert.Equal(1, await Town.CountAsync($"select count(*) from pg_database where datname = '{kept}'"));
        await Ana.HearsAsync($"Restore #{number} begins");
        await Ana.HearsAsync($"drop database \"{kept}\"");
        await Ana.TypesAsync("unlock", Production);
    }

    [SkippableFact]
    [Trait("Slow", "a restore of a database that cannot be dumped, decided by two people")]
    public async Task J07_A_database_that_cannot_be_dumped_is_restored_once_two_people_say_so_and_not_before()
    {
        var rows = await Town.CountAsync("select count(*) from payments");
        Skip.If(rows is null, "No PostgreSQL on this machine.");
        var made = await Ana.TypesAsync("backup create", Production);
        await Ana.SeesChangedAsync(made, "restorable in");
        await Town.CountAsync(
            """
            with gone as (delete from payments returning 1) select count(*) from gone;
            alter table payments enable row level security; alter table payments force row level security
            """
        );

        try
        {
            await RestoresWithoutASafetyBackupAsync(rows);
        }
        finally
        {
            await Town.CountAsync("alter table payments no force row level security; select count(*) from payments");
        }
    }

    [Fact]
    public async Task I_can_stop_the_app_and_start_it_again_and_everybody_is_told()
    {
        var stopped = await OrderAsync("app stop", "Yes, stop production");
        var health = await Ana.TypesAsync("health", Production);
        await OrderAsync("app restart", "Yes, restart production");

        Assert.Contains("1 machine stopped", stopped.Text, StringComparison.Ordinal);
        Assert.Contains("not healthy", health.Text, StringComparison.Ordinal);
        await Cara.HearsAsync("restarts the app of **production**: “it writes rubbish”");
        Assert.Contains("· healthy", (await Ana.TypesAsync("health", Production)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task N04_I_can_freeze_production_see_it_and_end_it()
    {
        var frozen = await Ana.TypesAsync("freeze", Production, ("reason", "audit"), ("until", "2h"));
        var refused = await Ben.TypesAsync("deploy", Production);
        var status = await Ben.TypesAsync("status");
        var thawed = await Ben.TypesAsync("unfreeze", Production);

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
        var answer = await Cara.TypesAsync(command, Production, ("reason", "why not"));

        Assert.Contains("roles do not allow", answer.Text, StringComparison.Ordinal);
    }

    private const string Forced =
        "select count(*) from pg_class where oid = 'payments'::regclass and relforcerowsecurity";

    private async Task RestoresWithoutASafetyBackupAsync(long? rows)
    {
        var number = await Ana.OpensAsync("restore", ("reason", "the payments are gone"));
        var kept = $"internal_api_production_before_{number}";
        var card = await Ana.SignsAsync(await Ana.SeesAsync(number, "checklist"));
        await Ben.PressesAsync(card, "Approve");
        var asked = await Ana.SeesTextAsync(number, "No safety backup");
        var first = await SaysSoAsync(Ana, asked);
        var waiting = await Ana.SeesTextAsync(number, "1 more must say so");
        var again = await SaysSoAsync(Ana, waiting);
        var stranger = await Cara.PressesAsync(waiting, "Go on without it");
        Assert.Equal(0, await Town.CountAsync($"select count(*) from pg_database where datname = '{kept}'"));
        Assert.Equal(HttpStatusCode.OK, await Town.HealthAsync());
        await SaysSoAsync(Ben, await Ana.SeesAsync(number, "paused"));
        var end = await Ana.SeesAsync(number, "restored");

        Assert.Contains("Go on without it", asked.Buttons);
        Assert.Contains("Counted", first.Text, StringComparison.Ordinal);
        Assert.Contains("Already counted", again.Text, StringComparison.Ordinal);
        Assert.Contains("roles do not allow", stranger.Text, StringComparison.Ordinal);
        Assert.Contains("No safety backup exists", end.Text, StringComparison.Ordinal);
        Assert.Equal(rows, await Town.CountAsync("select count(*) from payments"));
        Assert.Equal(0, await Town.CountAsync(Forced));
        Assert.Equal(1, await Town.CountAsync(Forced, kept));
        Assert.Equal(
            0,
            await Town.CountAsync(
                "alter table payments no force row level security; select count(*) from payments",
                kept
            )
        );
        Assert.Equal(HttpStatusCode.OK, await Town.HealthAsync());
        await Ana.TypesAsync("unlock", Production);
    }

    private static async Task<Seen> SaysSoAsync(Teammate who, Seen card) =>
        await who.PressesAsync(await who.PressesAsync(card, "Go on without it"), "Yes, without a safety backup");

    private async Task<Seen> OrderAsync(string command, string button)
    {
        var question = await Ana.TypesAsync(command, Production, ("reason", "it writes rubbish"));
        var doing = await Ana.PressesAsync(question, button);
        return await Ana.SeesChangedAsync(doing, "✅");
    }
}
