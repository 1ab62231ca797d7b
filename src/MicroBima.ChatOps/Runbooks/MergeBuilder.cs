using System.Collections.Immutable;
using MicroBima.ChatOps.Deployments;
using MicroBima.ChatOps.Environments;
using MicroBima.ChatOps.Plans;
using MicroBima.ChatOps.Tools;

namespace MicroBima.ChatOps.Runbooks;

/// <summary>A commit that was built before anybody approves, or why it cannot be.</summary>
public abstract record BuiltCommit
{
    private BuiltCommit() { }

    /// <summary>Built. <paramref name="BroughtBack"/> are the commits of merges that were reverted and come again.</summary>
    public sealed record Ready(CommitSha Commit, CommitSha Tree, ImmutableArray<GitCommit> BroughtBack) : BuiltCommit;

    /// <summary>It would change nothing.</summary>
    public sealed record Nothing(string Why) : BuiltCommit;

    /// <summary>The branches do not go together.</summary>
    public sealed record Impossible(string Why) : BuiltCommit;
}

/// <summary>Builds the merge or the revert in the bare clone, with fixed author and dates: the same SHA each time.</summary>
public static class MergeBuilder
{
    /// <summary>The merge of head into base. <paramref name="journal"/> is what it remembers, or nothing. Merges of head that base has reverted are brought back first: git alone would leave them out without a word.</summary>
    public static async Task<BuiltCommit> MergeAsync(
        Git git,
        RepositorySettings repository,
        CommitSha @base,
        CommitSha head,
        string journal,
        CancellationToken cancellationToken
    )
    {
        var (start, tree) = (@base, await git.TreeAsync(@base, cancellationToken));
        var baseTree = tree;
        var broughtBack = ImmutableArray.CreateBuilder<GitCommit>();
        foreach (var (revert, origin) in await Reverts.StandingAsync(git, @base, head, cancellationToken))
        {
            if (
                await git.StepAsync(
                    await git.TreeAsync(revert.Sha, cancellationToken),
                    await git.TreeAsync(revert.Parents[0], cancellationToken),
                    tree,
                    cancellationToken
                )
                is not MergeResult.Clean again
            )
            {
                return new BuiltCommit.Impossible(
                    $"{revert.Sha.Short} ({revert.Subject}) took a release back, and it cannot be brought again without conflicts. Revert it on {repository.Head} by hand."
                );
            }

            tree = again.Tree;
            start = await git.CommitTreeAsync(
                tree,
                [start],
                $"Reapply what {revert.Sha.Short} took back\n\nThis reverts commit {revert.Sha}.",
                revert.At,
                cancellationToken
            );
            broughtBack.AddRange(await MergedByAsync(git, origin, cancellationToken));
        }

        var news = await git.LogAsync(head, @base, cancellationToken);
        if (news.IsEmpty)
        {
            if (tree != baseTree)
                return new BuiltCommit.Ready(start, tree, broughtBack.ToImmutable());

            // git has merged every commit and may hold none of them: somebody merged with "ours", or took them back under another message.
            var others = await git.ChangedFilesAsync(head, @base, cancellationToken);
            return new BuiltCommit.Nothing(
                $"{repository.Base} already holds {(others.IsEmpty ? "everything" : "every commit")} of {repository.Head} ({head.Short})"
                    + (
                        others.IsEmpty
                            ? "."
                            : $", and differs from it in {Words.Some(others, 8)}: hotfixes, or what somebody took back by hand. That comes again only with a new commit on {repository.Head}."
                    )
            );
        }

        var merged = await git.MergeAsync(start, head, cancellationToken);
        if (merged is not MergeResult.Clean clean)
        {
            var files = ((MergeResult.Conflict)merged).Files;
            return new BuiltCommit.Impossible(
                $"{repository.Head} does not merge into {repository.Base}: {Words.Some(files, 10)}. Merge {repository.Base} into {repository.Head} first."
            );
        }

        var result = await git.CommitTreeAsync(
            clean.Tree,
            [start, head],
            RepositoryMemory.Message($"Merge {repository.Head} ({head.Short}) into {repository.Base}", journal),
            news[0].At,
            cancellationToken
        );
        return new BuiltCommit.Ready(result, clean.Tree, broughtBack.ToImmutable());
    }

    /// <summary>The commits that a merge brought in, of all its branches; of an ordinary commit that one.</summary>
    private static async Task<IEnumerable<GitCommit>> MergedByAsync(
        Git git,
        GitCommit origin,
        CancellationToken cancellationToken
    )
    {
        if (origin.Parents.Length < 2)
            return [origin];

        var merged = new List<GitCommit>();
        foreach (var branch in origin.Parents.Skip(1))
            merged.AddRange(await git.LogAsync(branch, origin.Parents[0], cancellationToken));

        return merged.DistinctBy(commit => commit.Sha);
    }

    /// <summary>The revert of a release whose commit is the head of the branch: its tree is the tree before the release, exactly.</summary>
    public static async Task<BuiltCommit> RevertAsync(
        Git git,
        Plan release,
        string journal,
        CancellationToken cancellationToken
    )
    {
        var tree = await git.TreeAsync(release.Base, cancellationToken);
        var commits = await git.LogAsync(release.Result, release.Base, cancellationToken);
        var commit = await git.CommitTreeAsync(
            tree,
            [release.Result],
            RepositoryMemory.Message(
                $"Revert \"{commits[0].Subject}\"\n\nThis reverts commit {release.Result}, reversing changes made to {release.Base}.",
                journal
            ),
            commits[0].At,
            cancellationToken
        );
        return new BuiltCommit.Ready(commit, tree, []);
    }

    /// <summary>Builds the commit of a plan anew in a fresh clone; it must come out the same.</summary>
    public static async Task<CommitSha> RebuildAsync(
        Git git,
        bool isRollback,
        Plan plan,
        RepositorySettings repository,
        CancellationToken cancellationToken
    )
    {
        await git.FetchAsync(isRollback ? [repository.Base] : [repository.Base, repository.Head], cancellationToken);
        var built = isRollback
            ? await RevertAsync(
                git,
                plan with
                {
                    Base = plan.Head,
                    Result = plan.Base,
                },
                plan.Journal,
                cancellationToken
            )
            : await MergeAsync(git, repository, plan.Base, plan.Head, plan.Journal, cancellationToken);
        return built switch
        {
            BuiltCommit.Ready ready => ready.Commit,
            BuiltCommit.Nothing nothing => throw new GitException(
                $"The approved commit cannot be built any more. {nothing.Why}"
            ),
            BuiltCommit.Impossible impossible => throw new GitException(
                $"The approved commit cannot be built any more. {impossible.Why}"
            ),
        };
    }
}
