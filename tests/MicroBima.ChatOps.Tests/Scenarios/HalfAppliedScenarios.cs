using System.Net;
using Npgsql;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>Migrations that stop half way, in a town of their own: production's schema is changed by hand here.</summary>
public class HalfAppliedScenarios(Town town) : IClassFixture<Town>
{
    private const string OpenRows =
        "select count(*) from _prisma_migrations where finished_at is null and rolled_back_at is null";

    private readonly Teammate _ana = town.Person("ana");
    private readonly Teammate _ben = town.Person("ben");

    [SkippableFact]
    [Trait("Slow", "a whole deployment: a migration that stops half way, is undone, marked and run again")]
    public async Task D2_A_migration_that_stops_half_way_is_undone_as_the_card_says_marked_by_its_button_and_deployed()
    {
        Skip.If(await town.CountAsync("select 1") is null, "No PostgreSQL on this machine.");
        var card = await PrepareAsync();
        var number = card.Card!.Value.Number;
        await _ben.PressesAsync(card, "Approve");

        var half = await _ana.SeesAsync(number, "paused");
        var table = await FillAsync(half);
        var undo = half.Text.Split('\n').Single(line => line.StartsWith("DROP TABLE", StringComparison.Ordinal));
        await town.CountAsync($"{undo}\n; select 1");
        await _ana.PressesAsync(half, "Mark rolled back");
        var marked = await _ana.SeesTextAsync(number, "Retry applies them");
        await _ben.PressesAsync(marked, "Retry");
        var end = await _ana.SeesAsync(number, [.. Teammate.Stays, "failed"]);

        Assert.Contains("Half of it is in the database", half.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Retry", half.Buttons);
        await DeployedAsync(end, table);
        Assert.Equal(1, await RowsAsync(table, "rolled_back_at is not null"));
    }

    [SkippableFact]
    [Trait("Slow", "a whole deployment: a lock that somebody holds, and a migration that a person finishes by hand")]
    public async Task D3_D2_Who_holds_Prismas_lock_is_ended_and_what_is_finished_by_hand_is_marked_as_applied()
    {
        await using var holder = await town.ConnectAsync();
        Skip.If(holder is null, "No PostgreSQL on this machine.");
        await using var hold = new NpgsqlCommand("select pg_advisory_lock(72707369)", holder);
        await using var look = new NpgsqlCommand("select 1", holder);
        var card = await PrepareAsync();
        var number = card.Card!.Value.Number;
        await hold.ExecuteNonQueryAsync();
        var pid = holder!.ProcessID;
        await _ben.PressesAsync(card, "Approve");

        var blocked = await _ana.SeesAsync(number, "paused");
        var question = await _ana.PressesAsync(blocked, "End the blocking session");
        await look.ExecuteNonQueryAsync(); // The question ends nobody.
        await _ana.PressesAsync(question, "End it");
        var free = await _ana.SeesTextAsync(number, "is ended");
        await Assert.ThrowsAnyAsync<NpgsqlException>(look.ExecuteNonQueryAsync);
        Assert.Equal(0, await town.CountAsync(OpenRows));

        await _ana.PressesAsync(free, "Retry");
        var half = await _ana.SeesTextAsync(number, "Half of it is in the database");
        Assert.DoesNotContain("Mark applied", half.Buttons);
        var table = await FillAsync(half);
        await town.CountAsync("alter table customers alter email set not null; select 1");
        await _ana.PressesAsync(half, "Look again");
        var whole = await _ana.SeesTextAsync(number, "All of it is in the database");
        Assert.Equal(1, await town.CountAsync(OpenRows));
        await _ana.PressesAsync(whole, "Mark applied");
        var end = await _ana.SeesAsync(number, [.. Teammate.Stays, "failed"]);

        Assert.Contains($"pid {pid}", blocked.Text, StringComparison.Ordinal);
        Assert.Contains($"pid {pid}", question.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Mark rolled back", whole.Buttons);
        await DeployedAsync(end, table);
        // Prisma keeps the row that failed, and adds one without steps: a person says so.
        Assert.Equal(1, await RowsAsync(table, "finished_at is not null and applied_steps_count = 0"));
    }

    /// <summary>A deployment that waits for its approval; by then a row is there on which the second half of its migration fails.</summary>
    private async Task<Seen> PrepareAsync()
    {
        await town.CountAsync("alter table customers alter email drop not null; select 1");
        await EmailsAsync("id || '@mail.example'", "email is null");
        await town.Api.CommitAsync("good", "halfway");
        var card = await _ana.PreparesADeploymentAsync();
        await EmailsAsync("null", "id = 1");
        return card;
    }

    /// <summary>Gives that row what it lacks, and tells which table the first half made.</summary>
    private async Task<string> FillAsync(Seen half)
    {
        await EmailsAsync("id || '@mail.example'", "email is null");
        return string.Concat(half.Text.Split("customer_email_log_")[1].TakeWhile(char.IsAsciiDigit));
    }

    /// <summary>The release is live and well, its migration applied once, and both halves of it are in the database.</summary>
    private async Task DeployedAsync(Seen end, string table)
    {
        Assert.Contains(end.Card!.Value.State, Teammate.Stays);
        Assert.Equal(HttpStatusCode.OK, await town.HealthAsync());
        Assert.Equal(0, await town.CountAsync(OpenRows));
        Assert.Equal(1, await RowsAsync(table, "finished_at is not null and rolled_back_at is null"));
        Assert.Equal(0, await town.CountAsync($"select count(*) from customer_email_log_{table}"));
        Assert.Equal(
            1,
            await town.CountAsync(
                "select count(*) from pg_attribute where attrelid = 'customers'::regclass and attname = 'email' and attnotnull"
            )
        );
    }

    private Task<long?> RowsAsync(string table, string condition) =>
        town.CountAsync(
            $"select count(*) from _prisma_migrations where migration_name like '%customer_email_log_{table}' and {condition}"
        );

    private Task<long?> EmailsAsync(string value, string where) =>
        town.CountAsync(
            $"with changed as (update customers set email = {value} where {where} returning 1) select count(*) from changed"
        );
}
