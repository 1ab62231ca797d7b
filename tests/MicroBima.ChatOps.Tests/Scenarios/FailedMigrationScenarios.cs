namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>A migration that fails blocks every later deployment, so this has a town of its own.</summary>
public class FailedMigrationScenarios
{
    [SkippableFact]
    [Trait("Slow", "a town of its own: a migration that is refused, then allowed, then fails")]
    public async Task D2_D7_A_migration_is_predicted_to_fail_with_its_rows_and_where_it_fails_all_the_same_it_can_be_left()
    {
        var town = new Town();
        await using IAsyncDisposable _ = await town.OpenAsync();
        Skip.If(await town.CountAsync("select 1") is null, "No PostgreSQL on this machine.");
        var (ana, ben) = (town.Person("ana"), town.Person("ben"));
        await town.Api.CommitAsync("good", "failing");
        var number = await ana.OpensAsync("deploy");

        var refused = await ana.SeesTextAsync(number, "customers.email: 37 rows are NULL");
        var answer = await ana.PressesAsync(refused, "Checklist");
        Assert.DoesNotContain("Sign: Migrations reviewed", answer.Buttons);
        Assert.Equal("checklist", refused.Card!.Value.State);

        await town.CountAsync(
            "with filled as (update customers set email = id || '@mail.example' where email is null returning 1) select count(*) from filled"
        );
        await ana.PressesAsync(refused, "Retry");
        var card = await ana.SignsAsync(await ana.SeesTextAsync(number, "rehearsed in"));
        await town.CountAsync(
            "with emptied as (update customers set email = null where id = 1 returning 1) select count(*) from emptied"
        );
        await ben.PressesAsync(card, "Approve");
        var paused = await ana.SeesAsync(number, "paused");

        Assert.Contains("P3018", paused.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Skip", paused.Buttons);
        await ana.PressesAsync(paused, "Abort");
        var aborted = await ana.SeesAsync(number, "aborted");
        Assert.Contains("a migration failed", aborted.Text, StringComparison.Ordinal);
    }
}
