using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MicroBima.ChatOps.Sandbox.World.Processes;
using Octokit;

namespace MicroBima.ChatOps.Tests.World;

[Collection(BusyWorld.Name)]
public sealed class DeployByPushTests(WorldFixture fixture) : IDisposable
{
    private readonly HttpClient _http = new();

    private WorldInstance It => fixture.Instance;

    [Fact]
    public async Task A_push_to_staging_runs_ci_and_deploys_staging_only()
    {
        var production = It.World.App.Sha;

        var sha = await It.World.PushAsync(WorldInstance.Commit(), CancellationToken.None);
        var ci = await It.CompletedRunAsync("ci.yml", sha);
        var deploy = await It.CompletedRunAsync("deploy.yml", sha);

        Assert.Equal(WorkflowRunConclusion.Success, ci.Conclusion);
        Assert.Equal(WorkflowRunConclusion.Success, deploy.Conclusion);
        Assert.Equal("ana", ci.Actor.Login);
        Assert.Equal(sha, (string?)(await HealthAsync(It.StagingUrl))["commit"]);
        Assert.Equal(production, It.World.App.Sha);
    }

    [Fact]
    public async Task A_push_to_master_deploys_production_without_a_gap()
    {
        var gaps = 0;
        using var end = new CancellationTokenSource();
        var asking = AskAsync(status => gaps += status == HttpStatusCode.OK ? 0 : 1, end.Token);

        var sha = await DeployAsync("good");
        await end.CancelAsync();
        await asking;

        Assert.Equal(sha, (string?)(await HealthAsync(It.World.App.Url))["commit"]);
        Assert.Equal(sha, It.World.App.Sha);
        Assert.Equal(0, gaps);
    }

    [Fact]
    public async Task A_slow_version_is_slow_in_production_and_fine_on_staging()
    {
        await DeployAsync("slow");
        var sha = await It.World.PushAsync(WorldInstance.Commit("slow"), CancellationToken.None);
        await It.CompletedRunAsync("deploy.yml", sha);

        var production = await FastestAsync(It.World.App.Url);
        var staging = await FastestAsync(It.StagingUrl);

        Assert.True(production > 2 * staging, $"production {production}, staging {staging}");
    }

    [Fact]
    public async Task A_failing_version_answers_many_requests_with_500_and_logs_why()
    {
        await DeployAsync("errors");

        var answers = new List<HttpStatusCode>();
        for (var request = 0; request < 40; request++)
            using (var answer = await _http.GetAsync(new Uri($"{It.World.App.Url}/api/internal/customers")))
                answers.Add(answer.StatusCode);
        var logs = await It.FlyctlAsync("logs", "-a", It.ProductionApp, "--no-tail");

        Assert.InRange(answers.Count(status => status == HttpStatusCode.InternalServerError), 3, 28);
        Assert.Contains("[ExceptionsHandler] PrismaClientKnownRequestError:", logs.Text, StringComparison.Ordinal);
        Assert.Contains("code: 'P2024'", logs.Text, StringComparison.Ordinal);
        Assert.Equal("ok", (string?)(await HealthAsync(It.World.App.Url))["status"]);
    }

