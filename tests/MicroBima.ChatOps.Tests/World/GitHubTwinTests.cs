using Octokit;

namespace MicroBima.ChatOps.Tests.World;

[Collection(SharedWorld.Name)]
public sealed class GitHubTwinTests(WorldFixture fixture)
{
    private const string Owner = "microbima";
    private const string Name = "internal-api";

    private WorldInstance It => fixture.Instance;

    private GitHubClient GitHub => It.GitHub(It.GitHubToken);

    [Theory]
    [InlineData("staging", "ci.yml")]
    [InlineData("staging", "deploy.yml")]
    [InlineData("master", "deploy.yml")]
    public async Task The_heads_of_a_new_world_have_green_runs(string branch, string workflow)
    {
        var run = await It.CompletedRunAsync(workflow, It.World.Repository.Branches[branch]);

        Assert.Equal(WorkflowRunConclusion.Success, run.Conclusion);
        Assert.Equal(branch, run.HeadBranch);
        Assert.Equal($".github/workflows/{workflow}", run.Path);
        Assert.Equal("push", run.Event);
    }

    [Fact]
    public async Task A_run_lists_its_jobs_with_their_steps()
    {
        var run = await It.CompletedRunAsync("deploy.yml", It.World.Repository.Branches["master"]);

        var jobs = await GitHub.Actions.Workflows.Jobs.List(Owner, Name, run.Id);

        Assert.Equal(["build", "deploy"], jobs.Jobs.Select(job => job.Name));
        Assert.Equal(
            ["Checkout", "Test", "Build image", "Checkout", "Deploy to Fly"],
            jobs.Jobs.SelectMany(job => job.Steps).Select(step => step.Name)
        );
        Assert.All(jobs.Jobs, job => Assert.Equal(WorkflowJobConclusion.Success, job.Conclusion));
    }

    [Fact]
    public async Task A_run_is_found_by_its_id_and_an_unknown_one_is_not()
    {
        var run = await It.CompletedRunAsync("ci.yml", It.World.Repository.Branches["staging"]);

        var same = await GitHub.Actions.Workflows.Runs.Get(Owner, Name, run.Id);

        Assert.Equal(run.HeadSha, same.HeadSha);
        await Assert.ThrowsAsync<NotFoundException>(() => GitHub.Actions.Workflows.Runs.Get(Owner, Name, 1));
    }

    [Fact]
    public async Task The_runs_of_another_commit_are_none() =>
        Assert.Equal(
            0,
            (
                await GitHub.Actions.Workflows.Runs.List(
                    Owner,
                    Name,
                    new WorkflowRunsRequest { HeadSha = new string('a', 40) }
                )
            ).TotalCount
        );

    [Fact]
    public async Task A_wrong_token_is_refused_as_GitHub_refuses_it()
    {
        var refusal = await Assert.ThrowsAsync<AuthorizationException>(() =>
            It.GitHub("ghp_wrong").Repository.Get(Owner, Name)
        );

        Assert.Equal("Bad credentials", refusal.Message);
    }

    [Fact]
    public async Task An_unknown_repository_is_not_found() =>
        await Assert.ThrowsAsync<NotFoundException>(() => GitHub.Repository.Get(Owner, "other"));

    [Fact]
    public async Task The_token_tells_its_scopes()
    {
        var client = GitHub;

        await client.User.Current();

        Assert.Contains("repo", client.GetLastApiInfo().OauthScopes);
        Assert.Equal(5000, (await client.RateLimit.GetRateLimits()).Resources.Core.Limit);
    }

    [Fact]
    public async Task A_commit_knows_the_pull_request_that_brought_it_in()
    {
        var commits = await GitHub.Repository.Commit.Compare(
            Owner,
            Name,
            It.World.Repository.Branches["master"] + "",
            It.World.Repository.Branches["staging"]
        );
        var master = await GitHub.Repository.Commit.Get(Owner, Name, It.World.Repository.Branches["master"]);

        var pulls = await GitHub.Repository.Commit.PullRequests(Owner, Name, master.Parents[0].Sha);

        Assert.Equal(2, commits.AheadBy);
        Assert.Equal([41], pulls.Select(pull => pull.Number));
        Assert.Equal("ben", pulls[0].User.Login);
        Assert.Empty(await GitHub.Repository.Commit.PullRequests(Owner, Name, commits.Commits[0].Sha));
    }

    [Fact]
    public async Task A_completed_run_can_be_run_again_under_its_id()
    {
        var run = await It.CompletedRunAsync("ci.yml", It.World.Repository.Branches["staging"]);

        await GitHub.Actions.Workflows.Runs.Rerun(Owner, Name, run.Id);
        var again = await It.CompletedRunAsync("ci.yml", run.HeadSha);

        Assert.Equal(run.Id, again.Id);
        Assert.Equal(run.RunAttempt + 1, again.RunAttempt);
    }
}
