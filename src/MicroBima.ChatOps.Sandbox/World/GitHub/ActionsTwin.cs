using System.Collections.Concurrent;

namespace MicroBima.ChatOps.Sandbox.World.GitHub;

/// <summary>Why a deploy job failed, or null where it went well.</summary>
internal delegate Task<string?> DeployJob(string branch, string sha, CancellationToken cancellationToken);

/// <summary>Runs workflows as GitHub Actions does: queued, in progress, completed; one run at a time where the workflow asks for that.</summary>
internal sealed class ActionsTwin(RunBook book, WorldFaults faults, DeployJob deploy, TimeSpan pace, TimeProvider time)
    : IAsyncDisposable
{
    public const string FailFault = "actions-fail";
    public const string HangFault = "actions-hang";

    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _lanes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, (CancellationTokenSource Stop, Task Task)> _running = new();

    public async Task StartAsync(
        Workflow workflow,
        string branch,
        string sha,
        string title,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var run = book.Add(workflow, branch, sha, title, actor);
        await book.SaveAsync(cancellationToken);
        if (workflow.HasConcurrencyGroup)
            await CancelPendingAsync(run);
        Begin(run, workflow);
    }

    /// <summary>Takes up the runs that a former world did not finish.</summary>
    public void Resume()
    {
        foreach (var run in book.All().Where(run => !run.IsCompleted).Reverse())
            Begin(run, WorkflowOf(run));
    }

    /// <summary>Stops a run; false where it is over already.</summary>
    public async Task<bool> TryCancelAsync(long id)
    {
        if (!_running.TryGetValue(id, out var running))
            return false;

        await running.Stop.CancelAsync();
        return true;
    }

    /// <summary>Runs a completed run once more under the same id; false where it is still going on.</summary>
    public async Task<bool> TryRerunAsync(long id, CancellationToken cancellationToken)
    {
        if (book.TryFind(id) is not { IsCompleted: true } old)
            return false;

        var workflow = WorkflowOf(old);
        var run = await book.UpdateAsync(
            id,
            (run, now) =>
                run with
                {
                    Attempt = run.Attempt + 1,
                    Status = RunStatus.Queued,
                    Conclusion = null,
                    StartedAt = now,
                    Jobs = RunBook.Fresh(workflow, id),
                },
            cancellationToken
        );
        Begin(run, workflow);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running.Values.Select(running => running.Task));
        _end.Dispose();
    }

    /// <summary>Of the runs of a concurrency group that wait, GitHub keeps the newest.</summary>
    private async Task CancelPendingAsync(WorkflowRun newest)
    {
        foreach (var run in book.All())
            if (
                run.Id != newest.Id
                && run.Status == RunStatus.Queued
                && run.Workflow == newest.Workflow
                && run.Branch == newest.Branch
            )
                await TryCancelAsync(run.Id);
    }

    private static Workflow WorkflowOf(WorkflowRun run) =>
        Workflow.All.Single(workflow => workflow.Path == run.Workflow);

    private void Begin(WorkflowRun run, Workflow workflow)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        _running[run.Id] = (stop, ExecuteAsync(run, workflow, stop));
    }

    private async Task ExecuteAsync(WorkflowRun run, Workflow workflow, CancellationTokenSource stop)
    {
        await Task.Yield();
        try
        {
            await RunInLaneAsync(run, workflow, stop.Token);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The world ends; the next one takes the run up again.
        }
        catch (OperationCanceledException)
        {
            await book.UpdateAsync(run.Id, (run, now) => run.Finish(RunStatus.Cancelled, now), _end.Token);
        }
        finally
        {
            _running.TryRemove(run.Id, out _);
            stop.Dispose();
        }
    }

    private async Task RunInLaneAsync(WorkflowRun run, Workflow workflow, CancellationToken cancellationToken)
    {
        // A concurrency group lets one run go at a time; without one each run has a lane of its own.
        var group = workflow.HasConcurrencyGroup ? run.Branch : run.Sha;
        var lane = _lanes.GetOrAdd($"{workflow.Path}@{group}", _ => new SemaphoreSlim(1));
        await lane.WaitAsync(cancellationToken);
        try
        {
            await Task.Delay(pace, time, cancellationToken);
            await book.UpdateAsync(
                run.Id,
                (run, now) => run with { Status = RunStatus.InProgress, StartedAt = now },
                cancellationToken
            );

            var isSuccess = true;
            for (var job = 0; job < workflow.Jobs.Count && isSuccess; job++)
                isSuccess = await RunJobAsync(run, job, cancellationToken);

            var conclusion = isSuccess ? RunStatus.Success : RunStatus.Failure;
            await book.UpdateAsync(run.Id, (run, now) => run.Finish(conclusion, now), cancellationToken);
        }
        finally
        {
            lane.Release();
        }
    }

    private async Task<bool> RunJobAsync(WorkflowRun run, int job, CancellationToken cancellationToken)
    {
        await book.UpdateAsync(
            run.Id,
            (run, now) => With(run, job, it => it with { Status = RunStatus.InProgress, StartedAt = now }),
            cancellationToken
        );

        string? failure = null;
        for (var step = 0; step < run.Jobs[job].Steps.Count && failure is null; step++)
            failure = await RunStepAsync(run, job, step, cancellationToken);

        var conclusion = failure is null ? RunStatus.Success : RunStatus.Failure;
        await book.UpdateAsync(
            run.Id,
            (run, now) => With(run, job, it => it.Finish(conclusion, now)),
            cancellationToken
        );
        return failure is null;
    }

    private async Task<string?> RunStepAsync(WorkflowRun run, int job, int step, CancellationToken cancellationToken)
    {
        await book.UpdateAsync(
            run.Id,
            (run, now) => With(run, job, step, it => it with { Status = RunStatus.InProgress, StartedAt = now }),
            cancellationToken
        );
        await Task.Delay(pace, time, cancellationToken);
        await faults.WaitForEndAsync(HangFault, cancellationToken);

        var name = run.Jobs[job].Steps[step].Name;
        var failure = name switch
        {
            Workflow.TestStep when faults.IsInForce(FailFault) =>
                "1 test failed: customers.service.spec.ts. Process completed with exit code 1.",
            Workflow.DeployStep => await deploy(run.Branch, run.Sha, cancellationToken),
            _ => null,
        };
        await book.UpdateAsync(
            run.Id,
            (run, now) =>
                With(
                    run,
                    job,
                    step,
                    it =>
                        it with
                        {
                            Status = RunStatus.Completed,
                            Conclusion = failure is null ? RunStatus.Success : RunStatus.Failure,
                            CompletedAt = now,
                            Note = failure,
                        }
                ),
            cancellationToken
        );
        return failure;
    }

    private static WorkflowRun With(WorkflowRun run, int job, Func<WorkflowJob, WorkflowJob> change) =>
        run with
        {
            Jobs = [.. run.Jobs.Select((it, index) => index == job ? change(it) : it)],
        };

    private static WorkflowRun With(WorkflowRun run, int job, int step, Func<WorkflowStep, WorkflowStep> change) =>
        With(
            run,
            job,
            it => it with { Steps = [.. it.Steps.Select((each, index) => index == step ? change(each) : each)] }
        );
}
