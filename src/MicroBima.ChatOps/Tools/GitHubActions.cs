using System.Collections.Immutable;
using MicroBima.ChatOps.Plans;
using Octokit;

namespace MicroBima.ChatOps.Tools;

/// <summary>Where the run of a workflow stands. Only a success of exactly our commit and our workflow file is a success.</summary>
public abstract record RunState
{
    private RunState() { }

    /// <summary>GitHub knows no run of this commit and workflow.</summary>
    public sealed record None : RunState;

    /// <summary>It waits or runs; the step it is at.</summary>
    public sealed record Going(long Id, string At, string Url) : RunState;

    /// <summary>It succeeded.</summary>
    public sealed record Green(long Id, string Url) : RunState;

    /// <summary>It ended otherwise: failure, cancelled, skipped, neutral, timed out.</summary>
    public sealed record Red(long Id, string Conclusion, string At, string Url) : RunState;
}

/// <summary>GitHub Actions and pull requests of one repository, through Octokit.</summary>
public sealed class GitHubActions
{
    private readonly GitHubClient _client;
    private readonly string _owner;
    private readonly string _name;

    /// <summary>A client for an API address; without a token only public repositories answer.</summary>
    public GitHubActions(Uri apiUrl, string? token, string owner, string name)
    {
        (_owner, _name) = (owner, name);
        _client = new GitHubClient(new ProductHeaderValue("MicroBima-ChatOps"), apiUrl);
        if (token is not null)
            _client.Credentials = new Credentials(token);

        _client.SetRequestTimeout(TimeSpan.FromSeconds(20));
    }

    /// <summary>The newest run of a workflow file for a commit. GitHub's errors are exceptions, and never mean green.</summary>
    public async Task<RunState> RunOfAsync(CommitSha commit, string workflow, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var answer = await _client
            .Actions.Workflows.Runs.List(_owner, _name, new WorkflowRunsRequest { HeadSha = commit.ToString() })
            .WaitAsync(cancellationToken);
        var run = answer
            .WorkflowRuns.Where(run => string.Equals(run.HeadSha, commit.ToString(), StringComparison.Ordinal))
            .Where(run => string.Equals(run.Path?.Split('@')[0], workflow, StringComparison.Ordinal))
            .MaxBy(run => (run.CreatedAt, run.Id));
        if (run is null)
            return new RunState.None();

        if (run.Status.Value is not WorkflowRunStatus.Completed)
            return new RunState.Going(run.Id, await WhereAsync(run, cancellationToken), run.HtmlUrl);

        return run.Conclusion?.Value is WorkflowRunConclusion.Success
            ? new RunState.Green(run.Id, run.HtmlUrl)
            : new RunState.Red(
                run.Id,
                run.Conclusion?.StringValue ?? "unknown",
                await WhereAsync(run, cancellationToken),
                run.HtmlUrl
            );
    }

    /// <summary>Starts a finished run again.</summary>
    public Task RerunAsync(long run, CancellationToken cancellationToken) =>
        _client.Actions.Workflows.Runs.Rerun(_owner, _name, run).WaitAsync(cancellationToken);

    /// <summary>The numbers of the pull requests that brought a commit.</summary>
    public async Task<ImmutableArray<int>> PullRequestsAsync(CommitSha commit, CancellationToken cancellationToken)
    {
        var pulls = await _client.Repository.Commit.PullRequests(_owner, _name, commit.ToString()).WaitAsync(cancellationToken);
        return [.. pulls.Select(pull => pull.Number)];
    }

    private async Task<string> WhereAsync(WorkflowRun run, CancellationToken cancellationToken)
    {
        var jobs = await _client.Actions.Workflows.Jobs.List(_owner, _name, run.Id).WaitAsync(cancellationToken);
        var at =
            from job in jobs.Jobs
            from step in job.Steps ?? []
            where step.Status.Value is WorkflowJobStatus.InProgress || step.Conclusion?.Value is WorkflowJobConclusion.Failure
            select $"{job.Name} / {step.Name}";
        return at.FirstOrDefault() ?? run.Status.StringValue;
    }
}
