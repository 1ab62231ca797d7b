using MicroBima.ChatOps.Sandbox.World.Git;

namespace MicroBima.ChatOps.Sandbox.World.GitHub;

/// <summary>All runs that there were; the one owner of their states, kept in the world's folder.</summary>
internal sealed class RunBook(WorldFolder folder, TimeProvider time) : IDisposable
{
    private const long FirstRun = 18_104_220_001;

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly List<WorkflowRun> _runs = [];

    private string FilePath => folder.State("runs.json");

    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var runs = await WorldJson.TryReadAsync(FilePath, WorldJson.Default.ListWorkflowRun, cancellationToken) ?? [];
        lock (_lock)
            _runs.AddRange(runs);
    }

    /// <summary>The runs, newest first.</summary>
    public IReadOnlyList<WorkflowRun> All()
    {
        lock (_lock)
            return [.. _runs.AsEnumerable().Reverse()];
    }

    public WorkflowRun? TryFind(long id) => All().FirstOrDefault(run => run.Id == id);

    /// <summary>Adds a run that waits for its turn.</summary>
    public WorkflowRun Add(Workflow workflow, string branch, string sha, string title, string actor)
    {
        lock (_lock)
        {
            var run = NextLocked(workflow, branch, sha, title, actor, time.GetUtcNow());
            _runs.Add(run);
            return run;
        }
    }

    /// <summary>Adds a run of the time before the world: it went well, in two minutes.</summary>
    public void AddPast(Workflow workflow, string branch, CommitView commit, DateTimeOffset at)
    {
        lock (_lock)
        {
            var queued = NextLocked(
                workflow,
                branch,
                commit.Sha,
                commit.Subject,
                GitHubJson.LoginOf(commit.Author),
                at
            );
            var jobs = queued.Jobs.Select(job => job with { StartedAt = at, Steps = [.. job.Steps.Select(Began)] });
            _runs.Add((queued with { Jobs = [.. jobs] }).Finish(RunStatus.Success, at + TimeSpan.FromMinutes(2)));
        }

        WorkflowStep Began(WorkflowStep step) => step with { StartedAt = at };
    }

    /// <summary>Changes a run and stamps it.</summary>
    public async Task<WorkflowRun> UpdateAsync(
        long id,
        Func<WorkflowRun, DateTimeOffset, WorkflowRun> change,
        CancellationToken cancellationToken
    )
    {
        WorkflowRun changed;
        lock (_lock)
        {
            var index = _runs.FindIndex(run => run.Id == id);
            var now = time.GetUtcNow();
            changed = change(_runs[index], now) with { UpdatedAt = now };
            _runs[index] = changed;
        }

        await SaveAsync(cancellationToken);
        return changed;
    }

    public async Task SaveAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            List<WorkflowRun> runs;
            lock (_lock)
                runs = [.. _runs];

            await WorldJson.WriteAsync(FilePath, runs, WorldJson.Default.ListWorkflowRun, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();

    private WorkflowRun NextLocked(
        Workflow workflow,
        string branch,
        string sha,
        string title,
        string actor,
        DateTimeOffset at
    )
    {
        var id = FirstRun + (_runs.Count * 10);
        var number = _runs.Count(other => other.Workflow == workflow.Path) + 1;
        return new WorkflowRun(
            id,
            number,
            1,
            workflow.Path,
            branch,
            sha,
            title,
            actor,
            RunStatus.Queued,
            null,
            at,
            at,
            at,
            Fresh(workflow, id)
        );
    }

    /// <summary>The jobs of a run before anything happened.</summary>
    public static IReadOnlyList<WorkflowJob> Fresh(Workflow workflow, long run) =>
        [
            .. workflow.Jobs.Select(
                (job, index) =>
                    new WorkflowJob(
                        (run * 10) + index,
                        job.Job,
                        RunStatus.Queued,
                        null,
                        null,
                        null,
                        [
                            .. job.Steps.Select(
                                (step, number) =>
                                    new WorkflowStep(number + 1, step, RunStatus.Queued, null, null, null, null)
                            ),
                        ]
                    )
            ),
        ];
}
