using MicroBima.ChatOps.Sandbox.World;
using Octokit;

namespace MicroBima.ChatOps.Tests.World;

[Collection(SharedWorld.Name)]
public sealed class GitHubTwinTests(WorldFixture fixture)
{
    private const string Owner = "microbima";
    private const string Name = "internal-api";

    private WorldInstance It => fixture.Instance;

    private GitHubClient GitHub => It.GitHub(It.GitHubToken);

    [Fact]
    public async Task The_heads_of_a_new_world_have_green_runs()
    {
        foreach (
            var (branch, workflow) in new[]
            {
                ("staging", "ci.yml"),
                ("staging", "deploy.yml"),
                ("master", "deploy.yml"),
            }
        )
        {
            var sha = (await GitHub.Repository.Branch.Get(Owner, Name, branch)).Commit.Sha;

            var run = await CompletedAsync(workflow, sha);

            Assert.Equal(WorkflowRunConclusion.Success, run.Conclusion);
            Assert.Equal(sha, run.HeadSha);
            Assert.Equal(branch, run.HeadBranch);
        }
    }

    private async Task<WorkflowRun> CompletedAsync(string workflow, string sha) =>
        (
            await WorldInstance.UntilAsync(
                async () =>
                    (
                        await GitHub.Actions.Workflows.Runs.ListByWorkflow(
                            Owner,
                            Name,
                            workflow,
                            new WorkflowRunsRequest { HeadSha = sha }
                        )
                    ).WorkflowRuns,
                runs => runs is [{ Status.Value: WorkflowRunStatus.Completed }]
            )
        )[0];
}
