using System.Globalization;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World.Git;

namespace MicroBima.ChatOps.Sandbox.World.GitHub;

/// <summary>GitHub's REST calls about the demo's repository, under the prefix that its clients put before a custom address.</summary>
internal sealed class GitHubRoutes(
    string owner,
    string name,
    string token,
    Uri address,
    BareRepository repository,
    RunBook book,
    ActionsTwin actions
)
{
    private readonly GitHubJson _json = new(owner, name, new Uri(address, "api/v3/"));
    private readonly PullRequests _pulls = new(repository);

    public void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v3");
        Get(api, "/user", _ => Task.FromResult(Answer.Ok(_json.User("chatops-bot"))));
        Get(api, "/rate_limit", _ => Task.FromResult(Answer.Ok(RateLimit())));

        var repo = api.MapGroup($"/repos/{owner}/{name}");
        Get(repo, "", _ => Task.FromResult(Answer.Ok(_json.Repository())));
        Get(repo, "/actions/workflows", _ => Task.FromResult(Workflows()));
        Get(repo, "/actions/workflows/{workflow}/runs", context => Task.FromResult(RunsOfWorkflow(context)));
        Get(repo, "/actions/runs", context => Task.FromResult(Runs(context, book.All())));
        Get(repo, "/actions/runs/{id:long}", context => Task.FromResult(OneRun(context)));
        Get(repo, "/actions/runs/{id:long}/jobs", context => Task.FromResult(Jobs(context)));
        Get(repo, "/actions/runs/{id:long}/attempts/{attempt:int}/jobs", context => Task.FromResult(Jobs(context)));
        Get(repo, "/actions/jobs/{job:long}", context => Task.FromResult(OneJob(context)));
        Get(repo, "/commits/{sha}", CommitAsync);
        Get(repo, "/commits/{sha}/pulls", PullsAsync);
        Get(repo, "/branches/{branch}", BranchAsync);
        Get(repo, "/compare/{range}", CompareAsync);
        Post(repo, "/actions/runs/{id:long}/cancel", CancelAsync);
        Post(repo, "/actions/runs/{id:long}/rerun", RerunAsync);
        Post(repo, "/actions/runs/{id:long}/rerun-failed-jobs", RerunAsync);
        api.MapFallback(NotFoundAsync);
    }

    private void Get(IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<Answer>> handle) =>
        routes.MapGet(pattern, context => SendAsync(context, handle));

    private void Post(IEndpointRouteBuilder routes, string pattern, Func<HttpContext, Task<Answer>> handle) =>
        routes.MapPost(pattern, context => SendAsync(context, handle));

    private Task NotFoundAsync(HttpContext context) => SendAsync(context, _ => Task.FromResult(Answer.NotFound));

    private async Task SendAsync(HttpContext context, Func<HttpContext, Task<Answer>> handle)
    {
        var answer = Credentials(context) switch
        {
            null => Answer.Error(401, "Requires authentication"),
            var given when given != token => Answer.Error(401, "Bad credentials"),
            _ => await handle(context),
        };

        var response = context.Response;
        response.StatusCode = answer.Status;
        response.Headers["X-GitHub-Media-Type"] = "github.v3; format=json";
        response.Headers["X-OAuth-Scopes"] = "repo, workflow";
        response.Headers["X-RateLimit-Limit"] = "5000";
        response.Headers["X-RateLimit-Remaining"] = "4987";
        response.Headers["X-RateLimit-Reset"] = "4102444800";
        if (answer.Next is { } next)
            response.Headers.Link = $"<{next}>; rel=\"next\"";

        response.ContentType = "application/json; charset=utf-8";
        await response.WriteAsync(WorldJson.Compact(answer.Body), context.RequestAborted);
    }

    private static string? Credentials(HttpContext context) =>
        context.Request.Headers.Authorization.ToString().Split(' ', 2) is [var scheme, var value]
        && (
            scheme.Equals("token", StringComparison.OrdinalIgnoreCase)
            || scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase)
        )
            ? value.Trim()
            : null;

    private static JsonObject RateLimit()
    {
        static JsonObject Bucket() =>
            new()
            {
                ["limit"] = 5000,
                ["remaining"] = 4987,
                ["used"] = 13,
                ["reset"] = 4102444800,
            };
        return new JsonObject
        {
            ["resources"] = new JsonObject { ["core"] = Bucket(), ["search"] = Bucket() },
            ["rate"] = Bucket(),
        };
    }

    private Answer Workflows() =>
        Answer.Ok(
            new JsonObject
            {
                ["total_count"] = Workflow.All.Count,
                ["workflows"] = new JsonArray([.. Workflow.All.Select(workflow => (JsonNode)_json.Workflow(workflow))]),
            }
        );

    private Answer RunsOfWorkflow(HttpContext context)
    {
        var asked = Path.GetFileName(Uri.UnescapeDataString(Value(context, "workflow")));
        var workflow = Workflow.All.FirstOrDefault(workflow =>
            workflow.File == asked || workflow.Id.ToString(CultureInfo.InvariantCulture) == asked
        );
        return workflow is null
            ? Answer.NotFound
            : Runs(context, [.. book.All().Where(run => run.Workflow == workflow.Path)]);
    }

    private Answer Runs(HttpContext context, IReadOnlyList<WorkflowRun> runs)
    {
        bool Fits(string parameter, params ReadOnlySpan<string?> values)
        {
            var asked = context.Request.Query[parameter].ToString();
            return asked.Length == 0 || values.Contains(asked);
        }

        var fitting = runs.Where(run =>
                Fits("head_sha", run.Sha)
                && Fits("branch", run.Branch)
                && Fits("event", "push")
                && Fits("actor", run.Actor)
                && Fits("status", run.Status, run.Conclusion)
            )
            .ToArray();
        var page = Paging.Of(context);
        return Answer.Ok(
            new JsonObject
            {
                ["total_count"] = fitting.Length,
                ["workflow_runs"] = new JsonArray([.. page.Take(fitting).Select(run => (JsonNode)_json.Run(run))]),
            },
            page.Next(context, fitting.Length)
        );
    }

    private Answer OneRun(HttpContext context) =>
        book.TryFind(Id(context, "id")) is { } run ? Answer.Ok(_json.Run(run)) : Answer.NotFound;

    private Answer Jobs(HttpContext context)
    {
        if (book.TryFind(Id(context, "id")) is not { } run)
            return Answer.NotFound;

        return Answer.Ok(
            new JsonObject
            {
                ["total_count"] = run.Jobs.Count,
                ["jobs"] = new JsonArray([.. run.Jobs.Select(job => (JsonNode)_json.Job(run, job))]),
            }
        );
    }

    private Answer OneJob(HttpContext context)
    {
        var id = Id(context, "job");
        var found = book.All()
            .SelectMany(run => run.Jobs.Select(job => (run, job)))
            .FirstOrDefault(it => it.job.Id == id);
        return found.job is null ? Answer.NotFound : Answer.Ok(_json.Job(found.run, found.job));
    }

    private async Task<Answer> CancelAsync(HttpContext context)
    {
        var id = Id(context, "id");
        if (book.TryFind(id) is null)
            return Answer.NotFound;

        return await actions.TryCancelAsync(id)
            ? new Answer(202, new JsonObject(), null)
            : Answer.Error(409, "Cannot cancel a workflow run that is completed.");
    }

    private async Task<Answer> RerunAsync(HttpContext context)
    {
        var id = Id(context, "id");
        if (book.TryFind(id) is null)
            return Answer.NotFound;

        return await actions.TryRerunAsync(id, context.RequestAborted)
            ? new Answer(201, new JsonObject(), null)
            : Answer.Error(403, "The workflow run is already running");
    }

    private async Task<Answer> CommitAsync(HttpContext context) =>
        await TryCommitAsync(Value(context, "sha"), context.RequestAborted) is { } commit
            ? Answer.Ok(_json.Commit(commit))
            : Answer.Error(422, $"No commit found for SHA: {Value(context, "sha")}");

    private async Task<Answer> PullsAsync(HttpContext context)
    {
        if (await repository.TryResolveAsync(Value(context, "sha"), context.RequestAborted) is not { } sha)
            return Answer.Error(422, $"No commit found for SHA: {Value(context, "sha")}");

        var pulls = await _pulls.OfAsync(sha, context.RequestAborted);
        return Answer.Ok(new JsonArray([.. pulls.Select(pull => (JsonNode)_json.PullRequest(pull))]));
    }

    private async Task<Answer> BranchAsync(HttpContext context)
    {
        var branch = Value(context, "branch");
        if (
            !repository.Branches().TryGetValue(branch, out var head)
            || await TryCommitAsync(head, context.RequestAborted) is not { } commit
        )
            return Answer.Error(404, "Branch not found");

        return Answer.Ok(
            new JsonObject
            {
                ["name"] = branch,
                ["commit"] = _json.Commit(commit),
                ["protected"] = false,
            }
        );
    }

    private async Task<Answer> CompareAsync(HttpContext context)
    {
        var ends = Uri.UnescapeDataString(Value(context, "range")).Split("...", 2);
        if (
            ends.Length != 2
            || await repository.TryResolveAsync(ends[0], context.RequestAborted) is not { } before
            || await repository.TryResolveAsync(ends[1], context.RequestAborted) is not { } after
        )
            return Answer.NotFound;

        var ahead = await repository.LogAsync(["--reverse", $"{before}..{after}"], context.RequestAborted);
        var behind = await repository.LogAsync([$"{after}..{before}"], context.RequestAborted);
        return Answer.Ok(
            new JsonObject
            {
                ["status"] = (ahead.Count, behind.Count) switch
                {
                    (0, 0) => "identical",
                    (_, 0) => "ahead",
                    (0, _) => "behind",
                    _ => "diverged",
                },
                ["ahead_by"] = ahead.Count,
                ["behind_by"] = behind.Count,
                ["total_commits"] = ahead.Count,
                ["commits"] = new JsonArray([.. ahead.Select(commit => (JsonNode)_json.Commit(commit))]),
                ["files"] = new JsonArray(),
            }
        );
    }

    private async Task<CommitView?> TryCommitAsync(string name, CancellationToken cancellationToken) =>
        await repository.TryResolveAsync(name, cancellationToken) is { } sha
            ? (await repository.LogAsync(["--max-count=1", sha], cancellationToken))[0]
            : null;

    private static string Value(HttpContext context, string key) => (string)context.Request.RouteValues[key]!;

    private static long Id(HttpContext context, string key) =>
        long.Parse(Value(context, key), CultureInfo.InvariantCulture);
}
