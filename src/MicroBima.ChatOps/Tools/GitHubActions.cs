using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Plans;
using Octokit;
using Octokit.Internal;

namespace MicroBima.ChatOps.Tools;

/// <summary>GitHub did not answer, or not in a way that can be understood. It says nothing about the run: not green, not red.</summary>
public sealed class GitHubException(string message, Exception inner) : Exception(message, inner);

/// <summary>Where the run of a workflow stands. Only a success of exactly our commit and our workflow file is a success.</summary>
public abstract record RunState
{
    private RunState() { }

    /// <summary>GitHub knows no run of this commit and workflow.</summary>
    /// <param name="IsExpected">True while another workflow of the commit is not over: this one may begin when that ends (workflow_run).</param>
    public sealed record None(bool IsExpected) : RunState;

    /// <summary>It waits or runs; the step it is at.</summary>
    public sealed record Going(long Id, string At) : RunState;

    /// <summary>It succeeded.</summary>
    public sealed record Green(long Id) : RunState;

    /// <summary>It ended otherwise: failure, cancelled, skipped, neutral, timed out.</summary>
    public sealed record Red(long Id, string Conclusion, string At, string Url) : RunState;
}

/// <summary>GitHub Actions and pull requests of one repository, through Octokit. Every failure is a <see cref="GitHubException"/>.</summary>
public sealed partial class GitHubActions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // The newest come first; no commit has more runs than that.
    private static readonly ApiOptions Pages = new() { PageSize = 100, PageCount = 10 };

    private readonly GitHubClient _client;
    private readonly string _owner;
    private readonly string _name;

    /// <summary>A client for an API address; without a token only public repositories answer.</summary>
    public GitHubActions(Uri apiUrl, string? token, string owner, string name)
    {
        if (!Name().IsMatch(owner) || !Name().IsMatch(name))
            throw new ArgumentException($"'{owner}/{name}' is not a repository at GitHub.", nameof(owner));

        (_owner, _name) = (owner, name);
        var product = new ProductHeaderValue("MicroBima-ChatOps");
        var adapter = new HttpClientAdapter(() => new BoundedJson(HttpMessageHandlerFactory.CreateDefault()));
        _client = new GitHubClient(
            new Connection(
                product,
                AddressOf(apiUrl),
                new InMemoryCredentialStore(CredentialsOf(token)),
                adapter,
                new SimpleJsonSerializer()
            )
        );
        _client.SetRequestTimeout(Patience);
    }

    /// <summary>The newest run of a workflow file for a commit. GitHub's errors are exceptions, and never mean green.</summary>
    public async Task<RunState> RunOfAsync(CommitSha commit, string workflow, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(
            () =>
                _client.Actions.Workflows.Runs.List(
                    _owner,
                    _name,
                    new WorkflowRunsRequest { HeadSha = commit.ToString() },
                    Pages
                ),
            cancellationToken
        );
        var all = answer
            .WorkflowRuns.Where(run => string.Equals(run.HeadSha, commit.ToString(), StringComparison.Ordinal))
            .ToList();
        var run = all.Where(run => string.Equals(run.Path?.Split('@')[0], workflow, StringComparison.Ordinal))
            .MaxBy(run => (!IsOfPullRequest(run), run.CreatedAt, run.Id));
        if (run is null)
            return new RunState.None(IsExpected: !all.TrueForAll(IsOver));

        // By their names: a state that GitHub invents tomorrow is neither completed nor a success.
        if (!IsOver(run))
            return new RunState.Going(run.Id, await WhereAsync(run, cancellationToken));

        var conclusion = run.Conclusion?.StringValue ?? "unknown";
        return string.Equals(conclusion, "success", StringComparison.Ordinal)
            ? new RunState.Green(run.Id)
            : new RunState.Red(run.Id, conclusion, await WhereAsync(run, cancellationToken), run.HtmlUrl ?? "");
    }

    /// <summary>Starts a finished run again.</summary>
    public async Task RerunAsync(long run, CancellationToken cancellationToken) =>
        await AskAsync(
            async () =>
            {
                await _client.Actions.Workflows.Runs.Rerun(_owner, _name, run);
                return true;
            },
            cancellationToken
        );

    /// <summary>The numbers of the pull requests that brought a commit.</summary>
    public async Task<ImmutableArray<int>> PullRequestsAsync(CommitSha commit, CancellationToken cancellationToken)
    {
        var pulls = await AskAsync(
            () => _client.Repository.Commit.PullRequests(_owner, _name, commit.ToString()),
            cancellationToken
        );
        return [.. pulls.Select(pull => pull.Number)];
    }

    /// <summary>The scopes that GitHub names for the token, none where it names none; asked by reading the runs, which a deployment has to.</summary>
    public async Task<ImmutableArray<string>> ScopesAsync(CancellationToken cancellationToken)
    {
        var newest = new ApiOptions { PageSize = 1, PageCount = 1 };
        await AskAsync(
            () => _client.Actions.Workflows.Runs.List(_owner, _name, new WorkflowRunsRequest(), newest),
            cancellationToken
        );
        return [.. _client.GetLastApiInfo()?.OauthScopes ?? []];
    }

    private static bool IsOver(WorkflowRun run) =>
        string.Equals(run.Status.StringValue, "completed", StringComparison.Ordinal);

    // It names our commit and tries another tree, merged with its base: it never speaks where a run of the commit itself does.
    private static bool IsOfPullRequest(WorkflowRun run) =>
        run.Event?.StartsWith("pull_request", StringComparison.Ordinal) is true;

    private async Task<string> WhereAsync(WorkflowRun run, CancellationToken cancellationToken)
    {
        try
        {
            var jobs = await AskAsync(
                () => _client.Actions.Workflows.Jobs.List(_owner, _name, run.Id),
                cancellationToken
            );
            var at =
                from job in jobs.Jobs
                from step in job.Steps ?? []
                where step.Status.StringValue is "in_progress" || step.Conclusion?.StringValue is "failure"
                select $"{job.Name} / {step.Name}";
            return at.FirstOrDefault() ?? run.Status.StringValue ?? "unknown";
        }
        catch (GitHubException)
        {
            // Where a run is at is for reading; that it runs or failed is known without it.
            return run.Status.StringValue ?? "unknown";
        }
    }

    private static async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return await ask().WaitAsync(cancellationToken);
        }
        catch (Exception dark) when (!cancellationToken.IsCancellationRequested)
        {
            // Octokit throws its own exceptions, those of HTTP and, for JSON of another shape, whatever its reader meets.
            throw new GitHubException(
                dark is OperationCanceledException ? $"no answer in {Patience.TotalSeconds:0} s" : dark.Message,
                dark
            );
        }
    }

    private static Credentials CredentialsOf(string? token) =>
        token is null ? Credentials.Anonymous : new Credentials(token);

    /// <summary>As Octokit does it: only GitHub's own address has no path of its own.</summary>
    private static Uri AddressOf(Uri apiUrl) =>
        apiUrl.Host is "github.com" or "api.github.com" ? GitHubClient.GitHubApiUrl : new Uri(apiUrl, "/api/v3/");

    [GeneratedRegex(@"^(?!\.{1,2}\z)[A-Za-z0-9._-]{1,100}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Name();

    /// <summary>Octokit reads any amount of JSON of any depth, on the stack: what is too big, too deep or ambiguous is refused before.</summary>
    private sealed class BoundedJson(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        private const int Largest = 4 * 1024 * 1024;
        private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 40, AllowDuplicateProperties = false };

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            var answer = await base.SendAsync(request, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(Largest, cancellationToken);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            var isEmptyByRule =
                answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.Created or HttpStatusCode.Accepted
                && body.Length == 0;
            try
            {
                if (!isEmptyByRule)
                    JsonDocument.Parse(body, Strict).Dispose();
            }
            catch (JsonException unreadable)
            {
                throw new HttpRequestException(
                    $"GitHub answered HTTP {(int)answer.StatusCode} with a body that cannot be read: {unreadable.Message}",
                    unreadable
                );
            }

            return answer;
        }
    }
}
