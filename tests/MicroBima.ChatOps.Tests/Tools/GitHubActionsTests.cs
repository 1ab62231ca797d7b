using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Tools;

/// <summary>Answers of a scripted GitHub: green is only the success of exactly our commit and our workflow file.</summary>
public sealed class GitHubActionsTests : IAsyncLifetime
{
    private const string Workflow = ".github/workflows/ci.yml";
    private static readonly CommitSha Commit = Sample.Sha('a');

    private readonly LoopbackServer _gitHub = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _gitHub.DisposeAsync();

    [Fact]
    public async Task The_success_of_our_commit_and_workflow_is_green()
    {
        Answers(Runs(Run(7)));

        Assert.Equal(new RunState.Green(7), await AskAsync());
        Assert.Contains(_gitHub.Calls, call => call.Target.Contains($"head_sha={Commit}", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("failure")]
    [InlineData("cancelled")]
    [InlineData("skipped")]
    [InlineData("neutral")]
    [InlineData("timed_out")]
    [InlineData("action_required")]
    [InlineData("stale")]
    [InlineData("startup_failure")]
    [InlineData("Success")]
    [InlineData("success_with_a_new_meaning")]
    public async Task C12_any_other_conclusion_is_red(string conclusion)
    {
        Answers(Runs(Run(7, conclusion: $"\"{conclusion}\"")));

        Assert.Equal(conclusion, Assert.IsType<RunState.Red>(await AskAsync()).Conclusion);
    }

    [Fact]
    public async Task C12_a_completed_run_without_a_conclusion_is_red()
    {
        Answers(Runs(Run(7, conclusion: "null")));

        Assert.Equal("unknown", Assert.IsType<RunState.Red>(await AskAsync()).Conclusion);
    }

    [Fact]
    public async Task C12_the_success_of_another_commit_or_of_another_workflow_of_the_same_name_is_none()
    {
        Answers(
            Runs(
                Run(1, sha: new string('b', 40)),
                Run(2, path: ".github/workflows/ci-nightly.yml"),
                Run(3, path: "ci.yml")
            )
        );

        Assert.IsType<RunState.None>(await AskAsync());
    }

    [Theory]
    [InlineData("queued")]
    [InlineData("in_progress")]
    [InlineData("waiting")]
    [InlineData("requested")]
    [InlineData("pending")]
    [InlineData("a_state_of_tomorrow")]
    public async Task C12_a_run_that_is_not_completed_is_going_whatever_its_conclusion_says(string status)
    {
        Answers(Runs(Run(7, status: status)));

        Assert.Equal(7, Assert.IsType<RunState.Going>(await AskAsync()).Id);
    }

    [Fact]
    public async Task C17_the_newest_run_of_our_commit_counts()
    {
        Answers(
            Runs(
                Run(7, at: "2026-01-01T00:00:00Z"),
                Run(9, at: "2026-01-02T00:00:00Z", conclusion: "\"failure\""),
                Run(8, at: "2026-01-01T12:00:00Z")
            )
        );

        Assert.Equal(9, Assert.IsType<RunState.Red>(await AskAsync()).Id);
    }

    [Theory]
    [InlineData("pull_request")]
    [InlineData("pull_request_target")]
    public async Task C12_a_later_run_of_a_pull_request_outvotes_no_run_of_the_commit_itself(string what)
    {
        var green = Run(9, at: "2026-01-02T00:00:00Z", what: what);
        Answers(Runs(Run(7, conclusion: "\"failure\""), green));

        Assert.Equal(7, Assert.IsType<RunState.Red>(await AskAsync()).Id);

        Answers(Runs(green));

        Assert.Equal(new RunState.Green(9), await AskAsync());
    }

    [Fact]
    public async Task C17_O05_runs_on_further_pages_count_and_pages_without_end_have_one()
    {
        var page = 0;
        _gitHub.Answers(call =>
            call.Target.Contains("/jobs", StringComparison.Ordinal)
                ? new HttpAnswer(200, """{"total_count":0,"jobs":[]}""")
                : new HttpAnswer(
                    200,
                    ++page == 2 ? Runs(Run(9, at: "2026-01-02T00:00:00Z", conclusion: "\"failure\"")) : Runs(Run(7)),
                    (
                        "link",
                        $"<http://{_gitHub.HttpUrl.Authority}/api/v3/repos/microbima/internal-api/actions/runs?page={page + 1}>; rel=\"next\""
                    )
                )
        );

        Assert.Equal(9, Assert.IsType<RunState.Red>(await AskAsync()).Id);
        Assert.Equal(10, page);
    }

    [Fact]
    public async Task C17_a_newer_run_of_another_commit_does_not_count()
    {
        Answers(
            Runs(
                Run(7, at: "2026-01-01T00:00:00Z"),
                Run(9, at: "2026-01-02T00:00:00Z", sha: new string('b', 40), conclusion: "\"failure\"")
            )
        );

        Assert.Equal(7, Assert.IsType<RunState.Green>(await AskAsync()).Id);
    }

    [Fact]
    public async Task The_step_that_failed_is_named_and_its_absence_is_no_reason_to_fail()
    {
        _gitHub.Answers(call =>
            call.Target.Contains("/jobs", StringComparison.Ordinal)
                ? new HttpAnswer(
                    200,
                    """{"total_count":1,"jobs":[{"id":1,"name":"test","status":"completed","steps":[{"name":"lint","status":"completed","conclusion":"success"},{"name":"unit","status":"completed","conclusion":"failure"}]}]}"""
                )
                : new HttpAnswer(200, Runs(Run(7, conclusion: "\"failure\"")))
        );
        var named = await AskAsync();
        _gitHub.Answers(call =>
            call.Target.Contains("/jobs", StringComparison.Ordinal)
                ? new HttpAnswer(500, "{}")
                : new HttpAnswer(200, Runs(Run(7, conclusion: "\"failure\"")))
        );
        var unnamed = await AskAsync();

        Assert.Equal("test / unit", Assert.IsType<RunState.Red>(named).At);
        Assert.Equal("completed", Assert.IsType<RunState.Red>(unnamed).At);
    }

    [Theory]
    [InlineData(500, "{}")]
    [InlineData(502, "<html>bad gateway</html>")]
    [InlineData(404, """{"message":"Not Found"}""")]
    [InlineData(401, """{"message":"Bad credentials"}""")]
    [InlineData(200, "")]
    [InlineData(200, "<html>sign in</html>")]
    public async Task O05_what_GitHub_cannot_say_is_an_exception_and_never_green(int status, string body)
    {
        Answers(body, status);

        await Assert.ThrowsAsync<GitHubException>(AskAsync);
    }

    [Fact]
    public async Task O05_an_answer_without_a_change_is_an_exception()
    {
        _gitHub.Answers(_ => new HttpAnswer(304, ""));

        await Assert.ThrowsAsync<GitHubException>(AskAsync);
    }

    [Fact]
    public async Task O05_an_answer_that_breaks_off_at_any_byte_is_an_exception()
    {
        var whole = Runs(Run(7));
        for (var length = 0; length < whole.Length; length += 7)
        {
            Answers(whole[..length]);

            await Assert.ThrowsAsync<GitHubException>(AskAsync);
        }
    }

    [Fact]
    public async Task O05_a_closed_connection_is_an_exception()
    {
        _gitHub.Answers(_ => HttpAnswer.HangUp);

        await Assert.ThrowsAsync<GitHubException>(AskAsync);
    }

    [Fact]
    public async Task O05_a_spent_rate_limit_is_an_exception_that_says_so()
    {
        _gitHub.Answers(_ => new HttpAnswer(
            403,
            """{"message":"API rate limit exceeded for user"}""",
            ("X-RateLimit-Limit", "5000"),
            ("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", "1900000000")
        ));

        var spent = await Assert.ThrowsAsync<GitHubException>(AskAsync);

        Assert.Contains("rate limit", spent.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task O05_a_slow_answer_ends_when_the_bot_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        _gitHub.OnRequest = async _ =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, CancellationToken.None);
            return new HttpAnswer(200);
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Actions().RunOfAsync(Commit, Workflow, stop.Token)
        );
    }

    [Theory]
    [InlineData("""{"total_count":"many","workflow_runs":{}}""")]
    [InlineData("""{"total_count":1,"workflow_runs":[{"id":"seven","status":[],"conclusion":{}}]}""")]
    [InlineData("[1,2,3]")]
    [InlineData("true")]
    [InlineData("null")]
    public async Task E17_answers_of_other_types_are_never_green(string body)
    {
        Answers(body);

        var state = await StateOrNullAsync();

        Assert.True(state is null or RunState.None, $"{state}");
    }

    [Fact]
    public async Task E17_a_field_that_comes_twice_is_never_green()
    {
        Answers(Runs(Run(7, conclusion: "\"failure\",\"conclusion\":\"success\"")));

        await Assert.ThrowsAsync<GitHubException>(AskAsync);
    }

    [Fact]
    public async Task E17_ten_megabytes_are_refused()
    {
        Answers(Runs(Run(7, conclusion: $"\"success\",\"filler\":\"{new string('x', 10 * 1024 * 1024)}\"")));

        await Assert.ThrowsAsync<GitHubException>(AskAsync);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task E17_nesting_without_end_is_refused_and_the_bot_lives(int status)
    {
        Answers(new string('[', 1_000_000), status);

        await Assert.ThrowsAsync<GitHubException>(AskAsync);
    }

    [Theory]
    [InlineData("..", "x")]
    [InlineData("x", "..")]
    [InlineData("a/b", "x")]
    [InlineData("a%2fb", "x")]
    [InlineData("a", "b?c=d")]
    [InlineData("a", "b#c")]
    [InlineData("a\n", "b")]
    [InlineData("", "b")]
    public void E16_names_that_would_change_the_address_are_refused(string owner, string name)
    {
        Assert.Throws<ArgumentException>(() => new GitHubActions(_gitHub.HttpUrl, null, owner, name));
    }

    [Fact]
    public async Task A_run_is_started_again_and_pull_requests_are_numbers()
    {
        _gitHub.Answers(call =>
            call.Method == "POST" ? new HttpAnswer(201, "{}") : new HttpAnswer(200, """[{"number":12},{"number":13}]""")
        );

        await Actions().RerunAsync(7, CancellationToken.None);
        var pulls = await Actions().PullRequestsAsync(Commit, CancellationToken.None);

        Assert.Contains(
            _gitHub.Calls,
            call => call.Line.EndsWith("/repos/microbima/internal-api/actions/runs/7/rerun", StringComparison.Ordinal)
        );
        Assert.Equal([12, 13], pulls.AsEnumerable());
    }

    private void Answers(string runs, int status = 200) =>
        _gitHub.Answers(call =>
            call.Target.Contains("/jobs", StringComparison.Ordinal)
                ? new HttpAnswer(200, """{"total_count":0,"jobs":[]}""")
                : new HttpAnswer(status, runs)
        );

    private GitHubActions Actions() => new(_gitHub.HttpUrl, "token-of-a-test", "microbima", "internal-api");

    private Task<RunState> AskAsync() => Actions().RunOfAsync(Commit, Workflow, CancellationToken.None);

    private async Task<RunState?> StateOrNullAsync()
    {
        try
        {
            return await AskAsync();
        }
        catch (GitHubException)
        {
            return null;
        }
    }

    private static string Runs(params string[] runs) =>
        $$"""{"total_count":{{runs.Length}},"workflow_runs":[{{string.Join(',', runs)}}]}""";

    private static string Run(
        int id,
        string? sha = null,
        string path = Workflow,
        string status = "completed",
        string conclusion = "\"success\"",
        string at = "2026-01-01T00:00:00Z",
        string what = "push"
    ) =>
        $$"""{"id":{{id}},"name":"CI","head_sha":"{{sha ?? Commit.ToString()}}","path":"{{path}}","status":"{{status}}","conclusion":{{conclusion}},"event":"{{what}}","created_at":"{{at}}","html_url":"https://x/{{id}}"}""";
}
