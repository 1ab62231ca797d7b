using System.Collections.Immutable;
using MicroBima.ChatOps.Plans;

namespace MicroBima.ChatOps.Tools;

/// <content>What commits say.</content>
public sealed partial class Git
{
    private const int MostFound = 100;

    /// <summary>Commits that one side has and the other has not, newest first: no commit before its children.</summary>
    public Task<ImmutableArray<GitCommit>> LogAsync(
        CommitSha with,
        CommitSha? without,
        CancellationToken cancellationToken
    ) =>
        CommitsAsync(
            ["--topo-order"],
            [with.ToString(), .. without is { } other ? [$"^{other}"] : Array.Empty<string>()],
            cancellationToken
        );

    /// <summary>What a trailer says in the newest commit of the bot that has one and was pushed to the branch itself, or null. Commits that others merged in do not count.</summary>
    public async Task<string?> NewestTrailerAsync(CommitSha head, string key, CancellationToken cancellationToken) =>
        (
            await RunAsync(
                [
                    "log",
                    "--first-parent",
                    "--max-count=1",
                    $"--committer=<{Email}>",
                    "--fixed-strings",
                    $"--grep={key}: ",
                    $"--format=%(trailers:key={key},valueonly)",
                    head.ToString(),
                    "--",
                ],
                cancellationToken
            )
        ).Trim()
            is { Length: > 0 } value
            ? value
            : null;

    /// <summary>Ancestors of a commit whose messages hold one of these texts, newest first; of many the newest.</summary>
    public Task<ImmutableArray<GitCommit>> FindAsync(
        CommitSha head,
        IEnumerable<string> texts,
        CancellationToken cancellationToken
    ) =>
        CommitsAsync(
            [$"--max-count={MostFound}", "--fixed-strings", .. texts.Select(text => $"--grep={text}")],
            [head.ToString()],
            cancellationToken
        );

    /// <summary>The commit that a shortened SHA stands for, or null where it is none or stands for several.</summary>
    public async Task<CommitSha?> TryResolveAsync(string shortened, CancellationToken cancellationToken)
    {
        var result = await TryAsync(
            ["rev-parse", "--verify", "--quiet", "--end-of-options", $"{shortened}^{{commit}}"],
            cancellationToken
        );
        return result.IsSuccess ? GitFormat.Sha(result.Output) : null;
    }

    /// <summary>One commit, or null where the clone does not have it.</summary>
    public async Task<GitCommit?> TryCommitAsync(CommitSha commit, CancellationToken cancellationToken)
    {
        var result = await TryAsync(
            ["log", "-z", "--max-count=1", $"--format={GitFormat.Commit}", commit.ToString(), "--"],
            cancellationToken
        );
        return result.End is ProgramEnd.Exited { Code: 128 } ? null : GitFormat.Commits(Whole("log", result))[0];
    }

    private async Task<ImmutableArray<GitCommit>> CommitsAsync(
        ImmutableArray<string> options,
        ImmutableArray<string> revisions,
        CancellationToken cancellationToken
    ) =>
        GitFormat.Commits(
            await RunAsync(
                ["log", "-z", .. options, $"--format={GitFormat.Commit}", .. revisions, "--"],
                cancellationToken
            )
        );
}
