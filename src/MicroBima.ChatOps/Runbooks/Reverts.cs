using System.Collections.Immutable;
using System.Text.RegularExpressions;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>Finds what the deployed branch has taken back of the branch that is brought in. git takes such commits for merged and leaves them out.</summary>
internal static partial class Reverts
{
    private const int Deepest = 100;
    private const int FullLength = 40;

    /// <summary>
    /// Reverts that stand, oldest first, each with the commit that it took back in the end. A revert of a revert brings back and does
    /// not count; one that was reverted in turn does not stand; and a change that never came from the head, such as a hotfix, stays out.
    /// </summary>
    public static async Task<ImmutableArray<(GitCommit Revert, GitCommit Origin)>> StandingAsync(
        Git git,
        CommitSha @base,
        CommitSha head,
        CancellationToken cancellationToken
    )
    {
        var onBase = await git.LogAsync(@base, head, cancellationToken);
        var known = onBase.ToDictionary(commit => commit.Sha);
        var reverted = new HashSet<CommitSha>();
        foreach (var commit in onBase)
        {
            if (await RevertedAsync(git, commit, @base, cancellationToken) is { } sha)
                reverted.Add(sha);
        }

        var standing = ImmutableArray.CreateBuilder<(GitCommit, GitCommit)>();
        foreach (
            var revert in onBase.Reverse().Where(commit => commit.Parents.Length > 0 && !reverted.Contains(commit.Sha))
        )
        {
            if (
                await OriginAsync(git, revert, known, @base, cancellationToken) is { } origin
                && await CameFromAsync(git, origin, head, cancellationToken)
            )
                standing.Add((revert, origin));
        }

        return standing.ToImmutable();
    }

    /// <summary>What a commit takes back in the end, or null where it takes nothing back.</summary>
    private static async Task<GitCommit?> OriginAsync(
        Git git,
        GitCommit revert,
        Dictionary<CommitSha, GitCommit> known,
        CommitSha @base,
        CancellationToken cancellationToken
    )
    {
        var (current, depth) = (revert, 0);
        while (depth < Deepest && await RevertedAsync(git, current, @base, cancellationToken) is { } sha)
        {
            var next =
                known.GetValueOrDefault(sha)
                ?? (
                    await git.IsAncestorAsync(sha, @base, cancellationToken)
                        ? await git.TryCommitAsync(sha, cancellationToken)
                        : null
                );
            if (next is null)
                break;

            (current, depth) = (next, depth + 1);
        }

        return depth % 2 == 1 ? current : null;
    }

    /// <summary>True where the head holds the change: the commit itself, or the branch that it merged.</summary>
    private static async Task<bool> CameFromAsync(
        Git git,
        GitCommit origin,
        CommitSha head,
        CancellationToken cancellationToken
    )
    {
        foreach (var sha in origin.Parents.Skip(1).Prepend(origin.Sha))
        {
            if (await git.IsAncestorAsync(sha, head, cancellationToken))
                return true;
        }

        return false;
    }

    /// <summary>The commit that a message names as taken back: in full, shortened (git revert --reference), or by the number of its pull request, as GitHub's button writes.</summary>
    private static async Task<CommitSha?> RevertedAsync(
        Git git,
        GitCommit commit,
        CommitSha @base,
        CancellationToken cancellationToken
    )
    {
        if (RevertLine().Match(commit.Body) is not { Success: true } match)
            return null;

        var (name, number) = (match.Groups["sha"].Value, match.Groups["number"].Value);
        return number.Length > 0 ? await MergeOfAsync(git, number, @base, cancellationToken)
            : name.Length < FullLength ? await git.TryResolveAsync(name, cancellationToken)
            : CommitSha.TryParse(name);
    }

    /// <summary>The commit by which a pull request came, as GitHub writes its first line: merged, or squashed into one.</summary>
    private static async Task<CommitSha?> MergeOfAsync(
        Git git,
        string number,
        CommitSha @base,
        CancellationToken cancellationToken
    )
    {
        var (merged, squashed) = ($"Merge pull request #{number} ", $"(#{number})");
        return (await git.FindAsync(@base, [merged, squashed], cancellationToken))
            .FirstOrDefault(commit =>
                commit.Subject.StartsWith(merged, StringComparison.Ordinal)
                || commit.Subject.EndsWith(squashed, StringComparison.Ordinal)
            )
            ?.Sha;
    }

    [GeneratedRegex(
        @"^(This reverts commit (?<sha>[0-9a-f]{7,40})\b|Reverts [\w.-]+/[\w.-]+#(?<number>\d{1,9})\s*$)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex RevertLine();
}
