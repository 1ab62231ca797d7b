using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Rollbacks;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>The way back from a release that is watched: its repository is read meanwhile, so that the report of a failure waits for no git.</summary>
internal sealed class WayBack : IAsyncDisposable
{
    private readonly Toolbox _tools;
    private readonly DeploymentEnvironment _environment;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private readonly Task<(Git Git, CommitSha Present)> _reading;
    private Task _looking = Task.CompletedTask;

    /// <summary>Begins to read.</summary>
    public WayBack(
        Toolbox tools,
        DeploymentEnvironment environment,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        (_tools, _environment, _time) = (tools, environment, time);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _reading = ReadAsync(_end.Token);
    }

    /// <summary>Whether the code of a commit could take the place of the deployed one. What does not answer in time leaves it unknown: a watch that failed is told all the same.</summary>
    public async Task<RollbackVerdict> LookAsync(
        CommitSha target,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var (git, present) = await _reading.WaitAsync(either.Token);
            var database = _tools.Database(_environment);
            var looking = RollbackJudge.LookAsync(git, database, _environment, target, present, either.Token);
            _looking = looking;
            return await looking.WaitAsync(either.Token); // A silent database takes its time even to be stopped.
        }
        catch (Exception dark)
            when ((dark is GitException or IOException or UnauthorizedAccessException || limit.IsCancellationRequested)
                && !cancellationToken.IsCancellationRequested
            )
        {
            return new RollbackVerdict.Unknown(
                limit.IsCancellationRequested
                    ? $"the repository or the database gave no answer within {Words.For(patience)}"
                    : dark.Message
            );
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        var leaving = LeaveAsync();
        if (_looking.IsCompleted)
            await leaving;
    }

    private async Task LeaveAsync()
    {
        await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _looking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_reading.IsCompletedSuccessfully)
            (await _reading).Git.Dispose();

        _end.Dispose();
    }

    private async Task<(Git Git, CommitSha Present)> ReadAsync(CancellationToken cancellationToken)
    {
        var git = _tools.Git(_environment);
        try
        {
            var branch = _environment.Repository.Base;
            await git.FetchAsync([branch], cancellationToken);
            return (git, await git.HeadAsync(branch, cancellationToken));
        }
        catch
        {
            git.Dispose();
            throw;
        }
    }
}
