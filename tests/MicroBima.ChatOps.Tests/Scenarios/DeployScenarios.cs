using LiteDB;
using MicroBima.ChatOps.Audit;
using MicroBima.ChatOps.Tests.Infra;

namespace MicroBima.ChatOps.Tests.Scenarios;

/// <summary>The main job over the real wire: Discord, git, GitHub Actions, PostgreSQL, the app.</summary>
[Collection(SharedTown.Name)]
public class DeployScenarios(Town town) : InTown(town)
{
    [Fact]
    public async Task I_can_deploy_when_a_second_person_approves_and_it_is_on_record()
    {
        var staging = await Town.Api.CommitAsync("good", "safe");

        var card = await Ana.DeploysWithAsync(Ben, [.. Teammate.Stays, "failed", "paused"]);

        Assert.Contains(card.Card!.Value.State, Teammate.Stays);
        var world = await Town.Api.WorldAsync();
        var master = world["repository"]!["branches"]!["master"]!.GetValue<string>();
        Assert.Equal(master, world["app"]!["sha"]!.GetValue<string>());
        Assert.Equal(staging, await Town.GitAsync("rev-parse", $"{master}^2"));
        await Ana.HearsAsync($"Deployment #{card.Card.Value.Number} · {card.Card.Value.State}");
        if (
            await Town.CountAsync("select count(*) from _prisma_migrations where finished_at is null") is { } unfinished
        )
            Assert.Equal(0, unfinished);

        await IsOnRecordAsync(card.Card.Value.Number, card.Card.Value.State);
    }

    [Fact]
    public async Task A01_A03_A10_The_requester_cannot_approve_alone_or_through_a_second_account_and_a_viewer_cannot_at_all()
    {
        await Town.Api.CommitAsync("good", "none");
        var master = await Town.GitAsync("rev-parse", "refs/heads/master");
        var card = await Ana.PreparesADeploymentAsync();

        var own = await Ana.PressesAsync(card, "Approve");
        var second = await Town.Person("ana-alt").PressesAsync(card, "Approve");
        var viewer = await Cara.PressesAsync(card, "Approve");

        Assert.Contains("somebody else has to approve", own.Text, StringComparison.Ordinal);
        Assert.Contains("somebody else has to approve", second.Text, StringComparison.Ordinal);
        Assert.Contains("roles do not allow", viewer.Text, StringComparison.Ordinal);
        var still = await Ana.SeesAsync(card.Card!.Value.Number, "awaiting-approval");
        Assert.Contains("0 of 1 approvals", still.Text, StringComparison.Ordinal);
        Assert.Equal(master, await Town.GitAsync("rev-parse", "refs/heads/master"));
        await Ana.PressesAsync(still, "Abort");
    }

    [Fact]
    public async Task A02_B02_The_buttons_on_a_copy_of_the_card_do_nothing()
    {
        await Town.Api.CommitAsync("good", "none");
        var card = await Ana.PreparesADeploymentAsync();
        var copy = await Town.Api.RepostAsync(card.Message);

        var answer = await Ben.PressesAsync(copy, "Approve");

        Assert.Contains("unknown or has expired", answer.Text, StringComparison.Ordinal);
        var still = await Ana.SeesChangedAsync(card, "0 of 1 approvals");
        Assert.Equal("awaiting-approval", still.Card!.Value.State);
        await Ana.PressesAsync(card, "Abort");
    }

    [Fact]
    public async Task B08_A_command_in_another_channel_is_refused()
    {
        var answer = await Ana.TypesInAsync("general", "deploy", ("environment", "production"));

        Assert.DoesNotContain("is open", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            await Ana.MessagesAsync(),
            seen => seen.Card is { State: "preparing" or "checklist" or "awaiting-approval" }
        );
    }

    [Fact]
    public async Task C01_P1_Moving_staging_between_card_and_click_stops_it_and_names_the_field()
    {
        var before = await Town.Api.CommitAsync("good", "none");
        var card = await Ana.PreparesADeploymentAsync();
        var after = await Town.Api.CommitAsync("good", "none", "ben");

        var answer = await Ben.PressesAsync(card, "Approve");

        Assert.Contains($"staging moved from {before[..7]} to {after[..7]}", answer.Text, StringComparison.Ordinal);
        var renewed = await Ana.SeesTextAsync(card.Card!.Value.Number, $"staging `{after[..7]}`");
        Assert.Contains("0 of 1 approvals", renewed.Text, StringComparison.Ordinal);
        await Ana.PressesAsync(renewed, "Abort");
    }

