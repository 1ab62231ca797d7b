using System.Globalization;
using MicroBima.ChatOps.Checklists;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Runbooks;
using MicroBima.ChatOps.Tests.Infra;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Tests.Runbooks;

/// <summary>Steps and checks that wait for GitHub and the app, on a clock that runs fast.</summary>
public sealed partial class WaitingStepTests : IAsyncLifetime
{
    private readonly LoopbackServer _server = new();
    private readonly FastTime _time = new(60);
    private readonly Surroundings _around;
    private readonly Queue<HttpAnswer> _runs = new();
    private readonly List<string> _said = [];
    private HttpAnswer _health = new(200, """{"version":"1"}""");
    private HttpAnswer _rerun = new(201);
    private int _reruns;

    public WaitingStepTests()
    {
        _around = new Surroundings("/nonexistent", gitHub: _server.HttpUrl, app: _server.HttpUrl);
        _server.Answers(Answer);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _around.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Health_waits_until_the_released_commit_answers()
    {
        _health = Health(Sample.Sha('9'));
        using var prober = new Prober(_time);
        var context = Context() with
        {
            Say = line =>
                _health = line.Contains("still serves 9999999", StringComparison.Ordinal)
                    ? Health(Sample.Plan.Result)
                    : _health,
        };

        var outcome = await new HealthStep(_around.Tools, prober, _time).RunAsync(context, CancellationToken.None);

        Assert.Contains(
            Sample.Plan.Result.Short,
            Assert.IsType<StepOutcome.Succeeded>(outcome).Fact,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Health_of_another_commit_is_not_healthy()
    {
        _health = Health(Sample.Sha('9'));
        using var prober = new Prober(_time);

        var outcome = await new HealthStep(_around.Tools, prober, _time).RunAsync(Context(), CancellationToken.None);

        Assert.Contains(
            "still serves 9999999",
            Assert.IsType<StepOutcome.Failed>(outcome).Problem.What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task O05_P9_the_check_of_staging_waits_for_GitHub_and_takes_its_silence_for_nothing()
    {
        _runs.Enqueue(new HttpAnswer(500));
        _runs.Enqueue(new HttpAnswer(200, "<html>"));
        _runs.Enqueue(Run("completed", "success", Sample.Plan.Head, "ci"));

        var standing = await StagingAsync(_time);

        Assert.Contains(
            "CI run 7 is green",
            Assert.IsType<Standing.Proven>(standing).Evidence.Fact,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task P9_staging_on_another_commit_is_refused()
    {
        _runs.Enqueue(Run("completed", "success", Sample.Plan.Head, "ci"));
        _health = Health(Sample.Sha('9'));

        var standing = await StagingAsync();

        Assert.Contains(
            "staging still serves 9999999",
            Assert.IsType<Standing.Failed>(standing).Evidence.Fact,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task P9_staging_on_this_commit_with_green_CI_is_proven()
    {
        _runs.Enqueue(Run("completed", "success", Sample.Plan.Head, "ci"));
        _health = Health(Sample.Plan.Head);

        Assert.EndsWith(
            $"staging is healthy, on {Sample.Plan.Head.Short}",
            Assert.IsType<Standing.Proven>(await StagingAsync()).Evidence.Fact,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(503)]
    [InlineData(302)]
    public async Task P9_staging_that_is_not_well_is_refused_though_its_CI_is_green(int status)
    {
        _runs.Enqueue(Run("completed", "success", Sample.Plan.Head, "ci"));
        _health = new HttpAnswer(status);

        Assert.StartsWith(
            $"staging: HTTP {status}",
            Assert.IsType<Standing.Failed>(await StagingAsync()).Evidence.Fact,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task P9_CI_that_runs_for_ever_or_never_began_is_refused()
    {
        _runs.Enqueue(Run("in_progress", null, Sample.Plan.Head, "ci"));
        var going = Assert.IsType<Standing.Failed>(await StagingAsync());
        _runs.Clear();
        _runs.Enqueue(new HttpAnswer(200, """{"total_count":0,"workflow_runs":[]}"""));
        var none = Assert.IsType<Standing.Failed>(await StagingAsync());

        Assert.StartsWith($"CI of {Sample.Plan.Head.Short} is at ", going.Evidence.Fact, StringComparison.Ordinal);
        Assert.StartsWith($"no CI run of {Sample.Plan.Head.Short} yet", none.Evidence.Fact, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_is_well_twice_in_a_row_is_healthy_and_one_good_answer_between_bad_ones_is_not_enough()
    {
        using var prober = new Prober(_time);
        var answers = new Queue<HttpAnswer>([Health(Sample.Plan.Result), new(503), Health(Sample.Plan.Result)]);
        var context = Context() with
        {
            Say = line =>
            {
                _said.Add(line);
                _health = answers.Count > 0 ? answers.Dequeue() : _health;
            },
        };
        _health = new HttpAnswer(503);

        var outcome = await new HealthStep(_around.Tools, prober, _time).RunAsync(context, CancellationToken.None);

        Assert.Equal(
            $"/health answer, on {Sample.Plan.Result.Short}",
            Assert.IsType<StepOutcome.Succeeded>(outcome).Fact
        );
        Assert.Equal(2, _said.Count(line => line == "healthy, asking once more"));
        Assert.Equal(2, _said.Count(line => line.StartsWith("/health: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task After_a_restore_the_app_may_serve_any_commit()
    {
        _health = Health(Sample.Sha('9'));
        using var prober = new Prober(_time);
        var context = Context() with { Plan = SamplePlans.Restore() };

        var outcome = await new HealthStep(_around.Tools, prober, _time).RunAsync(context, CancellationToken.None);

        Assert.Equal("/health answer", Assert.IsType<StepOutcome.Succeeded>(outcome).Fact);
    }

    [Fact]
    public async Task An_app_that_names_a_short_commit_is_told_as_it_is()
    {
        _health = new HttpAnswer(200, """{"commit":"99"}""");
        using var prober = new Prober(_time);

        var outcome = await new HealthStep(_around.Tools, prober, _time).RunAsync(Context(), CancellationToken.None);

        Assert.Contains(
            "/health still serves 99.",
            Assert.IsType<StepOutcome.Failed>(outcome).Problem.What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_app_that_says_it_is_not_well_or_of_which_one_endpoint_is_not_is_not_healthy()
    {
        using var prober = new Prober(_time);
        _health = new HttpAnswer(503);
        var sick = await HealthAsync(Context());
        _health = Health(Sample.Plan.Result);
        var app = _around.Environment.App with { Endpoints = ["/health", "/broken"] };
        var half = await HealthAsync(Context() with { Environment = _around.Environment with { App = app } });

        Assert.Contains("/health: ", sick, StringComparison.Ordinal);
        Assert.Contains("/broken: HTTP 404", half, StringComparison.Ordinal);

        async Task<string> HealthAsync(StepContext context) =>
            Assert
                .IsType<StepOutcome.Failed>(
                    await new HealthStep(_around.Tools, prober, _time).RunAsync(context, CancellationToken.None)
                )
                .Problem.What;
    }

    [Fact]
    public async Task A_health_endpoint_that_sends_everybody_elsewhere_is_not_healthy_and_another_that_does_is_for_the_watch_to_judge()
    {
        using var prober = new Prober(_time);
        _health = new HttpAnswer(302, "", ("location", "/login"));
        var moved = await new HealthStep(_around.Tools, prober, _time).RunAsync(Context(), CancellationToken.None);

        Assert.Contains(
            "/health: HTTP 302, a redirect: the health endpoint has to answer itself.",
            Assert.IsType<StepOutcome.Failed>(moved).Problem.What,
            StringComparison.Ordinal
        );
        _health = Health(Sample.Plan.Result);
        _server.OnRequest = call =>
            Task.FromResult(call.Target == "/health" ? _health : new HttpAnswer(302, "", ("location", "/login")));
        var app = _around.Environment.App with { Endpoints = ["/health", "/customers"] };
        var context = Context() with { Environment = _around.Environment with { App = app } };
        Assert.IsType<StepOutcome.Succeeded>(
            await new HealthStep(_around.Tools, prober, _time).RunAsync(context, CancellationToken.None)
        );
    }

    [Fact]
    public async Task C12_red_CI_is_refused_at_once()
    {
        _runs.Enqueue(Run("completed", "skipped", Sample.Plan.Head, "ci"));

        Assert.Contains(
            "skipped",
            Assert.IsType<Standing.Failed>(await StagingAsync()).Evidence.Fact,
            StringComparison.Ordinal
        );
    }

    /// <summary>What the check of staging says; on the clock of most, ten minutes pass in one second.</summary>
    private async Task<Standing> StagingAsync(TimeProvider? clock = null)
    {
        var time = clock ?? new FastTime(600);
        using var prober = new Prober(TimeProvider.System);
        var list = Sample.Complete.With(ChecklistItem.Staging, new Standing.Checking());
        Standing? seen = null;

        using var desk = new Desk(new MemoryStore(), time);
        await new Preflight(
            _around.Tools,
            _around.Groundwork(desk, time),
            _around.Restores(desk, time),
            prober,
            _around.Redactor,
            time
        ).ProveAsync(
            Sample.Plan,
            list,
            _around.Environment,
            new Reporting(
                (item, standing) =>
                {
                    Assert.Equal(ChecklistItem.Staging, item);
                    seen = standing;
                    return Task.CompletedTask;
                },
                _ => throw new InvalidOperationException("Nothing is rehearsed here."),
                (_, line) => _said.Add(line)
            ),
            CancellationToken.None
        );
        return seen!;
    }

    private StepContext Context(Session? session = null) =>
        new(session ?? Sample.Of(Sample.Started(Sample.Plan)), Sample.Plan, _around.Environment, _said.Add);

    private HttpAnswer Answer(HttpCall call)
    {
        if (call.Target.Contains("/broken", StringComparison.Ordinal))
            return new HttpAnswer(404);

        if (call.Target.Contains("/health", StringComparison.Ordinal))
            return _health;

        if (call.Target.EndsWith("/rerun", StringComparison.Ordinal))
        {
            _reruns++;
            return _rerun;
        }

        if (call.Target.Contains("/jobs", StringComparison.Ordinal))
            return new HttpAnswer(200, """{"total_count":0,"jobs":[]}""");

        return _runs.Count > 1 ? _runs.Dequeue() : _runs.Peek();
    }

    private static HttpAnswer Health(CommitSha commit) => new(200, $$"""{"commit":"{{commit}}"}""");

    private static HttpAnswer Run(
        string status,
        string? conclusion,
        CommitSha? commit = null,
        string workflow = "deploy"
    ) =>
        new(
            200,
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"total_count":1,"workflow_runs":[{"id":7,"head_sha":"{{commit ?? Sample.Plan.Result}}","path":".github/workflows/{{workflow}}.yml","status":"{{status}}","conclusion":{{(conclusion is null ? "null" : $"\"{conclusion}\"")}},"created_at":"2026-01-01T00:00:00Z","html_url":"https://x/7"}]}"""
            )
        );
}
