namespace MicroBima.ChatOps.Sandbox.World.GitHub;

/// <summary>A run of a workflow, in the words of GitHub's API (https://docs.github.com/rest/actions/workflow-runs).</summary>
internal sealed record WorkflowRun(
    long Id,
    int Number,
    int Attempt,
    string Workflow,
    string Branch,
    string Sha,
    string Title,
    string Actor,
    string Status,
    string? Conclusion,
    DateTimeOffset CreatedAt,
    DateTimeOffset StartedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<WorkflowJob> Jobs
)
{
    public bool IsCompleted => Status == RunStatus.Completed;

    /// <summary>Ends the run: what had begun ends with the conclusion, what had not is skipped.</summary>
    public WorkflowRun Finish(string conclusion, DateTimeOffset now) =>
        this with
        {
            Status = RunStatus.Completed,
            Conclusion = conclusion,
            UpdatedAt = now,
            Jobs =
            [
                .. Jobs.Select(job =>
                    job.Status == RunStatus.Completed ? job
                    : job.StartedAt is null ? job.Finish(RunStatus.Skipped, now)
                    : job.Finish(conclusion, now)
                ),
            ],
        };
}

/// <summary>A job of a run.</summary>
internal sealed record WorkflowJob(
    long Id,
    string Name,
    string Status,
    string? Conclusion,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    IReadOnlyList<WorkflowStep> Steps
)
{
    public WorkflowJob Finish(string conclusion, DateTimeOffset now) =>
        this with
        {
            Status = RunStatus.Completed,
            Conclusion = conclusion,
            CompletedAt = now,
            Steps =
            [
                .. Steps.Select(step =>
                    step.Status == RunStatus.Completed
                        ? step
                        : step with
                        {
                            Status = RunStatus.Completed,
                            Conclusion = step.StartedAt is null ? RunStatus.Skipped : conclusion,
                            CompletedAt = now,
                        }
                ),
            ],
        };
}

/// <summary>A step of a job; the note is the line by which its log ends.</summary>
internal sealed record WorkflowStep(
    int Number,
    string Name,
    string Status,
    string? Conclusion,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt,
    string? Note
);

/// <summary>The states of runs, jobs and steps.</summary>
internal static class RunStatus
{
    public const string Queued = "queued";
    public const string InProgress = "in_progress";
    public const string Completed = "completed";

    public const string Success = "success";
    public const string Failure = "failure";
    public const string Cancelled = "cancelled";
    public const string Skipped = "skipped";
}

/// <summary>A workflow of the repository: its file, its jobs and their steps.</summary>
internal sealed record Workflow(
    long Id,
    string Name,
    string Path,
    bool HasConcurrencyGroup,
    IReadOnlyList<(string Job, string[] Steps)> Jobs
)
{
    public const string TestStep = "Test";
    public const string DeployStep = "Deploy to Fly";

    public static Workflow Ci { get; } =
        new(7100401, "CI", ".github/workflows/ci.yml", false, [("test", ["Checkout", "Install", "Lint", TestStep])]);

    public static Workflow Deploy { get; } =
        new(
            7100402,
            "Deploy",
            ".github/workflows/deploy.yml",
            true,
            [("build", ["Checkout", TestStep, "Build image"]), ("deploy", ["Checkout", DeployStep])]
        );

    public static IReadOnlyList<Workflow> All { get; } = [Ci, Deploy];

    public string File => System.IO.Path.GetFileName(Path);
}