    [Fact]
    public async Task A_crashing_version_is_started_again_and_again()
    {
        var before = await RestartsAsync();
        await DeployAsync("crash");

        await WorldInstance.UntilAsync(RestartsAsync, restarts => restarts >= before + 2);
        var logs = await It.FlyctlAsync("logs", "-a", It.ProductionApp, "--no-tail");
        var status = await StatusAsync();

        var exit = status["Machines"]![0]!["events"]!.AsArray().First(it => (string?)it!["type"] == "exit")![
            "request"
        ]!["exit_event"]!;
        Assert.Equal(1, (int?)exit["exit_code"]);
        Assert.False((bool)exit["requested_stop"]!);
        Assert.Contains("TypeError: Cannot read properties of undefined", logs.Text, StringComparison.Ordinal);
        Assert.Contains("Main child exited normally with code: 1", logs.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_leaking_version_grows()
    {
        await DeployAsync("leak");
        var first = await ResidentAsync();

        await WorldInstance.UntilAsync(ResidentAsync, resident => resident > first + 60_000_000);
        await DeployAsync("good");

        Assert.True(await ResidentAsync() < first + 60_000_000);
    }

    [Fact]
    public async Task A_killed_app_comes_back_by_itself()
    {
        await DeployAsync("good");
        var before = await RestartsAsync();
        var app = Processes("app").Single(pid => Variable(pid, "APP_ENVIRONMENT") == "production");

        Process.GetProcessById(app).Kill();
        await WorldInstance.UntilAsync(RestartsAsync, restarts => restarts == before + 1);
        await WorldInstance.UntilAsync(
            async () =>
            {
                using var answer = await _http.GetAsync(new Uri($"{It.World.App.Url}/api/health"));
                return answer.StatusCode;
            },
            status => status == HttpStatusCode.OK
        );

        var exit = (await StatusAsync())["Machines"]![0]!["events"]!
            .AsArray()
            .First(it => (string?)it!["type"] == "exit")!;
        Assert.Equal(9, (int?)exit["request"]!["exit_event"]!["signal"]);
    }

    [Fact]
    public async Task Failing_actions_deploy_nothing_and_a_rerun_does()
    {
        await It.World.ApplyFaultAsync("actions-fail", TimeSpan.FromMinutes(5), CancellationToken.None);
        var sha = await It.World.PushAsync(WorldInstance.Commit(branch: "master"), CancellationToken.None);
        var failed = await It.CompletedRunAsync("deploy.yml", sha);
        var jobs = await It.GitHub(It.GitHubToken).Actions.Workflows.Jobs.List("microbima", "internal-api", failed.Id);

        Assert.Equal(WorkflowRunConclusion.Failure, failed.Conclusion);
        Assert.Equal(["failure", "skipped"], jobs.Jobs.Select(job => job.Conclusion!.Value.StringValue));
        Assert.NotEqual(sha, It.World.App.Sha);

        await EndAsync("actions-fail");
        await It.GitHub(It.GitHubToken).Actions.Workflows.Runs.Rerun("microbima", "internal-api", failed.Id);
        var again = await It.CompletedRunAsync("deploy.yml", sha);

        Assert.Equal(WorkflowRunConclusion.Success, again.Conclusion);
        Assert.Equal(sha, It.World.App.Sha);
    }

    [Fact]
    public async Task Hanging_actions_can_be_cancelled()
    {
        await It.World.ApplyFaultAsync("actions-hang", TimeSpan.FromMinutes(5), CancellationToken.None);
        var sha = await It.World.PushAsync(WorldInstance.Commit(branch: "master"), CancellationToken.None);
        var runs = It.GitHub(It.GitHubToken).Actions.Workflows.Runs;
        var run = await WorldInstance.UntilAsync(
            async () =>
                (
                    await runs.List("microbima", "internal-api", new WorkflowRunsRequest { HeadSha = sha })
                ).WorkflowRuns.Single(),
            run => run.Status.Value == WorkflowRunStatus.InProgress
        );

        await runs.Cancel("microbima", "internal-api", run.Id);
        var cancelled = await It.CompletedRunAsync("deploy.yml", sha);
        await EndAsync("actions-hang");

        Assert.Equal(WorkflowRunConclusion.Cancelled, cancelled.Conclusion);
        Assert.NotEqual(sha, It.World.App.Sha);
    }

    [Fact]
    public async Task A_failing_Fly_says_so_and_a_hanging_one_says_nothing()
    {
        await It.World.ApplyFaultAsync("fly-fail", TimeSpan.FromMinutes(5), CancellationToken.None);
        var failed = await It.FlyctlAsync("status", "-a", It.ProductionApp, "--json");
        await EndAsync("fly-fail");
        await It.World.ApplyFaultAsync("fly-hang", TimeSpan.FromSeconds(2), CancellationToken.None);
        using var hanging = Process.Start(
            WorldInstance.Prepare(
                (string)It.Settings["Tools"]!["Flyctl"]!,
                ["status", "-a", It.ProductionApp],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["FLY_API_TOKEN"] = It.FlyToken }
            )
        )!;
        await WorldInstance.UntilAsync(() => Task.FromResult(It.World.Faults.Count), faults => faults == 0);
        var after = await It.FlyctlAsync("status", "-a", It.ProductionApp, "--json");

        Assert.Equal(1, failed.Code);
        Assert.Contains("503", failed.Errors, StringComparison.Ordinal);
        Assert.False(hanging.HasExited);
        Assert.Equal(0, after.Code);
        hanging.Kill();
    }

    public void Dispose() => _http.Dispose();

    private async Task<string> DeployAsync(string version)
    {
        var sha = await It.World.PushAsync(WorldInstance.Commit(version, branch: "master"), CancellationToken.None);
        var run = await It.CompletedRunAsync("deploy.yml", sha);
        Assert.Equal(WorkflowRunConclusion.Success, run.Conclusion);
        return sha;
    }

    private async Task EndAsync(string fault)
    {
        await It.World.ApplyFaultAsync(fault, TimeSpan.FromTicks(1), CancellationToken.None);
        await WorldInstance.UntilAsync(() => Task.FromResult(It.World.Faults.Count), faults => faults == 0);
    }

    private async Task AskAsync(Action<HttpStatusCode> heard, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
            using (var answer = await _http.GetAsync(new Uri($"{It.World.App.Url}/api/health"), CancellationToken.None))
                heard(answer.StatusCode);
    }

    private async Task<JsonNode> HealthAsync(string url) =>
        JsonNode.Parse(await _http.GetStringAsync(new Uri($"{url}/api/health")))!;

    private async Task<TimeSpan> FastestAsync(string url)
    {
        var fastest = TimeSpan.MaxValue;
        for (var request = 0; request < 8; request++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await _http.GetAsync(new Uri($"{url}/api/internal/customers"));
            fastest = TimeSpan.FromTicks(Math.Min(fastest.Ticks, Stopwatch.GetElapsedTime(began).Ticks));
        }

        return fastest;
    }

    private async Task<JsonNode> StatusAsync() =>
        JsonNode.Parse((await It.FlyctlAsync("status", "-a", It.ProductionApp, "--json")).Text)!;

    private async Task<int> RestartsAsync() =>
        (await StatusAsync())["Machines"]![0]!["events"]!
            .AsArray()
            .Max(it => (int?)it!["request"]?["restart_count"] ?? 0);

    private async Task<long> ResidentAsync()
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(
                $"{It.Production["App"]!["MetricsUrl"]}api/v1/query?query="
                    + Uri.EscapeDataString($$"""fly_instance_memory_mem_available{app="{{It.ProductionApp}}"}""")
            )
        );
        request.Headers.Authorization = new("Bearer", It.FlyToken);
        using var answer = await _http.SendAsync(request);
        var result = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!["result"]!.AsArray();
        return result.Count == 0
            ? 0
            : 512 * 1024 * 1024 - (long)double.Parse((string)result[0]!["value"]![1]!, CultureInfo.InvariantCulture);
    }

    private IEnumerable<int> Processes(string verb) =>
        Leftovers.Find(It.Folder).Where(pid => CommandLine(pid).EndsWith($"\0{verb}\0", StringComparison.Ordinal));

    private static string CommandLine(int pid) =>
        File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cmdline"));

    private static string? Variable(int pid, string name) =>
        File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ"))
            .Split('\0')
            .FirstOrDefault(variable => variable.StartsWith(name + "=", StringComparison.Ordinal))
            ?[(name.Length + 1)..];
}
