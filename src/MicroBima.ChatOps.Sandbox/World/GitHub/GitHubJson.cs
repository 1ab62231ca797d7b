using System.Globalization;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World.Git;

namespace MicroBima.ChatOps.Sandbox.World.GitHub;

/// <summary>GitHub's documents about one repository, as far as its API's users read them.</summary>
internal sealed class GitHubJson(string owner, string name, Uri api)
{
    private string Repo => $"{api}repos/{owner}/{name}";

    private string Html => $"{api.GetLeftPart(UriPartial.Authority)}/{owner}/{name}";

    public JsonObject Repository() =>
        new()
        {
            ["id"] = 905114,
            ["name"] = name,
            ["full_name"] = $"{owner}/{name}",
            ["private"] = true,
            ["owner"] = User(owner),
            ["url"] = Repo,
            ["html_url"] = Html,
            ["default_branch"] = "master",
            ["permissions"] = new JsonObject
            {
                ["admin"] = false,
                ["push"] = true,
                ["pull"] = true,
            },
        };

    public JsonObject User(string login) =>
        new()
        {
            ["login"] = login,
            ["id"] = Number(login),
            ["type"] = "User",
            ["url"] = $"{api}users/{login}",
            ["html_url"] = $"{api.GetLeftPart(UriPartial.Authority)}/{login}",
        };

    public JsonObject Workflow(Workflow workflow) =>
        new()
        {
            ["id"] = workflow.Id,
            ["name"] = workflow.Name,
            ["path"] = workflow.Path,
            ["state"] = "active",
            ["url"] = $"{Repo}/actions/workflows/{workflow.Id}",
            ["html_url"] = $"{Html}/actions/workflows/{workflow.File}",
        };

    public JsonObject Run(WorkflowRun run)
    {
        var workflow = GitHub.Workflow.All.Single(workflow => workflow.Path == run.Workflow);
        var url = $"{Repo}/actions/runs/{run.Id}";
        return new JsonObject
        {
            ["id"] = run.Id,
            ["name"] = workflow.Name,
            ["node_id"] = $"WFR_{run.Id}",
            ["head_branch"] = run.Branch,
            ["head_sha"] = run.Sha,
            ["path"] = run.Workflow,
            ["display_title"] = run.Title,
            ["run_number"] = run.Number,
            ["run_attempt"] = run.Attempt,
            ["event"] = "push",
            ["status"] = run.Status,
            ["conclusion"] = run.Conclusion,
            ["workflow_id"] = workflow.Id,
            ["url"] = url,
            ["html_url"] = $"{Html}/actions/runs/{run.Id}",
            ["jobs_url"] = $"{url}/jobs",
            ["logs_url"] = $"{url}/logs",
            ["cancel_url"] = $"{url}/cancel",
            ["rerun_url"] = $"{url}/rerun",
            ["created_at"] = Time(run.CreatedAt),
            ["updated_at"] = Time(run.UpdatedAt),
            ["run_started_at"] = Time(run.StartedAt),
            ["actor"] = User(run.Actor),
            ["triggering_actor"] = User(run.Actor),
            ["pull_requests"] = new JsonArray(),
            ["head_commit"] = new JsonObject { ["id"] = run.Sha, ["message"] = run.Title },
            ["repository"] = Repository(),
            ["head_repository"] = Repository(),
        };
    }

    public JsonObject Job(WorkflowRun run, WorkflowJob job) =>
        new()
        {
            ["id"] = job.Id,
            ["run_id"] = run.Id,
            ["run_url"] = $"{Repo}/actions/runs/{run.Id}",
            ["run_attempt"] = run.Attempt,
            ["head_branch"] = run.Branch,
            ["head_sha"] = run.Sha,
            ["status"] = job.Status,
            ["conclusion"] = job.Conclusion,
            ["name"] = job.Name,
            ["created_at"] = Time(run.CreatedAt),
            ["started_at"] = Time(job.StartedAt ?? run.StartedAt),
            ["completed_at"] = Time(job.CompletedAt),
            ["url"] = $"{Repo}/actions/jobs/{job.Id}",
            ["html_url"] = $"{Html}/actions/runs/{run.Id}/job/{job.Id}",
            ["labels"] = new JsonArray("ubuntu-24.04"),
            ["runner_name"] = job.StartedAt is null ? null : "GitHub Actions 3",
            ["steps"] = new JsonArray([
                .. job.Steps.Select(step =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["number"] = step.Number,
                            ["name"] = step.Name,
                            ["status"] = step.Status,
                            ["conclusion"] = step.Conclusion,
                            ["started_at"] = Time(step.StartedAt),
                            ["completed_at"] = Time(step.CompletedAt),
                        }
                ),
            ]),
        };

    public JsonObject Commit(CommitView commit)
    {
        var url = $"{Repo}/commits/{commit.Sha}";
        return new JsonObject
        {
            ["sha"] = commit.Sha,
            ["node_id"] = $"C_{commit.Sha}",
            ["url"] = url,
            ["html_url"] = $"{Html}/commit/{commit.Sha}",
            ["commit"] = new JsonObject
            {
                ["message"] = commit.Message,
                ["author"] = Signature(commit),
                ["committer"] = Signature(commit),
                ["tree"] = new JsonObject { ["sha"] = commit.Tree, ["url"] = $"{Repo}/git/trees/{commit.Tree}" },
                ["url"] = $"{Repo}/git/commits/{commit.Sha}",
            },
            ["author"] = User(LoginOf(commit.Author)),
            ["committer"] = User(LoginOf(commit.Author)),
            ["parents"] = new JsonArray([
                .. commit.Parents.Select(parent =>
                    (JsonNode)new JsonObject { ["sha"] = parent, ["url"] = $"{Repo}/commits/{parent}" }
                ),
            ]),
        };
    }

    public JsonObject PullRequest(PullRequest pull) =>
        new()
        {
            ["id"] = 1_700_000_000 + pull.Number,
            ["number"] = pull.Number,
            ["state"] = "closed",
            ["title"] = pull.Title,
            ["url"] = $"{Repo}/pulls/{pull.Number}",
            ["html_url"] = $"{Html}/pull/{pull.Number}",
            ["user"] = User(LoginOf(pull.Author)),
            ["created_at"] = Time(pull.MergedAt - TimeSpan.FromHours(5)),
            ["updated_at"] = Time(pull.MergedAt),
            ["closed_at"] = Time(pull.MergedAt),
            ["merged_at"] = Time(pull.MergedAt),
            ["merge_commit_sha"] = pull.MergeCommit,
            ["head"] = new JsonObject { ["ref"] = pull.Branch, ["sha"] = pull.Head },
            ["base"] = new JsonObject { ["ref"] = "staging", ["sha"] = pull.Base },
            ["assignees"] = new JsonArray(),
            ["requested_reviewers"] = new JsonArray(),
            ["labels"] = new JsonArray(),
            ["draft"] = false,
        };

    public static string LoginOf(Author author) => author.Email.Split('@')[0];

    private static JsonObject Signature(CommitView commit) =>
        new()
        {
            ["name"] = commit.Author.Name,
            ["email"] = commit.Author.Email,
            ["date"] = Time(commit.At),
        };

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static int Number(string login) => 40_000 + login.Sum(letter => letter);
}
