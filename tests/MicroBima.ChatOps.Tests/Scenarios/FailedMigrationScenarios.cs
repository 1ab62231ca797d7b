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
        var opened = await ana.TypesAsync("deploy", ("environment", "production"));
        var number = int.Parse(opened.Text.Split('#')[1].Split(' ')[0], null);

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

    [SkippableFact]
    [Trait("Slow", "a town of its own: a migration that stops half way, is undone, marked and run again")]
    public async Task D2_A_migration_that_stops_half_way_is_undone_as_the_card_says_marked_by_its_button_and_deployed()
    {
        var town = new Town();
        await using IAsyncDisposable _ = await town.OpenAsync();
        Skip.If(await town.CountAsync("select 1") is null, "No PostgreSQL on this machine.");
        var (ana, ben) = (town.Person("ana"), town.Person("ben"));
        await EmailsAsync(town, "id || '@mail.example'");
        await town.Api.CommitAsync("good", "halfway");
        var card = await ana.PreparesADeploymentAsync();
        var number = card.Card!.Value.Number;
        await EmailsAsync(town, "null");
        await ben.PressesAsync(card, "Approve");

        var half = await ana.SeesAsync(number, "paused");
        var undo = half.Text.Split('\n').Single(line => line.StartsWith("DROP TABLE", StringComparison.Ordinal));
        await town.CountAsync($"{undo}\n; select 1");
        await EmailsAsync(town, "id || '@mail.example'");
        await ana.PressesAsync(half, "Mark rolled back");
        var marked = await ana.SeesTextAsync(number, "Retry applies them");
        await ben.PressesAsync(marked, "Retry");
        var end = await ana.SeesAsync(number, [.. Teammate.Stays, "failed"]);

        Assert.Contains("Half of it is in the database", half.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Retry", half.Buttons);
        Assert.Contains(end.Card!.Value.State, Teammate.Stays);
        Assert.Equal(0, await OpenRowsAsync(town));
        Assert.Equal(1, await town.CountAsync($"{OfTheFile} and finished_at is not null"));
        Assert.Equal(1, await town.CountAsync($"{OfTheFile} and rolled_back_at is not null"));
    }

    private const string OfTheFile =
        "select count(*) from _prisma_migrations where migration_name like '%customer_email_log%'";

    private static Task<long?> OpenRowsAsync(Town town) =>
        town.CountAsync("select count(*) from _prisma_migrations where finished_at is null and rolled_back_at is null");

    /// <summary>Gives every customer without an email one, or takes them away from one.</summary>
    private static Task<long?> EmailsAsync(Town town, string value) =>
        town.CountAsync(
            $"with changed as (update customers set email = {value} where {(value is "null" ? "id = 1" : "email is null")} returning 1) select count(*) from changed"
        );
}
