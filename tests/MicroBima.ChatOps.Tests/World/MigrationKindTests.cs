using System.Diagnostics;
using Octokit;

namespace MicroBima.ChatOps.Tests.World;

/// <summary>What each kind of migration does to production's data, run as the guide says: on the machine, by hand.</summary>
[Collection(BusyWorld.Name)]
public sealed class MigrationKindTests(WorldFixture fixture)
{
    private const string Deploy = "pnpm prisma migrate deploy";

    /// <summary>The kind that changes most; CHATOPS_TORTURE=1 adds the others.</summary>
    public static TheoryData<string> Kinds =>
        Environment.GetEnvironmentVariable("CHATOPS_TORTURE") is "1"
            ? ["safe", "caution", "danger", "locking"]
            : ["danger"];

    private WorldInstance It => fixture.Instance;

    [SkippableTheory]
    [MemberData(nameof(Kinds))]
    public async Task A_migration_of_this_kind_can_be_applied_twice_over(string kind)
    {
        await PushAsync(kind);
        await PushAsync(kind);

        var pending = await It.OnMachineAsync("pnpm prisma migrate status");
        var began = Stopwatch.GetTimestamp();
        var deploy = await It.OnMachineAsync(Deploy);
        var took = Stopwatch.GetElapsedTime(began);

        Assert.Equal(1, pending.Code);
        Assert.Contains("Following migrations have not yet been applied:", pending.Text, StringComparison.Ordinal);
        Assert.True(deploy.Code == 0, deploy.Errors);
        Assert.Equal(kind == "locking", took > TimeSpan.FromSeconds(10));
    }

    [SkippableFact]
    public async Task A_migration_that_fails_on_productions_data_is_corrected_by_the_next_push()
    {
        var first = await PushAsync("failing");
        var failed = await It.OnMachineAsync(Deploy);
        var name = failed.Errors.Split("Migration name: ")[1].Split('\n')[0];
        var resolved = await It.OnMachineAsync($"pnpm prisma migrate resolve --rolled-back {name}");

        var second = await PushAsync("failing");
        var again = await It.OnMachineAsync(Deploy);
        var other = again.Errors.Split("Migration name: ")[1].Split('\n')[0];
        await It.OnMachineAsync($"pnpm prisma migrate resolve --rolled-back {other}");
        await PushAsync("none");
        var fine = await It.OnMachineAsync(Deploy);

        Assert.NotEqual(first, second);
        Assert.Contains("Database error code: 23502", failed.Errors, StringComparison.Ordinal);
        Assert.Equal(0, resolved.Code);
        Assert.Contains("Database error code: 23505", again.Errors, StringComparison.Ordinal);
        Assert.NotEqual(name, other);
        Assert.True(fine.Code == 0, fine.Errors);
    }

    [SkippableFact]
    public async Task Every_kind_passes_on_staging_where_the_data_is_clean()
    {
        It.NeedDatabase();
        var sha = "";

        foreach (
            var kind in new[]
            {
                "safe",
                "caution",
                "danger",
                "failing",
                "safe",
                "caution",
                "danger",
                "failing",
                "halfway",
                "none",
            }
        )
            sha = await It.World.PushAsync(WorldInstance.Commit("good", kind), CancellationToken.None);

        var run = await It.CompletedRunAsync("deploy.yml", sha);
        Assert.Equal(WorkflowRunConclusion.Success, run.Conclusion);
    }

    [SkippableFact]
    public async Task Seeding_adds_only_what_is_missing()
    {
        It.NeedDatabase();

        var seed = await It.OnMachineAsync("pnpm db:seed");

        Assert.Equal(0, seed.Code);
        Assert.Contains("> prisma db seed", seed.Text, StringComparison.Ordinal);
        Assert.EndsWith("The seed command has been executed.\n", seed.Text, StringComparison.Ordinal);
    }

    private async Task<string> PushAsync(string kind)
    {
        It.NeedDatabase();
        var sha = await It.World.PushAsync(WorldInstance.Commit("good", kind, "master"), CancellationToken.None);
        await It.CompletedRunAsync("deploy.yml", sha);
        return sha;
    }
}
