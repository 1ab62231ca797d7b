using MicroBima.ChatOps.Sandbox.World;

namespace MicroBima.ChatOps.Tests.World;

[Collection(SharedWorld.Name)]
public sealed class RepositoryTests(WorldFixture fixture)
{
    private WorldInstance It => fixture.Instance;

    [Fact]
    public async Task The_history_is_told_by_two_developers_over_weeks()
    {
        var log = await GitAsync("log", "--format=%an|%s", "refs/heads/master");

        Assert.Contains("Ana Wanjiru|Merge pull request #41 from microbima/fix/health", log, StringComparison.Ordinal);
        Assert.Contains("Ben Otieno|feat: customers and policies", log, StringComparison.Ordinal);
        Assert.Equal(12, log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("3", (await GitAsync("rev-list", "--count", "--merges", "refs/heads/master")).Trim());
    }

    [Fact]
    public async Task Only_branches_are_left_behind()
    {
        var refs = await GitAsync("for-each-ref", "--format=%(refname)");

        Assert.Equal("refs/heads/master\nrefs/heads/staging\n", refs);
        Assert.Equal("", await GitAsync("fsck", "--strict", "--no-dangling"));
    }

    [Theory]
    [InlineData(
        "fast",
        "none",
        "ana",
        "staging",
        "version is one of good, slow, errors, crash, leak; \"fast\" is not."
    )]
    [InlineData(
        "good",
        "some",
        "ana",
        "staging",
        "migration is one of none, safe, caution, danger, failing, halfway, locking; \"some\" is not."
    )]
    [InlineData("good", "none", "eve", "staging", "author is one of ana, ben, cara; \"eve\" is not.")]
    [InlineData("good", "none", "ana", "main", "branch is one of staging, master; \"main\" is not.")]
    public async Task A_push_that_makes_no_sense_says_what_would(
        string version,
        string migration,
        string author,
        string branch,
        string message
    )
    {
        var refusal = await Assert.ThrowsAnyAsync<ArgumentException>(() =>
            It.World.PushAsync(new CommitRequest(version, migration, author, branch), CancellationToken.None)
        );

        Assert.Equal(message, refusal.Message);
    }

    private async Task<string> GitAsync(params string[] arguments) =>
        (
            await WorldInstance.RunAsync(
                (string)It.Settings["Tools"]!["Git"]!,
                ["--git-dir", It.World.Repository.Path, .. arguments],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["GIT_CONFIG_NOSYSTEM"] = "1" }
            )
        ).Text;
}