    [Fact]
    public async Task A13_A_rejection_ends_the_session_with_its_reason()
    {
        await Town.Api.CommitAsync("good", "none");
        var card = await Ana.PreparesADeploymentAsync();

        await Ben.FillsInAsync(card, "Reject", "not before the audit");

        var rejected = await Ana.SeesAsync(card.Card!.Value.Number, "rejected");
        Assert.Contains("not before the audit", rejected.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task L5_A_second_deployment_is_told_who_holds_the_environment()
    {
        await Town.Api.CommitAsync("good", "none");
        var card = await Ana.PreparesADeploymentAsync();

        var answer = await Ben.TypesAsync("deploy", ("environment", "production"));

        Assert.Contains($"held by #{card.Card!.Value.Number} (ana", answer.Text, StringComparison.Ordinal);
        await Ana.PressesAsync(card, "Abort");
    }

    [Fact]
    public async Task What_one_scenario_leaves_open_or_closed_is_no_matter_to_the_next()
    {
        await Town.Api.CommitAsync("good", "none");
        await Ana.OpensAsync("deploy");
        await Ana.TypesAsync("lock", ("environment", "production"), ("reason", "left behind"));

        await InitializeAsync();

        var status = await Ben.TypesAsync("status");
        Assert.StartsWith("**production**: free", status.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("🔒", status.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("deploy", "environment")]
    [InlineData("restore", "environment")]
    [InlineData("restore", "backup")]
    public async Task B18_Nothing_is_suggested_to_somebody_who_may_not_act(string command, string option)
    {
        var offered = await OtherProcesses.UntilAsync(
            () => Town.Api.SuggestedAsync("cara", command, option),
            choices => choices is not null
        );

        Assert.Empty(offered!);
        if (option is "environment")
            await OtherProcesses.UntilAsync(
                () => Town.Api.SuggestedAsync("ana", command, option),
                choices => choices is ["production"]
            );
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("production ")]
    [InlineData("prоduction")]
    [InlineData("../production")]
    public async Task B17_An_environment_is_written_exactly_or_refused(string name)
    {
        var answer = await Ana.TypesAsync("lock", ("environment", name), ("reason", "test"));

        Assert.Contains("There is no environment", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status", "production")]
    [InlineData("history", "")]
    public async Task Looking_is_free_for_everybody(string command, string expected)
    {
        var answer = await Cara.TypesAsync(command);

        Assert.Contains(expected, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_logs_and_contacts_answer()
    {
        var health = await Cara.TypesAsync("health", ("environment", "production"));
        var logs = await Cara.TypesAsync("logs", ("environment", "production"), ("since", "30m"));
        var contacts = await Cara.TypesAsync("contacts", ("environment", "production"));

        Assert.Contains("/api/internal/customers", health.Text, StringComparison.Ordinal);
        Assert.Contains("machines 1/1 · checks 1/1", health.Text, StringComparison.Ordinal);
        Assert.Equal("health.png", health.Message["attachments"]![0]!["filename"]!.GetValue<string>());
        Assert.Contains("lines", logs.Text, StringComparison.Ordinal);
        Assert.Contains("rimary", contacts.Text, StringComparison.Ordinal);
    }

    /// <summary>The journal and the store, which is looked into while the bot is down, hold the session.</summary>
    private async Task IsOnRecordAsync(int number, string state)
    {
        var journal = Path.Combine(Town.BotFolder, "journal");
        Assert.IsType<AuditResult.Whole>(AuditTrail.Verify(journal));
        Assert.Contains(
            AuditTrail.JsonLines(journal),
            line =>
                line.Contains($"session-{number}", StringComparison.Ordinal)
                && line.Contains("finished", StringComparison.Ordinal)
        );
        await Town.Api.FaultAsync("bot-stop");
        using (var store = new LiteDatabase($"Filename={Path.Combine(Town.BotFolder, "chatops.db")};ReadOnly=true"))
            Assert.Equal(state, store.GetCollection("sessions").FindById(number)["state"].AsString);

        await Town.StartBotAsync();
    }
}
