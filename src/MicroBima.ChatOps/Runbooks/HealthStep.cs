using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Health;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>The app answers on every critical endpoint, and where it names its commit, it is the released one.</summary>
public sealed class HealthStep(Toolbox tools, Prober prober, TimeProvider time) : IStep
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private const int InARow = 2;

    /// <inheritdoc />
    public StepKind Kind => StepKind.Health;

    /// <inheritdoc />
    public RestartRule Restart => RestartRule.Repeat;

    /// <inheritdoc />
    public bool CanBeInterrupted => true;

    /// <inheritdoc />
    public string Instructions(StepContext context) =>
        string.Join(
            " and ",
            context.Environment.App.Endpoints.Select(path => $"curl -f {new Uri(context.Environment.App.Url, path)}")
        );

    /// <inheritdoc />
    public async Task<StepOutcome> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var app = context.Environment.App;
        CommitSha? commit = context.Plan.Restore is null
            ? await Released.CommitAsync(tools, context, cancellationToken)
            : null; // A restore moves no code: whatever ran before runs again.
        var began = time.GetTimestamp();
        var (good, last) = (0, "");
        while (time.GetElapsedTime(began) < Patience)
        {
            last = await TroubleAsync(context, commit, cancellationToken);
            good = last.Length == 0 ? good + 1 : 0;
            if (good >= InARow)
                return new StepOutcome.Succeeded(
                    $"{string.Join(", ", app.Endpoints)} answer{(commit is { } one ? $", on {one.Short}" : "")}"
                );

            context.Say(last.Length == 0 ? "healthy, asking once more" : last);
            await Task.Delay(Pause, time, cancellationToken);
        }

        return Outcome.Failed($"Not healthy within {Words.For(Patience)}: {last}.", "", "Retry, or roll back.");
    }

    /// <inheritdoc />
    public Task<StepOutcome> InspectAsync(StepContext context, CancellationToken cancellationToken) =>
        RunAsync(context, cancellationToken);

    private async Task<string> TroubleAsync(
        StepContext context,
        CommitSha? released,
        CancellationToken cancellationToken
    )
    {
        var app = context.Environment.App;
        var health = await prober.AskWholeAsync(app.Url, app.HealthPath, cancellationToken);
        if (health.Error is { } error)
            return $"{app.HealthPath}: {error}";

        if (released is { } expected && health.Commit is { } commit && !expected.IsCalled(commit))
            return $"{app.HealthPath} still serves {commit[..Math.Min(7, commit.Length)]}";

        foreach (var path in app.Endpoints.Skip(1))
        {
            var sample = await prober.AskAsync(app.Url, path, cancellationToken);
            if (!sample.IsGood)
                return $"{path}: {(sample.Status is { } status ? $"HTTP {status}" : "no answer")}";
        }

        return "";
    }
}
